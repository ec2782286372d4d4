-- One story; where it was merged into another, `merged_into` is that one.
-- needs: stories story_merges
-- analysis: stories
SELECT s.id AS story_id, s.headline, s.first_at, s.last_at, s.outlets, s.articles, s.copies, NULL AS merged_into
FROM stories AS s WHERE s.id = :story_id
UNION ALL
SELECT m.old, NULL, NULL, NULL, NULL, NULL, NULL, m.new FROM story_merges AS m
WHERE m.old = :story_id AND m.new IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stories WHERE id = :story_id);
