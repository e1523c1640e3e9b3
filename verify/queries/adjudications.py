"""Disagreements between reviews: those that wait for an adjudicator, and one with both sides before the eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, exists, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.vocabulary import ClaimState, ReasonCode, Said, Verdict
from verify.models import Adjudication, Claim, Outlet, Review, ReviewEvidence, ReviewPair, User, VerdictEntry
from verify.queries.evidence import EvidenceLine, of_claim
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
PAIRS = cast(Table, ReviewPair.__table__)
CLAIMS = cast(Table, Claim.__table__)
_WAITS = (
    ~PAIRS.c.agreed,
    ~exists().where(Adjudication.pair_id == PAIRS.c.id),
    CLAIMS.c.state.in_((ClaimState.ADJUDICATION, ClaimState.RECHECK)),
    # Once a later review has given a verdict, as after the claim's words or kind were corrected, the pair waits for nobody.
    ~exists().where(VerdictEntry.claim_id == PAIRS.c.claim_id, VerdictEntry.review_id > PAIRS.c.second_id),
)


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A disagreement in the queue; `is_blind` False: somebody wants to change the verdict that stands."""

    id: int
    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    first: Verdict
    second: Verdict
    is_blind: bool
    since: datetime
    reviewer_ids: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two reviews that disagree, with the evidence that its reviewer had before them."""

    review_id: int
    who_id: int
    who: str
    at: datetime
    verdict: Verdict
    reason_code: ReasonCode
    said: Said | None
    rationale: str
    searched: str
    evidence: Sequence[EvidenceLine]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement with both sides; `sides` in the order they were given, `items` all that stands on the claim now."""

    pair_id: int
    is_blind: bool
    since: datetime
    sides: tuple[Side, Side]
    items: Sequence[EvidenceLine]


def queue(session: Session, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[OpenPair]:
    """Disagreements that wait for an adjudicator, the one that waits longest last on the last page's end."""
    found = fetch(session, _queue(), keys=[PAIRS.c.id], cursor=cursor, limit=limit)
    return Page([_open_pair(row) for row in found.rows], found.newer, found.older)


def waiting(session: Session) -> int:
    """How many disagreements wait for an adjudicator."""
    query = select(func.count()).select_from(PAIRS).join(CLAIMS, CLAIMS.c.id == PAIRS.c.claim_id).where(*_WAITS)
    return session.scalar(query) or 0


def open_pair(session: Session, claim_id: int) -> Any | None:
    """The claim's disagreement that waits (`id`, `first_id`, `second_id`, `is_blind`, `made_at`), or None."""
    return session.execute(
        select(PAIRS)
        .join(CLAIMS, CLAIMS.c.id == PAIRS.c.claim_id)
        .where(PAIRS.c.claim_id == claim_id, *_WAITS)
        .order_by(PAIRS.c.id.desc())
        .limit(1)
    ).first()


def the_dispute(session: Session, claim_id: int) -> Dispute:
    """The disagreement about a claim, both sides with their evidence. `NotFound` where none waits."""
    pair = open_pair(session, claim_id)
    if pair is None:
        raise NotFound("No disagreement about this claim waits for an adjudicator. It may have been decided already.")
    items = of_claim(session, claim_id)
    first, second = (_side(session, review_id, items) for review_id in (pair.first_id, pair.second_id))
    standing = [item for item in items if item.removed_at is None]
    return Dispute(pair.id, pair.is_blind, pair.made_at, (first, second), standing)


def _side(session: Session, review_id: int, items: Sequence[EvidenceLine]) -> Side:
    review, who = session.execute(
        select(Review, User.name).join(User, User.id == Review.reviewer_id).where(Review.id == review_id)
    ).one()
    leaned = set(session.scalars(select(ReviewEvidence.evidence_id).where(ReviewEvidence.review_id == review_id)))
    return Side(
        review_id=review.id,
        who_id=review.reviewer_id,
        who=who,
        at=review.created_at,
        **{name: getattr(review, name) for name in ("verdict", "reason_code", "said", "rationale", "searched")},
        evidence=[item for item in items if item.id in leaned],
    )


def _queue() -> Select[Any]:
    first, second = aliased(Review), aliased(Review)
    return (
        select(
            PAIRS.c.id,
            PAIRS.c.claim_id,
            CLAIMS.c.statement,
            CLAIMS.c.outlet_id,
            Outlet.name.label("outlet_name"),
            first.verdict.label("first"),
            second.verdict.label("second"),
            PAIRS.c.is_blind,
            PAIRS.c.made_at.label("since"),
            first.reviewer_id.label("first_by"),
            second.reviewer_id.label("second_by"),
        )
        .join(CLAIMS, CLAIMS.c.id == PAIRS.c.claim_id)
        .join(Outlet, Outlet.id == CLAIMS.c.outlet_id)
        .join(first, first.id == PAIRS.c.first_id)
        .join(second, second.id == PAIRS.c.second_id)
        .where(*_WAITS)
    )


def _open_pair(row: Any) -> OpenPair:
    same = ("id", "claim_id", "statement", "outlet_id", "outlet_name", "first", "second", "is_blind", "since")
    return OpenPair(**{name: getattr(row, name) for name in same}, reviewer_ids=(row.first_by, row.second_by))
