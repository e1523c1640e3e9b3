"""Reading the lines of a batch."""

from datetime import date

import orjson
import pytest

from verify.core.errors import Malformed
from verify.core.intake import LONGEST_LINE, LineDraft, read_jsonl


def batch(*lines: object) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines)


GOOD = {"url": "https://courier.example/a", "text": "The harbour reopened."}


def test_every_field_is_read() -> None:
    line = {
        **GOOD,
        "outlet": "Courier",
        "title": "Harbour",
        "published": "2026-03-04",
        "topic": " Public  Works",
        "more": [1],
    }
    assert read_jsonl(batch(line), most_lines=10) == [
        LineDraft(1, GOOD["url"], "Courier", "Harbour", date(2026, 3, 4), GOOD["text"], topic="public works")
    ]


def test_markup_and_addresses_alone() -> None:
    found = read_jsonl(batch({"html": "<p>Harbour</p>", "outlet": "C"}, {"url": GOOD["url"]}), most_lines=10)
    assert [(line.body, line.body_is_html, line.url) for line in found] == [
        ("<p>Harbour</p>", True, None),
        (None, False, GOOD["url"]),
    ]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2026-03-04T23:30:00Z", date(2026, 3, 4)),
        ("2026-03-04T23:30:00-05:00", date(2026, 3, 5)),
        ("2026-03-04T23:30:00", date(2026, 3, 4)),
        (None, None),
        ("", None),
    ],
)
def test_days_are_in_utc(published: str | None, day: date | None) -> None:
    assert read_jsonl(batch({**GOOD, "published": published}), most_lines=10)[0].published == day


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"url": "https://a.example", "text": "cut o', "not JSON"),
        (b'{"text": "\xff\xfe"}', "not JSON"),
        (b'{"text": "\\ud800"}', "not JSON"),
        (b"<html>", "not JSON"),
        (b"7", "not a JSON object"),
        (b'["a"]', "not a JSON object"),
        ({}, "no text, html or url"),
        ({"outlet": "Courier"}, "no text, html or url"),
        ({"text": "   "}, "no text, html or url"),
        ({"text": ["a"]}, "text is not text"),
        ({"url": 7, "text": "a"}, "url is not text"),
        ({"text": "a\0b"}, "characters that are no text"),
        ({"text": "a", "html": "<p>a"}, "both text and html"),
        ({"text": "a", "published": "last Tuesday"}, "no ISO 8601 date"),
        ({"text": "a", "published": "0001-01-01T00:00:00+14:00"}, "no ISO 8601 date"),
        ({"text": "x" * LONGEST_LINE}, "longer than 5 MB"),
    ],
)
def test_a_broken_line_says_where_and_why_and_loses_only_itself(line: object, problem: str) -> None:
    found = read_jsonl(batch(GOOD, b"", line, GOOD), most_lines=10)
    assert [(each.number, each.problem is None) for each in found] == [(1, True), (3, False), (4, True)]
    assert found[1].problem is not None
    assert found[1].problem.startswith("Line 3: ")
    assert problem in found[1].problem


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b'[{"text": "a"}]', "JSON list"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"url,text\nhttps://a.example,Hello", "No line of the file"),
    ],
)
def test_a_file_that_is_no_batch(data: bytes, message: str) -> None:
    with pytest.raises(Malformed, match=message):
        read_jsonl(data, most_lines=10)


def test_the_most_lines_of_one_batch() -> None:
    assert len(read_jsonl(batch(*[GOOD] * 3, b"", b""), most_lines=3)) == 3
    with pytest.raises(Malformed, match="more than 3 lines"):
        read_jsonl(batch(*[GOOD] * 4), most_lines=3)


def test_a_mark_at_the_start_and_windows_line_ends() -> None:
    data = b"\xef\xbb\xbf" + batch(GOOD, GOOD).replace(b"\n", b"\r\n")
    assert [line.problem for line in read_jsonl(data, most_lines=10)] == [None, None]
