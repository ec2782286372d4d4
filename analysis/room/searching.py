"""The search page: words, an outlet, a section, days; what was found, and how it is spread.

Comes in: a request. Goes out: a response, as HTML or JSON.
"""

from __future__ import annotations

import json

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from analysis.room.pages import enter, is_day
from analysis.room.questions import Answer, Row, ask, ask_all
from analysis.room.visit import Visit
from analysis.room.words import cut, expression, facets

PAGE = 25
#: As many as `search.sql` and `search_days.sql` give.
MOST = 1000


async def show_search(datasette: Datasette, request: Request) -> Response:
    """Full text with facets."""
    visit, shape, form, _ = await enter(datasette, request)
    asked = {name: visit.value(name) for name in ("q", "outlet", "section", "since", "until")}
    for name in ("since", "until"):
        if not is_day(asked[name]):
            return await visit.refuse(400, visit.say("no_such_day", day=asked[name]), form)
    words = expression(asked["q"])
    values = {"words": words, **{name: asked[name] for name in ("outlet", "section", "since", "until")}}
    if words:
        found = await ask(visit.database, shape, "search", **values)
    elif asked["q"]:
        found = Answer(name="search", state="answered", values=values)  # nothing but signs: no article has them
    else:
        found = await ask(visit.database, shape, "search_days", **values | {"since": asked["since"] or "0"})
    rows = sorted(found.rows, key=lambda row: (row["published_on"] or "", row["article_id"]), reverse=True)
    page = page_number(visit, len(rows))
    shown = rows[(page - 1) * PAGE : page * PAGE]
    ids = json.dumps([row["article_id"] for row in shown])
    asking = ("found", "snippets") if words else ("found",)
    answers = {"search": found} | await ask_all(visit.database, shape, *asking, ids=ids, words=words)
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
    )


def results(answers: dict[str, Answer]) -> list[tuple[Row, list[tuple[str, bool]]]]:
    """What was found, each with the words around the hits, or how it begins."""
    around = {row["article_id"]: row["words"] for row in answers["snippets"].rows} if "snippets" in answers else {}
    return [(row, cut(around.get(row["article_id"]) or row["opening"])) for row in answers["found"].rows]


def page_number(visit: Visit, found: int) -> int:
    """The page that is asked for, within what there is."""
    asked = visit.value("page")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return max(1, min(number, -(-found // PAGE)))
