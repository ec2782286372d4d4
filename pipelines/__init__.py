"""From a Page to rows: keep the bytes (archive, 100), read the article (article, 500), store it (store, 900)."""
