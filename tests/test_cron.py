"""`kliping cron`, and what the manual says to write into a crontab or a systemd unit: as written, as cron runs it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cron import CronError, installed, line, markers, program, with_lines, without_lines
from tests.desk import Desk
from tests.site import PATIENCE, Site, feed, page

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DATA = Path("/srv/kliping/data")
BEGIN, END = markers(DATA)
PLACE = "/path/to/kliping"


CRONTABS = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"))).map("\n".join)


@given(CRONTABS)
def test_nothing_but_our_lines_is_ever_touched(crontab: str) -> None:
    with_ours = with_lines(crontab, DATA, ("*/15 * * * * kliping run",))
    assert installed(with_ours, DATA) == ("*/15 * * * * kliping run\n",)
    assert without_lines(with_ours, DATA) == (crontab if crontab.endswith("\n") or not crontab else crontab + "\n")
    again = with_lines(with_ours, DATA, ("0 5 * * * kliping run",))
    assert again == with_ours.replace("*/15 * * * * kliping run", "0 5 * * * kliping run")
    assert without_lines(crontab, DATA) == crontab


def test_our_lines_stay_where_they_were_put() -> None:
    crontab = f"MAILTO=a@contoh.example\n{BEGIN}\nlama\nlagi\n{END}\n0 1 * * * lain\n"
    assert with_lines(crontab, DATA, ("baru",)) == f"MAILTO=a@contoh.example\n{BEGIN}\nbaru\n{END}\n0 1 * * * lain\n"
    assert without_lines(crontab, DATA) == "MAILTO=a@contoh.example\n0 1 * * * lain\n"
    other = with_lines(crontab, Path("/lain"), ("lain",))
    assert (installed(other, DATA), installed(other, Path("/lain"))) == (("lama\n", "lagi\n"), ("lain\n",))
    assert without_lines(other, Path("/lain")) == crontab


@pytest.mark.parametrize(
    "crontab", [f"{BEGIN}\nx\n", f"x\n{END}\n", f"{END}\nx\n{BEGIN}\n", f"{BEGIN}\n{BEGIN}\n{END}\n"]
)
def test_damaged_markers_are_refused(crontab: str) -> None:
    damaged = r"markers for /srv/kliping/data are damaged .*crontab -e"
    with pytest.raises(CronError, match=damaged):
        with_lines(crontab, DATA, ("x",))
    with pytest.raises(CronError, match=damaged):
        without_lines(crontab, DATA)


def test_a_line_says_how_often_and_carries_what_is_set() -> None:
    ran = " ".join([*program(), "run", "--quiet", "--deadline"])
    assert line(15, "840s", {}) == f"*/15 * * * * {ran} 840s"
    assert line(1, "45s", {}, ("detik", "tempo")) == f"* * * * * {ran} 45s detik tempo"
    assert [line(every, "x", {}).split(" /")[0] for every in (60, 360, 1440)] == [
        "0 */1 * * *",
        "0 */6 * * *",
        "0 5 * * *",
    ]
    given_ = {
        "KLIPING_DATA": "/mnt/my data/100%",
        "KLIPING_CONTACT": "a@contoh.example",
        "KLIPING_PRUNE": "90d",
        "KLIPING_NOW": "x",
        "HOME": "/",
    }
    assert line(15, "9s", given_) == (
        rf"*/15 * * * * KLIPING_DATA='/mnt/my data/100\%' KLIPING_CONTACT=a@contoh.example KLIPING_PRUNE=90d"
        f" {ran} 9s"
    )
    with pytest.raises(CronError, match="no line breaks"):
        line(15, "9s", {"KLIPING_DATA": "/a\n* * * * * rm -rf /"})


@pytest.mark.parametrize("every", ["7m", "0m", "45m", "90m", "5h", "48h", "soon", ""])
def test_an_interval_that_a_crontab_cannot_say_is_refused(desk: Desk, every: str) -> None:
    desk.declare("contoh", "contoh.example")
    done = desk.here("cron", "install", "contoh", "--every", every)
    assert done.status == 2
    assert f"--every {every}: give 1m" in done.err


def test_without_a_crontab_the_timer_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.cron.CRONTAB", "kliping-has-no-such-program")
    done = desk.here("cron", "show")
    assert (done.status, done.out) == (1, "")
    assert "there is no `crontab` here (Debian: apt-get install cron); README.md has a systemd timer" in done.err


def crontab(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["crontab", *arguments], input=text, capture_output=True, text=True, check=False)


@pytest.fixture
def own_crontab() -> Iterator[str]:
    """The crontab of whoever runs the tests: whatever happens, it is afterwards as it was."""
    if shutil.which("crontab") is None:
        pytest.skip("there is no crontab (Debian: apt-get install cron)")
    before = crontab("-l")
    assert before.returncode == 0 or "no crontab" in before.stderr, before.stderr
    kept = before.stdout
    text = f"{kept}# milik orang lain: é\n17 4 * * 7 echo 100\\% # tetap"  # no line break at its end: cron refuses
    try:
        assert crontab("-", text=text + "\n").returncode == 0
        yield text + "\n"
    finally:
        assert (crontab("-", text=kept) if before.returncode == 0 else crontab("-r")).returncode == 0


def test_the_crontab_itself_is_edited_between_the_markers_and_nowhere_else(desk: Desk, own_crontab: str) -> None:
    desk.declare("contoh", "contoh.example")
    nothing = f"nothing of Kliping's for {desk.data} is in your crontab\n"
    assert (desk.here("cron", "show").out, desk.here("cron", "remove").out) == (nothing, nothing)
    assert crontab("-l").stdout == own_crontab

    refused = desk.here("cron", "install")
    assert refused.status == 2
    assert "no contact is set" in refused.err
    assert crontab("-l").stdout == own_crontab, "a line that could only fail is not installed"

    desk.variables["KLIPING_CONTACT"] = "redaksi@contoh.example"
    first = desk.here("cron", "install", "contoh", "--every", "30m")
    assert (first.status, first.err) == (0, "")
    begin, end = markers(desk.data)
    assert crontab("-l").stdout == f"{own_crontab}{begin}\n{first.out}{end}\n"
    assert first.out == desk.here("cron", "show").out
    assert first.out.startswith(
        f"*/30 * * * * KLIPING_DATA={desk.data} KLIPING_OUTLETS={desk.outlets} KLIPING_CONTACT="
    )
    second = desk.here("cron", "install", "--every", "1h")
    assert crontab("-l").stdout == f"{own_crontab}{begin}\n{second.out}{end}\n"
    assert second.out.startswith("0 */1 * * * ")
    shared = desk.here("cron", "install", "--shard", "1/1", "contoh")
    assert shared.err == "shard 1/1: 1 of 1 outlets: contoh\n"
    assert shared.out.endswith(" run --quiet --deadline 840s --shard 1/1 contoh\n")
    assert crontab("-l").stdout == f"{own_crontab}{begin}\n{shared.out}{end}\n"

    assert desk.here("cron", "remove").out == "removed\n"
    assert crontab("-l").stdout == own_crontab


def as_cron(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a crontab line's command as cron does: by /bin/sh, at home, with next to nothing in the environment."""
    bare = {"HOME": str(home), "LOGNAME": "redaksi", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
    command, *given_ = re.split(r"(?<!\\)%", command)
    command = command.replace(r"\%", "%")
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=home, env=bare, input="\n".join(given_), capture_output=True, text=True,
        check=False, timeout=PATIENCE,
    )  # fmt: skip


