"""Listings: a feed, sitemap, index, front page or JSON comes in, links to articles go out; nothing is asked."""
