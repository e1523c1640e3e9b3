"""The desk's work, counted by day and by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, exists, func, select, text
from sqlalchemy.orm import Session, aliased

from verify.core.vocabulary import ClaimKind
from verify.core.workload import WINDOW
from verify.models import Claim, Review, User, VerdictEntry
from verify.models.claims import PENDING
from verify.queries import languages
from verify.queries.blindness import reviews_shown
from verify.queries.json_text import time as as_text
from verify.queries.planning import unindexed

REVIEWS = cast(Table, Review.__table__).c
_WAITING = text(PENDING)


@dataclass(frozen=True, slots=True)
class Share:
    """How many reviews somebody gave in the window, of those that the reader may know of."""

    user_id: int
    name: str
    pseudonym: str
    reviews: int


def waiting(session: Session) -> int:
    """How many claims are pending."""
    return session.scalar(select(func.count()).select_from(Claim).where(_WAITING)) or 0


def nth_newest(session: Session, number: int, *, of: int) -> date:
    """The day on which the n-th newest of so many pending claims was added, counted from the nearer end."""
    at, place = Claim.created_at.desc(), number - 1
    if place > of // 2:
        at, place = Claim.created_at.asc(), of - number
    return session.scalars(select(Claim.created_at).where(_WAITING).order_by(at).limit(1).offset(place)).one().date()


def added(session: Session, today: date) -> int:
    """Factual claims that came in within the window, counted by language as their index has them."""
    came = select(func.count()).select_from(Claim).where(Claim.kind == ClaimKind.FACTUAL)
    since = came.where(Claim.created_at >= _begin(today))
    return sum(session.scalar(since.where(Claim.language == language)) or 0 for language in languages.all_of(session))


def decided(session: Session, today: date) -> Mapping[date, int]:
    """Verdicts within the window, by day; a revision counts as the work that it was."""
    return _by_day(session, _days(VerdictEntry.decided_at).where(VerdictEntry.decided_at >= _begin(today)))


def cleared(session: Session, today: date) -> int:
    """Claims whose first verdict fell within the window: what left the queue."""
    begin, earlier = _begin(today), aliased(VerdictEntry)
    before = exists().where(earlier.claim_id == VerdictEntry.claim_id, earlier.decided_at < begin)
    firsts = select(func.count(VerdictEntry.claim_id.distinct())).where(VerdictEntry.decided_at >= begin, ~before)
    return session.scalar(firsts) or 0


def shares(session: Session, today: date, *, reader_id: int | None) -> Sequence[Share]:
    """Who reviewed how much within the window, by pseudonym. First reviews that wait are counted for their author only."""
    rows = session.execute(
        select(User.id, User.name, User.pseudonym, func.count().label("reviews"))
        .join(Review, unindexed(REVIEWS.reviewer_id) == User.id)  # the index of days, not all that each person gave
        .where(Review.created_at >= _begin(today), reviews_shown(reader_id))
        .group_by(User.id, User.name, User.pseudonym)
        .order_by(User.pseudonym)
    )
    return [Share(*row) for row in rows]


def _days(column: Any) -> Select[Any]:
    day = func.substr(as_text(column), 1, 10).label("day")
    return select(day, func.count().label("claims")).group_by(day)


def _by_day(session: Session, query: Select[Any]) -> Mapping[date, int]:
    return {date.fromisoformat(row.day): row.claims for row in session.execute(query)}


def _begin(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=WINDOW - 1), time.min, UTC)
