-- The stories of the day that at least two outlets tell, by the number of outlets that told them that day.
-- needs: stories story_articles
-- analysis: stories
SELECT s.id AS story_id, s.headline, told.outlets_today, told.articles_today, s.outlets, s.articles, s.copies,
  s.first_at, s.last_at
FROM (
  SELECT sa.story_id, count(DISTINCT a.outlet) AS outlets_today, count(*) AS articles_today
  FROM articles AS a JOIN story_articles AS sa ON sa.article_id = a.id
  WHERE a.published_on = :day GROUP BY sa.story_id
) AS told
JOIN stories AS s ON s.id = told.story_id
WHERE s.outlets >= 2
ORDER BY told.outlets_today DESC, told.articles_today DESC, s.last_at DESC, s.id LIMIT 30;
