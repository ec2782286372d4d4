SELECT count(*) AS articles, count(DISTINCT outlet) AS outlets, coalesce(sum(words), 0) AS words,
  coalesce(sum(gone_at IS NOT NULL), 0) AS gone,
  (SELECT count(*) FROM articles
    WHERE published_on IS NULL AND date(first_seen_at, '+7 hours') BETWEEN :since AND :until) AS undated
FROM articles
WHERE published_on BETWEEN :since AND :until
