-- The newest thousand articles of some days, without words.
SELECT a.id AS article_id, a.outlet, a.section, a.published_on
FROM articles AS a
WHERE a.published_on >= :since AND a.published_on <= coalesce(nullif(:until, ''), '9999')
  AND (:outlet = '' OR a.outlet = :outlet)
  AND (:section = '' OR a.section = :section)
ORDER BY a.published_on DESC, a.id DESC LIMIT 1000;
