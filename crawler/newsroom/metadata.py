"""What an outlet's pages say of themselves to machines: JSON-LD, right at most outlets and wrong at one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.newsroom.records import Story

TYPES = {"opinion": "OpinionNewsArticle", "live": "LiveBlogPosting", "advertorial": "AdvertiserContentArticle"}


def linked_data(story: Story) -> dict[str, Any]:
    """The JSON-LD of a story's page, in the shape of its CMS."""
    match story.site.cms:
        case "wordpress":
            return _graph(story)
        case "wire":
            return {"@context": "https://schema.org", "@graph": [_breadcrumb(story), _article(story)]}
        case "misdated":
            return _article(story) | _wrong_dates(story)
    return (
        {"@context": "https://schema.org", "@graph": [_article(story), _review(story)]}
        if story.claim
        else _article(story)
    )


def _review(story: Story) -> dict[str, Any]:
    rating = {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "alternateName": "Salah"}
    return {
        "@type": "ClaimReview",
        "url": story.url,
        "claimReviewed": story.claim,
        "reviewRating": rating,
        "author": {"@type": "Organization", "name": story.desk},
    }


def _article(story: Story) -> dict[str, Any]:
    site = story.site
    authors = [person.name for person in story.people if person.role in {"author", "reporter", "contributor"}]
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(story.kind, "NewsArticle"),
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "headline": site.typeset(story.title),
        "description": story.lead,
        "image": f"{site.root}/foto/{story.slug}.png",
        "datePublished": story.published.isoformat(),
        "dateModified": story.changed.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in authors]
        or {"@type": "Organization", "name": story.desk or site.title},
        "publisher": {"@type": "Organization", "name": site.title, "url": site.root},
        "articleSection": story.section,
        "keywords": list(story.tags),
    }
    if story.paywalled:
        closed = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".konten-premium"}
        values |= {"isAccessibleForFree": False, "hasPart": closed}
    return values


def _breadcrumb(story: Story) -> dict[str, Any]:
    names = ((story.site.title, story.site.root), (story.section, f"{story.site.root}/{story.section.lower()}"))
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(names, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _graph(story: Story) -> dict[str, Any]:
    """The graph of a WordPress plug-in: times in UTC with their offset, the page's name with the site's behind it."""
    page = {
        "@type": "WebPage",
        "@id": story.url,
        "url": story.url,
        "name": f"{story.title} - {story.site.title}",
        "datePublished": _utc(story.published),
        "dateModified": _utc(story.changed),
        "inLanguage": "id",
    }
    article = _article(story) | {"datePublished": _utc(story.published), "dateModified": _utc(story.changed)}
    return {"@context": "https://schema.org", "@graph": [article, page]}


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).isoformat()


def _wrong_dates(story: Story) -> dict[str, str]:
    """Faults seen in JSON-LD: local time called Z, no offset, the update as publication; and UTC, which is right."""
    local, changed = f"{story.published:%Y-%m-%dT%H:%M:%S}", f"{story.changed:%Y-%m-%dT%H:%M:%S}"
    match story.clock or "false_z":
        case "false_z":
            return {"datePublished": local + "Z", "dateModified": changed + "Z"}
        case "naive":
            return {"datePublished": local, "dateModified": changed}
        case "utc":
            return {"datePublished": _utc(story.published).replace("+00:00", "Z"), "dateModified": _utc(story.changed)}
        case "update":
            return {"datePublished": story.changed.isoformat(), "dateModified": story.changed.isoformat()}
    raise ValueError(f"{story.key}: no such clock: {story.clock}")
