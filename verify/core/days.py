"""Days that people and pages name, beside the desk's clock, which is of no place."""

from datetime import date, datetime, timedelta

_EASTERNMOST = timedelta(hours=14)
"""How far ahead of UTC the first place on earth is."""


def is_to_come(day: date, now: datetime) -> bool:
    """Whether a day has not begun anywhere on earth: who is ahead of the desk's clock has their today before it does."""
    return day > (now + _EASTERNMOST).date()
