-- The newest articles that name it.
-- needs: mentions analysed
-- analysis: entities
SELECT a.id AS article_id, a.outlet, a.title, a.published_at, a.published_on, a.published_offset, a.published_precision
FROM (
  SELECT DISTINCT m.article_id FROM mentions AS m WHERE m.entity_id = :entity_id ORDER BY m.article_id DESC LIMIT 40
) AS named
JOIN analysed AS d ON d.analysis = 'entities' AND d.unit = +named.article_id
JOIN articles AS a ON a.id = named.article_id
ORDER BY a.published_on DESC, a.published_at DESC, a.id DESC;
