-- Each outlet on the day: articles, a usual day (the mean of the seven before), what became of the links that were
-- listed for the day, and its last crawls (of the last fifty).
-- needs: articles fetches crawl_outlets
WITH RECURSIVE
asked(outlet) AS (
  SELECT min(outlet) FROM fetches
  UNION ALL
  SELECT (SELECT min(f.outlet) FROM fetches AS f WHERE f.outlet > asked.outlet) FROM asked WHERE asked.outlet IS NOT NULL
),
told(outlet) AS (
  SELECT min(outlet) FROM articles
  UNION ALL
  SELECT (SELECT min(a.outlet) FROM articles AS a WHERE a.outlet > told.outlet) FROM told WHERE told.outlet IS NOT NULL
),
names AS (SELECT outlet FROM asked UNION SELECT outlet FROM told),
today AS (SELECT outlet, count(*) AS articles FROM articles WHERE published_on = :day GROUP BY outlet),
week AS (
  SELECT outlet, count(*) / 7.0 AS usual FROM articles
  WHERE published_on >= date(:day, '-7 days') AND published_on < :day GROUP BY outlet
),
recent AS (
  SELECT co.outlet, max(co.started_at) AS last_crawl,
    max(CASE WHEN co.error IS NULL THEN co.started_at END) AS last_good_crawl,
    max(CASE WHEN co.stored > 0 THEN co.started_at END) AS last_new_article,
    sum(co.error IS NOT NULL) AS crawls_failed, count(*) AS crawls
  FROM crawl_outlets AS co WHERE co.crawl_id > (SELECT max(id) FROM crawls) - 50 GROUP BY +co.outlet
)
SELECT n.outlet, coalesce(t.articles, 0) AS articles, round(coalesce(w.usual, 0), 1) AS usual,
  (SELECT count(*) FROM fetches AS f WHERE f.outlet = n.outlet AND f.listed_on = :day) AS listed,
  (SELECT count(*) FROM fetches AS f WHERE f.outlet = n.outlet AND f.listed_on = :day AND f.outcome IN ('http_404',
    'gone', 'http_error', 'redirect_loop', 'timeout', 'dns', 'connection', 'too_large', 'parse_error', 'worker_died'))
    AS failed,
  (SELECT count(*) FROM fetches AS f WHERE f.outlet = n.outlet AND f.listed_on = :day AND f.outcome IS NULL) AS waiting,
  r.last_crawl, r.last_good_crawl, r.last_new_article, r.crawls_failed, r.crawls
FROM names AS n
LEFT JOIN today AS t ON t.outlet = n.outlet
LEFT JOIN week AS w ON w.outlet = n.outlet
LEFT JOIN recent AS r ON r.outlet = n.outlet
WHERE n.outlet IS NOT NULL
ORDER BY articles DESC, n.outlet;
