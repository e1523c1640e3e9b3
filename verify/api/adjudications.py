"""Disagreements between reviews: those that wait, one with both sides, and deciding it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel

from verify.api.evidence import EvidenceOut
from verify.api.reviews import DecisionOut, JudgementIn
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import ReasonCode, Said, Verdict
from verify.deps import Routes, RowId, Visit
from verify.queries import adjudications as queries
from verify.services import adjudications

router = Routes(prefix="/adjudications", tags=["adjudications"])
Reading = Annotated[Visit, reading(Action.ADJUDICATE)]


class AdjudicateIn(JudgementIn):
    """An adjudicator's judgement; with `row_version` it is refused where the claim changed since."""

    row_version: int | None = None


class OpenPairOut(BaseModel):
    """A disagreement that waits. `is_blind` false: `second` asks for a change of the verdict that stands."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    first: Verdict
    second: Verdict
    is_blind: bool
    since: datetime


class OpenPairsOut(BaseModel):
    """A page of disagreements, newest first; `newer` and `older` are the cursors of its neighbours."""

    waiting: Sequence[OpenPairOut]
    newer: str | None
    older: str | None


class SideOut(BaseModel):
    """One of the two reviews, with the evidence that its reviewer had before them."""

    review_id: int
    who: str
    at: datetime
    verdict: Verdict
    reason_code: ReasonCode
    said: Said | None
    rationale: str
    searched: str
    evidence: Sequence[EvidenceOut]


class DisputeOut(BaseModel):
    """A disagreement with both sides, in the order they were given."""

    is_blind: bool
    since: datetime
    sides: tuple[SideOut, SideOut]


@router.get("")
def list_waiting(visit: Reading, cursor: str | None = None) -> OpenPairsOut:
    """Disagreements that wait for an adjudicator."""
    page = queries.queue(visit.session, cursor=cursor)
    rows = [OpenPairOut.model_validate(row, from_attributes=True) for row in page.rows]
    return OpenPairsOut(waiting=rows, newer=page.newer, older=page.older)


@router.get("/{claim_id}")
def show(claim_id: RowId, visit: Reading) -> DisputeOut:
    """Both reviews of a claim on which they disagree."""
    return DisputeOut.model_validate(queries.the_dispute(visit.session, claim_id), from_attributes=True)


@router.post("/{claim_id}", status_code=201)
def adjudicate(
    claim_id: RowId, visit: Annotated[Visit, writing(Action.ADJUDICATE)], asked: AdjudicateIn
) -> DecisionOut:
    """Decide between two reviews, of which one gave neither."""
    decided = adjudications.adjudicate(
        visit.session,
        actor=visit.actor,
        claim_id=claim_id,
        judgement=asked.judgement(),
        row_version=asked.row_version,
        now=visit.now,
    )
    return DecisionOut.model_validate(decided, from_attributes=True)
