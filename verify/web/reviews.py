"""Deciding a claim, parking it and putting it back."""

from dataclasses import replace
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Conflict, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import ClaimState, ParkReason
from verify.deps import Routes, RowId, Visit
from verify.services import parking, review_undo, reviews
from verify.services.reviews import Decision
from verify.web import meanwhile
from verify.web.claim_pages import ClaimPage, claim_page, refusal, refused
from verify.web.drafts import TypedWork, Work, keep_after_refusal, keep_along, refused_along
from verify.web.filters import carried, under
from verify.web.forms import version_of
from verify.web.leases import next_under
from verify.web.meanwhile import Meanwhile
from verify.web.templating import see_other
from verify.web.visits import writing

router = Routes()
Reviewing = Annotated[Visit, writing(Action.REVIEW)]
Typed = Annotated[str, Form()]


@router.post("/claims/{claim_id}/review")
def decide(
    request: Request,
    claim_id: RowId,
    visit: Reviewing,
    typed: Work,
    row_version: Typed = "",
    then: Typed = "",
) -> Response:
    """Give a verdict, or show the form again with what is missing or what somebody else decided meanwhile."""
    try:
        decided = reviews.decide(
            visit.session,
            actor=visit.actor,
            claim_id=claim_id,
            judgement=typed.judgement.judged(),
            row_version=version_of(row_version),
            now=visit.now,
        )
    except VerifyError as error:
        return _refused(request, visit, claim_id, (typed, row_version), error)
    return _after(request, visit, decided, then)


@router.post("/claims/{claim_id}/park")
def park(
    request: Request,
    claim_id: RowId,
    visit: Reviewing,
    typed: Work,
    park_reason: Typed = "",
    row_version: Typed = "",
) -> Response:
    """Take the claim out of the queue."""
    try:
        why = chosen(ParkReason, park_reason, field="park_reason", name="why it is parked")
        seen = version_of(row_version)
        parking.park(visit.session, actor=visit.actor, claim_id=claim_id, reason=why, row_version=seen, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "decision"))
    keep_along(visit, claim_id, typed)
    return see_other(request, f"/claims/{claim_id}", "The claim is parked. It can be put back at any time.")


@router.post("/claims/{claim_id}/unpark")
def unpark(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Put a parked claim back."""
    try:
        parking.unpark(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "decision")
    return see_other(request, f"/claims/{claim_id}", "The claim is back.")


@router.post("/claims/{claim_id}/undo")
def undo(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Take one's own verdict back; the claim stands as it stood before, and what was written is a draft again."""
    try:
        review_undo.undo(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "decision")
    back = f"/claims/{claim_id}{under(carried(request))}"
    return see_other(request, back, "Your verdict is undone. Words of your own are your draft again.")


@router.get("/claims/{claim_id}/undo")
@router.get("/claims/{claim_id}/review")
@router.get("/claims/{claim_id}/park")
@router.get("/claims/{claim_id}/unpark")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}")


def _after(request: Request, visit: Visit, decided: Decision, then: str) -> Response:
    filters = carried(request)
    if then != "next":
        return see_other(request, f"/claims/{decided.claim_id}{under(filters)}", _said(decided))
    undo = f"/claims/{decided.claim_id}/undo{under(filters)}" if decided.may_undo else ""
    return next_under(request, visit, filters, _said_of(decided), undo)


def _refused(
    request: Request, visit: Visit, claim_id: int, sent: tuple[TypedWork, str], error: VerifyError
) -> Response:
    """The form again; a conflict beside what others did. What was typed is kept as a draft, whatever was wrong with it."""
    typed, row_version = sent
    keep_after_refusal(visit, claim_id, typed)
    page = claim_page(visit, claim_id, under(carried(request)))
    if isinstance(error, Conflict) and "yours" in error.details:
        page = replace(page, meanwhile=_meanwhile(page, version_of(row_version), visit.actor.user_id))
    return refusal(request, page, error, "decision", judgement=typed.judgement, draft=typed.evidence)


def _meanwhile(page: ClaimPage, seen: int | None, reader: int | None) -> Meanwhile | None:
    newest = next((line.review for line in page.history if line.review), None)
    theirs = newest if page.to_adjudicate else page.standing
    return meanwhile.since(seen, page.claim.statement, page.lineage, theirs, reader=reader)


def _said_of(decided: Decision) -> str:
    """What is told on another claim's page: of which claim, and no more than one reads in passing."""
    if decided.state is ClaimState.DECIDED:
        return f"Decided #{decided.claim_id} {decided.verdict}."
    return f"#{decided.claim_id}: {_said(decided)}"


def _said(decided: Decision) -> str:
    if decided.state is ClaimState.SECOND_REVIEW:
        return f"Your review is in: {decided.verdict}. It waits for a second reviewer, who does not see it."
    if decided.state is ClaimState.ADJUDICATION:
        return f"Your review is in: {decided.verdict}. The other review says otherwise, so an adjudicator decides."
    if decided.state is ClaimState.RECHECK:
        return (
            f"Your revision is in: {decided.verdict}. The verdict that stands counts until an adjudicator has decided."
        )
    done = "Your revision stands" if decided.revised_id else "Your verdict stands"
    return f"{done}: {decided.verdict}. The outlet's record moved with it."
