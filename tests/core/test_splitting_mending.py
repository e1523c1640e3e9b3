"""Slips of the parser that are put right, on trees written by hand."""

from verify.core.splitting.mending import mended
from verify.core.splitting.parsing import Tree, Word


def tree(*rows: tuple[str, str, str, str, int]) -> Tree:
    """A tree from text, tag, part of speech, relation and head."""
    return Tree([Word(i, 10 * i, 10 * i + len(r[0]), r[0], r[1], r[2], r[3], r[4]) for i, r in enumerate(rows)])


def test_a_noun_joined_to_a_verb_gives_its_verb_back() -> None:
    found = mended(
        tree(
            ("It", "PRP", "PRON", "nsubj", 1),
            ("barred", "VBD", "VERB", "ROOT", 1),
            ("boats", "NNS", "NOUN", "obj", 1),
            ("but", "CC", "CCONJ", "cc", 5),
            ("levied", "JJ", "ADJ", "amod", 5),
            ("fines", "NNS", "NOUN", "conj", 1),
        )
    )
    assert (found[4].dep, found[4].head, found[4].tag) == ("conj", 1, "VBD")
    assert (found[5].dep, found[5].head) == ("obj", 4)
    assert found[3].head == 4


def test_a_second_content_clause_belongs_to_the_first() -> None:
    found = mended(
        tree(
            ("He", "PRP", "PRON", "nsubj", 1),
            ("said", "VBD", "VERB", "ROOT", 1),
            ("this", "DT", "PRON", "nsubj", 3),
            ("shows", "VBZ", "VERB", "ccomp", 1),
            ("that", "IN", "SCONJ", "mark", 6),
            ("it", "PRP", "PRON", "nsubj", 6),
            ("works", "VBZ", "VERB", "ccomp", 1),
        )
    )
    assert found[6].head == 3


def test_a_sound_tree_stays_as_it_is() -> None:
    sound = tree(("It", "PRP", "PRON", "nsubj", 1), ("sank", "VBD", "VERB", "ROOT", 1))
    assert mended(sound) is sound


def test_a_mend_that_would_make_a_ring_is_not_made() -> None:
    odd = tree(
        ("x", "NN", "NOUN", "ROOT", 0),
        (",", ",", "PUNCT", "punct", 0),
        ("with", "IN", "ADP", "case", 3),
        ("it", "PRP", "PRON", "obl", 0),
        ("doing", "VBG", "VERB", "acl", 5),
        ("that", "DT", "PRON", "obl", 3),
    )
    found = mended(odd)
    for word in found.words:
        assert len(list(zip(found.above(word.index), range(9), strict=False))) < 9
