"""Cutting a text for the coverage view."""

from hypothesis import given
from hypothesis import strategies as st

from verify.core.coverage import Piece, pieces
from verify.core.vocabulary import NonClaimReason

QUESTION = NonClaimReason.QUESTION


def test_claims_left_out_sentences_and_the_rest() -> None:
    text = "It rained. Why? Because."
    assert pieces(text, [(7, [[0, 10]])], [(11, 15, QUESTION)]) == [
        Piece("It rained.", 7),
        Piece(" "),
        Piece("Why?", None, QUESTION),
        Piece(" Because."),
    ]


def test_the_inner_of_two_overlapping_claims_shows() -> None:
    assert pieces("abcdef", [(1, [[0, 6]]), (2, [[2, 4]])], []) == [Piece("ab", 1), Piece("cd", 2), Piece("ef", 1)]


def test_a_claim_of_two_stretches_shows_twice() -> None:
    assert pieces("abcdef", [(1, [[0, 2], [4, 6]])], []) == [Piece("ab", 1), Piece("cd"), Piece("ef", 1)]


def test_a_claim_shows_above_a_left_out_sentence() -> None:
    assert pieces("abc", [(1, [[0, 3]])], [(1, 2, QUESTION)]) == [Piece("abc", 1)]


def test_a_text_without_marks_is_one_piece() -> None:
    assert pieces("abc", [], []) == [Piece("abc")]
    assert pieces("", [], []) == []


SPAN = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@given(st.lists(st.lists(SPAN, max_size=3), max_size=6), st.lists(SPAN, max_size=4))
def test_the_pieces_join_to_the_text(claims: list[list[list[int]]], left_out: list[list[int]]) -> None:
    text = "".join(chr(ord("A") + number) for number in range(30))
    found = pieces(text, list(enumerate(claims)), [(start, end, QUESTION) for start, end in left_out])
    assert "".join(piece.text for piece in found) == text
    shown = {number for number, spans in enumerate(claims) for start, end in spans if end > start}
    assert {piece.claim_id for piece in found if piece.claim_id is not None} <= shown


def test_the_claim_at_hand_shows_above_a_shorter_one() -> None:
    assert pieces("abcdef", [(1, [[0, 6]]), (2, [[2, 4]])], on_top=1) == [Piece("abcdef", 1)]
