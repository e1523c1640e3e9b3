"""Fact-checks of others, read from ClaimReview markup as it is found in the wild: single, in lists, in graphs, feeds and pages."""

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import orjson

from verify.core.errors import Malformed

MOST_BYTES = 50_000_000
MOST = 100_000
DEEPEST = 8
LONGEST_CLAIM, LONGEST_NAME, LONGEST_URL = 2_000, 200, 2_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP_MARK = b"\x1f\x8b"
_SCRIPT = re.compile(rb"<script\b([^<>]{0,1000})>", re.I)
_EMBEDDED = re.compile(rb"""type\s*=\s*["']?\s*application/ld\+json""", re.I)
_SCRIPT_END = re.compile(rb"</script", re.I)
NO_JSON = "no readable JSON"
MOST_BROKEN = 1_000
"""So many lines that are no JSON, and none before them that is: then the file is something else."""


@dataclass(frozen=True, slots=True)
class FactCheck:
    """What somebody else found about a claim, in their words. `said_by` is whose claim it is, where that is told."""

    claim: str
    rating: str
    by: str
    url: str
    checked_on: date | None
    said_by: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why some of a file were left out, how many, and by what the first of them is found in it."""

    why: str
    number: int
    first: str


@dataclass(frozen=True, slots=True)
class Read:
    """The fact-checks of a file, each once, and what was left out of it. `again` counts those that stand in it twice."""

    found: Sequence[FactCheck]
    left_out: Sequence[LeftOut]
    again: int = 0


def read(data: bytes) -> Read:
    """The ClaimReviews of a JSON document, of JSON lines, or of a web page that embeds them; gzipped or not.

    `Malformed` where it is none of these, is too large, or holds none.
    """
    left_out = _Tally()
    found: dict[tuple[str, str], FactCheck] = {}
    again = 0
    documents = _documents(_unpacked(data).removeprefix(_BYTE_ORDER_MARK), left_out)
    for number, node in enumerate(_reviews(documents), 1):
        one = _fact_check(node)
        if isinstance(one, str):
            left_out.add(one, _text(node.get("url"))[:LONGEST_NAME] or f"number {number} of the file")
        else:
            again += (one.url, one.claim) in found
            found.setdefault((one.url, one.claim), one)
        if len(found) > MOST:
            raise Malformed(f"The file holds more than {MOST:,} fact-checks. Split it.", field="file")
    if not found and not left_out.has_reviews:
        raise Malformed("The file holds no ClaimReview.", field="file")
    return Read(tuple(found.values()), left_out.lines(), again)


class _Tally:
    """What was left out: for each reason how many, and the first of them."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, str]] = {}

    @property
    def has_reviews(self) -> bool:
        """Whether some of it were ClaimReviews."""
        return any(why != NO_JSON for why in self._seen)

    def add(self, why: str, which: str) -> int:
        number, first = self._seen.get(why, (0, which))
        self._seen[why] = (number + 1, first)
        return number + 1

    def lines(self) -> Sequence[LeftOut]:
        return tuple(LeftOut(why, *told) for why, told in self._seen.items())


