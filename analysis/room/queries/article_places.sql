-- The regions that the article names; where it happened comes first.
-- needs: places analysed
-- analysis: places
SELECT p.name, p.code, p.level, max(p.role = 'event') AS event, count(*) AS mentions
FROM places AS p JOIN analysed AS d ON d.analysis = 'places' AND d.unit = +p.article_id
WHERE p.article_id = :article_id GROUP BY p.code ORDER BY event DESC, min(p.position);
