"""W3C selectors: exact words, their places, and what stands around them; and passages found again in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.anchors import CONTEXT, Anchor, find, selectors
from verify.core.vocabulary import Anchoring


def test_a_quote_at_the_edges_of_its_text() -> None:
    assert selectors("Two boats sank.", [[0, 15]]) == [
        [
            {"type": "TextPositionSelector", "start": 0, "end": 15},
            {"type": "TextQuoteSelector", "exact": "Two boats sank.", "prefix": "", "suffix": ""},
        ]
    ]


@given(st.text(), st.data())
def test_words_and_places_agree(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ((place, words),) = selectors(text, [[start, end]])
    assert text[place["start"] : place["end"]] == words["exact"]
    found = words["prefix"] + words["exact"] + words["suffix"]
    assert text[start - len(words["prefix"]) :].startswith(found)
    assert len(words["prefix"]) == min(CONTEXT, start) and len(words["suffix"]) == min(CONTEXT, len(text) - end)


TEXT = (
    "The “harbour”  reopened\non 3\u00a0March after eleven weeks – the port authority writes.\n\n"
    "Two cranes were re-\nplaced, and the quay wall was made higher by half a metre. Two boats sank. Two boats sank."
)


@pytest.mark.parametrize(
    ("passage", "how", "words"),
    [
        ("3\u00a0March after", Anchoring.EXACT, "3\u00a0March after"),
        ('the "Harbour" reopened on 3 March', Anchoring.SPACING, "The “harbour”  reopened\non 3\u00a0March"),
        ("cranes were replaced, and", Anchoring.SPACING, "cranes were re-\nplaced, and"),
        ("eleven weeks - … Two boats sank.", Anchoring.SPACING, TEXT[TEXT.index("eleven") : TEXT.rindex(" Two boats")]),
        (
            "and the quay wall was raised higher by half a metre.",
            Anchoring.CLOSE,
            "and the quay wall was made higher by half a metre",
        ),
    ],
    ids=["word-for-word", "marks-and-spaces", "broken-word", "gap", "other-words"],
)
def test_a_passage_is_found_as_it_stands_there(passage: str, how: Anchoring, words: str) -> None:
    found = find(TEXT, passage)
    assert found is not None
    assert (found.how, TEXT[found.start : found.end]) == (how, words)


@pytest.mark.parametrize("passage", ["", "The mayor of the city cut a ribbon in the morning.", "Three boats sank."])
def test_what_a_text_does_not_say_is_not_found(passage: str) -> None:
    assert find(TEXT, passage) is None


def test_the_place_that_was_selected_decides_between_equal_words() -> None:
    last = TEXT.rindex("Two boats sank.")
    for near, start in ((last, last), (None, TEXT.index("Two boats sank.")), (3, TEXT.index("Two boats sank."))):
        found = find(TEXT, "Two boats sank.", near=near)
        assert found == Anchor(start, start + 15, Anchoring.EXACT)


def test_words_selected_over_two_paragraphs_come_without_the_space_between_them() -> None:
    assert find("One two.\n\nThree four.", "two.Three", near=4) == Anchor(4, 15, Anchoring.EXACT)


@given(st.text(max_size=60), st.text(max_size=12))
def test_any_passage_in_any_text_is_found_within_it(text: str, passage: str) -> None:
    found = find(text + passage + text, passage)
    if passage.strip():
        assert found is not None and found.how is Anchoring.EXACT
    if (found := find(text, passage)) is not None:
        assert 0 <= found.start < found.end <= len(text)
