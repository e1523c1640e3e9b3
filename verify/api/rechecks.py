"""Verdicts that are looked at again: a claim's own reasons, and the batches that were sent together."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.rechecks import LONGEST_NOTE, RecheckEnd, RecheckReason
from verify.core.vocabulary import ClaimState, Verdict
from verify.deps import Routes, RowId, Visit
from verify.queries import rechecks as queries
from verify.queries import review_dates, reviews
from verify.services import rechecks
from verify.services import review_dates as dates

router = Routes(tags=["rechecks"])
Sending = Annotated[Visit, writing(Action.RECHECK)]


class RecheckOut(BaseModel):
    """One reason to look at a claim's verdict again; `ending` is null while it waits."""

    id: int
    claim_id: int
    reason: RecheckReason
    detail: str
    batch_id: int | None
    at: datetime
    by: str | None
    ending: RecheckEnd | None
    ended_at: datetime | None
    ended_by: str | None


class BatchOut(BaseModel):
    """Claims sent together: of `total`, `looked` were looked at again and `open` wait; the others were taken back."""

    id: int
    reason: RecheckReason
    detail: str
    at: datetime
    by: str | None
    undone_at: datetime | None
    undone_by: str | None
    bulk_id: int | None
    retraction_id: int | None
    total: int
    looked: int
    open: int


class BatchesOut(BaseModel):
    """A page of batches, newest first; `newer` and `older` are the cursors of its neighbours."""

    batches: Sequence[BatchOut]
    newer: str | None
    older: str | None


class BatchClaimOut(BaseModel):
    """A claim of a batch as it stands now; `ending` is null while it waits, and where the claim is open again."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    state: ClaimState
    verdict: Verdict | None
    ending: RecheckEnd | None
    ended_at: datetime | None
    ended_by: str | None


class BatchFullOut(BatchOut):
    """A batch with a page of its claims."""

    claims: Sequence[BatchClaimOut]
    newer: str | None
    older: str | None


class SendIn(Sent):
    """Why a verdict is to be looked at again."""

    note: str = Field(max_length=LONGEST_NOTE)


class ReviewByIn(Sent):
    """The day on which a verdict is to be looked at again; null takes it away."""

    day: date | None


class DueOut(BaseModel):
    """A verdict that is to be looked at again on a day."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    verdict: Verdict
    day: date


class TakenBackOut(BaseModel):
    """Claims whose verdict stands again as before, and those that stayed as they are, with why."""

    restored: Sequence[int]
    stayed: Sequence[tuple[int, str]]


@router.get("/rechecks")
def list_batches(visit: Annotated[Visit, reading()], cursor: str | None = None) -> BatchesOut:
    """Batches of claims that were sent to recheck together, the newest first."""
    page = queries.batches(visit.session, cursor=cursor)
    rows = [BatchOut.model_validate(row, from_attributes=True) for row in page.rows]
    return BatchesOut(batches=rows, newer=page.newer, older=page.older)


@router.get("/rechecks/due")
def due(
    visit: Annotated[Visit, reading()], days: Annotated[int, Query(ge=0, le=3660, description="How far ahead.")] = 30
) -> list[DueOut]:
    """Verdicts whose day to be looked at again comes soon, the first to come first."""
    found = review_dates.until(visit.session, visit.now.date() + timedelta(days=days))
    return [DueOut.model_validate(line, from_attributes=True) for line in found]


@router.get("/rechecks/{batch_id}")
def show(visit: Annotated[Visit, reading()], batch_id: RowId, cursor: str | None = None) -> BatchFullOut:
    """One batch with its claims and how each ended."""
    batch = BatchOut.model_validate(queries.the_batch(visit.session, batch_id), from_attributes=True)
    page = queries.claims_of(visit.session, batch_id, cursor=cursor)
    rows = [BatchClaimOut.model_validate(row, from_attributes=True) for row in page.rows]
    return BatchFullOut(**batch.model_dump(), claims=rows, newer=page.newer, older=page.older)


@router.post("/rechecks/{batch_id}/undo")
def undo(visit: Sending, batch_id: RowId) -> TakenBackOut:
    """Take a batch back: what nobody has looked at since stands as before."""
    back = rechecks.take_batch_back(visit.session, actor=visit.actor, batch_id=batch_id, now=visit.now)
    return TakenBackOut.model_validate(back, from_attributes=True)


@router.get("/claims/{claim_id}/rechecks")
def of_claim(visit: Annotated[Visit, reading()], claim_id: RowId) -> list[RecheckOut]:
    """Why a claim's verdict is, or was, looked at again, the newest reason first."""
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    return [RecheckOut.model_validate(line, from_attributes=True) for line in queries.of_claim(visit.session, claim_id)]


@router.post("/claims/{claim_id}/rechecks", status_code=201)
def send(visit: Sending, claim_id: RowId, body: SendIn) -> list[RecheckOut]:
    """Have a verdict looked at again. It counts until somebody has; any verdict that is given ends this."""
    rechecks.send_one(visit.session, actor=visit.actor, claim_id=claim_id, note=body.note, now=visit.now)
    return of_claim(visit, claim_id)


@router.put("/claims/{claim_id}/review-by")
def review_by(visit: Sending, claim_id: RowId, body: ReviewByIn) -> ReviewByIn:
    """Set, move or take away the day on which the verdict that stands is looked at again."""
    dates.change(visit.session, actor=visit.actor, claim_id=claim_id, day=body.day, now=visit.now)
    return ReviewByIn(day=review_dates.of_claim(visit.session, claim_id))
