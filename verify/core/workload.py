"""How the desk's work goes: how old the queue is, what is decided a day, and when the backlog would be cleared."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WINDOW = 28
"""Days that the pace is taken from, today included: four whole weeks, so that no weekday counts twice."""
SHARES = (0.5, 0.9, 1.0)
"""Percentiles of the queue's age: half of it, nine tenths, all."""


@dataclass(frozen=True, slots=True)
class Age:
    """So many days is the most that this share of the queue has waited."""

    share: float
    days: int


def ages(total: int, nth_newest: Callable[[int], date], today: date) -> Sequence[Age]:
    """The age of a queue of so many claims at `SHARES`, by the day on which its n-th newest came in; nothing where it is empty."""
    if not total:
        return []
    return [Age(share, max((today - nth_newest(math.ceil(share * total))).days, 0)) for share in SHARES]


def each_day(decided: Mapping[date, int], today: date) -> Sequence[tuple[date, int]]:
    """The last `WINDOW` days with what was decided on each, the oldest first; days without anything are 0."""
    days = [today - timedelta(days=back) for back in reversed(range(WINDOW))]
    return [(day, decided.get(day, 0)) for day in days]


def days_to_clear(backlog: int, decided: int, added: int) -> float | None:
    """How many days the backlog lasts at the pace of `WINDOW` days; None where as much comes in as is decided, or more."""
    shrinks = (decided - added) / WINDOW
    if backlog == 0:
        return 0.0
    return backlog / shrinks if shrinks > 0 else None
