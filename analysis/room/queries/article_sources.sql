-- Whom the article credits for its news.
-- needs: sources analysed
-- analysis: sources
SELECT s.name, s.kind FROM sources AS s JOIN analysed AS d ON d.analysis = 'sources' AND d.unit = +s.article_id
WHERE s.article_id = :article_id GROUP BY s.name, s.kind ORDER BY min(s.position);
