-- What a person said, newest first, when and in which outlet.
-- needs: quotes analysed
-- analysis: quotes
SELECT q.text, q.kind, q.role, q.cue, q.start, a.id AS article_id, a.outlet, a.title, a.dateline, a.published_at,
  a.published_on, a.published_offset, a.published_precision
FROM (SELECT * FROM quotes WHERE speaker_entity_id = :entity_id ORDER BY article_id DESC LIMIT 60) AS q
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +q.article_id
JOIN articles AS a ON a.id = q.article_id
ORDER BY a.published_on DESC, a.published_at DESC, a.id DESC, q.start;
