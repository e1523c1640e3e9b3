"""The article in a web page: its text with paragraphs kept, and what the page says about it."""

import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from verify.adapters.decoding import html_text
from verify.core.errors import Malformed

LARGEST = 5_000_000
MOST_TAGS = 40_000
"""The extractor's time grows with the square of a page's elements: a page of 5 MB of `<p>` takes it minutes."""
LONGEST_TAG = 8_000
"""And the parser's with the square of a tag's attributes. Longer tags, such as pictures inside the page, are emptied."""

_NO_ARTICLE = "No article text was found on this page. Paste the text instead."
_LANG = re.compile(r"""<html\b[^>]{0,2000}?\blang\s*=\s*["']?\s*([a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3})\b""", re.I)
_LOCALE = re.compile(
    r"""<meta\b[^>]{0,500}?og:locale["'][^>]{0,100}?content\s*=\s*["']([a-zA-Z]{2,3}(?:_[a-zA-Z]{2})?)["']""", re.I
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as its page has it; `text` has an empty line between paragraphs, rows of a table stay together."""

    text: str
    title: str | None
    byline: str | None
    published: date | None
    language: str | None
    site_name: str | None
    canonical_url: str | None


def extract(
    html: bytes | str, *, url: str | None = None, charset: str | None = None, largest: int = LARGEST
) -> Extracted:
    """The article of a page; raises `Malformed` where the page cannot be read or holds none."""
    markup = html_text(html, charset=charset, largest=largest) if isinstance(html, bytes) else html
    if len(markup) > largest:
        raise Malformed(f"The page is larger than {largest / 1e6:g} MB, the most that is read.", field="file")
    if not markup.strip():
        raise Malformed("The page is empty.", field="file")
    found = _article(_bounded(markup), url)
    text = _paragraphs(found.body)
    if not text:
        raise Malformed(_NO_ARTICLE, field="file")
    return Extracted(
        text=text,
        title=_line(found.title),
        byline=_line(found.author),
        published=_day(found.date),
        language=_language(markup),
        site_name=_line(found.sitename),
        canonical_url=found.url or None,
    )


def _bounded(markup: str) -> str:
    pieces = markup.split("<")
    if len(pieces) > MOST_TAGS:
        raise Malformed("The page has too many parts to be one article. Paste its text instead.", field="file")
    bounded = "<".join(piece if piece.find(">") <= LONGEST_TAG else _emptied(piece) for piece in pieces)
    # The extractor takes a lone element for no page at all.
    return bounded if "<body" in bounded.lower() else f"<html><body><div>{bounded}</div></body></html>"


def _emptied(piece: str) -> str:
    name = re.match(r"/?[a-zA-Z0-9]*", piece)
    return (name[0] if name else "") + piece[piece.index(">") :]


def _article(markup: str, url: str | None) -> Any:
    bare_extraction, document = _extractor()

    try:
        found = bare_extraction(
            markup,
            url=url,
            with_metadata=True,
            include_comments=False,
            # A day that merely stands somewhere in the text is not the day of publication.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # whatever a hostile page makes the parsers raise, the page is what is wrong
        raise Malformed(_NO_ARTICLE, field="file") from error
    if not isinstance(found, document) or found.body is None:
        raise Malformed(_NO_ARTICLE, field="file")
    return found


@cache
def _extractor() -> tuple[Callable[..., Any], type[Any]]:
    """The library, loaded when it is first needed: a third of a second, which pasted text need not pay."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its downloader, which is never used, misses a proxy library
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    for noisy in ("trafilatura", "htmldate", "courlan", "readability", "justext"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    return bare_extraction, Document


def _paragraphs(body: Any) -> str:
    """The text of the extracted tree: one paragraph for each of its outermost blocks and list items."""
    paragraphs: list[str] = []
    for block in body:
        if block.tag == "table":
            rows = (" ".join(filter(None, map(_inner, row.iter("cell")))) for row in block.iter("row"))
            paragraphs.append("\n".join(filter(None, rows)))
        elif block.tag in ("list", "quote"):
            paragraphs.extend(_inner_blocks(block))
        else:
            paragraphs.append(_inner(block))
        paragraphs.append(_line(block.tail) or "")
    return "\n\n".join(filter(None, paragraphs))


def _inner_blocks(block: Any) -> list[str]:
    parts = [block.text or ""]
    for child in block:
        parts += [_inner(child), child.tail or ""]
    return [line for part in parts if (line := _line(part))]


def _inner(element: Any) -> str:
    for line_break in element.iter("lb"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = "".join(element.itertext()).split("\n")
    return "\n".join(filter(None, (_line(line) for line in lines)))


def _line(text: str | None) -> str | None:
    return _SPACE.sub(" ", text or "").strip() or None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _language(markup: str) -> str | None:
    found = _LANG.search(markup[:20_000]) or _LOCALE.search(markup[:200_000])
    return found[1].replace("_", "-") if found else None
