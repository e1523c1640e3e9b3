"""Who has a claim in hand: taking the next one or this one, keeping, releasing, skipping, handing over."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.claims import ClaimFullOut, Narrowing, full
from verify.api.visits import reading, writing
from verify.core.claims import QUEUE, ClaimFilters
from verify.core.permissions import Action
from verify.core.vocabulary import SkipReason
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import leases as held
from verify.services import leases

router = Routes(tags=["claims"])
Reviewing = Annotated[Visit, writing(Action.REVIEW)]


class NextOut(BaseModel):
    """The claim that was handed out and for how long; without one, why there is none."""

    claim: ClaimFullOut | None
    minutes: int = 0
    why: str = ""


class KeptOut(BaseModel):
    """For how many minutes from now the claim is held."""

    minutes: int


class SkipIn(Sent):
    """Why a claim is given back."""

    reason: SkipReason
    note: str = Field("", max_length=leases.LONGEST_NOTE)


class HandOverIn(Sent):
    """The id of the person who is to have the claim."""

    to: RowNumber


class SkippedOut(BaseModel):
    """A claim that waits for a verdict and was skipped, with how often for each reason."""

    id: int
    statement: str
    times: int
    reasons: dict[SkipReason, int]


class SkipsOut(BaseModel):
    """How often claims were skipped for each reason, and the pending ones that were skipped most."""

    reasons: dict[SkipReason, int]
    claims: Sequence[SkippedOut]


@router.post("/queue/next")
def take_next(visit: Reviewing, wanted: Narrowing | None = None) -> NextOut:
    """Hand out the next claim. It is the caller's for `minutes`."""
    minutes = visit.settings.lease_minutes
    typed = {name: str(value) for name, value in wanted.model_dump().items()} if wanted else {}
    filters = ClaimFilters.parsed({**QUEUE.params(), **typed})
    claim_id = leases.take_next(visit.session, actor=visit.actor, filters=filters, now=visit.now, minutes=minutes)
    if claim_id is not None:
        return NextOut(claim=full(visit, claim_id), minutes=minutes)
    why = held.nothing_left(visit.session, filters, user_id=visit.actor.user_id, now=visit.now)
    return NextOut(claim=None, why=str(why))


@router.get("/queue/skips")
def skips(visit: Annotated[Visit, reading(Action.ADMIT)], days: Annotated[int, Query(ge=1, le=3650)] = 90) -> SkipsOut:
    """How often claims are skipped, and why, without names."""
    found = held.skips(visit.session, now=visit.now, days=days)
    often = [SkippedOut(id=c.id, statement=c.statement, times=c.times, reasons=dict(c.reasons)) for c in found.claims]
    return SkipsOut(reasons=dict(found.reasons), claims=often)


@router.post("/claims/{claim_id}/take")
def take(claim_id: RowId, visit: Reviewing) -> ClaimFullOut:
    """Take this claim, or keep it for longer."""
    minutes = visit.settings.lease_minutes
    leases.take(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    return full(visit, claim_id)


@router.post("/claims/{claim_id}/keep")
def keep(claim_id: RowId, visit: Reviewing) -> KeptOut:
    """A sign of life: keep this claim for `minutes` from now. 409 where the caller does not hold it any more."""
    minutes = visit.settings.lease_minutes
    leases.extend(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    return KeptOut(minutes=minutes)


@router.post("/claims/{claim_id}/release", status_code=204)
def release(claim_id: RowId, visit: Reviewing) -> Response:
    """Give this claim back to the queue."""
    leases.release(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return Response(status_code=204)


@router.post("/claims/{claim_id}/skip", status_code=204)
def skip(claim_id: RowId, visit: Reviewing, why: SkipIn) -> Response:
    """Give this claim back, say why, and not be handed it again for a while."""
    leases.skip(visit.session, actor=visit.actor, claim_id=claim_id, reason=why.reason, note=why.note, now=visit.now)
    return Response(status_code=204)


@router.post("/claims/{claim_id}/unskip")
def unskip(claim_id: RowId, visit: Reviewing) -> ClaimFullOut:
    """Have a claim back in hand that the caller skipped lately. 409 where somebody else has it by now."""
    minutes = visit.settings.lease_minutes
    leases.unskip(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    return full(visit, claim_id)


@router.post("/claims/{claim_id}/hand-over", status_code=204)
def hand_over(claim_id: RowId, visit: Reviewing, asked: HandOverIn) -> Response:
    """Let a colleague have this claim in the caller's place."""
    minutes = visit.settings.lease_minutes
    leases.hand_over(
        visit.session, actor=visit.actor, claim_id=claim_id, to_id=asked.to, now=visit.now, minutes=minutes
    )
    return Response(status_code=204)
