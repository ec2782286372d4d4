-- What is said in the article, by whom.
-- needs: quotes analysed
-- analysis: quotes
SELECT q.start, q."end", q.text, q.speaker, q.speaker_entity_id AS entity_id, q.role, q.cue, q.kind, q.score
FROM quotes AS q JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +q.article_id
WHERE q.article_id = :article_id ORDER BY q.start;
