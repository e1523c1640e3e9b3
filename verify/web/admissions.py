"""Admitting a corroboration on the claim page, and taking that back."""

from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.services import admissions
from verify.web.drafts import Work, keep_along, refused_along
from verify.web.templating import see_other
from verify.web.visits import writing

router = Routes()
Admitting = Annotated[Visit, writing(Action.ADMIT)]


@router.post("/claims/{claim_id}/admit")
def admit(
    request: Request, claim_id: RowId, visit: Admitting, typed: Work, admission_reason: Annotated[str, Form()] = ""
) -> Response:
    """Let the claim be corroborated on less than the rule of origins asks for."""
    try:
        admissions.admit(visit.session, actor=visit.actor, claim_id=claim_id, reason=admission_reason, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "decision"))
    keep_along(visit, claim_id, typed)
    return see_other(request, f"/claims/{claim_id}", "Admitted: a reviewer can corroborate this claim now.")


@router.get("/claims/{claim_id}/admit")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}")


@router.post("/admissions/{admission_id}/take-back")
def take_back(request: Request, admission_id: RowId, visit: Admitting, typed: Work) -> Response:
    """Take an admission back that no verdict leans on."""
    claim_id = admissions.take_back(visit.session, actor=visit.actor, admission_id=admission_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return see_other(request, f"/claims/{claim_id}", "The admission is taken back.")
