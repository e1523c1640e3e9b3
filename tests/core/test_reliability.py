"""The vectors V1–V6 and V12 of REL-1, sufficiency, labels."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from verify.core.reliability import (
    INSTALLATION_PRIOR,
    REL_1,
    Method,
    Observation,
    Prior,
    Record,
    Sums,
    add_up,
    article_weight,
    beta_of,
    chance_above,
    label,
    posterior,
    sufficiency,
    told_apart,
    weigh,
)
from verify.core.reliability_explained import change_of_mean, contributions
from verify.core.vocabulary import RecordLabel, Verdict

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED
TODAY = date(2026, 11, 22)
PRIOR = Prior(mean=0.8, strength=8, v11=0.02, v22=0.10)
WORKED = (
    ("2026-11-22", C, 1.0, 0.0173, 0.0210),
    ("2026-08-24", C, 0.8429, 0.0146, 0.0174),
    ("2026-05-26", D, 0.7105, -0.0492, -0.0510),
    ("2025-11-22", C, 0.5, 0.0087, 0.0100),
    ("2024-11-22", C, 0.25, 0.0043, 0.0049),
    ("2024-11-22", D, 0.25, -0.0173, -0.0172),
    ("2026-11-12", U, 0.9812, None, None),
)


def near(value: float) -> object:
    """Equal to four decimals."""
    return pytest.approx(value, abs=5e-5)


def worked_observations() -> list[Observation]:
    return [Observation(i, i, date.fromisoformat(row[0]), row[1]) for i, row in enumerate(WORKED)]


def interval(record: Record) -> tuple[float, float]:
    return record.low, record.high


def test_v1_plain_posterior() -> None:
    record = posterior(Sums(9, 1, 0, 10), Prior(0.8, 8), replace(REL_1, drift=0))
    assert (record.mean, record.own_share) == near((0.8556, 0.5556))
    assert interval(record) == near((0.6655, 0.9723))


def test_v2_weights_and_sums() -> None:
    weighed = weigh(worked_observations(), TODAY)
    assert [w.weight for w in weighed] == near([row[2] for row in WORKED])
    sums = add_up(weighed)
    assert (sums.corroborated, sums.disputed, sums.unverified) == near((2.5929, 0.9605, 0.9812))
    assert (sums.weight, sums.squares, sums.kish) == near((3.5534, 2.5902, 4.8746))
    assert sums.articles == 6


@pytest.mark.parametrize(
    ("prior", "drift", "k", "low", "high"),
    [
        (PRIOR, 0.0, 11.3133, 0.5081, 0.9571),
        (PRIOR, 0.5, 11.3133, 0.5081, 0.9571),
        (Prior(0.8, 8), 0.5, 11.5534, 0.5110, 0.9560),
    ],
)
def test_v2_posterior(prior: Prior, drift: float, k: float, low: float, high: float) -> None:
    record = posterior(add_up(weigh(worked_observations(), TODAY)), prior, replace(REL_1, drift=drift))
    assert (record.mean, record.effective, record.concentration) == near((0.7784, 3.5534, k))
    assert (*interval(record), record.own_share) == near((low, high, 0.3076))


@pytest.mark.parametrize(
    ("drift", "effective", "k", "low", "high"),
    [
        (0.0, 153.3890, 161.0962, 0.7729, 0.8871),
        (0.25, 100.6726, 108.3782, 0.7587, 0.8975),
        (0.5, 34.8863, 42.5849, 0.7099, 0.9284),
    ],
)
def test_v3_drift_guard_widens_a_long_record(drift: float, effective: float, k: float, low: float, high: float) -> None:
    rows = [Observation(i, i, TODAY - timedelta(days=3 * i), D if i % 6 == 5 else C) for i in range(360)]
    sums = add_up(weigh(rows, TODAY))
    assert (sums.corroborated, sums.disputed, sums.squares, sums.kish) == near((128.1869, 25.2021, 86.8049, 271.0468))
    record = posterior(sums, PRIOR, replace(REL_1, drift=drift))
    assert (record.mean, record.effective, record.concentration) == near((0.8339, effective, k))
    assert (*interval(record), record.own_share) == near((low, high, 0.9504))


def test_v4_no_verdicts_is_the_prior_and_insufficient() -> None:
    record = posterior(Sums(), PRIOR)
    assert (record.mean, record.concentration, record.own_share, record.effective) == near((0.8, 7.7481, 0, 0))
    assert interval(record) == near((0.4775, 0.9817))
    assert not sufficiency(Sums(), PRIOR).sufficient


@pytest.mark.parametrize(
    ("claims", "each", "total"),
    [(1, 1.0, 1.0), (2, 0.8333, 1.6667), (3, 0.7143, 2.1429), (5, 0.5556, 2.7778), (10, 0.3571, 3.5714)],
)
def test_v5_claims_of_one_article_share_weight(claims: int, each: float, total: float) -> None:
    assert article_weight(claims) == near(each)
    assert add_up(weigh([Observation(i, 7, TODAY, C) for i in range(claims)], TODAY)).weight == near(total)


def test_an_unverified_claim_does_not_make_its_siblings_lighter() -> None:
    rows = [Observation(1, 7, TODAY, C), Observation(2, 7, TODAY, D), Observation(3, 7, TODAY, U)]
    assert [w.weight for w in weigh(rows, TODAY)] == near([0.8333] * 3)
    assert [w.weight for w in weigh(rows[1:], TODAY)] == [1, 1]


def test_v6_contributions_add_up() -> None:
    weighed = weigh(worked_observations(), TODAY)
    found = {c.observation.claim: c for c in contributions(weighed, PRIOR)}
    assert sorted(found) == [0, 1, 2, 3, 4, 5]
    assert [found[i].part for i in range(6)] == near([row[3] for row in WORKED[:6]])
    assert [found[i].without for i in range(6)] == near([row[4] for row in WORKED[:6]])
    total = sum(c.part for c in found.values())
    assert total == pytest.approx(-0.021621, abs=5e-7)
    assert total == pytest.approx(posterior(add_up(weighed), PRIOR).mean - PRIOR.mean, abs=1e-12)


def test_contributions_come_largest_first() -> None:
    parts = [abs(c.part) for c in contributions(weigh(worked_observations(), TODAY), PRIOR)]
    assert parts == sorted(parts, reverse=True)


def test_change_of_mean_follows_the_formulas_of_a_revision() -> None:
    sums = add_up(weigh(worked_observations(), TODAY))
    mean, total, w = posterior(sums, PRIOR).mean, PRIOR.strength + sums.weight, 0.5
    assert change_of_mean(sums, PRIOR, weight=w, old=D, new=C) == pytest.approx(w / total, abs=1e-12)
    assert change_of_mean(sums, PRIOR, weight=w, old=C, new=U) == pytest.approx(
        -w * (1 - mean) / (total - w), abs=1e-12
    )
    assert change_of_mean(sums, PRIOR, weight=w, old=None, new=D) == pytest.approx(-w * mean / (total + w), abs=1e-12)
    assert change_of_mean(sums, PRIOR, weight=w, old=U, new=None) == 0


def test_v12_chance_above() -> None:
    assert chance_above((15.4, 2.6), (46.4, 5.6)) == near(0.3713)
    assert chance_above((46.4, 5.6), (15.4, 2.6)) == near(1 - 0.3713)
    assert chance_above((20, 5), (20, 5)) == pytest.approx(0.5, abs=1e-9)
    # 1 - P(min of Beta(a, 1) ...) has a closed form: P(A > B) = a / (a + b) for Beta(a, 1) and Beta(b, 1).
    assert chance_above((3, 1), (500, 1)) == pytest.approx(3 / 503, abs=1e-7)


def test_told_apart_only_when_nearly_sure() -> None:
    good, same, bad = (posterior(Sums(s, f, 0, s + f), PRIOR) for s, f in ((60, 2), (58, 3), (20, 40)))
    assert told_apart(good, bad) and told_apart(bad, good)
    assert not told_apart(good, same)
    assert beta_of(good)[0] / sum(beta_of(good)) == pytest.approx(good.mean)


def test_sufficiency_needs_weight_and_articles() -> None:
    enough = Sums(4, 1.5, 0, 5.5, articles=5)
    assert sufficiency(enough, INSTALLATION_PRIOR).sufficient
    assert sufficiency(enough, INSTALLATION_PRIOR).weight_needed == 5
    assert not sufficiency(enough, PRIOR).sufficient
    assert sufficiency(enough, PRIOR).weight_needed == 8
    assert not sufficiency(replace(enough, articles=4), INSTALLATION_PRIOR).sufficient
    assert not sufficiency(replace(enough, corroborated=3.4), INSTALLATION_PRIOR).sufficient


@pytest.mark.parametrize(
    ("sums", "band", "word"),
    [
        (Sums(100, 1, 0, 101, articles=40), (0.97, 0.97), RecordLabel.STRONG),
        (Sums(30, 10, 0, 40, articles=40), (0.74, 0.75), RecordLabel.MIXED),
        (Sums(5, 60, 0, 65, articles=40), (0.10, 0.11), RecordLabel.WEAK),
        (Sums(100, 1, 0, 101, articles=40), (0.79, 0.97), RecordLabel.NOT_SETTLED),
        (Sums(30, 10, 0, 40, articles=40), (0.59, 0.75), RecordLabel.NOT_SETTLED),
        (Sums(4, 0, 0, 4, articles=40), (0.1, 0.9), RecordLabel.INSUFFICIENT),
        (Sums(100, 1, 0, 101, articles=4), (0.97, 0.97), RecordLabel.INSUFFICIENT),
    ],
)
def test_labels_come_from_the_interval(sums: Sums, band: tuple[float, float], word: RecordLabel) -> None:
    record = posterior(sums, INSTALLATION_PRIOR)
    assert label(record, sufficiency(sums, INSTALLATION_PRIOR), band) is word


def test_without_decay_and_drift_every_verdict_counts_in_full() -> None:
    method = Method(half_life=float("inf"), drift=0)
    rows = [Observation(i, i, date(1999, 1, 1), C) for i in range(10)]
    sums = add_up(weigh(rows, TODAY, method))
    assert sums.weight == 10
    assert posterior(sums, PRIOR, method).effective == 10


def test_all_corroborated_never_reaches_one() -> None:
    record = posterior(Sums(500, 0, 0, 500, articles=500), INSTALLATION_PRIOR)
    assert 0.99 < record.mean < 1
    assert record.high < 1


def test_a_day_ahead_has_age_nothing() -> None:
    assert weigh([Observation(1, 1, TODAY + timedelta(days=30), C)], TODAY)[0].decay == 1


def test_identity_changes_with_any_parameter() -> None:
    assert REL_1.identity == Method().identity
    assert REL_1.identity.startswith("rel-1:")
    assert REL_1.identity != replace(REL_1, half_life=366).identity
