-- Who is quoted on the day: in how many articles, of how many outlets.
-- needs: quotes analysed
-- analysis: quotes
SELECT q.speaker_entity_id AS entity_id, max(q.speaker) AS speaker, max(q.role) AS role, count(*) AS quotes,
  count(DISTINCT q.article_id) AS articles, count(DISTINCT a.outlet) AS outlets
FROM articles AS a
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +a.id
JOIN quotes AS q ON q.article_id = a.id
WHERE a.published_on = :day AND q.speaker IS NOT NULL AND NOT q.anonymous
GROUP BY coalesce('#' || q.speaker_entity_id, q.speaker)
ORDER BY outlets DESC, articles DESC, quotes DESC, speaker LIMIT 20;
