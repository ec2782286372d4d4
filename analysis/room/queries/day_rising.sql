-- The terms that rise on the day, beside how many articles and outlets that day has.
-- needs: trends
-- analysis: trends
SELECT t.term, t.articles, t.outlets, t.expected, t.score
FROM trends AS t WHERE t.day = :day ORDER BY t.score DESC, t.term LIMIT 20;
