"""What must hold for every record (REL-1 2.15, E1 and E9), on records drawn by hypothesis and on 1,000 random ones."""

import math
import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.core.reliability import Observation, Prior, Sums, add_up, mean_of, posterior, weigh
from verify.core.reliability_explained import change_of_mean, contributions
from verify.core.reliability_rollup import (
    Delta,
    Outcome,
    Standing,
    Totals,
    added,
    changes,
    entries_of,
    sums_as_known,
    sums_at,
)
from verify.core.vocabulary import Lane, Said, Stratum, Verdict, Voice

TODAY = date(2026, 11, 22)
C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED

priors = st.builds(Prior, st.floats(0.05, 0.95), st.floats(1, 200), st.floats(0, 0.5), st.just(0.0), st.floats(0, 0.5))


@st.composite
def histories(draw: st.DrawFn) -> list[Observation]:
    """Up to 30 verdicts on claims of up to 8 articles; an article has one publication day."""
    days = [TODAY - timedelta(days=age) for age in draw(st.lists(st.integers(0, 3000), min_size=8, max_size=8))]
    picks = draw(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(Verdict)), max_size=30))
    return [Observation(i, article, days[article], verdict) for i, (article, verdict) in enumerate(picks)]


@given(histories(), st.randoms())
def test_order_of_entry_does_not_matter(rows: list[Observation], shuffler: random.Random) -> None:
    mixed = rows[:]
    shuffler.shuffle(mixed)
    assert add_up(weigh(mixed, TODAY)) == add_up(weigh(rows, TODAY))


@given(histories(), st.integers(1, 10_000))
def test_relabelling_claims_and_articles_does_not_matter(rows: list[Observation], shift: int) -> None:
    other = [replace(row, claim=row.claim + shift, article=shift - row.article) for row in rows]
    assert add_up(weigh(other, TODAY)) == add_up(weigh(rows, TODAY))


@given(histories(), priors)
def test_contributions_sum_to_the_distance_from_the_prior(rows: list[Observation], prior: Prior) -> None:
    weighed = weigh(rows, TODAY)
    total = math.fsum(c.part for c in contributions(weighed, prior))
    assert total == pytest.approx(mean_of(add_up(weighed), prior) - prior.mean, abs=1e-12)


@given(histories(), priors)
def test_leave_one_out_is_the_mean_with_it_minus_the_mean_without_it(rows: list[Observation], prior: Prior) -> None:
    weighed = weigh(rows, TODAY)
    mean = mean_of(add_up(weighed), prior)
    for part in contributions(weighed, prior):
        rest = [w for w in weighed if w.observation != part.observation]
        assert part.without == pytest.approx(mean - mean_of(add_up(rest), prior), abs=1e-12)


@given(histories(), priors, st.integers(0, 3000))
def test_one_more_of_each_verdict_moves_the_mean_its_way(rows: list[Observation], prior: Prior, age: int) -> None:
    def mean(*more: Verdict) -> float:
        news = [Observation(1000 + i, 1000 + i, TODAY - timedelta(days=age), v) for i, v in enumerate(more)]
        return mean_of(add_up(weigh(rows + news, TODAY)), prior)

    assert mean(D) < mean() < mean(C)
    assert mean(U) == mean()


@given(histories(), priors)
def test_the_interval_holds_the_mean_or_is_a_corner(rows: list[Observation], prior: Prior) -> None:
    record = posterior(add_up(weigh(rows, TODAY)), prior)
    assert 0 <= record.low < record.high < 1
    assert 0 < record.mean < 1
    assert record.effective <= record.weight + 1e-12


@given(st.floats(0.1, 50), st.floats(0.1, 50), priors, st.floats(0.01, 0.1))
def test_revise_and_revert_is_no_change(good: float, bad: float, prior: Prior, weight: float) -> None:
    before = Sums(good, bad, 0, good + bad)
    there = change_of_mean(before, prior, weight=weight, old=D, new=C)
    after = Sums(good + weight, bad - weight, 0, good + bad)
    assert change_of_mean(after, prior, weight=weight, old=C, new=D) == pytest.approx(-there, abs=1e-12)


outcomes = st.none() | st.builds(Outcome, st.sampled_from(Verdict), st.none() | st.sampled_from(Said))
events = st.lists(st.tuples(st.integers(0, 11), outcomes, st.integers(0, 40)), max_size=40)


def claim_of(number: int, outcome: Outcome | None) -> Standing:
    """Twelve claims in three articles; every third is relayed."""
    voice = Voice.RELAYED if number % 3 == 2 else Voice.OWN
    return Standing(number, voice, Stratum.HIGH if number % 2 else Stratum.LOW, Lane.RANDOM, outcome)


def day_of(article: int) -> date:
    return TODAY - timedelta(days=200 * article)


def replay(steps: list[tuple[int, Outcome | None, int]]) -> tuple[list[Delta], dict[int, Outcome | None]]:
    """The deltas that the steps write, and where they leave each claim. Known days never go back."""
    deltas: list[Delta] = []
    stand: dict[int, Outcome | None] = dict.fromkeys(range(12))
    known = TODAY
    for claim, outcome, wait in steps:
        known += timedelta(days=wait)
        article = claim // 4
        before = [claim_of(n, stand[n]) for n in range(4 * article, 4 * article + 4)]
        stand[claim] = outcome
        after = [claim_of(n, stand[n]) for n in range(4 * article, 4 * article + 4)]
        deltas += [Delta(day_of(article), known, article, change) for change in changes(before, after)]
    return deltas, stand


