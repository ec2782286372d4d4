-- Words of one root with each of those (a JSON list), or that would be if that root were a word of the archive.
-- needs: roots roots_awaited
-- analysis: roots
SELECT wanted.value AS word, r.word AS form
FROM json_each(:terms) AS wanted CROSS JOIN roots AS mine ON mine.word = wanted.value
CROSS JOIN roots AS r ON r.root = mine.root
UNION
SELECT wanted.value, w.word
FROM json_each(:terms) AS wanted CROSS JOIN roots_awaited AS w ON w.stem = wanted.value
ORDER BY 1, 2;
