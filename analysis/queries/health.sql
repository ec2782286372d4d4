SELECT outlet, count(*) AS crawls, sum(error IS NOT NULL) AS crawls_failed, sum(requests) AS requests,
  sum(stored) AS stored, sum(changed) AS changed, sum(refused) AS refused, sum(failed) AS failed,
  max(started_at) AS last_crawl, max(error) AS error
FROM crawl_outlets
WHERE date(started_at, '+7 hours') BETWEEN :since AND :until
GROUP BY outlet
ORDER BY crawls_failed DESC, failed DESC, outlet
