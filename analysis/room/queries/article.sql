-- One article.
SELECT *, id AS article_id FROM articles WHERE id = :article_id;
