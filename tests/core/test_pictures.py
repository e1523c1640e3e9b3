"""Pictures: lines run where the numbers are, and nothing is drawn where no number may be shown."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from verify.core.pictures import WIDE, Mark, TrendPoint, days_between, ridges, sparkline, steps, trend
from verify.core.reliability import INSTALLATION_PRIOR, Sums, posterior

DAY = date(2026, 1, 1)


def points(*sufficient: bool) -> list[TrendPoint]:
    return [TrendPoint(DAY + timedelta(days=30 * n), 0.5, 0.25, 1.0, is_) for n, is_ in enumerate(sufficient)]


def test_a_trend_is_drawn_on_the_whole_scale() -> None:
    drawn = trend(points(True, True, True))
    (stretch,) = drawn.stretches
    middle = (drawn.foot + drawn.top) / 2
    assert (
        stretch.line
        == f"M{drawn.left:g} {middle:g}L{(drawn.left + drawn.right) / 2:g} {middle:g}L{drawn.right:g} {middle:g}"
    )
    assert f"{drawn.left:g} {drawn.top:g}" in stretch.band
    assert [(t.at, t.text) for t in drawn.up][::5] == [(drawn.foot, "0"), (drawn.top, "100")]
    assert drawn.end == (drawn.right, middle)


def test_insufficient_days_are_gaps() -> None:
    drawn = trend(points(False, False, True, False))
    assert len(drawn.gaps) == 2
    assert [s.dot is not None for s in drawn.stretches] == [True]
    assert drawn.end is None
    assert trend(points(False)).stretches == ()


def test_marks_and_verdicts_stand_on_their_days() -> None:
    marks = [Mark(DAY, 1, "first"), Mark(DAY - timedelta(days=900), 2, "long ago")]
    drawn = trend(points(True, True), marks=marks, good=[DAY, DAY], bad=[DAY + timedelta(days=30)])
    assert [(mark.at, mark.text) for mark in drawn.marks] == [(WIDE.left, "1, 2")]
    assert drawn.good == (WIDE.left,)
    assert drawn.bad == (WIDE.width - WIDE.right,)


@pytest.mark.parametrize("length", [0, 1, 20, 119, 120, 900, 20_000])
def test_days_are_even_and_have_both_ends(length: int) -> None:
    last = DAY + timedelta(days=length)
    days = days_between(DAY, last)
    assert (days[0], days[-1]) == (DAY, last)
    assert len(days) == min(length + 1, 120)
    gaps = {(b - a).days for a, b in pairwise(days)}
    assert max(gaps, default=0) - min(gaps, default=0) <= 1
    drawn = trend([TrendPoint(day, 0.5, 0.4, 0.6, True) for day in days])
    assert 1 <= len(drawn.across) <= 5
    assert len({t.at for t in drawn.across}) == len(drawn.across)


def test_a_sparkline_fits_its_row() -> None:
    assert (sparkline(points(True)).width, sparkline(points(True)).height) == (96, 22)


def test_steps_lead_from_the_start_to_the_sum() -> None:
    up, down = steps(0.8, [0.05, -0.2])
    assert (up.rises, down.rises) == (True, False)
    assert up.end == down.start == 98
    assert down.end == 2
    assert (down.left, down.width) == (2, 96)
    assert up.width == pytest.approx(96 / 4)
    assert steps(0.8, [0.0])[0].width > 0


def test_hills_share_one_measure() -> None:
    narrow, wide = (posterior(Sums(n, n, 0, 2 * n, 9), INSTALLATION_PRIOR) for n in (200.0, 4.0))
    drawn = ridges([("Narrow", narrow), ("Wide", wide)])
    tops = [min(float(p.split()[1]) for p in row.hill.strip("MZ").split("L")) for row in drawn.rows]
    heights = [row.foot - top for row, top in zip(drawn.rows, tops, strict=True)]
    assert heights[0] == 44
    assert 0 < heights[1] < 40
    assert drawn.rows[0].low < drawn.rows[0].mean < drawn.rows[0].high


def test_a_trend_breaks_where_a_mark_says_so() -> None:
    days = points(True, True, True, True)
    whole, broken = (trend(days, marks=[Mark(days[2].day, 1, "new owner", breaks=b)]) for b in (False, True))
    assert (len(whole.stretches), len(broken.stretches)) == (1, 2)
