"""Figures of different things are no conflict: a limit and what was measured, the injured and the arrested."""

from pathlib import Path

import pytest

from verify.core.matching.readings import read
from verify.core.matching.relations import Relation, relate

HERE = Path(__file__).parent


def told_apart(name: str) -> tuple[list[str], list[str]]:
    """The pairs of a file that are wrongly called a conflict, and the conflicts that are not found."""
    false, missed = [], []
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        wanted, a, b = line.split(" | ")
        here, there = relate(read(a), read(b)), relate(read(b), read(a))
        assert here.relation is there.relation, line
        if wanted == "apart" and here.relation in (Relation.CONFLICT, Relation.SAME):
            false.append(line)
        if wanted == "conflict" and here.relation is not Relation.CONFLICT:
            missed.append(line)
    return false, missed


def test_pairs_that_the_rules_were_written_with() -> None:
    assert told_apart("figure_pairs.txt") == ([], [])


def test_pairs_that_the_rules_never_saw() -> None:
    false, missed = told_apart("figure_pairs_blind.txt")
    # Of 24 each. Before figures were told apart by what they are of, 19 were false and 2 missed.
    assert (len(false), len(missed)) == (3, 4)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The limit is 50 mg of nitrate per litre.", "The sample held 50 mg of nitrate per litre."),
        ("The ferry can carry 600 people.", "The ferry carried 600 people."),
        ("Rents in Tarn rose by 6 percent.", "Rents in Tarn rose to 6 percent."),
        ("The tower is 90 metres high.", "The tower is 90 metres away."),
        ("Holm pays 300 euros a day.", "Holm pays 300 euros a year."),
    ],
    ids=["limit", "room", "change", "extent", "period"],
)
def test_only_what_differs_is_told_apart(a: str, b: str) -> None:
    """With the same words about it the figure of the one stands against another one of its own sort, not the other's."""
    changed = a.replace("6", "8").replace("5", "7").replace("9", "4").replace("3", "2")
    assert relate(read(a), read(changed)).relation is Relation.CONFLICT
    assert relate(read(changed), read(b)).relation is not Relation.CONFLICT


def test_the_opposite_of_another_number_or_on_another_day_is_no_conflict() -> None:
    died = read("Three crew members of the Alma died.")
    assert relate(died, read("Two crew members of the Alma survived.")).relation is not Relation.CONFLICT
    rose = read("Rents in Tarn rose by 6 percent in March.")
    assert relate(rose, read("Rents in Tarn fell by 2 percent in March.")).relation is Relation.CONFLICT
    assert relate(rose, read("Rents in Tarn fell by 2 percent in May.")).relation is not Relation.CONFLICT


def test_what_tells_of_other_figures_does_not_say_the_same() -> None:
    a, b = "The Marsel stadium has 40,000 seats.", "The Marsel stadium has 12 gates."
    assert relate(read(a), read(b)).relation in (Relation.OVERLAP, Relation.NONE)


def test_people_may_be_counted_under_a_word_of_their_own() -> None:
    related = relate(read("The Aldmoor ferry carried 412 passengers."), read("The Aldmoor ferry carried 214 people."))
    assert related.relation is Relation.CONFLICT
