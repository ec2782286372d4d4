"""Outlet declarations: a TOML file comes in, checked and frozen `Outlet`s go out.

One file is one outlet, or one network with its `sites`. An unknown key, a wrong type or a pattern
that does not compile is an `OutletError` that names file and key and says what was expected.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from crawler.checks import (
    OutletError,
    check_address,
    check_pattern,
    check_selector,
    check_type,
    check_types,
    check_values,
)
from crawler.listings.fields import placeholders
from crawler.outlet import Expect, Listing, ListingKind, Outlet, Whole
from pipelines.items import Rules

T = TypeVar("T")

HERE = Path(__file__).parent / "outlets"


_RULE_KEYS = ("container", "drop", "drop_lines", "until")
_FILE_KEYS = (*(f.name for f in fields(Outlet) if f.name not in {"name", "network", "sisters", "file"}), "sites")


def read_outlets(folders: Iterable[Path] = (HERE,)) -> dict[str, Outlet]:
    """All outlets of the folders by name, sorted. A name declared twice is an OutletError."""
    outlets: dict[str, Outlet] = {}
    for folder in folders:
        if not folder.is_dir():
            raise OutletError(f"{folder}: no such folder of outlets; KLIPING_OUTLETS must name folders of TOML files")
        for path in sorted(folder.glob("*.toml")):
            for outlet in read_file(path):
                if outlet.name in outlets:
                    other = outlets[outlet.name].file
                    raise OutletError(f"{path}: outlet {outlet.name!r} is already declared in {other}; rename one")
                outlets[outlet.name] = outlet
    return dict(sorted(outlets.items()))


def read_file(path: Path) -> list[Outlet]:
    """The outlets that one TOML file declares: one, or one for each of a network's sites."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows' editors begin a file with a mark
    except UnicodeDecodeError as error:
        raise OutletError(f"{path}: not UTF-8 text: {error}") from None
    except OSError as error:
        raise OutletError(f"{path}: cannot be read: {error.strerror}") from None
    return list(_read(path, text))


@lru_cache(maxsize=1024)
def _read(path: Path, text: str) -> tuple[Outlet, ...]:
    """What a file says. A run asks twice, for outlets and for spiders, and to check 300 takes a third of a second."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OutletError(f"{path}: not TOML: {error}") from None
    except RecursionError:
        raise OutletError(f"{path}: not TOML: nested too deeply") from None
    if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
        raise OutletError(f"{path}: the file's name is the outlet's: small letters, digits and _, a letter first")
    _check_keys(path, values, _FILE_KEYS)
    sites = values.pop("sites", None)
    if sites is None:
        return (_outlet(path, path.stem, values),)
    made = [_outlet(path, name, site, network=path.stem) for name, site in _sites(path, values, sites)]
    domains = [outlet.domain for outlet in made]
    return tuple(replace(outlet, sisters=_sisters(outlet.domain, domains)) for outlet in made)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The declared name most like the one asked for, to suggest after a slip of the keyboard."""
    found = difflib.get_close_matches(name.lower(), list(names), n=1, cutoff=0.5)
    return found[0] if found else None


def _sites(path: Path, shared: Mapping[str, Any], sites: Any) -> Iterable[tuple[str, dict[str, Any]]]:
    """Each site's values: what the file says for all, its own keys over that, {domain} filled in."""
    if not isinstance(sites, dict) or not sites:
        raise OutletError(f'{path}: sites: expected a table of name = "domain" or name = {{ domain = … }}')
    for name, site in sites.items():
        own = {"domain": site} if isinstance(site, str) else site
        if not isinstance(own, dict) or "domain" not in own:
            raise OutletError(f"{path}: sites.{name}: expected a domain, or a table with a domain")
        _check_keys(path, own, _FILE_KEYS[:-1], f"sites.{name}.")  # a site has no sites
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise OutletError(f"{path}: sites.{name}: a name is small letters, digits and _, a letter first")
        yield name, {**shared, **own}


def _sisters(domain: str, domains: Iterable[str]) -> tuple[str, ...]:
    """The sites of a network that live on subdomains of this one: their pages are theirs."""
    return tuple(other for other in domains if other.endswith("." + domain))


def _outlet(path: Path, name: str, values: Mapping[str, Any], network: str | None = None) -> Outlet:
    values = dict(values)
    check_types(path, values)
    for key in ("title", "domain"):
        if not values.get(key):
            raise OutletError(f"{path}: {key}: missing; every outlet has a title and a domain")
    check_values(path, values)
    listings = tuple(_listing(path, n, value, values["domain"]) for n, value in enumerate(values.pop("listings", [])))
    rules = _rules(path, name, values)
    settled: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    for key, kind in (("whole", Whole), ("expect", Expect)):
        if key in settled:
            settled[key] = _table(path, key, settled[key], kind)
    outlet = Outlet(**settled, name=name, network=network, listings=listings, rules=rules, file=str(path))
    _check_outlet(path, outlet)
    return outlet


