"""Reading a history: any field names and verdict words, and nothing read halfway."""

import json
from datetime import date
from typing import Any

import pytest

from verify.core.errors import Malformed
from verify.core.method_history import History, Judged, Mapping, read_history

CHECKS = Mapping(corroborated=frozenset({"true"}), disputed=frozenset({"false"}), skip=frozenset({"satire"}))


def line(source: Any = "Daily Ledger", published: Any = "2020-01-01", verdict: Any = "true", **more: Any) -> bytes:
    return json.dumps({"source": source, "published": published, "verdict": verdict, **more}).encode()


def read(*lines: bytes, mapping: Mapping = CHECKS) -> History:
    return read_history(lines, mapping, article_correlation=0.2)


def refusal(*lines: bytes, mapping: Mapping = CHECKS) -> str:
    with pytest.raises(Malformed) as caught:
        read(*lines, mapping=mapping)
    return caught.value.message


def test_rows_come_in_order_of_days_and_skipped_ones_are_counted() -> None:
    found = read(line(published="2020-03-01T23:00:00Z"), line(verdict="satire"), b"\n", line(source=7, verdict="false"))
    assert found.rows == (Judged("7", date(2020, 1, 1), False), Judged("Daily Ledger", date(2020, 3, 1), True))
    assert found.skipped == 1


def test_fields_have_any_name_and_may_lie_inside_others() -> None:
    mapping = CHECKS.with_fields("source=outlet.name, day=said_on,verdict=rating")
    row = {"outlet": {"name": "Coast Agency"}, "said_on": "2021-05-06", "rating": "false"}
    assert read(json.dumps(row).encode(), mapping=mapping).rows == (Judged("Coast Agency", date(2021, 5, 6), False),)


def test_claims_of_one_article_share_weight() -> None:
    mapping = CHECKS.with_fields("article=page")
    rows = read(line(page=1), line(page=1), line(page=2), line(source="Other", page=1), mapping=mapping).rows
    assert [row.weight for row in rows] == pytest.approx([1 / 1.2, 1 / 1.2, 1, 1])


def test_unknown_words_are_listed_with_their_lines() -> None:
    text = refusal(*[line(verdict="half")] * 7, line(verdict="odd"), line())
    assert "half: lines 1, 2, 3, 4, 5 and 2 more" in text
    assert "odd: line 8" in text
    assert text.endswith("Nothing was evaluated.")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (line(source=""), "no source"),
        (line(source=None), "no source"),
        (line(source=True), "no source"),
        (line(published=None), "no published"),
        (line(published="2020-13-01"), "month must be in 1..12"),
        (line(published="yesterday"), "Invalid isoformat string"),
        (b'{"source": "a", "published": "2020-01-01"}', "no verdict"),
    ],
)
def test_unreadable_lines_are_listed_with_their_numbers(broken: bytes, reason: str) -> None:
    assert f"line 2: {reason}" in refusal(line(), broken, line())


def test_a_long_list_of_problems_is_cut() -> None:
    text = refusal(*[b"{"] * 25, *[line(verdict=f"word{n}") for n in range(12)])
    assert "and 15 more lines" in text
    assert "and 2 more words" in text


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "no verdict in this file."),
        ((b"\n", b" "), "no verdict in this file."),
        ((line(verdict="satire"),), "but skipped ones"),
    ],
)
def test_an_empty_history_is_refused(lines: tuple[bytes, ...], said: str) -> None:
    assert said in refusal(*lines)


@pytest.mark.parametrize("text", ["source", "source=", "colour=red", "source=a,=b"])
def test_a_mapping_names_fields_it_knows(text: str) -> None:
    with pytest.raises(Malformed, match="is no mapping"):
        CHECKS.with_fields(text)


def test_each_word_means_one_thing() -> None:
    both = Mapping(corroborated=frozenset({"true"}), disputed=frozenset({"true"}))
    assert "two meanings: true" in refusal(line(), mapping=both)
    assert "which are disputed" in refusal(line(), mapping=Mapping(disputed=frozenset()))
