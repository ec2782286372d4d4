-- The days and hours that the article speaks of, and the words it has for them.
-- needs: times analysed
-- analysis: times
SELECT t.start, t.on_date, t.at, t.rule, substr(a.text, t.start + 1, t."end" - t.start) AS words
FROM times AS t JOIN articles AS a ON a.id = t.article_id
JOIN analysed AS d ON d.analysis = 'times' AND d.unit = +t.article_id
WHERE t.article_id = :article_id ORDER BY t.start;
