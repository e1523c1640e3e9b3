"""Cutting a text for the coverage view."""

from hypothesis import given
from hypothesis import strategies as st

from verify.core.coverage import Claimed, Cover, Piece, is_sentence_level, passages, pieces, sentence_spans, stretches
from verify.core.splitting.parsing import PARSED_CHARACTERS
from verify.core.vocabulary import ClaimKind, NonClaimReason

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


PAGE = "It rained. It may snow. Why?\n\nComments\n\nLUND (Reuters) — He left."
FURNITURE = [(30, 38, NonClaimReason.BOILERPLATE), (40, 56, NonClaimReason.BOILERPLATE)]


def covers(claims: list[Claimed]) -> list[tuple[str, Cover | None]]:
    spans = [(0, 10), (11, 23), (24, 28), (30, 38), (40, 56), (57, 65)]
    found = stretches(PAGE, spans, claims, [(24, 28, QUESTION), *FURNITURE])
    assert "".join(stretch.text for stretch in found) == PAGE
    return [(stretch.text, stretch.cover) for stretch in found if stretch.cover is not None]


def test_a_sentence_is_what_its_claims_are_else_why_it_holds_none() -> None:
    rain, snow = Claimed(1, [[0, 10]], ClaimKind.FACTUAL), Claimed(2, [[11, 23]], ClaimKind.PREDICTION)
    hidden = Claimed(3, [[11, 23]], ClaimKind.OPINION, resolved=False)
    assert covers([rain, snow]) == [
        ("It rained.", Cover.FACTUAL),
        ("It may snow.", Cover.PREDICTION),
        ("Why?", Cover.LEFT_OUT),
        ("Comments", Cover.FURNITURE),
        ("LUND (Reuters) —", Cover.FURNITURE),
        ("He left.", Cover.UNMARKED),
    ]
    assert covers([rain, snow, hidden])[1] == ("It may snow.", Cover.UNRESOLVED)


def test_lines_of_furniture_fold_but_a_dateline_stands_before_its_sentence() -> None:
    found = passages(stretches(PAGE, [(0, 28), (30, 38), (40, 56), (57, 65)], [], FURNITURE))
    texts = ["".join(stretch.text for stretch in passage.stretches) for passage in found]
    assert list(
        zip([passage.folded for passage in found], [passage.lines for passage in found], texts, strict=True)
    ) == [
        (False, 0, "It rained. It may snow. Why?\n\n"),
        (True, 1, "Comments\n\n"),
        (False, 1, "LUND (Reuters) — He left."),
    ]


def test_only_an_english_text_of_a_readable_length_is_read_below_the_sentence() -> None:
    assert not is_sentence_level("It rained.", "en-GB")
    assert is_sentence_level("Il a plu.", "fr")
    assert is_sentence_level("It rained. " * (PARSED_CHARACTERS // 11 + 1), "en")


@given(
    st.text(alphabet="aB. \n?”“", max_size=80),
    st.lists(st.lists(SPAN, min_size=1, max_size=2), max_size=5),
    st.lists(SPAN, max_size=4),
)
def test_the_passages_join_to_any_text(text: str, spans: list[list[list[int]]], left_out: list[list[int]]) -> None:
    claims = [Claimed(number, of, ClaimKind.OPINION) for number, of in enumerate(spans)]
    within = [Claimed(c.id, [[min(s, len(text)), min(e, len(text))] for s, e in c.spans], c.kind) for c in claims]
    marks = [(min(start, len(text)), min(end, len(text)), NonClaimReason.BOILERPLATE) for start, end in left_out]
    found = stretches(text, sentence_spans(text), within, marks)
    assert "".join(stretch.text for passage in passages(found) for stretch in passage.stretches) == text
    for stretch in found:
        assert text[stretch.start :].startswith(stretch.text)
