-- Who copied whom within the story: `containment` is the share of the copy's words that the original has.
-- needs: copies story_articles analysed
-- analysis: copies
SELECT c.article_id, a.outlet, a.title, c.kind, c.containment, c.original_id, o.outlet AS original_outlet,
  o.title AS original_title, c.credited
FROM story_articles AS sa
JOIN analysed AS d ON d.analysis = 'copies' AND d.unit = +sa.article_id
JOIN copies AS c ON c.article_id = sa.article_id
JOIN articles AS a ON a.id = c.article_id
JOIN articles AS o ON o.id = c.original_id
WHERE sa.story_id = :story_id AND c.kind <> 'template'
ORDER BY sa.at, c.article_id, c.containment DESC LIMIT 500;
