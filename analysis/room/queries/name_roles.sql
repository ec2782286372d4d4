-- What articles say that a person is.
-- needs: roles
-- analysis: entities
SELECT r.role, count(DISTINCT r.article_id) AS articles FROM (
  SELECT role, article_id FROM roles WHERE entity_id = :entity_id LIMIT 2000
) AS r GROUP BY r.role ORDER BY articles DESC, r.role LIMIT 12;