def recomputed(stand: dict[int, Outcome | None], as_of: date) -> Sums:
    """The own-voice sums straight from where the claims stand."""
    rows = [
        Observation(number, number // 4, day_of(number // 4), entry.verdict)
        for number, outcome in stand.items()
        for entry in entries_of(claim_of(number, outcome))
        if entry.voice is Voice.OWN
    ]
    return add_up(weigh(rows, as_of))


def assert_same(found: Sums, wanted: Sums) -> None:
    for name in ("corroborated", "disputed", "unverified", "squares"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-12)
    assert found.articles == wanted.articles


@given(events)
def test_roll_up_and_running_totals_equal_a_recomputation(steps: list[tuple[int, Outcome | None, int]]) -> None:
    deltas, stand = replay(steps)
    later = TODAY + timedelta(days=3000)
    wanted = recomputed(stand, later)
    assert_same(sums_as_known(deltas, as_of=later, known=later), wanted)
    totals = Totals(articles=wanted.articles)
    for delta in deltas:
        totals = added(totals, delta.published, delta.change)
    assert_same(sums_at(totals, later), wanted)
    assert sum(totals.counts) == sum(d.change.count for d in deltas if d.change.entry.voice is Voice.OWN)


@given(events, events)
def test_what_was_known_on_a_day_never_changes(
    first: list[tuple[int, Outcome | None, int]], later: list[tuple[int, Outcome | None, int]]
) -> None:
    then, stand = replay(first)
    known = max((d.known for d in then), default=TODAY)
    afterwards, _ = replay([*first, (0, None, 1), *later])
    assert_same(sums_as_known(afterwards, as_of=known, known=known), recomputed(stand, known))


@given(events)
def test_revise_and_revert_leaves_the_roll_up_as_it_was(steps: list[tuple[int, Outcome | None, int]]) -> None:
    deltas, stand = replay(steps)
    twice, _ = replay([*steps, (5, Outcome(D, Said.WRONG), 1), (5, Outcome(C), 1), (5, stand[5], 1)])
    later = TODAY + timedelta(days=3000)
    assert_same(sums_as_known(twice, as_of=later, known=later), sums_as_known(deltas, as_of=later, known=later))


@given(events, st.randoms())
@settings(max_examples=50)
def test_rows_of_a_day_may_be_split_and_shuffled(
    steps: list[tuple[int, Outcome | None, int]], mixer: random.Random
) -> None:
    deltas, _ = replay(steps)
    later = TODAY + timedelta(days=3000)
    halves = [
        replace(d, change=replace(d.change, count=count, weight=d.change.weight / 2))
        for d in deltas
        for count in (d.change.count, 0)
    ]
    mixer.shuffle(halves)
    assert_same(sums_as_known(halves, as_of=later, known=later), sums_as_known(deltas, as_of=later, known=later))


def plain_record(
    rows: list[tuple[int, int, str]], mu: float, m: float, v11: float, v12: float, v22: float
) -> tuple[float, ...]:
    """E, n_v, k and the interval from (article, age in days, verdict), written out a second time after the formulas."""
    from scipy.stats import beta

    decided: defaultdict[int, int] = defaultdict(int)
    for article, _, verdict in rows:
        decided[article] += verdict != "unverified"
    s = f = w2 = 0.0
    for article, age, verdict in rows:
        if verdict == "unverified":
            continue
        c, d = 1 / (1 + (decided[article] - 1) * 0.2), 0.5 ** (age / 365)
        s, f, w2 = s + c * d * (verdict == "corroborated"), f + c * d * (verdict == "disputed"), w2 + c * d * d
    w = s + f
    e = (mu * m + s) / (m + w)
    lag = 0.25 * max(e * (1 - e), 0.05) / (2 * math.log(2))
    nv = min(w, 1 / (w2 / w**2 + lag)) if w else 0.0
    g1, g2 = m / (m + nv) * mu * (1 - mu), m * (mu - e) / (m + nv)
    var = min(e * (1 - e) / (m + nv + 1) + v11 * g1**2 + 2 * v12 * g1 * g2 + v22 * g2**2, 0.95 * e * (1 - e))
    k = e * (1 - e) / var - 1
    return e, nv, k, *(float(q) for q in beta(e * k, (1 - e) * k).ppf([0.025, 0.975]))


def test_a_thousand_random_records_equal_a_plain_recomputation() -> None:
    rng = random.Random(20261122)
    for _ in range(1000):
        ages = [rng.randrange(1500) for _ in range(12)]
        rows = []
        for _ in range(rng.choice((0, 1, 3, 10, 60))):
            article = rng.randrange(12)
            rows.append((article, ages[article], rng.choices(("corroborated", "disputed", "unverified"), (6, 2, 2))[0]))
        prior = (
            rng.uniform(0.2, 0.95),
            rng.uniform(1, 40),
            rng.uniform(0, 0.3),
            rng.uniform(-0.05, 0.1),
            rng.uniform(0.1, 0.5),
        )
        seen = [Observation(i, a, TODAY - timedelta(days=age), Verdict(v)) for i, (a, age, v) in enumerate(rows)]
        found = posterior(add_up(weigh(seen, TODAY)), Prior(*prior))
        wanted = plain_record(rows, *prior)
        assert (found.mean, found.effective, found.concentration, found.low, found.high) == pytest.approx(
            wanted, abs=1e-9
        )
