SELECT published_on AS day, count(*) AS articles, count(DISTINCT outlet) AS outlets
FROM articles
WHERE published_on BETWEEN :first AND :until
GROUP BY published_on
ORDER BY published_on
