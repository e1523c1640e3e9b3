"""Audit samples: drawing one, the draws of an outlet, the claims of a draw."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimState, Verdict
from verify.deps import Routes, RowId, Visit
from verify.queries import outlets as lines
from verify.queries import samples as draws
from verify.services import samples
from verify.services.samples import Draw

router = Routes(tags=["samples"])


class SampleOut(BaseModel):
    """One draw. The claims with the lowest SHA-256 of `<seed>:<claim id>` among the frame were drawn."""

    id: int
    outlet_id: int
    first_day: date
    last_day: date
    wanted: int
    drawn: int
    frame: int = Field(description="How many claims could have been drawn.")
    frame_sha256: str = Field(description="Of the ids that could have been drawn, ascending, one a line.")
    left_out: int = Field(description="Claims of these days that somebody had looked at already.")
    seed: str
    decided: int
    at: datetime


class SampleClaimOut(BaseModel):
    """A drawn claim as it stands now."""

    id: int
    statement: str
    state: ClaimState
    verdict: Verdict | None


class SampleWithClaims(SampleOut):
    """One draw with its claims, in the order they were drawn."""

    claims: Sequence[SampleClaimOut]


class DrawIn(Sent):
    """What to draw: own-voice factual claims published from `first` to `last` that nobody has looked at."""

    first: date
    last: date
    wanted: int
    seed: str = ""


@router.get("/outlets/{outlet_id}/samples")
def of_outlet(visit: Annotated[Visit, reading()], outlet_id: RowId) -> list[SampleOut]:
    """The draws of an outlet, the newest first."""
    lines.the_outlet(visit.session, outlet_id)
    return [SampleOut.model_validate(line, from_attributes=True) for line in draws.of_outlet(visit.session, outlet_id)]


@router.post("/outlets/{outlet_id}/samples", status_code=201)
def draw(visit: Annotated[Visit, writing(Action.KEEP_OUTLETS)], outlet_id: RowId, body: DrawIn) -> SampleWithClaims:
    """Draw claims at random into the random lane. 409 where there is nothing to draw from."""
    order = Draw(body.first, body.last, body.wanted, body.seed)
    made = samples.draw(visit.session, actor=visit.actor, outlet_id=outlet_id, order=order, now=visit.now)
    return _with_claims(visit, made.id)


@router.get("/samples/{sample_id}")
def one(visit: Annotated[Visit, reading()], sample_id: RowId) -> SampleWithClaims:
    """One draw with its claims."""
    return _with_claims(visit, sample_id)


def _with_claims(visit: Visit, sample_id: int) -> SampleWithClaims:
    line = SampleOut.model_validate(draws.one(visit.session, sample_id), from_attributes=True)
    claims = draws.claims_of(visit.session, sample_id, now=visit.now)
    found = [SampleClaimOut.model_validate(claim, from_attributes=True) for claim in claims]
    return SampleWithClaims(**line.model_dump(), claims=found)
