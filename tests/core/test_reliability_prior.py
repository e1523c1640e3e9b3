"""Vector V11 of REL-1: the empirical-Bayes prior, and when the installation default is used."""

import math
from datetime import date

import pytest

from verify.core.reliability import INSTALLATION_PRIOR, Prior, Sums, mean_of
from verify.core.reliability_prior import OutletCounts, fit_prior, maximise

HITS = (9, 18, 4, 30, 2, 12, 7, 45, 5, 3, 22, 1)
TOTALS = (10, 20, 8, 33, 2, 15, 12, 50, 5, 6, 24, 3)
MISSES = tuple(n - s for s, n in zip(HITS, TOTALS, strict=True))
SHRUNK = (0.8409, 0.8610, 0.6500, 0.8801, 0.8169, 0.7915, 0.6687, 0.8807, 0.8551, 0.6695, 0.8777, 0.6702)
DAY = date(2026, 11, 22)


def near(value: object) -> object:
    return pytest.approx(value, abs=5e-5)


def test_v11_map_fit() -> None:
    fit = maximise(HITS, MISSES)
    assert (fit.mean, fit.objective) == near((0.7779, -84.7715))
    # The method's table prints 9.3822, where an optimiser stopped; the slope is zero at 9.38211.
    assert fit.strength == near(9.3821)
    assert fit.strength == pytest.approx(9.3822, abs=1e-4)
    assert (fit.v11, fit.v12, fit.v22) == near((0.0925, 0.0927, 0.4424))


def test_v11_plain_likelihood() -> None:
    fit = maximise(HITS, MISSES, hyper_prior=False)
    assert (fit.mean, fit.strength) == near((0.8023, 13.0749))


def test_v11_shrunk_means() -> None:
    fit = maximise(HITS, MISSES)
    prior = Prior(fit.mean, fit.strength)
    assert [mean_of(Sums(s, f), prior) for s, f in zip(HITS, MISSES, strict=True)] == near(list(SHRUNK))


def test_the_fit_is_an_optimum_of_the_formula_written_out() -> None:
    def objective(logit: float, log_strength: float) -> float:
        mu, strength = 1 / (1 + math.exp(-logit)), math.exp(log_strength)
        a, b = mu * strength, (1 - mu) * strength

        def ln_beta(x: float, y: float) -> float:
            return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

        likelihood = sum(ln_beta(a + s, b + f) - ln_beta(a, b) for s, f in zip(HITS, MISSES, strict=True))
        return likelihood + 2 * math.log(mu * (1 - mu)) - 0.5 * (log_strength - math.log(8)) ** 2

    fit = maximise(HITS, MISSES)
    x, y, h = math.log(fit.mean / (1 - fit.mean)), math.log(fit.strength), 1e-4
    assert objective(x, y) == pytest.approx(fit.objective, abs=1e-9)
    xx = (objective(x + h, y) - 2 * objective(x, y) + objective(x - h, y)) / h**2
    yy = (objective(x, y + h) - 2 * objective(x, y) + objective(x, y - h)) / h**2
    xy = (objective(x + h, y + h) - objective(x + h, y - h) - objective(x - h, y + h) + objective(x - h, y - h)) / (
        4 * h**2
    )
    determinant = xx * yy - xy**2
    assert (fit.v11, fit.v12, fit.v22) == pytest.approx(
        (-yy / determinant, xy / determinant, -xx / determinant), rel=1e-4
    )
    assert (objective(x + h, y) - objective(x - h, y)) / (2 * h) == pytest.approx(0, abs=1e-6)
    assert (objective(x, y + h) - objective(x, y - h)) / (2 * h) == pytest.approx(0, abs=1e-7)


def test_outlets_that_are_all_alike_push_the_strength_up_but_not_past_its_bound() -> None:
    fit = maximise([80.0] * 400, [20.0] * 400)
    assert fit.mean == pytest.approx(0.8, abs=0.01)
    assert 50 < fit.strength <= 200.0000001
    assert fit.v11 > 0
    assert fit.v22 > 0


def test_outlets_that_differ_wholly_push_the_strength_down_to_its_bound() -> None:
    fit = maximise([100.0, 0.0] * 100, [0.0, 100.0] * 100)
    assert fit.strength == pytest.approx(1.0)
    assert fit.v11 > 0
    assert fit.v22 > 0


def test_small_desks_keep_the_installation_default() -> None:
    four = [OutletCounts(8, 2, 10)] * 4 + [OutletCounts(1, 1, 2)] * 20
    assert fit_prior(four, DAY) is INSTALLATION_PRIOR
    assert not INSTALLATION_PRIOR.fitted
    assert (INSTALLATION_PRIOR.mean, INSTALLATION_PRIOR.strength) == (0.80, 3)
    assert (INSTALLATION_PRIOR.v11, INSTALLATION_PRIOR.v12, INSTALLATION_PRIOR.v22) == (0.25, 0, 0.25)


def test_a_fitted_prior_is_rounded_dated_and_the_same_in_any_order() -> None:
    outlets = [OutletCounts(s, f, s + f) for s, f in zip(HITS, MISSES, strict=True)]
    prior = fit_prior([*outlets, OutletCounts(0, 0, 0)], DAY)
    assert prior.fitted
    assert (prior.data_date, prior.outlets) == (DAY, 12)
    assert prior.strength == round(prior.strength, 6)
    assert fit_prior(outlets[::-1], DAY) == prior
