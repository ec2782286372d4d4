SELECT st.headline, count(DISTINCT a.outlet) AS outlets, count(*) AS articles,
  group_concat(DISTINCT a.outlet) AS told_by, min(s.at) AS first_at, max(s.at) AS last_at, o.url
FROM articles AS a
JOIN story_articles AS s ON s.article_id = a.id
JOIN stories AS st ON st.id = s.story_id
LEFT JOIN articles AS o ON o.id = st.article_id
WHERE a.published_on BETWEEN :since AND :until
GROUP BY s.story_id
HAVING count(DISTINCT a.outlet) > 1
ORDER BY outlets DESC, articles DESC, first_at, st.headline
LIMIT 25
