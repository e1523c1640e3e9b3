"""Days on which verdicts are to be looked at again: a claim's own, and those that come soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from verify.core.vocabulary import ClaimState, Verdict
from verify.models import Claim, Outlet, ReviewDate, UndoneVerdict, VerdictEntry

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DueLine:
    """A verdict that is to be looked at again on a day."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    verdict: Verdict
    day: date


def of_claim(session: Session, claim_id: int) -> date | None:
    """The day on which the verdict that stands is to be looked at again, None where none is set or it has come."""
    review_id = standing_review(session, claim_id)
    return of_review(session, review_id) if review_id is not None else None


def of_review(session: Session, review_id: int) -> date | None:
    """The day that one review names, None where it names none or it has come."""
    waits = (ReviewDate.review_id == review_id, ReviewDate.sent_at.is_(None))
    return session.scalar(select(ReviewDate.day).where(*waits))


def standing_review(session: Session, claim_id: int) -> int | None:
    """The review whose verdict stands on a claim, None where none does."""
    entries = select(VerdictEntry.review_id).where(VerdictEntry.claim_id == claim_id, _not_undone(VerdictEntry))
    return session.scalar(entries.order_by(VerdictEntry.id.desc()).limit(1))


def until(session: Session, last: date, *, limit: int = MOST_SHOWN) -> Sequence[DueLine]:
    """Verdicts that are to be looked at again by a day, the first to come first."""
    rows = session.execute(
        _waiting(last)
        .with_only_columns(Claim.id.label("claim_id"), Claim.statement, Claim.outlet_id, Claim.verdict, ReviewDate.day)
        .add_columns(Outlet.name.label("outlet_name"))
        .join(Outlet, Outlet.id == Claim.outlet_id)
        .limit(limit)
    )
    return [DueLine(**row._mapping) for row in rows]


def due(session: Session, today: date, *, limit: int) -> Sequence[ReviewDate]:
    """The next dates that have come and were not acted on, of verdicts that stand."""
    return session.scalars(_waiting(today).limit(limit)).all()


def _waiting(last: date) -> Select[Any]:
    later = aliased(VerdictEntry)
    newer = exists().where(later.claim_id == VerdictEntry.claim_id, later.id > VerdictEntry.id, _not_undone(later))
    stands = (Claim.state.in_((ClaimState.DECIDED, ClaimState.RECHECK)), _not_undone(VerdictEntry), ~newer)
    return (
        select(ReviewDate)
        .join(Claim, Claim.id == ReviewDate.claim_id)
        .join(VerdictEntry, VerdictEntry.review_id == ReviewDate.review_id)
        .where(ReviewDate.day <= last, ReviewDate.sent_at.is_(None), *stands)
        .order_by(ReviewDate.day, ReviewDate.review_id)
    )


def _not_undone(entry: Any) -> ColumnElement[bool]:
    return ~exists().where(UndoneVerdict.entry_id == entry.id)
