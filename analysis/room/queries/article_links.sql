-- Where the article leads: read-also links that were taken out of the text, links within it, the outlet's topics.
SELECT position, kind, text, url, target_article_id FROM links WHERE article_id = :article_id ORDER BY position;
