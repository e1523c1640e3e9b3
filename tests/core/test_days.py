"""A day is to come until it has begun somewhere."""

from datetime import UTC, date, datetime

import pytest

from verify.core.days import is_to_come

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 21, 9, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 21, 10, 0, tzinfo=UTC), False),  # midnight on Kiritimati
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_day_begins_in_the_east(now: datetime, expected: bool) -> None:
    assert is_to_come(DAY, now) is expected
