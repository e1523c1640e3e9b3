"""The queue's age, the days of work, and when the backlog would be cleared."""

from datetime import date, timedelta

from verify.core.pictures import columns
from verify.core.workload import WINDOW, Age, ages, days_to_clear, each_day

TODAY = date(2026, 11, 22)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_ages_are_the_most_that_a_share_has_waited() -> None:
    newest_first = [ago(days) for days in (0, 0, 0, 0, 3, 10, 10, 10, 10, 90)]
    assert ages(10, lambda n: newest_first[n - 1], TODAY) == [Age(0.5, 3), Age(0.9, 10), Age(1.0, 90)]
    assert ages(1, lambda n: [ago(2)][n - 1], TODAY) == [Age(0.5, 2), Age(0.9, 2), Age(1.0, 2)]
    assert ages(0, lambda n: ago(n), TODAY) == []
    assert ages(1, lambda _: ago(-1), TODAY)[0].days == 0, "the clock was set back since"


def test_every_day_of_the_window_is_there() -> None:
    days = each_day({ago(1): 7, ago(WINDOW): 5}, TODAY)
    assert (len(days), days[0], days[-2:]) == (WINDOW, (ago(WINDOW - 1), 0), [(ago(1), 7), (TODAY, 0)])


def test_a_backlog_clears_only_where_more_goes_than_comes() -> None:
    assert days_to_clear(100, decided=2 * WINDOW, added=WINDOW) == 100
    assert days_to_clear(100, decided=WINDOW, added=WINDOW) is None
    assert days_to_clear(0, decided=0, added=0) == 0


def test_columns_stand_on_the_foot_and_reach_the_top_once() -> None:
    drawn = columns([(ago(2), 4), (ago(1), 0), (TODAY, 2)])
    assert [round(bar.y + bar.height) for bar in drawn.bars] == [drawn.foot] * 2
    assert drawn.bars[0].height == round(2 * drawn.bars[1].height, 1)
    assert [tick.text for tick in drawn.up] == ["0", "2", "4"]
    assert columns([(TODAY, 0)]).bars == ()
