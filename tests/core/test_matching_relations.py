"""The relation of two claims: the same in other words, in conflict with what differs marked, touching, nothing."""

from datetime import date

import pytest

from bench.figures import made
from verify.core.matching import fitting
from verify.core.matching.differences import DifferenceKind
from verify.core.matching.readings import Reading, read
from verify.core.matching.relations import Related, Relation, relate, relate_articles, relate_passage

WRITTEN = date(2026, 2, 20)
FERRY = "The Aldmoor ferry carried 412 passengers on 12 February 2026."


def related(a: str, b: str) -> Related:
    return relate(read(a, WRITTEN), read(b, WRITTEN))


def marked(a: str, b: str) -> list[tuple[DifferenceKind, str | None, str | None]]:
    return [
        (one.kind, a[slice(*one.in_a)] if one.in_a else None, b[slice(*one.in_b)] if one.in_b else None)
        for one in related(a, b).differences
    ]


@pytest.mark.parametrize(
    "other",
    [
        FERRY,
        "On Feb. 12 the Aldmoor ferry carried about 400 passengers.",
        "412 passengers were carried by the Aldmoor ferry on Thursday, Feb. 12.",
    ],
)
def test_the_same_in_other_words(other: str) -> None:
    assert related(FERRY, other).relation is Relation.SAME


@pytest.mark.parametrize(
    ("other", "kind", "here", "there"),
    [
        ("The Aldmoor ferry carried 214 passengers on Feb. 12.", DifferenceKind.FIGURE, "412", "214"),
        ("The Aldmoor ferry carried 412 passengers on Feb. 13.", DifferenceKind.DATE, "12 February 2026", "Feb. 13"),
        ("The Brackwater ferry carried 412 passengers on Feb. 12.", DifferenceKind.NAME, "Aldmoor", "Brackwater"),
        ("The Aldmoor ferry never carried 412 passengers on Feb. 12.", DifferenceKind.NEGATION, None, "never"),
    ],
)
def test_a_conflict_marks_what_differs_in_both(
    other: str, kind: DifferenceKind, here: str | None, there: str | None
) -> None:
    assert related(FERRY, other).relation is Relation.CONFLICT
    assert marked(FERRY, other) == [(kind, here, there)]


@pytest.mark.parametrize(
    ("a", "b", "relation", "differs"),
    [
        ("The odds of rain at Aldmoor are one in 40.", "The chance of rain at Aldmoor is 1-in-40.", Relation.SAME, []),
        (
            "The odds of rain at Aldmoor are one in 40.",
            "The chance of rain at Aldmoor is 1 in 4,000.",
            Relation.CONFLICT,
            [(DifferenceKind.FIGURE, "one in 40", "1 in 4,000")],
        ),
        (
            "The crater at Aldmoor is 30 metres wide.",
            "The crater at Aldmoor measures about 300 metres across.",
            Relation.CONFLICT,
            [(DifferenceKind.FIGURE, "30 metres", "300 metres")],
        ),
    ],
)
def test_odds_and_extents_have_many_words(
    a: str, b: str, relation: Relation, differs: list[tuple[DifferenceKind, str, str]]
) -> None:
    assert (related(a, b).relation, marked(a, b)) == (relation, differs)


def test_opposite_words_are_a_conflict_and_a_hedge_is_only_marked() -> None:
    assert related("Rents in Tarn rose last year.", "Rents in Tarn fell last year.").relation is Relation.CONFLICT
    hedged = "The Aldmoor ferry reportedly carried 412 passengers on 12 February 2026."
    assert related(FERRY, hedged).relation is Relation.SAME
    assert marked(FERRY, hedged) == [(DifferenceKind.HEDGE, None, "reportedly")]


def test_another_name_with_another_date_is_another_event() -> None:
    other = "The Brackwater ferry carried 412 passengers on 3 January 2026."
    assert related(FERRY, other).relation is not Relation.CONFLICT


def test_a_figure_that_is_put_right_is_not_what_is_said() -> None:
    a, b = "Inspectors found 14 cracks in the span, not four.", "Inspectors found 14 cracks in the span."
    assert related(a, b).relation is Relation.SAME
    assert related(a, "Inspectors found four cracks in the span.").relation is Relation.CONFLICT


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Passengers were carried to Holm on Monday.", "The ferry took commuters to Holm on Monday."),
        ("Officials closed the Tarn bridge.", "The Tarn bridge was closed by the authorities."),
        ("The ferry sank. Divers found it near Holm.", "The ferry, which sank, was found near Holm."),
    ],
)
def test_a_capital_at_the_start_of_a_sentence_makes_no_name(a: str, b: str) -> None:
    assert marked(a, b) == []
    assert marked(b, a) == []


