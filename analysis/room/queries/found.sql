-- The articles of those numbers (a JSON list), as a search shows them.
SELECT a.id AS article_id, a.outlet, a.title, a.section, a.kind, a.published_at, a.published_on, a.published_offset,
  a.published_precision, substr(a.text, 1, 200) AS opening
FROM json_each(:ids) AS wanted CROSS JOIN articles AS a ON a.id = wanted.value
ORDER BY wanted.key;
