"""The vectors V1b and V15 of REL-1: Wilson's interval, Brier score, log loss."""

import math

import pytest

from verify.core.forecasts import brier, log_loss, wilson

PREDICTED, CAME = (0.9, 0.8, 0.6, 0.95), (1, 1, 0, 1)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high", "centre"),
    [
        (9, 10, 0.5958, 0.9821, 0.7890),
        (3, 3, 0.4385, 1.0, 0.7193),
        (40, 50, 0.6696, 0.8876, 0.7786),
        (0, 0, 0.0, 1.0, 0.5),
    ],
)
def test_v1b_wilson(hits: int, total: int, low: float, high: float, centre: float) -> None:
    found = wilson(hits, total)
    assert (found.low, found.high, found.centre) == pytest.approx((low, high, centre), abs=5e-5)


def test_v15_brier_and_log_loss() -> None:
    assert brier(PREDICTED, CAME) == pytest.approx(0.1031, abs=5e-5)
    assert log_loss(PREDICTED, CAME) == pytest.approx(0.3240, abs=5e-5)


def test_a_certain_forecast_that_fails_costs_a_lot_but_not_everything() -> None:
    assert log_loss([1.0], [0]) == pytest.approx(-math.log(1e-6))
    assert log_loss([1.0], [1]) == pytest.approx(0, abs=1e-5)


def test_forecasts_and_outcomes_must_pair_up() -> None:
    with pytest.raises(ValueError, match="no predictions"):
        brier([], [])
    with pytest.raises(ValueError, match="shorter"):
        log_loss([0.5, 0.5], [1])
