-- Articles and outlets of each of the thirty days that end with the day.
WITH RECURSIVE dates(day, n) AS (
  SELECT :day, 1 UNION ALL SELECT date(day, '-1 day'), n + 1 FROM dates WHERE n < 30
)
SELECT day,
  (SELECT count(*) FROM articles WHERE published_on = dates.day) AS articles,
  (SELECT count(DISTINCT outlet) FROM articles WHERE published_on = dates.day) AS outlets
FROM dates ORDER BY day;