def _unpacked(data: bytes) -> bytes:
    """The bytes of the file itself, never more than so many."""
    if data.startswith(_GZIP_MARK):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            data = unpacker.decompress(data, MOST_BYTES + 1)
        except zlib.error:
            raise Malformed("The packed file is damaged. Send it again.", field="file") from None
        if not unpacker.eof and len(data) <= MOST_BYTES:
            raise Malformed("The packed file breaks off before its end. Send it again.", field="file")
    if len(data) > MOST_BYTES:
        raise Malformed(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.", field="file")
    return data


def _documents(data: bytes, left_out: _Tally) -> Iterator[Any]:
    """The JSON documents that a file holds: one, one a line, or those that a page embeds."""
    if not data.strip():
        raise Malformed("The file is empty.", field="file")
    if data.lstrip().startswith(b"<"):
        yield from _parsed(_scripts(data), "script {} of the page", left_out)
        return
    try:
        yield orjson.loads(data)
    except orjson.JSONDecodeError:
        yield from _parsed(io.BytesIO(data), "line {}", left_out)


def _parsed(pieces: Iterable[bytes], called: str, left_out: _Tally) -> Iterator[Any]:
    is_json = False
    for number, piece in enumerate(pieces, 1):
        if not piece.strip():
            continue
        try:
            document = orjson.loads(piece)
        except orjson.JSONDecodeError:
            if left_out.add(NO_JSON, called.format(number)) > MOST_BROKEN and not is_json:
                break
            continue
        is_json = True
        yield document
    if not is_json:
        raise Malformed("This is no JSON, no JSON lines, and no web page that embeds JSON-LD.", field="file")


def _scripts(page: bytes) -> Iterator[bytes]:
    """The JSON-LD scripts of a page."""
    at = 0
    while opened := _SCRIPT.search(page, at):
        ended = _SCRIPT_END.search(page, opened.end())
        at = ended.end() if ended else len(page)
        if _EMBEDDED.search(opened[1]):
            yield page[opened.end() : ended.start() if ended else at]


def _reviews(nodes: Iterable[Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every node of the type, wherever it lies: in lists, under `@graph`, in a feed's items."""
    for node in nodes:
        if isinstance(node, list) and depth < DEEPEST:
            yield from _reviews(node, depth + 1)
        elif isinstance(node, dict):
            if any(_is_one(kind) for kind in _each(node.get("@type"))):
                yield node
            elif depth < DEEPEST:
                yield from _reviews([held for held in node.values() if isinstance(held, (dict, list))], depth + 1)


def _is_one(kind: Any) -> bool:
    """Whether a type is the one, by its name alone or by its whole address."""
    return isinstance(kind, str) and kind.replace(":", "/").rpartition("/")[2] == "ClaimReview"


def _fact_check(node: Mapping[str, Any]) -> FactCheck | str:
    """The fact-check of a node, or what it lacks."""
    reviewed, rating = _first(node.get("itemReviewed")), _first(node.get("reviewRating"))
    claim = _text(node.get("claimReviewed")) or _text(_of(reviewed, "text", "name"))
    url = _text(_of(node, "url", "@id"))
    words = _text(_of(rating, "alternateName", "name", "ratingExplanation")) or _numbered(rating)
    if not claim:
        return "no claim"
    if not words:
        return "no rating"
    host = _host(url)
    if not host:
        return "no web address"
    by = _name(node.get("author")) or _name(node.get("publisher")) or host.removeprefix("www.")
    return FactCheck(
        claim=claim[:LONGEST_CLAIM],
        rating=words[:LONGEST_NAME],
        by=by[:LONGEST_NAME],
        url=url,
        checked_on=_day(_of(node, "datePublished", "dateCreated")),
        said_by=_name(_of(reviewed, "author"))[:LONGEST_NAME] or None,
    )


def _host(url: str) -> str:
    """Whose a web address is; empty where it is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host if parts.scheme in ("http", "https") and len(url) <= LONGEST_URL and " " not in url else ""


def _numbered(rating: Any) -> str:
    """`1 of 5`, where a rating has a number only."""
    value, best = _text(_of(rating, "ratingValue")), _text(_of(rating, "bestRating"))
    return f"{value} of {best}" if value and best else value


def _of(node: Any, *names: str) -> Any:
    """The first of these fields that a node holds; a plain text is its own."""
    if isinstance(node, Mapping):
        return next((node[name] for name in names if node.get(name)), None)
    return node if isinstance(node, str) else None


def _name(node: Any) -> str:
    """A name, however it is given: text, an object with a name, a list of either."""
    return ", ".join(filter(None, (_text(_of(one, "name")) for one in _each(node))))


def _each(node: Any) -> list[Any]:
    return node if isinstance(node, list) else [node]


def _first(node: Any) -> Any:
    return next(iter(_each(node)), None)


def _text(node: Any) -> str:
    """One line of text; numbers as they are, anything else is none."""
    one = _first(node)
    if isinstance(one, bool) or not isinstance(one, (str, int, float)):
        return ""
    return " ".join(str(one).replace("\0", " ").split())


def _day(node: Any) -> date | None:
    try:
        return date.fromisoformat(_text(node)[:10])
    except ValueError:
        return None
