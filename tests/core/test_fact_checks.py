"""ClaimReview as it is found in the wild: text, object or list in every place, nested, broken."""

import gzip
import json
from datetime import date

import pytest

from verify.core import fact_checks
from verify.core.errors import Malformed
from verify.core.fact_checks import NO_JSON, FactCheck, LeftOut, read

PLAIN = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "The Tarn bridge  carried 412 passengers.",
    "url": "https://checks.example/tarn",
    "datePublished": "2026-11-02T08:00:00Z",
    "author": {"@type": "Organization", "name": "Tarn Checks"},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1, "bestRating": 5},
    "itemReviewed": {"@type": "Claim", "author": {"name": "Mayor Oda"}},
}
WANTED = FactCheck(
    "The Tarn bridge carried 412 passengers.",
    "False",
    "Tarn Checks",
    "https://checks.example/tarn",
    date(2026, 11, 2),
    "Mayor Oda",
)
WILD = {
    **PLAIN,
    "@type": ["Article", "ClaimReview"],
    "claimReviewed": ["The Tarn bridge carried 412 passengers."],
    "url": ["https://checks.example/tarn", "https://checks.example/other"],
    "author": ["Tarn Checks"],
    "reviewRating": [{"alternateName": ["False"]}],
    "itemReviewed": [{"author": "Mayor Oda"}],
}


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(PLAIN),
        json.dumps([WILD, PLAIN]),
        json.dumps({"@graph": [{"@type": "WebPage"}, PLAIN]}),
        json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": [PLAIN]}, {"item": [WILD]}]}),
        "\ufeff" + json.dumps(PLAIN),
        f"{json.dumps(PLAIN)}\n\n{json.dumps(WILD)}\n",
        json.dumps(PLAIN | {"@type": "https://schema.org/ClaimReview"}),
        f"""<!doctype html><script>let no = "<p>";</script><script async type='application/ld+json; x=1'>{json.dumps(PLAIN)}
        </script><p>Text</p><SCRIPT TYPE=application/ld+json>{json.dumps([WILD])}""",
    ],
    ids=["object", "list", "graph", "feed", "byte order mark", "lines", "whole address", "page"],
)
def test_every_form_is_read_and_each_comes_once(document: str) -> None:
    assert read(document.encode()).found == (WANTED,)
    assert read(gzip.compress(document.encode())).found == (WANTED,)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"claimReviewed": "", "itemReviewed": None}, "no claim"),
        ({"claimReviewed": {"x": 1}, "itemReviewed": 3}, "no claim"),
        ({"reviewRating": {}}, "no rating"),
        ({"url": "javascript:alert(1)"}, "no web address"),
        ({"url": None}, "no web address"),
        ({"url": "https://["}, "no web address"),
        ({"url": "https://x.example/a b"}, "no web address"),
        ({"url": "https://x.example/" + "a" * 2_000}, "no web address"),
    ],
)
def test_what_lacks_a_part_is_counted(change: dict[str, object], why: str) -> None:
    found = read(json.dumps([PLAIN, PLAIN | change, PLAIN | change]).encode())
    first = change.get("url", PLAIN["url"]) or "number 2 of the file"
    assert (found.found, found.left_out) == ((WANTED,), (LeftOut(why, 2, str(first)[:200]),))


def test_a_broken_line_is_named_and_the_others_are_read() -> None:
    found = read(b'{"@type"\n' + json.dumps(PLAIN).encode() + b"\n{")
    assert (found.found, found.left_out) == ((WANTED,), (LeftOut(NO_JSON, 2, "line 1"),))


def test_a_rating_in_numbers_and_parts_that_are_missing() -> None:
    bare = {
        "@type": "ClaimReview",
        "itemReviewed": {"text": "It rained."},
        "reviewRating": {"ratingValue": 2, "bestRating": "5"},
        "url": "https://www.checks.example/1",
        "datePublished": "yesterday",
    }
    assert read(json.dumps(bare).encode()).found == (
        FactCheck("It rained.", "2 of 5", "checks.example", "https://www.checks.example/1", None, None),
    )


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html>",
        b"<script type='application/ld+json'>{</script>",
        b'{"@type": "Article"}',
        b"[[[[[[[[[[[[]]]]]]]]]]]]",
        b"\xff\xfe",
        b"\x1f\x8b no gzip",
        gzip.compress(json.dumps(PLAIN).encode())[:-20],
        b"x\n" * 5_000,
    ],
)
def test_a_file_without_any_is_refused(document: bytes) -> None:
    with pytest.raises(Malformed):
        read(document)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_checks, "MOST", 1)
    other = PLAIN | {"url": "https://checks.example/2"}
    with pytest.raises(Malformed, match="more than 1 fact-checks"):
        read(json.dumps([PLAIN, other]).encode())
    monkeypatch.setattr(fact_checks, "MOST_BYTES", 10)
    with pytest.raises(Malformed, match="larger than"):
        read(json.dumps(PLAIN).encode())