def _check_outlet(path: Path, outlet: Outlet) -> None:
    """What only the whole declaration shows: something to crawl, and a pattern that its examples prove."""
    if outlet.crawled and not outlet.listings:
        raise OutletError(f"{path}: listings: missing; give at least a front page, or off = the reason")
    if outlet.crawled and not outlet.article:
        raise OutletError(f"{path}: article: missing; a regular expression that an article's address matches")
    if outlet.retired and not outlet.reason:
        raise OutletError(f"{path}: reason: missing; a retired outlet says why")
    for url in outlet.examples:
        if not outlet.is_article(url):
            raise OutletError(f"{path}: article: {outlet.article!r} does not match its example {url}")
    for url in outlet.not_examples:
        if outlet.is_article(url):
            raise OutletError(f"{path}: article: {outlet.article!r} matches {url}, which is no article")


def _rules(path: Path, name: str, values: dict[str, Any]) -> tuple[Rules, ...]:
    blocks = values.pop("rules", {})
    blocks = [blocks] if isinstance(blocks, dict) else blocks
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise OutletError(f"{path}: rules: expected a table [rules] or tables [[rules]]")
    whole = values["whole"] if isinstance(values.get("whole"), dict) else {}
    shared = Rules(
        outlet=name,
        title=values["title"],
        names=tuple(values.get("names", ())),
        domains=(values["domain"], *values.get("domains", ())),
        timezone=values.get("timezone", "Asia/Jakarta"),
        article=values.get("article", ""),
        whole_query=whole.get("query", ""),
        whole_path=whole.get("path", ""),
        next_page=values.get("next_page", ""),
    )
    made: list[Rules] = []
    for block in blocks or [{}]:
        _check_keys(path, block, _RULE_KEYS, "rules.")
        check_types(path, block, "rules.")
        for pattern in block.get("drop_lines", ()):
            check_pattern(path, "rules.drop_lines", pattern)
        for key in ("container", "drop"):
            for selector in block.get(key, ()):
                check_selector(path, f"rules.{key}", selector)
        own: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in block.items()}
        made.append(replace(shared, **own))
    ended = [rules.until for rules in made[:-1]]
    if None in ended or made[-1].until is not None or ended != sorted(ended, key=str):
        raise OutletError(f"{path}: rules: every block but the last has an until, older ones first")
    return tuple(made)


def _listing(path: Path, number: int, value: Any, domain: str) -> Listing:
    key = f"listings[{number}]"
    listing = _table(path, key, value, Listing)
    kinds = get_args(ListingKind)
    if listing.kind not in kinds:
        raise OutletError(f"{path}: {key}.kind: {listing.kind!r} is not a kind of listing; one of {', '.join(kinds)}")
    url = listing.url.replace("{domain}", domain)
    link = listing.link.replace("{domain}", domain)
    made = Listing(kind=listing.kind, url=url, first=listing.first, step=listing.step, link=link)
    if link and (listing.kind != "json" or not placeholders(link) or not re.match(r"https?://", link)):
        raise OutletError(
            f"{path}: {key}.link: expected an address such as https://{{domain}}/{{category.slug}}/{{id}}, "
            f"of a listing of kind 'json', not {link!r}"
        )
    check_address(path, f"{key}.url", url)
    if listing.step < 1:
        raise OutletError(f"{path}: {key}.step: expected 1 or more, not {listing.step}")
    return made


def _table(path: Path, key: str, value: Any, kind: type[T]) -> T:
    if not isinstance(value, dict):
        raise OutletError(f"{path}: {key}: expected a table, not {value!r}")
    types = {f.name: f.type for f in fields(kind)}  # type: ignore[arg-type]
    _check_keys(path, value, tuple(types), f"{key}.")
    for name, given in value.items():
        wanted: type = int if types[name] == "int" else list if name == "per_day" else str
        check_type(path, f"{key}.{name}", given, wanted)
    if "per_day" in value and (len(value["per_day"]) != 2 or not all(isinstance(n, int) for n in value["per_day"])):
        raise OutletError(f"{path}: {key}.per_day: expected two numbers, the least and the most articles of a day")
    if "per_day" in value and not 0 <= value["per_day"][0] <= value["per_day"][1]:
        raise OutletError(f"{path}: {key}.per_day: expected the least first, not {value['per_day']!r}")
    if "per_day" in types:
        value = {name: tuple(given) for name, given in value.items()}
    missing = [f.name for f in fields(kind) if f.default is MISSING and f.name not in value]  # type: ignore[arg-type]
    if missing:
        raise OutletError(f"{path}: {key}.{missing[0]}: missing")
    return kind(**value)


def _check_keys(path: Path, values: Mapping[str, Any], known: tuple[str, ...], prefix: str = "") -> None:
    for key in values:
        if key not in known:
            guess = nearest(key, known)
            hint = f"; did you mean {guess!r}?" if guess else f"; known keys: {', '.join(sorted(known))}"
            raise OutletError(f"{path}: {prefix}{key}: unknown key{hint}")
