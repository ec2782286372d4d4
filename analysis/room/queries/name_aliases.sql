-- Other names that articles introduce.
-- needs: aliases
-- analysis: entities
SELECT al.alias, count(*) AS articles FROM (
  SELECT alias FROM aliases WHERE entity_id = :entity_id LIMIT 2000
) AS al GROUP BY al.alias ORDER BY articles DESC, al.alias LIMIT 12;
