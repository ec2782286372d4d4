"""Text that was read in the wrong encoding once: what is mended where a table is imported, and what stays."""

from __future__ import annotations

import pytest

from tests.test_importing import read


def test_what_was_read_in_the_wrong_encoding_once_is_mended_but_no_address() -> None:
    got = read(
        url="https://contoh.example/berita/Pok√©mon", title="‚ÄúKami Pulang‚Äù",
        text="â€œKami pulang,â€\x9d ujar Andr√©.\nâ€œTentu,â€ kata RenÃ©e â€“ tetangganya.", authors=["Andr√© Lontar"],
    )  # fmt: skip
    assert (got.title, got.people[0].name) == ("“Kami Pulang”", "André Lontar")
    assert got.text == "“Kami pulang,” ujar André.\n\n“Tentu,” kata Renée – tetangganya."
    assert "√" in got.fetch.url or "%E2%88%9A" in got.fetch.url


@pytest.mark.parametrize(
    "text", ["Akar √π, √2 dan ¬p.", "SÃO PAULO: “MAÇÔ", "SÃ… sendiri", "Â“Halo”", "Harga ‚Äpfel‘", "château € 5"]
)
def test_what_may_be_meant_so_stays(text: str) -> None:
    assert read(text=text).text == text
