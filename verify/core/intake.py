"""The lines of a batch: one JSON object each, read one by one, so that a broken line loses only itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson

from verify.core.articles import topic_key
from verify.core.errors import Malformed

LONGEST_LINE = 5_000_000
"""Bytes."""
FIELDS = ("url", "outlet", "title", "published", "topic", "text", "html")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One article to be taken in. Without a body it is fetched; with a `problem` it cannot be taken in at all."""

    number: int
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: date | None = None
    body: str | None = None
    body_is_html: bool = False
    topic: str | None = None
    problem: str | None = None


def read_jsonl(data: bytes, *, most_lines: int) -> list[LineDraft]:
    """The articles of a batch with their line numbers, from 1. `Malformed` where the file as a whole is no batch."""
    content = data.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise Malformed("The file is empty.", field="file")
    if content.lstrip()[:1] == b"[":
        raise Malformed("This is a JSON list. Write one JSON object a line instead.", field="file")
    if b"\0" in content:
        raise Malformed("The file holds binary data, not lines of JSON.", field="file")
    found = list(_lines(content, most_lines))
    if all(line.problem for line in found):
        raise Malformed(f"No line of the file can be taken in. The first: {found[0].problem}", field="file")
    return found


def _lines(content: bytes, most_lines: int) -> Iterator[LineDraft]:
    count = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        count += 1
        if count > most_lines:
            raise Malformed(f"The file has more than {most_lines:,} lines, the most of one batch.", field="file")
        try:
            yield _line(number, line)
        except Malformed as error:
            yield LineDraft(number, problem=f"Line {number}: {error.message}")


def _line(number: int, line: bytes) -> LineDraft:
    if len(line) > LONGEST_LINE:
        raise Malformed(f"longer than {LONGEST_LINE // 1_000_000} MB.")
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON ({error}).") from error
    if not isinstance(given, dict):
        raise Malformed("not a JSON object.")
    texts = {name: _text(given, name) for name in FIELDS}
    if texts["text"] and texts["html"]:
        raise Malformed("has both text and html. Keep one.")
    body = texts["text"] or texts["html"]
    if body is None and texts["url"] is None:
        raise Malformed("has no text, html or url.")
    return LineDraft(
        number,
        url=texts["url"],
        outlet=texts["outlet"],
        title=texts["title"],
        published=_day(texts["published"]),
        topic=topic_key(texts["topic"]),
        body=body,
        body_is_html=bool(texts["html"]),
    )


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Malformed(f"{name} is not text.")
    if "\0" in value:
        raise Malformed(f"{name} holds characters that are no text.")
    return value.strip() or None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if len(text) == len("2026-11-22"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):  # the second where a zone leads out of the years that there are
        raise Malformed(f"published is no ISO 8601 date: {text[:40]}") from None
