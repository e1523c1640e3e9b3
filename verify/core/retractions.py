"""Retractions: what one is of, and what somebody notes of it."""

from dataclasses import dataclass
from datetime import date

LONGEST_NOTE = 2_000
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """What is, or was, retracted: an article of the desk, else a page by its address, else one passage of evidence."""

    title: str
    article_id: int | None = None
    url: str | None = None
    evidence_id: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the publisher said, on which day, and where."""

    day: date
    note: str = ""
    url: str = ""
