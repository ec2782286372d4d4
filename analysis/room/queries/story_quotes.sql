-- What is said in the story, speaker by speaker, outlet by outlet.
-- needs: quotes story_articles analysed
-- analysis: quotes
SELECT q.speaker_entity_id AS entity_id, q.speaker, q.role, q.kind, q.text, q.cue, a.id AS article_id, a.outlet,
  q.start, sa.at
FROM story_articles AS sa
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +sa.article_id
JOIN quotes AS q ON q.article_id = sa.article_id
JOIN articles AS a ON a.id = sa.article_id
WHERE sa.story_id = :story_id ORDER BY sa.at, a.id, q.start LIMIT 300;
