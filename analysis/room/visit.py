"""One visit to a page: the request, the language, the file as it is now, and the way back as HTML or JSON.

Comes in: Datasette's request. Goes out: a response that allows the browser nothing but what the room itself serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from analysis.room.questions import Answer, read_questions
from analysis.room.voice import Voice, choose_language

#: Of our own pages: nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Visit:
    """What pages and templates need of one request."""

    def __init__(self, datasette: Datasette, request: Request | None) -> None:
        self.datasette = datasette
        self.request = request
        asked = request.args.get("lang") if request else None
        self.asked = asked if asked in ("id", "en") else None
        accepted = request.headers.get("accept-language", "") if request else ""
        self.voice = Voice(language=choose_language(self.asked, accepted))
        self.say = self.voice.say

    @property
    def database(self) -> Database:
        """The file."""
        return self.datasette.get_database("news")

    def value(self, name: str) -> str:
        """A value of the address, without the blanks about it."""
        return str(self.request.args.get(name) or "").strip() if self.request else ""

    def path(self, path: str, **values: Any) -> str:
        """An address within the room, in the language of this visit where that was asked for."""
        kept = {key: value for key, value in values.items() if value not in ("", None)}
        if self.asked:
            kept["lang"] = self.asked
        return str(self.datasette.urls.path(path)) + (f"?{urlencode(kept)}" if kept else "")

    def here(self, **changes: Any) -> str:
        """This page again with some values changed; those that are None are left out."""
        values = {name: self.value(name) for name in self.request.args} if self.request else {}
        values |= changes
        kept = {key: value for key, value in values.items() if value not in ("", None)}
        path = self.request.path if self.request else "/"
        return path + (f"?{urlencode(kept)}" if kept else "")

    def behind(self, answer: Answer, form: str = "") -> str:
        """The query behind an answer, as a table of Datasette's, JSON or CSV."""
        names = read_questions()[answer.name].values
        values = {name: answer.values[name] for name in names if name in answer.values}
        path = str(self.datasette.urls.path(f"/news/{answer.name}{form}"))
        return path + (f"?{urlencode(values)}" if values else "")

    async def show(
        self, template: str, answers: Mapping[str, Answer], *, form: str | None = None, status: int = 200, **more: Any
    ) -> Response:
        """The page, or its answers as JSON."""
        headers = {"Vary": "Accept-Language", "Content-Security-Policy": POLICY}
        if form:
            told = {name: {"state": answer.state, "rows": answer.rows} for name, answer in answers.items()}
            return Response.json(told, status=status, headers=headers)
        context = {"answers": answers, "room": self, "page_language": self.voice.language, **more}
        page = await self.datasette.render_template(template, context, request=self.request, view_name="room")
        return Response.html(page, status=status, headers=headers)

    async def refuse(self, status: int, message: str, form: str | None = None) -> Response:
        """A page that says what is wrong and how to go on."""
        if form:
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        return await self.show("room_refusal.html", {}, status=status, message=message, number=status)


def outward(url: str | None) -> str | None:
    """An address out of a page that may become a link: of the web, never `javascript:` or anything else that runs."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
