-- What came in last of the day.
SELECT id AS article_id, outlet, title, published_at, published_on, published_offset, published_precision, section, kind
FROM articles WHERE id IN (
  SELECT id FROM articles WHERE published_on = :day ORDER BY id DESC LIMIT 20
) ORDER BY id DESC;
