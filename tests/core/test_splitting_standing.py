"""Which cuts make sentences of their own, on trees written by hand."""

import pytest

from tests.support.trees import tree
from verify.core.splitting.clauses import pieces
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece
from verify.core.splitting.standing import stands

HELD = tree(
    ("The", "DT", "DET", "det", 1),
    ("ship", "NN", "NOUN", "nsubj", 2),
    ("sank", "VBD", "VERB", "ROOT", 2),
    ("in", "IN", "ADP", "case", 5),
    ("a", "DT", "DET", "det", 5),
    ("storm", "NN", "NOUN", "obl", 2),
    ("which", "WDT", "PRON", "nsubj", 7),
    ("lasted", "VBD", "VERB", "acl:relcl", 5),
)


def piece(words: tuple[int, ...], top: int) -> Piece:
    return Piece("clause", top, words, words, ())


@pytest.mark.parametrize(
    ("words", "top", "expected"),
    [((0, 1, 2), 2, True), ((6, 7), 7, False), ((3, 4, 5, 7), 7, False), ((7, 3, 4, 5), 7, False), ((0, 1), 1, False)],
    ids=["a sentence", "opens with which", "its noun is held by in", "verb first", "no verb"],
)
def test_a_piece_is_a_sentence(words: tuple[int, ...], top: int, expected: bool) -> None:
    assert stands(HELD, piece(words, top)) is expected


def test_a_cut_that_would_leave_a_fragment_is_taken_back() -> None:
    """The parser joins "sank" to a noun: cut there, neither half would be a sentence."""
    torn: Tree = tree(
        ("Eager", "JJ", "ADJ", "ROOT", 0),
        ("to", "TO", "PART", "mark", 2),
        ("please", "VB", "VERB", "advcl", 0),
        (",", ",", "PUNCT", "punct", 5),
        ("Holm", "NNP", "PROPN", "nsubj", 5),
        ("smiled", "VBD", "VERB", "parataxis", 0),
    )
    assert [torn.text(found.quote) for found in pieces(torn)] == ["Eager to please , Holm smiled"]
