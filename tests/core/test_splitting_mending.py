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


def test_that_behind_a_verb_of_saying_opens_what_is_said() -> None:
    found = mended(
        tree(
            ("Holm", "NNP", "PROPN", "nsubj", 1),
            ("said", "VBD", "VERB", "ROOT", 1),
            ("in", "IN", "ADP", "case", 3),
            ("mail", "NN", "NOUN", "obl", 1),
            ("that", "WDT", "PRON", "nsubj", 6),
            ("Berg", "NNP", "PROPN", "nsubj", 6),
            ("lied", "VBD", "VERB", "acl:relcl", 3),
        )
    )
    assert [(found[w].dep, found[w].head) for w in (4, 6)] == [("mark", 6), ("ccomp", 1)]


def test_a_clause_that_nothing_marks_as_an_opening_is_the_main_one() -> None:
    found = mended(
        tree(
            ("Berg", "NNP", "PROPN", "nsubj", 1),
            ("denied", "VBD", "VERB", "advcl", 4),
            ("claims", "NNS", "NOUN", "obj", 1),
            ("he", "PRP", "PRON", "nsubj", 4),
            ("lied", "VBD", "VERB", "ROOT", 4),
        )
    )
    assert found.root == 1
    assert (found[4].dep, found[4].head) == ("acl", 2)


def test_whoever_speaks_calls_on_somebody() -> None:
    found = mended(
        tree(
            ("She", "PRP", "PRON", "nsubj", 1),
            ("said", "VBD", "VERB", "ROOT", 1),
            ("they", "PRP", "PRON", "nsubj:pass", 4),
            ("were", "VBD", "AUX", "aux:pass", 4),
            ("shot", "VBN", "VERB", "ccomp", 1),
            ("and", "CC", "CCONJ", "cc", 6),
            ("called", "VBN", "VERB", "conj", 4),
            ("on", "IN", "ADP", "case", 8),
            ("Lund", "NNP", "PROPN", "obl", 6),
            ("to", "TO", "PART", "mark", 10),
            ("act", "VB", "VERB", "xcomp", 6),
        )
    )
    assert (found[6].tag, found[6].head) == ("VBD", 1)


def test_a_sentence_is_no_noun_with_what_it_announced() -> None:
    found = mended(
        tree(
            ("Firm", "NN", "NOUN", "ROOT", 0),
            ("announced", "VBN", "VERB", "acl", 0),
            ("that", "IN", "SCONJ", "mark", 5),
            ("it", "PRP", "PRON", "nsubj", 5),
            ("was", "VBD", "AUX", "aux", 5),
            ("leaving", "VBG", "VERB", "acl", 0),
        )
    )
    assert [(found[w].dep, found[w].head) for w in (0, 1, 5)] == [("nsubj", 1), ("ROOT", 1), ("ccomp", 1)]


def test_a_verb_without_a_subject_takes_the_noun_before_it() -> None:
    found = mended(
        tree(
            ("In", "IN", "ADP", "case", 1),
            ("Lund", "NNP", "PROPN", "obl", 5),
            (",", ",", "PUNCT", "punct", 4),
            ("a", "DT", "DET", "det", 4),
            ("man", "NN", "NOUN", "appos", 1),
            ("found", "VBD", "VERB", "ROOT", 5),
            ("it", "PRP", "PRON", "obj", 5),
        )
    )
    assert (found[4].dep, found[4].head) == ("nsubj", 5)
