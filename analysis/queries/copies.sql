SELECT a.outlet, o.outlet AS original_outlet, count(*) AS articles, sum(c.credited) AS credited,
  round(avg(c.containment), 2) AS containment, a.title, min(a.url) AS url
FROM articles AS a
JOIN copies AS c ON c.article_id = a.id
JOIN articles AS o ON o.id = c.original_id
WHERE a.published_on BETWEEN :since AND :until AND c.kind <> 'template' AND a.outlet <> o.outlet
GROUP BY a.outlet, o.outlet
ORDER BY articles DESC, a.outlet, o.outlet
LIMIT 25
