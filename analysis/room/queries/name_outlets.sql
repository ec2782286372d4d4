-- Which outlets give the person's words, of the newest five hundred quotes.
-- needs: quotes analysed
-- analysis: quotes
SELECT a.outlet, count(*) AS quotes, count(DISTINCT a.id) AS articles, min(a.published_on) AS first_on,
  max(a.published_on) AS last_on
FROM (
  SELECT q.article_id FROM quotes AS q WHERE q.speaker_entity_id = :entity_id ORDER BY q.article_id DESC LIMIT 500
) AS said
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +said.article_id
JOIN articles AS a ON a.id = said.article_id
GROUP BY a.outlet ORDER BY quotes DESC, a.outlet;
