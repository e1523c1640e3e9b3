"""The vectors V9, V10 and V14 of REL-1: unverified claims, reviewers' errors, selective checking."""

from dataclasses import replace

import pytest

from verify.core.agreement import VerdictErrors
from verify.core.reliability import Sums
from verify.core.reliability_selection import (
    StratumRecord,
    corrected_for_errors,
    mean_if_harder,
    population_estimate,
    score_without_errors,
    unverified_band,
    unverified_share,
    worst_case,
)

HIGH = StratumRecord(0.15, 12, 10, 22, 0.55, 6.0)
LOW = StratumRecord(0.85, 19, 1, 20, 0.93, 12.0)


def near(value: object) -> object:
    return pytest.approx(value, abs=5e-5)


def test_v9_unverified_band() -> None:
    assert [mean_if_harder(0.85, 0.30, odds) for odds in (1, 2, 4)] == near([0.8500, 0.8167, 0.7709])
    assert unverified_band(0.85, 0.30) == near((0.7709, 0.8500))
    assert worst_case(0.85, 0.30) == near((0.5950, 0.8950))


def test_nothing_unverified_leaves_the_mean() -> None:
    assert unverified_band(0.85, 0.0) == near((0.85, 0.85))


def test_unverified_share_with_its_interval() -> None:
    share = unverified_share(Sums(6, 1, 3, 7))
    assert share.share == pytest.approx(0.3)
    # Beta(4, 8): quantiles from the binomial tails, P(Bin(11, x) >= 4) = 0.025 and 0.975.
    assert (share.low, share.high) == near((0.1093, 0.6097))


def test_no_claims_have_no_unverified_share() -> None:
    assert unverified_share(Sums()).share == 0
    assert (unverified_share(Sums()).low, unverified_share(Sums()).high) == near((0.025, 0.975))


def test_v10_rogan_gladen() -> None:
    assert corrected_for_errors(0.90, 0.95, 0.95) == near(0.9444)
    assert corrected_for_errors(0.99, 0.95, 0.95) == 1
    assert corrected_for_errors(0.01, 0.95, 0.95) == 0


def test_verdicts_no_better_than_chance_cannot_be_corrected() -> None:
    with pytest.raises(ValueError, match="more than 1"):
        corrected_for_errors(0.9, 0.5, 0.5)


def test_v14_stratified_population() -> None:
    found = population_estimate([HIGH, LOW])
    assert found is not None
    assert (found.mean, found.deviation, found.low, found.high) == near((0.8831, 0.0483, 0.7733, 0.9597))
    assert (HIGH.corroborated + LOW.corroborated) / 42 == near(0.7381)


def test_population_needs_five_random_claims_in_every_sizeable_stratum() -> None:
    assert population_estimate([replace(HIGH, decided=4), LOW]) is None
    assert population_estimate([]) is None
    tiny = replace(HIGH, share=0.04, decided=0)
    assert population_estimate([tiny, replace(LOW, share=0.96)]) is not None


def test_shares_must_add_up() -> None:
    with pytest.raises(ValueError, match="add up"):
        population_estimate([HIGH, replace(LOW, share=0.5)])


def test_a_score_is_corrected_only_where_errors_matter() -> None:
    assert score_without_errors(0.9, VerdictErrors(0.95, 0.95, 30, 20)) == near(0.9444)
    assert score_without_errors(0.9, VerdictErrors(0.99, 0.98, 200, 100)) is None
    assert score_without_errors(0.9, VerdictErrors(0.4, 0.6, 30, 20)) is None
    assert score_without_errors(0.9, None) is None
