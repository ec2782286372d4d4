-- The newest thousand articles, in order of arrival, that have the words (in the syntax of FTS5) and fit what is asked.
-- needs: articles_fts
SELECT a.id AS article_id, a.outlet, a.section, a.published_on
FROM articles_fts AS f CROSS JOIN articles AS a ON a.id = f.rowid
WHERE articles_fts MATCH :words
  AND (:outlet = '' OR a.outlet = :outlet)
  AND (:section = '' OR a.section = :section)
  AND (:since = '' OR a.published_on >= :since)
  AND (:until = '' OR a.published_on <= :until)
ORDER BY f.rowid DESC LIMIT 1000;
