"""Exact passages and what a change of words amounts to, on texts drawn by hypothesis."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verify.core.claim_edits import (
    Passage,
    SaidBy,
    checked_spans,
    differences,
    is_material,
    joined,
    located,
    placed,
    quote_of,
)
from verify.core.errors import Malformed
from verify.core.vocabulary import Voice

WORDS = st.text(alphabet="abé 😀“.”…\n-1", min_size=1, max_size=60)
CUTS = st.lists(st.integers(0, 61), min_size=2, max_size=6)


@given(WORDS, CUTS)
def test_spans_are_the_text_or_are_refused(text: str, cuts: list[int]) -> None:
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    lie_in_it = all(0 <= start < end <= len(text) for start, end in spans)
    try:
        found = checked_spans(text, spans)
    except Malformed as refused:
        assert refused.field == "quote"
        return
    assert lie_in_it
    for (start, end), (asked_start, asked_end) in zip(found, spans, strict=True):
        assert text[start:end] == text[asked_start:asked_end].strip()
    assert [cut for span in found for cut in span] == sorted(cut for span in found for cut in span)


@given(WORDS, st.text("abé😀", min_size=1, max_size=9), WORDS, WORDS)
def test_a_span_with_another_quote_is_never_taken(before: str, cut: str, after: str, other: str) -> None:
    text, span = before + cut + after, (len(before), len(before) + len(cut))
    assume(other.split() not in ([], [cut]) and any(character.isalnum() for character in cut))
    assert quote_of(text, placed(text, Passage(cut, (span,)))) == cut
    with pytest.raises(Malformed, match="not what the stored text says"):
        placed(text, Passage(other, (span,)))


@given(WORDS, st.integers(0, 60), st.integers(1, 30))
def test_every_place_that_is_found_says_the_passage(text: str, start: int, length: int) -> None:
    cut = text[start : start + length].strip()
    assume(cut)
    found = located(text, cut)
    assert any(text[spans[0][0] : spans[-1][1]].split() == cut.split() for spans in found)
    for spans in found:
        assert "".join(quote_of(text, spans).split()).replace("…", "") == "".join(cut.split()).replace("…", "")


@given(WORDS, st.lists(st.tuples(st.integers(0, 59), st.integers(1, 9)), min_size=1, max_size=5))
def test_joined_passages_cover_the_same_characters(text: str, places: list[tuple[int, int]]) -> None:
    passages = [((start, min(start + size, len(text))),) for start, size in places if start < len(text)]
    assume(passages)
    found = joined(text, passages)
    inside = {at for start, end in found for at in range(start, end)}
    asked = {at for spans in passages for start, end in spans for at in range(start, end)}
    assert asked <= inside
    assert not "".join(text[at] for at in inside - asked).strip()
    assert all(left[1] < right[0] for left, right in pairwise(found))


@given(WORDS, WORDS)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    found = differences(old, new)
    assert "".join(part.text for part in found if part.kind != "new") == old
    assert "".join(part.text for part in found if part.kind != "gone") == new


def test_changes_with_little_between_them_are_read_as_one() -> None:
    found = differences("Ana lost 5 of 9 votes in May.", "Ben won 7 of 8 votes in May.")
    assert [(part.kind, part.text) for part in found] == [
        ("gone", "Ana lost 5 of 9"),
        ("new", "Ben won 7 of 8"),
        ("same", " votes in May."),
    ]


@pytest.mark.parametrize(
    ("new", "material"),
    [
        ("the bridge, opened in  March", False),
        ("The bridge opened in “March”!", False),
        ("The bridge opened in May.", True),
        ("The bridge never opened in March.", True),
        ("In March the bridge opened.", True),
    ],
)
def test_only_words_make_a_rewording_material(new: str, material: bool) -> None:
    assert is_material("The bridge opened in March.", new) is material


def test_a_figure_is_a_word() -> None:
    assert is_material("It cost 2.5 million.", "It cost 2,5 million.")
    assert is_material("It fell by 5 percent.", "It fell by 6 percent.")
    assert is_material("It cost $5.", "It cost €5.")
    assert is_material("It was 5 degrees.", "It was -5 degrees.")


def test_fragments_are_found_in_their_order() -> None:
    text = "The bridge, he said, opened in March. He said the bridge closed."
    assert placed(text, Passage("The bridge … opened in March")) == ((0, 10), (21, 36))
    with pytest.raises(Malformed, match="does not hold this passage"):
        placed(text, Passage("opened in March … The bridge"))


def test_a_passage_that_stands_twice_is_taken_near_the_claim() -> None:
    text = "The ferry stopped. Later the ferry stopped again."
    assert placed(text, Passage("ferry stopped"), near=((19, 49),)) == ((29, 42),)
    with pytest.raises(Malformed, match="says this 2 times"):
        placed(text, Passage("ferry stopped"))


def test_words_are_found_whole_before_they_are_found_in_others() -> None:
    assert placed("Neither came: the ferry.", Passage("the")) == ((14, 17),)
    assert placed("Neither came.", Passage("the")) == ((3, 6),)


@pytest.mark.parametrize(("voice", "speaker"), [(Voice.OWN, "Mayor Oda"), (Voice.RELAYED, "  ")])
def test_voice_and_speaker_agree(voice: Voice, speaker: str) -> None:
    with pytest.raises(Malformed) as refused:
        SaidBy(voice, speaker).checked()
    assert refused.value.field == "speaker"
