"""Slips of the parser that are put right, on trees written by hand."""

from tests.support.trees import tree
from verify.core.splitting.mending import mended


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


def test_a_noun_behind_after_is_the_subject_of_the_verb_behind_it() -> None:
    found = mended(
        tree(
            ("They", "PRP", "PRON", "nsubj", 1),
            ("sold", "VBD", "VERB", "ROOT", 1),
            ("boats", "NNS", "NOUN", "obj", 1),
            ("after", "IN", "ADP", "case", 4),
            ("buyers", "NNS", "NOUN", "nmod", 2),
            ("grew", "VBD", "VERB", "xcomp", 1),
            ("wary", "JJ", "ADJ", "xcomp", 5),
        )
    )
    assert [(found[w].dep, found[w].head) for w in (3, 4, 5)] == [("mark", 5), ("nsubj", 5), ("advcl", 1)]


def test_words_before_and_belong_to_the_clause_before() -> None:
    found = mended(
        tree(
            ("They", "PRP", "PRON", "nsubj", 1),
            ("met", "VBD", "VERB", "ROOT", 1),
            ("spring", "NN", "NOUN", "obl", 5),
            ("and", "CC", "CCONJ", "cc", 5),
            ("Holm", "NNP", "PROPN", "nsubj", 5),
            ("won", "VBD", "VERB", "conj", 1),
        )
    )
    assert found[2].head == 1
    assert found[4].head == 5


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
