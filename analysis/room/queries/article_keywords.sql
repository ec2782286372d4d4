-- The words that tell this article from others, the most telling first.
-- needs: keywords analysed
-- analysis: keywords
SELECT k.term, k.score
FROM keywords AS k JOIN analysed AS d ON d.analysis = 'keywords' AND d.unit = +k.article_id
WHERE k.article_id = :article_id ORDER BY k.position;
