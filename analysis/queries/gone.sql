SELECT gone_at, outlet, published_on, title, url
FROM articles
WHERE date(gone_at, '+7 hours') BETWEEN :since AND :until
ORDER BY gone_at DESC, url
LIMIT 50
