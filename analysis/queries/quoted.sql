SELECT q.speaker, q.role, count(*) AS quotes, count(DISTINCT a.outlet) AS outlets,
  min(a.published_on) AS first_on, q.text AS first_said, a.outlet AS first_in, a.url
FROM articles AS a
JOIN quotes AS q ON q.article_id = a.id
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +a.id
WHERE a.published_on BETWEEN :since AND :until AND q.speaker IS NOT NULL
GROUP BY q.speaker
ORDER BY quotes DESC, outlets DESC, q.speaker
LIMIT 25
