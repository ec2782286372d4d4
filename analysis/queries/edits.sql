SELECT seen_at, outlet, version, title_before, title_after, text_before, text_after, url
FROM silent_edits
WHERE date(seen_at, '+7 hours') BETWEEN :since AND :until
ORDER BY seen_at DESC, url, version
LIMIT 50
