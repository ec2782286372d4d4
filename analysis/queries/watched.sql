SELECT name, outlet, published_on, title, found_at, url
FROM watched
WHERE date(found_at, '+7 hours') BETWEEN :since AND :until OR published_on BETWEEN :since AND :until
ORDER BY name, found_at DESC, url
LIMIT 100
