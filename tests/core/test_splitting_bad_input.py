"""Hostile and odd texts: no crash, exact offsets, and no sentence that is neither claimed nor accounted for."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.core.splitting import parsing
from verify.core.splitting import text as text_of
from verify.core.splitting.drafts import Split
from verify.core.splitting.pipeline import split
from verify.core.splitting.sentences import sentences

PIECES = st.sampled_from(
    [
        "The mayor said ", "“", "”", '"', "(", ")", ", ", ". ", "! ", "? ", "\n", "\r\n", "\n\n", "U.S. ", "No. 5 ", "J. ",
        "He added ", "according to ", "that ", "she paid $4 million", " and ", "; ", "…", "— ", "Comments", "Leave a Reply",
        "\u200b", "\u0301", "\ufeff", "• ", "1. ", "2. ", "Related stories", "渡轮。", "مدينة ", "😀", " because it closed ",
        "told The Post ", "| a | b |", "Ann Holm", " was ", "reportedly ", "which sank in 2016", ", the owner of the boat, ",
    ]
)  # fmt: skip
MIXED = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join)


def check(found: Split, text: str) -> None:
    """Every span lies in the text and every sentence is touched by a claim or a non-claim."""
    assert found.text == text
    taken: list[tuple[int, int]] = [n.span for n in found.non_claims]
    for claim in found.claims:
        assert claim.spans
        assert list(claim.spans) == sorted(claim.spans)
        assert claim.statement
        taken += claim.spans
    assert all(0 <= start < end <= len(text) for start, end in taken)
    marks = bytearray(len(text))
    for start, end in taken:
        marks[start:end] = b"\1" * (end - start)
    for block in text_of.blocks(text):
        for start, end in sentences(text, block.start, block.end, language=found.language):
            assert any(marks[start:end]), text[start:end]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MIXED)
def test_every_span_lies_in_the_text_and_every_sentence_is_accounted_for(text: str) -> None:
    check(split(text, language="en"), text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_split(text: str) -> None:
    check(split(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said " + "word " * 20_000 + "ended.",
        "The mayor " + "said that she and " * 5_000 + "left.",
        "(" * 300 + "The mayor left" + ")" * 300 + ".",
        "“The mayor left. " * 4_000,
        "!?.,;:—" * 20_000,
        "The town paid $4 million, he said. " * 60_000,
        "\u200b".join("The mayor left the town on Monday."),
        "| a | 1 | 2 |\n" * 5_000,
        "",
        " \r\n\t ",
    ],
    ids=[
        "words",
        "cues",
        "parentheses",
        "open quotes",
        "punctuation",
        "two megabytes",
        "zero width",
        "table",
        "empty",
        "blank",
    ],
)
def test_hostile_text_is_split(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "PARSED_CHARACTERS", 20_000)
    check(split(text, language="en"), text)


def test_windows_line_ends_change_offsets_only() -> None:
    unix = "The town paid $4 million.\n\nThe mayor left on Monday, she said.\n"
    windows = unix.replace("\n", "\r\n")
    assert list(split(windows, language="en").quotes()) == list(split(unix, language="en").quotes())


def test_a_paragraph_wrapped_at_a_column_is_one_paragraph() -> None:
    text = "The town of Lund Harbour paid four million for a ferry that\nit had sold in 2016 to a firm."
    found = split(text, language="en")
    assert len(found.claims) == 1
    assert re.sub(r"\s+", " ", next(found.quotes())) == text.replace("\n", " ").rstrip(".")


def test_what_lies_too_far_down_is_split_at_sentences_and_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The council barred the firm and fined its owner.\n\n" * 2
    text = text + "The crew left the boat and locked the doors."
    monkeypatch.setattr(parsing, "PARSED_CHARACTERS", text.index("The crew"))
    found = split(text, language="en").claims
    assert len(found[-1].spans) == 1
    assert found[-1].statement == "The crew left the boat and locked the doors."
    assert [reason.name for reason in found[-1].reasons] == ["beyond the part that is read closely"]
