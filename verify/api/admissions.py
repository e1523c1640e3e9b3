"""Admitting a corroboration on less than the rule of origins asks for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.queries import admissions as queries
from verify.queries import reviews
from verify.services import admissions

router = Routes(tags=["reviews"])
Admitting = Annotated[Visit, writing(Action.ADMIT)]


class AdmissionIn(Sent):
    """Why less is enough."""

    reason: str = Field(min_length=1, max_length=admissions.LONGEST_REASON)


class AdmissionOut(BaseModel):
    """An admission that stands. `evidence` are the items that it was given on; `is_used`: a verdict leans on it."""

    id: int
    claim_id: int
    reason: str
    who: str
    at: datetime
    evidence: Sequence[int]
    is_used: bool


@router.get("/claims/{claim_id}/admission")
def show(claim_id: RowId, visit: Annotated[Visit, reading()]) -> AdmissionOut | None:
    """The admission that stands on a claim; null where there is none."""
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    found = queries.on_claim(visit.session, claim_id)
    return AdmissionOut.model_validate(found, from_attributes=True) if found else None


@router.post("/claims/{claim_id}/admission", status_code=201)
def admit(claim_id: RowId, visit: Admitting, asked: AdmissionIn) -> AdmissionOut | None:
    """Let the claim be corroborated on the evidence that supports it now. 403 for who reviewed it, 409 where nothing does."""
    admissions.admit(visit.session, actor=visit.actor, claim_id=claim_id, reason=asked.reason, now=visit.now)
    return show(claim_id, visit)


@router.post("/admissions/{admission_id}/take-back", status_code=204)
def take_back(admission_id: RowId, visit: Admitting) -> Response:
    """Take an admission back. 409 once a verdict leans on it."""
    admissions.take_back(visit.session, actor=visit.actor, admission_id=admission_id, now=visit.now)
    return Response(status_code=204)
