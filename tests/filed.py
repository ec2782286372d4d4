"""Web archives of one outlet's stories, written where a desk can import them."""

from __future__ import annotations

from tests.desk import Desk
from tests.recorder import Caught, record
from tests.site import story

HOST = "contoh.example"
NEXT = "next_page = '[?&]hal=\\d+$'"


def caught(name: str, text: str = "", at: str = "2020-01-02T03:04:05Z", **more: object) -> Caught:
    body = story(f"Judul {name}", *([text] if text else []), after=str(more.pop("after", "")))
    return Caught(url=f"https://{HOST}/berita/{name}", body=body, at=at, **more)  # type: ignore[arg-type]


def put(desk: Desk, name: str, *answers: Caught, packed: bool = True) -> str:
    path = desk.folder / name
    path.write_bytes(record(answers, packed=packed))
    return str(path)
