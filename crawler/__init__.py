"""From the web to a Page: outlets as values, listings, links, requests."""

__version__ = "0.1.0"
