"""The only clock. Code below the edges takes `now` as a parameter."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
