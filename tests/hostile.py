"""Articles that try to break a page: markup, addresses that run, other directions of writing, no date, no end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from analysis import ANALYSES
from pipelines.items import Link
from tests.findings import Told, put, run

SCRIPT = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
LONG = " ".join(f"kata{n}" for n in range(10_000))
#: By what each does; every one is stored as a crawl would store it.
TOLD = {
    "markup": Told(
        url="https://a.example/markup",
        title=f"Judul {SCRIPT} akhir",
        text=f'Isi {SCRIPT} akhir.\n\n"Air sudah <b>surut</b> {SCRIPT} sejak pagi," kata Wayan Sukerti.',
        section='"><script>document.title="broken"</script>',
        dateline=f"KEMALA {SCRIPT} -",
        credit=SCRIPT,
        tags=(SCRIPT,),
        links=(
            Link(url="javascript:document.title='broken'", text="Jalankan", kind="baca_juga"),
            Link(url="JaVaScRiPt:document.title='broken'", text="Jalankan juga", kind="inline"),
            Link(url="data:text/html,<script>document.title='broken'</script>", text="Data", kind="inline"),
            Link(url="https://a.example/baik?x=\"onmouseover='1'", text=SCRIPT, kind="baca_juga"),
            Link(url="http://[", text="Bukan alamat", kind="baca_juga"),
        ),
    ),
    "directions": Told(
        url="https://a.example/directions",
        title="\u202eterbalik\u202c مرحبا بالعالم עברית judul",
        text="مرحبا بالعالم\n\n\u202eteks terbalik tanpa akhir\n\nבדיקה של כיוון.",
    ),
    "emoji": Told(
        url="https://a.example/emoji", title="🇮🇩 Banjir 👩🏽‍🚒🌊", text="Air 🌊 naik 👨‍👩‍👧‍👦 cepat.\n\n\U0001f9ff"
    ),
    "long": Told(url="https://a.example/long", title="Panjang" + "panjang" * 60, text=LONG),
    "template": Told(
        url="https://a.example/template", title="{{ 7 * 7 }} {% raw %} ${7*7} %s", text="{{ config }} {0}"
    ),
}


def put_hostile(path: Path) -> dict[str, int]:
    """Store them, analysed, and give the number of each.

    One has no date, and one an address that runs: no crawl of ours stores that, but the room reads any file.
    """
    put(path, TOLD.values())
    run(path, *ANALYSES)
    with closing(sqlite3.connect(path)) as db, db:
        numbers = {url.rpartition("/")[2]: number for url, number in db.execute("SELECT url, id FROM articles")}
        undated = "published_at = NULL, published_on = NULL, published_precision = NULL, published_offset = NULL"
        db.execute(f"UPDATE articles SET {undated} WHERE id = ?", [numbers["emoji"]])
        db.execute(
            "UPDATE articles SET url = ? WHERE id = ?", ["javascript:document.title='broken'", numbers["markup"]]
        )
        db.execute("UPDATE entities SET name = name || ?", [SCRIPT])
        texts = [(numbers["markup"], n, TOLD["markup"].title + str(n), TOLD["markup"].text * n) for n in (1, 2)]
        db.executemany("INSERT INTO versions VALUES (?, ?, '2026-06-20T01:00:00Z', ?, ?, 'x')", texts)
    return numbers
