"""What captured bytes say: pages, PDFs, pictures and plain text. Nothing here touches the database."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from urllib.parse import urlsplit

from verify.adapters.decoding import html_text
from verify.adapters.fetching import HTML_TYPES, PAGE_TYPES, Fetched, fetch
from verify.adapters.pdf_pages import read_pdf
from verify.core.articles import ArticleDraft
from verify.core.captures import asks_for_consent
from verify.core.errors import FetchFailed, Malformed
from verify.core.media_types import PDF, PICTURES, told_by
from verify.core.vocabulary import Reading
from verify.services.pages import bounds_of, draft_of_page
from verify.settings import Settings

CAPTURED = PAGE_TYPES | PICTURES | {PDF, "image/svg+xml", "application/octet-stream"}
KEPT_FILES = PAGE_TYPES | PICTURES | {PDF}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that somebody attaches, with what its bytes say it is."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in some bytes; `page_starts` are the code points at which the pages of a PDF begin."""

    text: str = ""
    title: str | None = None
    published: date | None = None
    reading: Reading = Reading.UNREADABLE
    page_starts: tuple[int, ...] | None = None
    byline: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A page as it was fetched: its bytes, where the redirects ended, and what was found in it."""

    body: bytes
    media_type: str
    final_url: str
    read: Read


def handed_in(name: str, data: bytes, settings: Settings) -> HandedIn:
    """A file as evidence. `Malformed` for an empty one, one that is too large, and one of another kind than is kept."""
    if not data:
        raise Malformed("The file is empty.", field="file")
    if len(data) > settings.max_evidence_bytes:
        raise Malformed(f"The file is larger than {settings.max_evidence_bytes / 1e6:g} MB.", field="file")
    kind = told_by(data)
    if kind is None and PurePath(name).suffix.lower() in (".txt", ".text", ".md"):
        kind = "text/plain"
    if kind not in KEPT_FILES:
        raise Malformed(
            "This kind of file is not kept. Send a PDF, a picture, an HTML page or plain text.", field="file"
        )
    return HandedIn(data, kind)


def capture(url: str, settings: Settings) -> Taken:
    """A page as evidence. Raises `FetchFailed`, also for one that only asks for consent: that is not what is cited."""
    page = fetch(url, bounds_of(settings, CAPTURED, settings.max_evidence_bytes))
    media_type = told_by(page.body) or page.media_type
    if media_type == "application/octet-stream":
        raise FetchFailed("The address holds a file of an unknown kind.", details={"reason": "media_type"})
    found = read(Fetched(page.url, media_type, page.charset, page.body), settings)
    if media_type in HTML_TYPES and _is_wall(page, found.text, settings):
        raise FetchFailed(
            "The page asked for consent and showed nothing else. Open it yourself and paste the passage.",
            details={"reason": "consent"},
        )
    return Taken(page.body, media_type, page.url, found)


def read(page: Fetched, settings: Settings) -> Read:
    """The text of a page or file, and what came of reading it."""
    if page.media_type.startswith("image/"):
        return Read(reading=Reading.PICTURE)
    if page.media_type == PDF:
        found = read_pdf(page.body)
        return Read(found.text, found.title, reading=found.reading, page_starts=found.page_starts or None)
    try:
        draft = draft_of_page(page, settings)
    except Malformed:  # no article in it, but still what the page held
        return Read()
    return _of_draft(draft)


def _of_draft(draft: ArticleDraft) -> Read:
    return Read(draft.text, draft.title, draft.published, Reading.TEXT, byline=draft.byline)


def _is_wall(page: Fetched, article: str, settings: Settings) -> bool:
    try:
        markup = html_text(page.body, charset=page.charset, largest=settings.max_page_bytes)
    except Malformed:
        return False
    return asks_for_consent(markup, article, urlsplit(page.url).hostname or "")
