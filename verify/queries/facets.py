"""How many claims each choice of a filter would leave, counted as far as that is cheap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from verify.core.claims import Age, ClaimFilters, Standing, Worth
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, Verdict, Voice
from verify.queries import claims
from verify.queries.claims import COUNT_CAP, Count

SAMPLE = 2_000
"""So many claims are looked at; where there are more, the counts say 'at least'."""
WORDS: dict[str, tuple[str, ...]] = {
    "state": (Standing.PENDING, *ClaimState),
    "kind": tuple(ClaimKind),
    "voice": tuple(Voice),
    "record": tuple(Voice),
    "verdict": tuple(Verdict),
    "lane": tuple(Lane),
    "worth": tuple(Worth),
    "age": tuple(Age),
}
"""The choices of each filter that has a list of its own; languages are those that are found."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter; `count` is None where it was not counted."""

    word: str
    count: Count | None = None


def uncounted() -> dict[str, Sequence[Choice]]:
    """The choices alone, by filter."""
    return {side: [Choice(word) for word in words] for side, words in WORDS.items()}


def counted(session: Session, filters: ClaimFilters, *, now: datetime) -> dict[str, Sequence[Choice]]:
    """The choices by filter, each with how many claims it would leave beside the other filters in force."""
    shared = claims.sample(session, filters, now=now, limit=SAMPLE + 1)
    found: dict[str, Sequence[Choice]] = {"state": _states(session, filters, now)}
    for side in (*WORDS, "language"):
        if side != "state":
            opened = filters.without(side)
            rows = shared if opened == filters else claims.sample(session, opened, now=now, limit=SAMPLE + 1)
            found[side] = _choices(side, rows, now.date())
    return found


def _states(session: Session, filters: ClaimFilters, now: datetime) -> list[Choice]:
    # One by one: a sample would hold the states that the database happens to begin with.
    return [
        Choice(word, claims.count(session, replace(filters, state=_state(word)), now=now)) for word in WORDS["state"]
    ]


def _state(word: str) -> ClaimState | Standing:
    return Standing.PENDING if word == Standing.PENDING else ClaimState(word)


def _choices(side: str, rows: Sequence[Any], today: date) -> list[Choice]:
    more = len(rows) > SAMPLE
    numbers = Counter(word for row in rows[:SAMPLE] for word in _words(side, row, today))
    words = sorted(numbers) if side == "language" else WORDS[side]
    return [Choice(word, _count(numbers[word], more)) for word in words]


def _count(number: int, more: bool) -> Count | None:
    if more and not number:
        return None
    return Count(min(number, COUNT_CAP), more or number > COUNT_CAP)


def _words(side: str, row: Any, today: date) -> Sequence[str]:
    """The choices of a filter that this claim would be among."""
    if side == "worth":
        return [band for band in Worth if band.bounds[0] <= row.check_worthiness < band.bounds[1]]
    if side == "age":
        spans: Mapping[Age, tuple[date, date]] = {age: age.days(today) for age in Age}
        return [age for age, (first, last) in spans.items() if first <= row.published_day <= last]
    word = getattr(row, "record_voice" if side == "record" else side)
    return [word] if word else []
