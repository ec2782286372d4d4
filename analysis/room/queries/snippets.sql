-- The words around what was searched for, in the articles of those numbers; char(2) and char(3) stand about each hit.
-- needs: articles_fts
SELECT f.rowid AS article_id, snippet(articles_fts, 1, char(2), char(3), '…', 30) AS words
FROM json_each(:ids) AS wanted CROSS JOIN articles_fts AS f ON f.rowid = wanted.value
WHERE articles_fts MATCH :words;
