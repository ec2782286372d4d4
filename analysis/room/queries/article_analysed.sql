-- Which analyses have read the article as it is now.
-- needs: analysed
SELECT analysis FROM analysed
WHERE analysis IN (
    'language', 'copies', 'stories', 'entities', 'quotes', 'sources', 'places', 'keywords', 'topics', 'times'
  ) AND unit = :article_id;
