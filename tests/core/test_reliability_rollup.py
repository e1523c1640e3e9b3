"""The vectors V7 and V8 of REL-1, and what an event writes to the roll-up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from verify.core.reliability import REL_1, Prior, Sums, posterior
from verify.core.reliability_rollup import (
    LANDMARK,
    Change,
    Delta,
    Entry,
    Outcome,
    Standing,
    Totals,
    added,
    changes,
    days_that_count,
    entries_of,
    forward_weight,
    sums_as_known,
    sums_at,
)
from verify.core.vocabulary import Lane, Said, Stratum, Verdict, Voice

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED
OWN, RELAYED = Voice.OWN, Voice.RELAYED


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


def entry(claim: int, verdict: Verdict, voice: Voice = OWN) -> Entry:
    return Entry(claim, voice, verdict, Stratum.LOW, Lane.TARGETED)


def standing(claim: int, outcome: Outcome | None, voice: Voice = OWN) -> Standing:
    return Standing(claim, voice, Stratum.LOW, Lane.TARGETED, outcome)


def delta(published: int, known: int, claim: int, verdict: Verdict, count: int) -> Delta:
    return Delta(day(published), day(known), claim, Change(entry(claim, verdict), count, float(count)))


REVISED = (delta(100, 120, 1, D, 1), delta(100, 200, 1, D, -1), delta(100, 200, 1, C, 1), delta(150, 155, 2, C, 1))


@pytest.mark.parametrize(
    ("as_of", "known", "corroborated", "disputed", "mean", "low", "high"),
    [
        (160, 160, 0.9812, 0.8923, 0.7476, 0.4514, 0.9503),
        (210, 210, 1.7038, 0.0, 0.8351, 0.5600, 0.9845),
        (210, 160, 0.8923, 0.8115, 0.7515, 0.4534, 0.9531),
        (160, 210, 1.8735, 0.0, 0.8380, 0.5665, 0.9848),
    ],
)
def test_v7_two_clocks(
    as_of: int, known: int, corroborated: float, disputed: float, mean: float, low: float, high: float
) -> None:
    sums = sums_as_known(REVISED, as_of=day(as_of), known=day(known))
    record = posterior(sums, Prior(0.8, 8), replace(REL_1, drift=0))
    assert (sums.corroborated, sums.disputed) == pytest.approx((corroborated, disputed), abs=5e-5)
    assert (record.mean, record.low, record.high) == pytest.approx((mean, low, high), abs=5e-5)


def test_articles_are_those_decided_by_then() -> None:
    assert sums_as_known(REVISED, as_of=day(110), known=day(110)) == Sums()
    assert sums_as_known(REVISED, as_of=day(120), known=day(120)).articles == 1
    assert sums_as_known(REVISED, as_of=day(210), known=day(210)).articles == 2
    withdrawn = (*REVISED, delta(150, 205, 2, C, -1))
    assert sums_as_known(withdrawn, as_of=day(210), known=day(210)).articles == 1


def test_v8_running_total() -> None:
    totals = Totals(counts=(3, 0, 0))
    for number in (10, 100, 400):
        published = LANDMARK + timedelta(days=number)
        totals = added(totals, published, Change(entry(number, C), 0, 1.0))
    assert totals.corroborated == pytest.approx(4.3658, abs=5e-5)
    assert sums_at(totals, LANDMARK + timedelta(days=400)).corroborated == pytest.approx(2.0425, abs=5e-5)
    assert sums_at(totals, LANDMARK + timedelta(days=765)).corroborated == pytest.approx(1.0213, abs=5e-5)


def test_forward_weight_doubles_with_each_half_life() -> None:
    assert [forward_weight(LANDMARK + timedelta(days=365 * n)) for n in (-1, 0, 1, 2)] == [0.5, 1, 2, 4]


def test_relayed_changes_leave_the_own_voice_totals_alone() -> None:
    assert added(Totals(), day(1), Change(entry(1, C, RELAYED), 1, 1.0)) == Totals()


def test_an_undecided_claim_is_no_observation() -> None:
    assert entries_of(standing(1, None)) == ()


@pytest.mark.parametrize(
    ("said", "own"), [(Said.CONFIRMED, (C,)), (Said.WRONG, (D,)), (Said.NOT_CHECKED, ()), (None, ())]
)
def test_a_relayed_claim_counts_in_both_voices(said: Said | None, own: tuple[Verdict, ...]) -> None:
    found = entries_of(standing(1, Outcome(U, said), RELAYED))
    assert found == (entry(1, U, RELAYED), *(entry(1, verdict) for verdict in own))


def test_said_means_nothing_on_an_own_claim() -> None:
    assert entries_of(standing(1, Outcome(C, Said.WRONG))) == (entry(1, C),)


def test_the_first_verdict_of_an_article_weighs_one() -> None:
    found = changes([standing(1, None), standing(2, None)], [standing(1, Outcome(C)), standing(2, None)])
    assert found == (Change(entry(1, C), 1, 1.0),)


def test_a_second_verdict_makes_its_sibling_lighter() -> None:
    before = [standing(1, Outcome(C)), standing(2, None)]
    found = changes(before, [standing(1, Outcome(C)), standing(2, Outcome(D))])
    lighter = pytest.approx(1 / 1.2 - 1)
    assert found == (Change(entry(1, C), 0, lighter), Change(entry(2, D), 1, pytest.approx(1 / 1.2)))


def test_a_revision_takes_the_old_value_away_and_adds_the_new() -> None:
    sibling = standing(2, Outcome(D))
    found = changes([standing(1, Outcome(C)), sibling], [standing(1, Outcome(D)), sibling])
    weight = pytest.approx(1 / 1.2)
    assert [(c.entry, c.count, c.weight) for c in found] == [
        (entry(1, C), -1, -weight.expected),
        (entry(1, D), 1, weight),
    ]


def test_becoming_unverified_gives_the_sibling_its_weight_back() -> None:
    sibling = standing(2, Outcome(D))
    found = changes([standing(1, Outcome(C)), sibling], [standing(1, Outcome(U)), sibling])
    assert found == (
        Change(entry(1, C), -1, pytest.approx(-1 / 1.2)),
        Change(entry(2, D), 0, pytest.approx(1 - 1 / 1.2)),
        Change(entry(1, U), 1, 1.0),
    )


def test_said_counts_in_the_own_number_of_the_article() -> None:
    own = standing(1, Outcome(C))
    found = changes([own, standing(2, None, RELAYED)], [own, standing(2, Outcome(D, Said.CONFIRMED), RELAYED)])
    assert found == (
        Change(entry(1, C), 0, pytest.approx(1 / 1.2 - 1)),
        Change(entry(2, C), 1, pytest.approx(1 / 1.2)),
        Change(entry(2, D, RELAYED), 1, 1.0),
    )


def test_nothing_changed_writes_nothing() -> None:
    article = [standing(1, Outcome(C)), standing(2, Outcome(U))]
    assert changes(article, article) == ()


@pytest.mark.parametrize(
    ("published", "kept"),
    [(day(5), (day(5), True)), (day(10), (day(10), True)), (day(11), (day(10), False)), (None, (day(10), False))],
)
def test_unknown_and_future_days_become_the_first_seen_day(published: date | None, kept: tuple[date, bool]) -> None:
    assert days_that_count(published, first_seen=day(10)) == kept
