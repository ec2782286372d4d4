"""The index of a site that is looked at: by date, by page, or neither; each guess is tried before it is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.listings.pager import find_next
from crawler.listings.reading import Found, Gatherer, Reading
from crawler.listings.trees import parse_page
from crawler.listings.unpack import decode_html
from crawler.outlet import Listing, Outlet
from crawler.probing.errand import Answer, Ask
from crawler.probing.facts import read_facts
from crawler.probing.looks import ANY, Look, Source, known_days, past_day, read_source
from crawler.probing.paging import dated_templates, first_and_step, page_number, paged_template, tells_days
from pipelines.address import canonical
from pipelines.clock import now

USUAL = ("/indeks", "/arsip")
#: Dated forms to try on one index.
_FORMS = 5
#: An index without a day lists so many articles at least; one that is asked for a day may be empty today.
_FEWEST = 2


async def look_at_index(seen: Look, ask: Ask) -> None:
    """Find an index and how it is asked for a day and a page; at most one is kept."""
    for url in seen.front.indexes[:2] or [seen.base + path for path in USUAL]:
        answer = await ask(url)
        reading = _read(seen, answer)
        if reading is None or not (reading.found or seen.front.indexes):
            continue
        source = await _dated(seen, ask, answer, reading)
        if source is None and len(reading.found) >= _FEWEST:
            source = await _paged(seen, ask, answer, reading)
        if source is not None:
            seen.sources.append(source)
            return


async def _dated(seen: Look, ask: Ask, index: Answer, undated: Reading) -> Source | None:
    """The index asked for a past day, in each form until it gives that day."""
    days = known_days(seen.sources) | {canonical(one.url): one.listed_on for one in undated.found if one.listed_on}
    day = past_day(days.values(), now().date())
    facts = read_facts(replace(seen.outlet, article=ANY), index.final_url, index.body, index.headers)
    for template in dated_templates(index.final_url, facts.hrefs)[:_FORMS]:
        listing = Listing(kind="index", url=template)
        answer = await ask(listing.address(day=day))
        reading = _read(seen, answer)
        if reading is None or not reading.found:
            continue
        listed = [one.listed_on or days.get(canonical(one.url)) for one in reading.found]
        if not tells_days(day, listed):
            seen.tried.append(f"{answer.url}: does not give that day")
            continue
        listing = _with_page(seen.read_as(), listing, answer, day)
        remark = f"asked for {day}, it gave {len(reading.found)} articles of that day"
        return Source(listing=listing, found=(*reading.found, *undated.found), remark=remark)
    return None


def _with_page(outlet: Outlet, listing: Listing, answer: Answer, day: date) -> Listing:
    """A dated index with its pages: as its form has them, or as its own pager goes on."""
    following = None if listing.paged else _next(outlet, answer, day)
    template = paged_template(following) if following else None
    number = page_number(following) if following else None
    if template is None or number is None or following is None:
        return listing
    shown = f"{day:%Y-%m-%d}"
    # The pager's address holds the day as the template does: put the one back for the other.
    for form in (
        "%Y-%m-%d",
        "%d-%m-%Y",
        "%Y/%m/%d",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%m%%2F%d%%2F%Y",
        "%d%%2F%m%%2F%Y",
        "%Y%m%d",
    ):
        if f"{{date:{form}}}" in listing.url:
            shown = day.strftime(form)
            if template.count(shown) == 1:
                first, step = first_and_step(number)
                return replace(listing, url=template.replace(shown, f"{{date:{form}}}"), first=first, step=step)
    return listing


async def _paged(seen: Look, ask: Ask, index: Answer, reading: Reading) -> Source:
    """The index without a day: with pages, if its second page has other articles than its first."""
    plain = Source(
        listing=Listing(kind="index", url=index.final_url), found=reading.found, remark="neither day nor page was found"
    )
    following = _next(seen.read_as(), index, None)
    template = paged_template(following) if following else None
    number = page_number(following) if following else None
    if following is None or template is None or number is None or "{" in following:
        return plain
    answer = await ask(following)
    second = _read(seen, answer)
    new = _keys(second.found if second else ()) - _keys(reading.found)
    if not new:
        seen.tried.append(f"{following}: gives no other articles than the first page")
        return plain
    first, step = first_and_step(number)
    listing = Listing(kind="index", url=template, first=first, step=step)
    return replace(plain, listing=listing, remark=f"its second page has {len(new)} other articles")


def _next(outlet: Outlet, answer: Answer, day: date | None) -> str | None:
    root = parse_page(decode_html(answer.body, answer.headers))
    return find_next(root, answer.final_url, Gatherer(outlet, answer.final_url), day) if root is not None else None


def _read(seen: Look, answer: Answer) -> Reading | None:
    return read_source(seen, Listing(kind="index", url=answer.url.replace("{", "").replace("}", "")), answer)


def _keys(found: tuple[Found, ...]) -> set[str]:
    return {canonical(one.url) for one in found}
