"""The desk's work, counted by day and by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from verify.core.vocabulary import PENDING_STATES, ClaimKind
from verify.core.workload import WINDOW
from verify.models import Claim, Review, User, VerdictEntry
from verify.queries.blindness import reviews_shown
from verify.queries.json_text import time as as_text


@dataclass(frozen=True, slots=True)
class Share:
    """How many reviews somebody gave in the window, of those that the reader may know of."""

    user_id: int
    name: str
    pseudonym: str
    reviews: int


def waiting_since(session: Session) -> Mapping[date, int]:
    """Pending claims by the day on which they were added."""
    return _by_day(
        session, _days(Claim.created_at).where(Claim.kind == ClaimKind.FACTUAL, Claim.state.in_(PENDING_STATES))
    )


def added(session: Session, today: date) -> int:
    """Factual claims that came in within the window."""
    came = select(func.count()).select_from(Claim).where(Claim.kind == ClaimKind.FACTUAL)
    return session.scalar(came.where(Claim.created_at >= _begin(today))) or 0


def decided(session: Session, today: date) -> Mapping[date, int]:
    """Verdicts within the window, by day; a revision counts as the work that it was."""
    return _by_day(session, _days(VerdictEntry.decided_at).where(VerdictEntry.decided_at >= _begin(today)))


def cleared(session: Session, today: date) -> int:
    """Claims whose first verdict fell within the window: what left the queue."""
    first = func.min(VerdictEntry.decided_at).label("first")
    firsts = select(first).group_by(VerdictEntry.claim_id).subquery()
    return session.scalar(select(func.count()).select_from(firsts).where(firsts.c.first >= _begin(today))) or 0


def shares(session: Session, today: date, *, reader_id: int | None) -> Sequence[Share]:
    """Who reviewed how much within the window, by pseudonym. First reviews that wait are counted for their author only."""
    rows = session.execute(
        select(User.id, User.name, User.pseudonym, func.count().label("reviews"))
        .join(Review, Review.reviewer_id == User.id)
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
