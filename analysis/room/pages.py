"""The pages: each reads its address, asks its questions and hands the answers to its template.

Comes in: a request. Goes out: a response, as HTML, or as JSON where the address ends in `.json`.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from analysis.charts import bars, lanes
from analysis.room.marking import compare, paragraphs, words
from analysis.room.questions import Answer, Shape, ask, ask_all, look
from analysis.room.visit import Visit

DAY = ("day_stories", "day_rising", "day_quoted", "day_outlets", "day_latest", "day_counts")
STORY = ("story_timeline", "story_copies", "story_quotes")
ARTICLE = (
    "article_people",
    "article_tags",
    "article_links",
    "article_mentions",
    "article_quotes",
    "article_copies",
    "article_sources",
    "article_story",
    "article_topics",
    "article_keywords",
    "article_places",
    "article_times",
    "article_versions",
    "article_analysed",
)
NAME = ("name_quotes", "name_outlets", "name_articles", "name_roles", "name_aliases")


async def enter(datasette: Datasette, request: Request) -> tuple[Visit, Shape, str | None, int]:
    """What every page begins with: the visit, the file's shape, the form that is asked for, and the number it is of."""
    visit = Visit(datasette, request)
    shape = await look(visit.database)
    return visit, shape, request.url_vars.get("form"), int(request.url_vars.get("number") or 0)


async def show_day(datasette: Datasette, request: Request) -> Response:
    """A day: the newest, or the one in the address."""
    visit, shape, form, _ = await enter(datasette, request)
    day = request.url_vars.get("day") or ""
    if not is_day(day):
        return await visit.refuse(404, visit.say("no_such_day", day=day), form)
    whole = await ask(visit.database, shape, "day", day=day)
    row = whole.first
    if row is None or row["day"] is None or not (row["articles"] or row["before"] or row["after"]):
        return await visit.show("room_empty.html", {"day": whole}, form=form, absent=whole.state == "absent")
    answers = {"day": whole} | await ask_all(visit.database, shape, *DAY, day=row["day"])
    days = answers["day_counts"].rows
    if not days:
        return await visit.refuse(503, visit.say("slow"), form)
    return await visit.show(
        "room_day.html",
        answers,
        form=form,
        day=row,
        bars=bars(days, "articles"),
        most=max(each["articles"] for each in days),
    )


def is_day(value: str) -> bool:
    """Whether it is a date, or nothing."""
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


async def show_story(datasette: Datasette, request: Request) -> Response:
    """A story across outlets."""
    visit, shape, form, number = await enter(datasette, request)
    whole = await ask(visit.database, shape, "story", story_id=number)
    row = whole.first
    if row is None:
        return await missing(visit, whole, form, "no_such_story", number)
    if row["merged_into"] is not None:
        return Response.redirect(visit.path(f"/story/{row['merged_into']}{form or ''}"), status=301)
    answers = {"story": whole} | await ask_all(visit.database, shape, *STORY, story_id=number)
    speakers: dict[Any, list[dict[str, Any]]] = {}
    for quote in answers["story_quotes"].rows:
        speakers.setdefault(quote["entity_id"] or quote["speaker"] or "", []).append(quote)
    return await visit.show(
        "room_story.html",
        answers,
        form=form,
        story=row,
        lanes=lanes(answers["story_timeline"].rows),
        speakers=sorted(speakers.values(), key=lambda said: -len({quote["outlet"] for quote in said})),
    )


async def show_article(datasette: Datasette, request: Request) -> Response:
    """An article as it reads, and all that is known of it."""
    visit, shape, form, number = await enter(datasette, request)
    whole = await ask(visit.database, shape, "article", article_id=number)
    row = whole.first
    if row is None:
        return await missing(visit, whole, form, "no_such_article", number)
    answers = {"article": whole} | await ask_all(visit.database, shape, *ARTICLE, article_id=number)
    mentions, quotes = answers["article_mentions"].rows, answers["article_quotes"].rows
    links = answers["article_links"].rows
    return await visit.show(
        "room_article.html",
        answers,
        form=form,
        article=row,
        paragraphs=paragraphs(row["text"], mentions, quotes),
        names=list({mention["entity_id"]: mention for mention in mentions}.values()),
        taken_out=[link for link in links if link["kind"] == "baca_juga"],
        inline=[link for link in links if link["kind"] == "inline"],
        analysed={found["analysis"] for found in answers["article_analysed"].rows},
    )


async def show_versions(datasette: Datasette, request: Request) -> Response:
    """What an outlet changed in an article after it was published, change by change."""
    visit, shape, form, number = await enter(datasette, request)
    answers = await ask_all(visit.database, shape, "article", "article_versions", article_id=number)
    row, versions = answers["article"].first, answers["article_versions"].rows
    if row is None:
        return await missing(visit, answers["article"], form, "no_such_article", number)
    changes = [
        {
            "before": before,
            "after": after,
            "title": words(before["title"], after["title"]),
            "text": compare(before["text"], after["text"]),
        }
        for before, after in pairwise(versions)
    ]
    changes.reverse()
    return await visit.show("room_versions.html", answers, form=form, article=row, changes=changes)


async def show_name(datasette: Datasette, request: Request) -> Response:
    """A person, an organisation or a place."""
    visit, shape, form, number = await enter(datasette, request)
    whole = await ask(visit.database, shape, "name", entity_id=number)
    row = whole.first
    if row is None:
        return await missing(visit, whole, form, "no_such_name", number)
    answers = {"name": whole} | await ask_all(visit.database, shape, *NAME, entity_id=number)
    return await visit.show("room_name.html", answers, form=form, name=row)


async def missing(visit: Visit, answer: Answer, form: str | None, message: str, number: int) -> Response:
    """There is no such thing in this file, or no table of such things yet."""
    if answer.state in ("not_run", "absent") and answer.analysis:
        return await visit.refuse(404, visit.say("not_run", analysis=answer.analysis), form)
    return await visit.refuse(404, visit.say(message, number=number), form)
