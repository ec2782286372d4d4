-- The thousand articles that have the words (in the syntax of FTS5) most tellingly; a word in the title counts fivefold.
-- needs: articles_fts
SELECT a.id AS article_id, a.outlet, a.section, a.published_on
FROM articles_fts AS f CROSS JOIN articles AS a ON a.id = f.rowid
WHERE articles_fts MATCH :words AND rank MATCH 'bm25(5.0, 1.0)'
  AND (:outlet = '' OR a.outlet = :outlet)
  AND (:section = '' OR a.section = :section)
  AND (:since = '' OR a.published_on >= :since)
  AND (:until = '' OR a.published_on <= :until)
ORDER BY f.rank LIMIT 1000;
