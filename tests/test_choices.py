"""The user's choices: one file, overridden by the environment, wrong ones named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.choices import ROOT, Choices, ChoicesError, read_choices


def write(folder: Path, text: str) -> dict[str, str]:
    (folder / "kliping.toml").write_text(text, encoding="utf-8")
    return {"KLIPING_DATA": str(folder)}


def test_without_any_choice_data_is_the_projects_own_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    choices = read_choices({})
    assert choices.data == ROOT / "data"
    assert (choices.database, choices.raw) == (ROOT / "data" / "news.db", ROOT / "data" / "raw")


def test_the_file_says_whom_to_write_to_and_where_outlets_are(tmp_path: Path) -> None:
    environment = write(tmp_path, 'contact = "redaksi@contoh.example"\noutlets = ["punya", "/srv/lain"]\n')
    assert read_choices(environment) == Choices(
        data=tmp_path, contact="redaksi@contoh.example", outlets=(tmp_path / "punya", Path("/srv/lain"))
    )


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environment = write(tmp_path, 'contact = "lama@contoh.example"\noutlets = ["lama"]\n')
    environment |= {
        "KLIPING_CONTACT": "https://contoh.example/kontak",
        "KLIPING_OUTLETS": f"/a{os.pathsep}/b{os.pathsep}",
    }
    choices = read_choices(environment)
    assert choices.contact == "https://contoh.example/kontak"
    assert choices.outlets == (Path("/a"), Path("/b"))


def test_an_empty_variable_is_none(tmp_path: Path) -> None:
    environment = write(tmp_path, 'contact = "lama@contoh.example"\n')
    choices = read_choices(environment | {"KLIPING_CONTACT": "", "KLIPING_OUTLETS": ""})
    assert (choices.contact, choices.outlets) == ("lama@contoh.example", ())
    assert read_choices({"KLIPING_DATA": ""}).data == ROOT / "data"


def test_a_home_folder_and_a_relative_folder_become_whole_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "rumah"))
    assert read_choices({"KLIPING_DATA": "berita"}).data == tmp_path / "berita"
    assert read_choices({"KLIPING_DATA": "~/berita"}).data == tmp_path / "rumah" / "berita"


def test_reading_makes_nothing(tmp_path: Path) -> None:
    read_choices({"KLIPING_DATA": str(tmp_path / "baru")})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    environment = write(tmp_path, '\ufeffcontact = "redaksi@contoh.example"\n')
    assert read_choices(environment).contact == "redaksi@contoh.example"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("contact = ", r"kliping\.toml: not TOML: Invalid value \(at end of document\)"),
        ("a = " + "[" * 20_000, r"kliping\.toml: not TOML: nested too deeply"),
        ('kontak = "a@b.example"', r"kliping\.toml: kontak: unknown key; known keys: contact, outlets"),
        ('contact = "bukan alamat"', "contact: expected an e-mail address or a web address, not 'bukan alamat'"),
        ('contact = ""', "contact: expected an e-mail address"),
        ('contact = "you@example.org"', "contact: you@example.org stands for your own address"),
        ("contact = 5", "contact: expected an e-mail address or a web address, not 5"),
        ('outlets = "folder"', r"kliping\.toml: outlets: expected a list of folders, not 'folder'"),
        ("outlets = [1]", r"kliping\.toml: outlets: expected a list of folders, not \[1\]"),
    ],
)
def test_a_choice_that_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ChoicesError, match=message):
        read_choices(write(tmp_path, text))


def test_a_file_that_is_not_text_or_no_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kliping.toml"
    path.write_bytes(b"contact = '\xff'")
    with pytest.raises(ChoicesError, match=r"kliping\.toml: not TOML: 'utf-8' codec"):
        read_choices({"KLIPING_DATA": str(tmp_path)})
    path.unlink()
    path.mkdir()
    with pytest.raises(ChoicesError, match=r"kliping\.toml: cannot be read: Is a directory"):
        read_choices({"KLIPING_DATA": str(tmp_path)})


@pytest.mark.parametrize("contact", ["redaksi", "a@b", "a@b.example, c@d.example", "ftp://x.example", "a b@c.example"])
def test_a_contact_that_nobody_can_write_to(tmp_path: Path, contact: str) -> None:
    with pytest.raises(ChoicesError, match="contact"):
        read_choices({"KLIPING_DATA": str(tmp_path), "KLIPING_CONTACT": contact})
