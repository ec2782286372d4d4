"""The search page: words, an outlet, a section, days; what was found, and how it is spread.

Comes in: a request. Goes out: a response, as HTML or JSON.
"""

from __future__ import annotations

import json

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from analysis.room.pages import enter, is_day
from analysis.room.questions import Answer, Row, Shape, ask, ask_all
from analysis.room.visit import Visit
from analysis.room.words import cut, expression, facets, forms, terms

PAGE = 25
#: As many as `search.sql`, `search_ranked.sql` and `search_days.sql` give.
MOST = 1000


async def show_search(datasette: Datasette, request: Request) -> Response:
    """Full text with facets."""
    visit, shape, form, _ = await enter(datasette, request)
    asked = {name: visit.value(name) for name in ("q", "outlet", "section", "since", "until")}
    for name in ("since", "until"):
        if not is_day(asked[name]):
            return await visit.refuse(400, visit.say("no_such_day", day=asked[name]), form)
    if asked["until"] and asked["since"] > asked["until"]:
        return await visit.refuse(400, visit.say("days_reversed", since=asked["since"], until=asked["until"]), form)
    ranked, widened = visit.value("sort") == "relevance", visit.value("roots") == "1"
    likes, others = await find_forms(visit, shape, asked["q"]) if widened else (None, {})
    words = expression(asked["q"], others)
    values = {"words": words, **{name: asked[name] for name in ("outlet", "section", "since", "until")}}
    if words:
        found = await ask(visit.database, shape, "search_ranked" if ranked else "search", **values)
    elif asked["q"]:
        found = Answer(name="search", state="answered", values=values)  # nothing but signs: no article has them
    else:
        found = await ask(visit.database, shape, "search_days", **values | {"since": asked["since"] or "0"})
    rows = found.rows
    if not (words and ranked):
        rows = sorted(rows, key=lambda row: (row["published_on"] or "", row["article_id"]), reverse=True)
    page = page_number(visit, len(rows))
    shown = rows[(page - 1) * PAGE : page * PAGE]
    ids = json.dumps([row["article_id"] for row in shown])
    asking = ("found", "snippets") if words else ("found",)
    answers = (
        {"search": found}
        | ({"forms": likes} if likes else {})
        | await ask_all(visit.database, shape, *asking, ids=ids, words=words)
    )
    return await visit.show(
        "room_search.html",
        answers,
        form=form,
        asked=asked,
        results=results(answers),
        facets=facets(found.rows),
        page=page,
        last=page * PAGE >= len(found.rows),
        full=len(found.rows) >= MOST,
        ranked=ranked,
        widened=widened,
        forms=others,
    )


async def find_forms(visit: Visit, shape: Shape, typed: str) -> tuple[Answer, dict[str, list[str]]]:
    """Other forms of the words that were typed: `membangun` for `pembangunan`, by the table of words and roots."""
    wanted = terms(typed)
    every = list(dict.fromkeys(term for likely in wanted.values() for term in likely))
    answer = await ask(visit.database, shape, "search_forms", terms=json.dumps(every))
    return answer, forms(wanted, answer.rows)


def results(answers: dict[str, Answer]) -> list[tuple[Row, list[tuple[str, bool]]]]:
    """What was found, each with the words around the hits, or how it begins."""
    around = {row["article_id"]: row["words"] for row in answers["snippets"].rows} if "snippets" in answers else {}
    return [(row, cut(around.get(row["article_id"]) or row["opening"])) for row in answers["found"].rows]


def page_number(visit: Visit, found: int) -> int:
    """The page that is asked for, within what there is."""
    asked = visit.value("page")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return max(1, min(number, -(-found // PAGE)))
