SELECT d.day, coalesce(t.articles, 0) AS articles, d.articles AS articles_of_day, d.outlets
FROM days AS d
LEFT JOIN day_terms AS t ON t.day = d.day AND t.term = :term
WHERE d.day BETWEEN :first AND :until
ORDER BY d.day
