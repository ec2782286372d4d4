-- What the outlet itself says that the article is about.
-- needs: topics analysed
-- analysis: topics
SELECT t.topic, t.iptc, t.rule, t.said
FROM topics AS t JOIN analysed AS d ON d.analysis = 'topics' AND d.unit = +t.article_id
WHERE t.article_id = :article_id;
