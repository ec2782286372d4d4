"""The Datasette plugin: our pages, the questions as named queries, links into the room, and what no page may do.

Datasette calls these hooks; `analysis/room/house.py` registers the module.
"""

# mypy: disable-error-code="untyped-decorator"
# pluggy's marker has no types

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from datasette import handle_exception as datasettes
from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from analysis.room.marking import grouped
from analysis.room.pages import show_article, show_day, show_name, show_story, show_versions
from analysis.room.questions import look, read_questions, state_of
from analysis.room.searching import show_search
from analysis.room.visit import Visit, outward

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FORM = r"(?P<form>\.json)?$"
NUMBER = r"(?P<number>\d{1,18})"

#: Of Datasette's own pages, which have style in their markup; their scripts are left out by our templates.
THEIR_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

#: Columns of any table or query that number what has a page here.
PAGES = {"article_id": "article", "original_id": "article", "story_id": "story", "entity_id": "name"}


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Our pages; they come before Datasette's own."""
    return [
        (r"^/(?P<form>\.json)?$", show_day),
        (r"^/day/(?P<day>[^/.]+)" + FORM, show_day),
        (r"^/story/" + NUMBER + FORM, show_story),
        (r"^/article/" + NUMBER + FORM, show_article),
        (r"^/article/" + NUMBER + "/versions" + FORM, show_versions),
        (r"^/name/" + NUMBER + FORM, show_name),
        (r"^/search" + FORM, show_search),
    ]


@hookimpl
def canned_queries(datasette: Datasette, database: str) -> Any:
    """The questions behind the pages, as far as the file can answer them: each a table, JSON and CSV."""

    async def inner() -> dict[str, Any]:
        if database != "news":
            return {}
        shape = await look(datasette.get_database("news"))
        found = {}
        for question in read_questions().values():
            if state_of(question, shape) == "answered":
                about, _, _ = question.sql.removeprefix("-- ").partition("\n-- ")
                told = about.partition("\nSELECT")[0].partition("\nWITH")[0].replace("\n-- ", " ")
                sql = "\n".join(line for line in question.sql.splitlines() if not line.startswith("--"))
                found[question.name] = {"sql": sql, "title": question.name, "description": told, "hide_sql": False}
        return found

    return inner


@hookimpl
def render_cell(value: Any, column: str, datasette: Datasette) -> Markup | None:
    """A number of what has a page here leads to it."""
    if column in PAGES and isinstance(value, int):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/{PAGES[column]}/{value}"), value)
    return None


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """What our templates need of us."""
    env.filters |= {"outward": outward, "groups": grouped, "labelled": labelled}


#: Fields of Datasette's forms that have no label, and what each is for.
UNLABELLED = {
    '<select name="_filter_column': "column",
    '<select name="_filter_op': "comparison",
    '<input type="text" name="_filter_value': "value",
    '<select name="_sort': "sort by",
    '<textarea id="sql-editor"': "SQL",
}


def labelled(page: Markup) -> Markup:
    """A page of Datasette's with names on its fields: a screen reader says nothing of a field that has none."""
    for field, label in UNLABELLED.items():
        tag, _, rest = field.partition(" ")
        page = page.replace(Markup(field), Markup(f'{tag} aria-label="{label}" {rest}'))  # noqa: S704 - our own words
    return page


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    """The room for Datasette's own pages too: our header stands over them."""
    return {"room": Visit(datasette, request)}


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """A page for what a visitor did wrong; a fault of ours is Datasette's to print and to answer with a 500.

    `house.py` takes Datasette's own hook out: it prints the whole traceback, a second's work, for a mistyped address.
    """

    async def inner() -> Any:
        if not isinstance(exception, Base400 | DatasetteError):
            return await datasettes.handle_exception(datasette, request, exception)()
        status = exception.status
        message = exception.message if isinstance(exception, DatasetteError) else str(exception)
        visit = Visit(datasette, request)
        if status == 404:
            message = visit.say("no_such_page")
        form = ".json" if request.path.endswith(".json") else None
        return await visit.refuse(status, plain(message), form)

    return inner


def plain(message: str) -> str:
    """A message of Datasette's without its markup."""
    return str(Markup(message).striptags())  # noqa: S704 - it is taken apart, never shown as markup


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    """Headers for every answer; and a name that is not ours, which another site's script may have given us, is refused.

    A page elsewhere can point a name of its own at 127.0.0.1 and read what is served there as if it were its own.
    """

    def wrap(app: Application) -> Application:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            hosts = getattr(datasette, "kliping_hosts", None)
            if hosts is not None and host_of(scope) not in hosts:
                await Response.text("This room answers only to the name it was opened under.", status=421).asgi_send(
                    send
                )
                return

            async def sealed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": seal(list(message.get("headers", [])))}
                await send(message)

            await app(scope, receive, sealed)

        return guarded

    return wrap


def host_of(scope: Scope) -> str:
    """The name that a request was sent to, without its port."""
    value = next((value for name, value in scope.get("headers", []) if name.lower() == b"host"), b"").decode("latin-1")
    name, colon, port = value.rpartition(":")
    return (name if colon and port.isdigit() else value).strip("[]").lower()


def seal(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, with what keeps it from running or telling anything."""
    have = {name.lower() for name, _ in headers}
    ours = {
        b"content-security-policy": THEIR_POLICY.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
    }
    return headers + [(name, value) for name, value in ours.items() if name not in have]
