"""Sentence ends as news prose has them."""

import pytest

from verify.core.splitting.sentences import quotations, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "He works for the U.S. Department of the Sea.",
        "The boat was built by J. R. Holm in 1980.",
        "Hangar No. 5 burned down on Monday.",
        "Sen. Holm met Dr. Aas at 9 a.m. ET on Monday.",
        "Holm & Co. built it.",
        "“It sails.” she said.",
        "The firm, Aas Inc. of Oslo, closed.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("She lives in the U.S. He does not.", ["She lives in the U.S.", "He does not."]),
        ("“It sails. It leaks,” she said.", ["“It sails.", "It leaks,” she said."]),
        ("It sank… The crew lived.", ["It sank…", "The crew lived."]),
        ("1. The boat sank. 2. The crew lived.", ["1. The boat sank.", "2. The crew lived."]),
        ("a. The boat b. The crew", ["a. The boat", "b. The crew"]),
        ("• 1. The boat • 2. The crew", ["• 1. The boat", "• 2. The crew"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_quotation_left_open_runs_to_the_end() -> None:
    text = "He said “the boat sank. It"
    assert [text[a:b] for a, b in quotations(text, 0, len(text))] == ["“the boat sank. It"]


def test_curly_and_straight_marks_close_each_other() -> None:
    text = '“The boat sank," he said.'
    assert [text[a:b] for a, b in quotations(text, 0, len(text))] == ['“The boat sank,"']
