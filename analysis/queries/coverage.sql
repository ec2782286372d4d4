SELECT outlet, sum(listed) AS listed, sum(have) AS have, sum(refused) AS refused, sum(failed) AS failed,
  sum(waiting) AS waiting, sum(complete) AS days_complete, count(*) AS days
FROM coverage_by_day
WHERE day BETWEEN :since AND :until
GROUP BY outlet
ORDER BY have DESC, outlet
