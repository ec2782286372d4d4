-- Who and what is named in the article, and where.
-- needs: mentions entities analysed
-- analysis: entities
SELECT m.start, m."end", m.entity_id, e.name, m.kind, m.rule, m.score
FROM mentions AS m
JOIN entities AS e ON e.id = m.entity_id
JOIN analysed AS d ON d.analysis = 'entities' AND d.unit = +m.article_id
WHERE m.article_id = :article_id ORDER BY m.start;
