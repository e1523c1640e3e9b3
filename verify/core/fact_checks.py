"""Fact-checks of others, read from ClaimReview markup as it is found in the wild: single, in lists, in graphs and in feeds."""

from collections.abc import Iterator, Mapping, Sequence
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
class Read:
    """The fact-checks of a file, each once, and why others in it were left out, with how many."""

    found: Sequence[FactCheck]
    left_out: Mapping[str, int]


def read(data: bytes) -> Read:
    """The ClaimReviews of a JSON document, or of JSON lines. `Malformed` where it is neither, is too large, or holds none."""
    if len(data) > MOST_BYTES:
        raise Malformed(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.", field="file")
    found: dict[tuple[str, str], FactCheck] = {}
    left_out: dict[str, int] = {}
    for node in _reviews(_documents(data.removeprefix(_BYTE_ORDER_MARK))):
        one = _fact_check(node)
        if isinstance(one, str):
            left_out[one] = left_out.get(one, 0) + 1
        else:
            found.setdefault((one.url, one.claim), one)
        if len(found) > MOST:
            raise Malformed(f"The file holds more than {MOST:,} fact-checks. Split it.", field="file")
    if not found and not left_out:
        raise Malformed("The file holds no ClaimReview.", field="file")
    return Read(tuple(found.values()), left_out)


def _documents(data: bytes) -> list[Any]:
    try:
        return [orjson.loads(data)]
    except orjson.JSONDecodeError:
        lines = [line for line in data.split(b"\n") if line.strip()]
    try:
        return [orjson.loads(line) for line in lines]
    except orjson.JSONDecodeError:
        raise Malformed("This is no JSON, and no JSON lines.", field="file") from None


def _reviews(nodes: Sequence[Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every node of the type, wherever it lies: in lists, under `@graph`, in a feed's items."""
    for node in nodes:
        if isinstance(node, list) and depth < DEEPEST:
            yield from _reviews(node, depth + 1)
        elif isinstance(node, dict):
            if "ClaimReview" in _each(node.get("@type")):
                yield node
            elif depth < DEEPEST:
                yield from _reviews([held for held in node.values() if isinstance(held, (dict, list))], depth + 1)


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
    if urlsplit(url).scheme not in ("http", "https") or len(url) > LONGEST_URL:
        return "no web address"
    by = (
        _name(node.get("author")) or _name(node.get("publisher")) or (urlsplit(url).hostname or "").removeprefix("www.")
    )
    return FactCheck(
        claim=claim[:LONGEST_CLAIM],
        rating=words[:LONGEST_NAME],
        by=by[:LONGEST_NAME],
        url=url,
        checked_on=_day(_of(node, "datePublished", "dateCreated")),
        said_by=_name(_of(reviewed, "author"))[:LONGEST_NAME] or None,
    )


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
