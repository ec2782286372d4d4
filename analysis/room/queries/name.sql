-- One name: a person, an organisation or a place, and in how many articles it stands.
-- needs: entities mentions
-- analysis: entities
SELECT e.id AS entity_id, e.name, e.kind,
  (SELECT count(DISTINCT m.article_id) FROM mentions AS m WHERE m.entity_id = e.id) AS articles
FROM entities AS e WHERE e.id = :entity_id;
