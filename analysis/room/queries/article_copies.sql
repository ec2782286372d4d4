-- Whose words the article has, and who has its words.
-- needs: copies analysed
-- analysis: copies
SELECT 'from' AS direction, c.kind, c.containment, c.credited, o.id AS article_id, o.outlet, o.title, o.published_at,
  o.published_on, o.published_offset, o.published_precision
FROM copies AS c JOIN articles AS o ON o.id = c.original_id
JOIN analysed AS d ON d.analysis = 'copies' AND d.unit = +c.article_id
WHERE c.article_id = :article_id
UNION ALL
SELECT 'to', c.kind, c.containment, c.credited, a.id, a.outlet, a.title, a.published_at, a.published_on,
  a.published_offset, a.published_precision
FROM copies AS c JOIN articles AS a ON a.id = c.article_id
JOIN analysed AS d ON d.analysis = 'copies' AND d.unit = +c.article_id
WHERE c.original_id = :article_id
LIMIT 200;
