-- The versions of the article, oldest first; none where it never changed.
SELECT version, seen_at, title, text FROM versions WHERE article_id = :article_id ORDER BY version LIMIT 100;
