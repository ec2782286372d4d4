-- The outlet's tags of the article.
SELECT t.name, t.id AS tag_id FROM article_tags AS at JOIN tags AS t ON t.id = at.tag_id
WHERE at.article_id = :article_id ORDER BY at.position;
