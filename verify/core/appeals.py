"""Appeals of outlets against verdicts: where one stands, and how much of it is kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_WHO = 200
LONGEST_TEXT = 10_000
LONGEST_WHY = 1_000


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    """The verdict is looked at again; what comes of that is the reviewers' to say."""
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class AppealDraft:
    """What came in: who at the outlet wrote, on which day it was received, and what they say."""

    who: str
    day: date
    text: str
