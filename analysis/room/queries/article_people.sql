-- Who wrote, edited and photographed the article.
SELECT p.name, ap.role, ap.person_id FROM article_people AS ap JOIN people AS p ON p.id = ap.person_id
WHERE ap.article_id = :article_id ORDER BY ap.role IN ('editor', 'initials'), ap.role = 'initials', ap.position, ap.role;
