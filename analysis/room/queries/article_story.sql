-- The story that the article belongs to.
-- needs: stories story_articles
-- analysis: stories
SELECT s.id AS story_id, s.headline, s.outlets, s.articles, s.copies
FROM story_articles AS sa JOIN stories AS s ON s.id = sa.story_id WHERE sa.article_id = :article_id;
