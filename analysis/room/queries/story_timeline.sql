-- Who told the story when: its articles in order.
-- needs: stories story_articles
-- analysis: stories
SELECT a.id AS article_id, sa.at, a.outlet, a.title, a.kind, sa.copy, a.published_at, a.published_on,
  a.published_offset, a.published_precision, a.gone_at
FROM story_articles AS sa JOIN articles AS a ON a.id = sa.article_id
WHERE sa.story_id = :story_id ORDER BY sa.at, a.id LIMIT 500;
