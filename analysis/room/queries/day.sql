-- The day that is asked for, else the newest that is not in the future; the days before and after that have articles.
WITH asked AS (
  SELECT coalesce(nullif(:day, ''), (SELECT max(published_on) FROM articles WHERE published_on <= date('now', '+1 day')))
    AS day
)
SELECT asked.day,
  (SELECT max(published_on) FROM articles WHERE published_on < asked.day) AS before,
  (SELECT min(published_on) FROM articles WHERE published_on > asked.day) AS after,
  (SELECT count(*) FROM articles WHERE published_on = asked.day) AS articles,
  (SELECT count(DISTINCT outlet) FROM articles WHERE published_on = asked.day) AS outlets
FROM asked;
