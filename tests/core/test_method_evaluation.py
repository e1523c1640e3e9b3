"""Judging a method on a history: against the same figures worked out the slow way, and on histories with known answers."""

import math
import random
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest

from verify.core.errors import Malformed
from verify.core.forecasts import brier, log_loss
from verify.core.method_evaluation import REFIT_DAYS, ece, evaluate
from verify.core.method_history import Judged
from verify.core.method_pictures import reliability_diagram
from verify.core.reliability import REL_1, Prior
from verify.core.reliability_prior import OutletCounts, fit_prior

BEGIN = date(2020, 1, 1)


def history(count: int = 300, sources: int = 12, seed: int = 4) -> list[Judged]:
    rng = random.Random(seed)
    chances = [rng.betavariate(6, 3) for _ in range(sources)]
    days = sorted(rng.randrange(1500) for _ in range(count))
    picks = [rng.randrange(sources) for _ in days]
    return [
        Judged(f"source {n}", BEGIN + timedelta(days=day), rng.random() < chances[n], rng.choice((1.0, 1 / 1.2)))
        for n, day in zip(picks, days, strict=True)
    ]


def slow(rows: list[Judged], start: date, half_life: float) -> tuple[list[float], list[int]]:
    """Every prediction from a fresh look at all strictly earlier rows."""
    predicted: list[float] = []
    came: list[int] = []
    fitted: tuple[date, Prior | None] = (start, None)
    for row in rows:
        if row.day < start:
            continue
        if fitted[1] is None or (row.day - start).days // REFIT_DAYS > (fitted[0] - start).days // REFIT_DAYS:
            counts: dict[str, list[float]] = {}
            for old in rows:
                if row.day - timedelta(days=3 * half_life) <= old.day < row.day:
                    of = counts.setdefault(old.source, [0.0, 0.0, 0])
                    of[0 if old.corroborated else 1] += old.weight
                    of[2] += 1
            outlets = [OutletCounts(c[0], c[1], int(c[2])) for c in counts.values()]
            fitted = (row.day, fit_prior(outlets, row.day))
        prior = fitted[1]
        s = f = 0.0
        for old in rows:
            if old.source == row.source and old.day < row.day:
                weight = old.weight * 0.5 ** ((row.day - old.day).days / half_life)
                s, f = (s + weight, f) if old.corroborated else (s, f + weight)
        assert prior is not None
        predicted.append((prior.mean * prior.strength + s) / (prior.strength + s + f))
        came.append(int(row.corroborated))
    return predicted, came


@pytest.mark.parametrize("half_life", [365.0, 100.0])
def test_each_verdict_is_predicted_from_strictly_earlier_days(half_life: float) -> None:
    rows, start = history(), BEGIN + timedelta(days=400)
    found = evaluate(rows, start=start, method=replace(REL_1, half_life=half_life))
    predicted, came = slow(rows, start, half_life)
    own = found.scores[0]
    assert (found.rows, found.predicted) == (300, len(came))
    assert own.log_loss == pytest.approx(log_loss(predicted, came), abs=1e-9)
    assert own.brier == pytest.approx(brier(predicted, came), abs=1e-9)
    assert own.ece == pytest.approx(ece(np.array(predicted), np.array(came)), abs=1e-9)
    pairs = [
        (a, b) for a, y in zip(predicted, came, strict=True) if y for b, z in zip(predicted, came, strict=True) if not z
    ]
    assert own.auc == pytest.approx(sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs))


def test_the_plain_rules_are_what_their_names_say() -> None:
    outcomes = [True, True, False, True]
    rows = [Judged("one", BEGIN + timedelta(days=n), good) for n, good in enumerate(outcomes)]
    scores = {score.name: score for score in evaluate(rows).scores}
    came = [int(good) for good in outcomes]
    assert scores["raw mean"].log_loss == pytest.approx(log_loss([0.5, 1.0, 1.0, 2 / 3], came, closest=1e-4))
    assert scores["Laplace"].log_loss == pytest.approx(log_loss([1 / 2, 2 / 3, 3 / 4, 3 / 5], came))
    assert scores["Wilson lower end"].brier == pytest.approx(brier([0.5, 0.206549, 0.342372, 0.207655], came), abs=1e-5)
    assert scores["Beta(1,1)"].brier == pytest.approx(scores["Laplace"].brier, abs=2e-3)
    assert scores["rel-1"].loss_over is None
    over = scores["raw mean"].loss_over
    assert over is not None and over[0] == pytest.approx(scores["raw mean"].log_loss - scores["rel-1"].log_loss)


def test_verdicts_of_one_day_do_not_see_each_other() -> None:
    rows = [Judged("one", BEGIN, good) for good in (True, False) * 10]
    found = evaluate(rows)
    assert {round(bin_.predicted, 6) for bin_ in found.bins} == {0.8}
    assert found.scores[1].log_loss == pytest.approx(math.log(2))


def test_a_desk_of_too_few_sources_starts_from_the_installation_default() -> None:
    assert not evaluate(history(sources=3)).last_prior.fitted
    assert evaluate(history(sources=12)).last_prior.fitted


def test_the_prior_is_refitted_every_thirty_days() -> None:
    rows = [Judged("one", BEGIN + timedelta(days=day), True) for day in (0, 1, 29, 30, 59, 200, 201)]
    assert evaluate(rows).refits == 3


def test_predictions_of_a_well_made_history_are_calibrated() -> None:
    found = evaluate(history(count=6000, sources=150, seed=7), start=BEGIN + timedelta(days=500))
    assert found.scores[0].ece < 0.03
    beaten = {score.name for score in found.scores if score.log_loss > found.scores[0].log_loss}
    assert {
        "raw mean",
        "Wilson lower end",
        "Beta(1,1)",
    } <= beaten  # nothing drifts in here, so Laplace without decay may win
    assert [bin_.count for bin_ in found.bins] == [len(p) for p in np.array_split(range(found.predicted), 10)]
    for coverage in found.coverage:
        assert coverage.blocks > 200
        assert coverage.covered == pytest.approx(coverage.promised, abs=0.06)
        assert coverage.promised >= coverage.level


def test_a_block_is_ten_verdicts_of_one_source() -> None:
    rows = [Judged(f"source {n % 3}", BEGIN + timedelta(days=n), n % 4 > 0) for n in range(89)]
    assert evaluate(rows).coverage[0].blocks == 8
    assert evaluate(rows[:20]).coverage[0].blocks == 0


def test_one_outcome_has_no_order_to_judge() -> None:
    assert math.isnan(evaluate([Judged("one", BEGIN, True)] * 3).scores[0].auc)


def test_a_start_after_the_end_is_refused() -> None:
    with pytest.raises(Malformed, match="ends on 2020-01-01, before 2020-01-02"):
        evaluate([Judged("one", BEGIN, True)], start=BEGIN + timedelta(days=1))


def test_the_diagram_has_a_mark_for_each_tenth_at_its_place() -> None:
    found = evaluate(history())
    root = ElementTree.fromstring(reliability_diagram(found.bins, "rel-1"))
    svg = "{http://www.w3.org/2000/svg}"
    dots = root.findall(f"{svg}g/{svg}circle")
    assert len(dots) == len(found.bins) == 10
    for dot, bin_ in zip(dots, found.bins, strict=True):
        assert float(dot.attrib["cx"]) == pytest.approx(48 + 320 * bin_.predicted, abs=0.06)
        assert float(dot.attrib["cy"]) == pytest.approx(48 + 320 * (1 - bin_.came), abs=0.06)
    assert root.findtext(f"{svg}title") == "rel-1"
