"""Spiders: listings to links to Pages. An odd outlet's own spider is a module of its name here."""