def installation(folder: Path, site: Site) -> Path:
    """Kliping as somebody installed it elsewhere, with one outlet, and the `kliping` that an installation has."""
    place = folder / "kliping"
    for package in ("crawler", "pipelines", "analysis"):
        shutil.copytree(ROOT / package, place / package, ignore=shutil.ignore_patterns("__pycache__"))
    for declaration in (place / "crawler" / "outlets").iterdir():
        declaration.unlink()
    Desk(folder).declare("contoh", site.host)
    shutil.copy(folder / "outlets" / "contoh.toml", place / "crawler" / "outlets")
    script = place / ".venv" / "bin" / "kliping"
    script.parent.mkdir(parents=True)
    code = f"import sys; sys.path.insert(0, {str(place)!r}); sys.argv[0] = 'kliping'"
    script.write_text(f"#!{sys.executable} -P\n{code}\nfrom crawler.cli import main\nmain()\n", encoding="utf-8")
    script.chmod(0o755)
    return place


def lines_of_cron() -> list[tuple[str, str]]:
    """What the manual says to put into a crontab: when, and the command."""
    found = re.findall(r"^ {4}((?:[\d*/,-]+ ){5})(.+)$", README, re.M)
    assert found
    return [(when.strip(), command) for when, command in found]


def test_the_manuals_crontab_line_runs_as_cron_runs_it(tmp_path: Path, site: Site) -> None:
    (when, command), (once, doctor) = lines_of_cron()
    assert (when, once) == ("*/15 * * * *", "15 7 * * *")
    assert PLACE in command
    site.answers["/feed"] = feed([site.url("/berita/a")])
    site.answers["/berita/a"] = page("Warga membangun a")
    place = installation(tmp_path, site)
    home = tmp_path / "home"
    home.mkdir()
    done = as_cron(command.replace(PLACE, str(place)), home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with closing(sqlite3.connect(place / "data" / "news.db")) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert db.execute("SELECT command, ended FROM crawls").fetchall() == [
            ("kliping run --quiet --deadline 14m", "done")
        ]
    assert list(home.iterdir()) == [], "nothing is left where cron stands"
    assert {path.name for path in (place / "data").iterdir()} >= {"news.db", "raw", "logs", "lock"}
    assert [path.name for path in (place / "data" / "logs").iterdir()] == ["kliping.log"]
    done = as_cron(doctor.replace(PLACE, str(place)), home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with closing(sqlite3.connect(place / "data" / "news.db")) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE fetches SET article_id = 99")
    done = as_cron(doctor.replace(PLACE, str(place)), home)
    assert done.stdout.startswith("database: "), "what is not well is mailed"


def test_an_installed_line_runs_as_cron_runs_it(tmp_path: Path, site: Site) -> None:
    desk = Desk(tmp_path / "a b 100%")
    desk.declare("contoh", site.host)
    site.answers["/feed"] = feed([site.url("/berita/a")])
    site.answers["/berita/a"] = page("Warga membangun a")
    written = line(15, "840s", desk.environment(), ("contoh",))
    done = as_cron(written.removeprefix("*/15 * * * * "), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert desk.outcomes() == {"a": "stored"}


def test_the_manuals_units_are_whole(tmp_path: Path) -> None:
    units = dict(re.findall(r"^```ini\n# ~/\.config/systemd/user/(\S+)\n(.*?)^```$", README, re.M | re.S))
    assert sorted(units) == ["kliping.service", "kliping.timer"]
    command = lines_of_cron()[0][1]
    assert f"ExecStart={command}\n" in units["kliping.service"]
    assert "SuccessExitStatus=75\n" in units["kliping.service"]
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze (Debian: apt-get install systemd)")
    script = tmp_path / "kliping" / ".venv" / "bin" / "kliping"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    for name, text in units.items():
        (tmp_path / name).write_text(text.replace(PLACE, str(tmp_path / "kliping")), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", *(str(tmp_path / name) for name in units)],
        env=dict(os.environ) | {"XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    (tmp_path / "kliping.timer").write_text("[Timer]\nOnCalendar=whenever\n", encoding="utf-8")
    wrong = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(tmp_path / "kliping.timer")],
        env=dict(os.environ) | {"XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Failed to parse calendar" in wrong.stderr, "the check can fail"
