SELECT t.term, t.day, t.articles, t.outlets, round(t.expected, 1) AS expected, round(t.score, 1) AS score,
  d.articles AS articles_of_day, d.outlets AS outlets_of_day
FROM trends AS t
JOIN days AS d ON d.day = t.day
WHERE t.day BETWEEN :since AND :until
  AND t.score = (SELECT max(score) FROM trends WHERE term = t.term AND day BETWEEN :since AND :until)
ORDER BY t.score DESC, t.term
LIMIT 12
