"""What somebody decided, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from verify.core.vocabulary import ClaimState, Verdict
from verify.models import Claim, FirstReview, Review
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A review of one's own: what it said, and in words how it ended. `became` is the claim's verdict now, None without one."""

    claim_id: int
    statement: str
    said: Verdict
    at: datetime
    became: Verdict | None
    ended: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Claims with a verdict that others judged too, and on how many of them one's own last word is that verdict."""

    claims: int
    same: int


_LATER = aliased(Review)
_IS_LAST = ~(
    select(_LATER.id)
    .where(_LATER.claim_id == Review.claim_id, _LATER.reviewer_id == Review.reviewer_id, _LATER.id > Review.id)
    .exists()
)
_COLUMNS: list[Any] = [
    Review.id,
    Review.claim_id,
    Claim.statement,
    Review.verdict.label("said"),
    Review.created_at.label("at"),
    Claim.verdict.label("became"),
    Claim.state,
    FirstReview.review_id.label("waits"),
]
_OWN = (
    select(*_COLUMNS)
    .join(Claim, Claim.id == Review.claim_id)
    .outerjoin(FirstReview, FirstReview.review_id == Review.id)
    .where(_IS_LAST)
)


def own(session: Session, user_id: int, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[OwnDecision]:
    """The last word of a person on each claim that they reviewed, newest first."""
    found = fetch(session, _OWN.where(Review.reviewer_id == user_id), keys=[Review.id], cursor=cursor, limit=limit)
    return Page([_decision(row) for row in found.rows], found.newer, found.older)


def agreed(session: Session, user_id: int) -> Agreed:
    """How often a person's last word is the outcome, among claims with a verdict that somebody else judged as well."""
    other = aliased(Review)
    shared = select(other.id).where(other.claim_id == Review.claim_id, other.reviewer_id != user_id).exists()
    row = session.execute(
        select(func.count().label("claims"), func.count().filter(Claim.verdict == Review.verdict).label("same"))
        .select_from(Review)
        .join(Claim, Claim.id == Review.claim_id)
        .where(Review.reviewer_id == user_id, _IS_LAST, Claim.verdict.is_not(None), shared)
    ).one()
    return Agreed(row.claims, row.same)


def _decision(row: Any) -> OwnDecision:
    return OwnDecision(row.claim_id, row.statement, row.said, row.at, row.became, _ended(row))


def _ended(row: Any) -> str:
    if row.state in (ClaimState.WITHDRAWN, ClaimState.PARKED):
        return f"the claim was {row.state}"
    if row.became is None:
        if row.state is ClaimState.ADJUDICATION:
            return "another review disagrees; an adjudicator decides"
        return "waits for a second review" if row.waits else "set aside, as the claim was changed"
    ended = "it stands" if row.became is row.said else f"it became {row.became}"
    return f"{ended}, to be rechecked" if row.state is ClaimState.RECHECK else ended