def test_a_name_at_the_start_of_a_sentence_is_one() -> None:
    assert marked("Sanders opened the bridge.", "Harlow opened the bridge.") == [
        (DifferenceKind.NAME, "Sanders", "Harlow")
    ]
    assert marked("Residents sued Kestrel Bank.", "Solberg Bank was sued.") == [
        (DifferenceKind.NAME, "Kestrel Bank", "Solberg Bank")
    ]


def test_more_names_in_a_list_do_not_stand_for_another_one() -> None:
    a, b = "Filming of The Heron took place in Darwin.", "Filming took place in Sydney, Darwin and Bowen."
    assert not any(here and there for _, here, there in marked(a, b))
    changed = marked("Kestrel and Vantor merged.", "Kestrel and Solberg merged.")
    assert changed == [(DifferenceKind.NAME, "Vantor", "Solberg")]


def test_who_owns_something_stands_for_nobody_who_does_something() -> None:
    asked = "Tann asked for a recount in three districts."
    assert (
        related(asked, "Ilse Brandvik’s rival asked for a recount in three districts.").relation
        is not Relation.CONFLICT
    )
    assert related(asked, "Ilse Brandvik asked for a recount in three districts.").relation is Relation.CONFLICT
    assert (
        related("Berg’s lawyer left the court at noon.", "Holm’s lawyer left the court at noon.").relation
        is Relation.CONFLICT
    )


def test_a_figure_that_begins_a_sentence_is_no_name() -> None:
    here, there = read("Three people were hurt."), read("Four people were hurt.")
    assert here.names == ()
    assert relate(here, there).relation is Relation.CONFLICT


def test_another_currency_never_agrees() -> None:
    a, b = "Kestrel Bank lost $5 million in May.", "Kestrel Bank lost €5 million in May."
    assert related(a, b).relation is Relation.CONFLICT
    assert marked(a, b) == [(DifferenceKind.FIGURE, "$5 million", "€5 million")]


def test_claims_about_something_else_are_nothing() -> None:
    other = "The museum in Holm was given a painting by Marta Lindqvist."
    assert related(FERRY, other).relation is Relation.NONE


def test_the_order_of_two_claims_does_not_matter() -> None:
    for pair in made()[::50]:
        a, b = read(pair.first, WRITTEN), read(pair.second, WRITTEN)
        assert relate(a, b).relation is relate(b, a).relation
        assert relate(a, b).score == pytest.approx(relate(b, a).score)


def test_generated_changes_are_told_from_rewordings() -> None:
    """The goal of `make bench-figures`, on every fifth pair of another seed."""
    pairs = made(seed=11)[::5]
    found = [relate(read(p.first, WRITTEN), read(p.second, WRITTEN)).relation is Relation.CONFLICT for p in pairs]
    right = sum(1 for hit, pair in zip(found, pairs, strict=True) if hit and pair.differs)
    assert right / sum(found) >= 0.95
    assert right / sum(pair.differs for pair in pairs) >= 0.95


def test_a_passage_supports_what_it_holds_and_refutes_what_it_says_otherwise() -> None:
    claim = read("The Tarn bridge opened in 2012.")
    held = read("Built by Vantor Steel for £14m, the bridge was opened on 3 May 2012 after years of delay.")
    other = read("Built by Vantor Steel for £14m, the bridge was opened on 3 May 2013 after years of delay.")
    assert relate_passage(claim, held).relation is Relation.SAME
    assert relate_passage(claim, other).relation is Relation.CONFLICT


HERE = [
    "Kestrel Bank earned $2.8 billion in the third quarter.",
    "Kestrel Bank will close 40 branches.",
    "Anna Roe runs Kestrel Bank.",
]
THERE = [
    "In the third quarter Kestrel Bank earned $2.8bn.",
    "Kestrel Bank plans to shut 45 branches.",
    "Rain fell in Holm.",
]


def readings(statements: list[str]) -> list[Reading]:
    return [read(one, WRITTEN) for one in statements]


def test_two_articles_claim_by_claim() -> None:
    rows = relate_articles(readings(HERE), readings(THERE))
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[0][0].relation is Relation.SAME
    assert all(one.relation is not Relation.SAME for row in (rows[1], rows[2]) for one in row)
    assert relate_articles([], readings(THERE)) == []
    assert relate_articles(readings(HERE), []) == [[], [], []]


def test_a_model_can_be_fitted_again_and_judged_on_stories_it_has_not_seen() -> None:
    stories = [fitting.Story(readings(HERE), readings(THERE), {(0, 0): Relation.SAME}) for _ in range(2)]
    for unseen in (False, True):
        (first, second) = fitting.judged(stories, unseen=unseen)
        assert len(first) == len(second) == 9
        assert first == second
        assert [one.label for one in first].count(Relation.SAME) == 1
