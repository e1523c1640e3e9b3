"""Pages and files made into article drafts, as the settings bound them. Nothing here touches the database."""

from dataclasses import replace
from datetime import date
from pathlib import PurePath

from verify import clock
from verify.adapters.addresses import canonical_url, same_site
from verify.adapters.decoding import plain_text
from verify.adapters.extraction import extract
from verify.adapters.fetching import PAGE_TYPES, Bounds, Fetched, fetch
from verify.core.articles import ArticleDraft
from verify.core.days import is_to_come
from verify.core.errors import Malformed
from verify.models import IntakeLine
from verify.settings import Settings

HTML_ENDINGS = (".html", ".htm", ".xhtml")
BATCH_ENDINGS = (".jsonl", ".ndjson", ".json")
OTHER_ENDINGS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".csv", ".xls", ".xlsx", ".zip", ".gz", ".epub")


def bounds_of(settings: Settings, media_types: frozenset[str] = PAGE_TYPES, largest: int | None = None) -> Bounds:
    """What a fetch may cost on this desk. Private addresses and unusual ports open only together, by one setting."""
    bounds = Bounds(
        max_bytes=largest or settings.max_page_bytes,
        seconds=settings.fetch_seconds,
        wait_seconds=min(10.0, settings.fetch_seconds),
        max_redirects=settings.fetch_redirects,
        media_types=media_types,
    )
    if not settings.fetch_private:
        return bounds
    return replace(bounds, admits=lambda _address: True, ports=frozenset(range(1, 65_536)))


def draft_of_line(line: IntakeLine, settings: Settings) -> ArticleDraft:
    """The article of an intake line, fetched where the line has no text of its own. What the line says wins."""
    if line.body is None:
        found = draft_of_page(fetch(line.url or "", bounds_of(settings)), settings)
    elif line.body_is_html:
        found = draft_of_markup(line.body, url=line.url, settings=settings)
    else:
        found = ArticleDraft(line.body, url=line.url)
    return with_given(found, outlet=line.outlet_name, title=line.title, published=line.published_day, topic=line.topic)


def with_given(
    draft: ArticleDraft,
    *,
    outlet: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    published: date | None = None,
    topic: str | None = None,
) -> ArticleDraft:
    """The draft with what a person said about the article in place of what its page says."""
    return replace(
        draft,
        outlet=outlet or draft.outlet,
        title=title or draft.title,
        byline=byline or draft.byline,
        published=published or draft.published,
        topic=topic or draft.topic,
    )


def draft_of_file(name: str, data: bytes, *, url: str | None, outlet: str | None, settings: Settings) -> ArticleDraft:
    """The article of a text or HTML file; what it is is told by its name, else by how it begins. `Malformed`."""
    ending = PurePath(name).suffix.lower()
    if ending in BATCH_ENDINGS:
        raise Malformed("This is a batch of articles. Send it as a batch, one JSON object a line.", field="file")
    if ending in OTHER_ENDINGS:
        raise Malformed(f"Files of the kind {ending} cannot be read. Save it as text or HTML.", field="file")
    if ending in HTML_ENDINGS or data[:1_000].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        found = draft_of_markup(data, url=url, settings=settings)
    else:
        found = ArticleDraft(plain_text(data, largest=settings.max_text_bytes), url=url)
    return replace(found, outlet=outlet)


def draft_of_markup(
    markup: bytes | str, *, url: str | None, settings: Settings, charset: str | None = None
) -> ArticleDraft:
    """The article in a page. Its own word for its address counts only on the site that the page came from. `Malformed`."""
    page = extract(markup, url=url, charset=charset, largest=settings.max_page_bytes)
    return ArticleDraft(
        text=page.text,
        outlet=None,
        url=_address(url, page.canonical_url),
        title=page.title,
        byline=page.byline,
        published=_past(page.published),
        language=page.language,
    )


def draft_of_page(page: Fetched, settings: Settings) -> ArticleDraft:
    """The article of a page, or of a plain text, as it was fetched. `Malformed`."""
    if page.media_type == "text/plain":
        return ArticleDraft(plain_text(page.body, largest=settings.max_page_bytes), url=page.url)
    return draft_of_markup(page.body, url=page.url, settings=settings, charset=page.charset)


def _address(given: str | None, own: str | None) -> str | None:
    """The page's own canonical address, unless that leads off the site: anybody can write another paper's into a page."""
    try:
        named = canonical_url(own) if own else None
    except Malformed:
        named = None
    return named if named and (not given or same_site(given, named)) else given


def _past(day: date | None) -> date | None:
    """A day that a page claims, unless it is still to come: then the page is wrong, and the day unknown."""
    return None if day and is_to_come(day, clock.now()) else day
