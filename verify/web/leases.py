"""Who has a claim in hand: taking the next one or this one, keeping, leaving, releasing, skipping, handing over."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.claims import ClaimFilters
from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import SkipReason
from verify.deps import Routes, RowId, Visit
from verify.queries import leases as held
from verify.queries.leases import Skips
from verify.services import leases
from verify.web.claim_pages import TEMPLATE, claim_page, refused
from verify.web.drafts import Work, keep_along, refused_along
from verify.web.filters import HandedBy, around, carried, queue_under, under, waits
from verify.web.htmx import wants_fragment
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Reviewing = Annotated[Visit, writing(Action.REVIEW)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class SkipsPage:
    """What `claims/skips.html` shows."""

    skips: Skips
    days: int


@router.post("/queue/next")
def take_next(request: Request, visit: Reviewing, filters: HandedBy) -> Response:
    """Hand out the next claim under the filters of the list, or say why there is none."""
    return next_under(request, visit, filters)


@router.post("/claims/{claim_id}/take")
def take(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Take this claim, or keep it for longer."""
    minutes = visit.settings.lease_minutes
    try:
        leases.take(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "decision")
    return see_other(request, _back(request, claim_id), f"The claim is yours for {minutes} minutes.")


@router.post("/claims/{claim_id}/keep")
def keep(request: Request, claim_id: RowId, visit: Reviewing, typed: Work) -> Response:
    """Keep this claim for longer: pressed, or sent by a page that is in use."""
    minutes = visit.settings.lease_minutes
    try:
        leases.extend(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "lease"))
    keep_along(visit, claim_id, typed)
    if not wants_fragment(request):
        return see_other(request, _back(request, claim_id), f"The claim is yours for {minutes} minutes.")
    parts = ("lease", "draft_line") if typed.revision else "lease"
    return render(request, TEMPLATE, claim_page(visit, claim_id, under(carried(request))), fragment=parts)


@router.post("/claims/{claim_id}/leave", status_code=204)
def leave(claim_id: RowId, visit: Reviewing) -> Response:
    """The claim's page was left with nothing typed in it: its lease ends soon, unless somebody comes back to it."""
    leases.leave(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return Response(status_code=204)


@router.post("/claims/{claim_id}/release")
def release(request: Request, claim_id: RowId, visit: Reviewing, typed: Work) -> Response:
    """Give this claim back to the queue."""
    leases.release(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    filters = carried(request)
    said, undo = f"Released #{claim_id}: it is back in the queue.", f"/claims/{claim_id}/take{under(filters)}"
    return see_other(request, queue_under(filters), said, undo=undo)


@router.post("/claims/{claim_id}/skip")
def skip(
    request: Request, claim_id: RowId, visit: Reviewing, typed: Work, reason: Typed = "", note: Typed = ""
) -> Response:
    """Give this claim back, say why, and go on to the next."""
    try:
        why = chosen(SkipReason, reason, field="reason", name="why you skip it")
        leases.skip(visit.session, actor=visit.actor, claim_id=claim_id, reason=why, note=note, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "lease"))
    keep_along(visit, claim_id, typed)
    filters = carried(request)
    undo = f"/claims/{claim_id}/unskip{under(filters)}"
    return next_under(request, visit, filters, f"Skipped #{claim_id}.", undo)


@router.post("/claims/{claim_id}/unskip")
def unskip(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Have a claim back in hand that one has just skipped."""
    minutes = visit.settings.lease_minutes
    try:
        leases.unskip(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "decision")
    return see_other(request, _back(request, claim_id), f"Not skipped. The claim is yours for {minutes} minutes.")


@router.post("/claims/{claim_id}/hand-over")
def hand_over(request: Request, claim_id: RowId, visit: Reviewing, typed: Work, to: Typed = "") -> Response:
    """Let a colleague have this claim; they find it among theirs."""
    minutes = visit.settings.lease_minutes
    try:
        if not (to.isascii() and to.isdigit() and len(to) < 10):
            raise Malformed("Choose a colleague.", field="to")
        name = leases.hand_over(
            visit.session, actor=visit.actor, claim_id=claim_id, to_id=int(to), now=visit.now, minutes=minutes
        )
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "lease"))
    keep_along(visit, claim_id, typed)
    return see_other(request, queue_under(carried(request)), f"{name} has the claim now, for {minutes} minutes.")


@router.get("/claims/{claim_id}/take")
@router.get("/claims/{claim_id}/keep")
@router.get("/claims/{claim_id}/skip")
@router.get("/claims/{claim_id}/unskip")
@router.get("/claims/{claim_id}/hand-over")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, _back(request, claim_id))


@router.get("/queue/skips")
def skips(request: Request, visit: Annotated[Visit, reading(Action.ADMIT)], days: int = 90) -> Response:
    """How often claims are skipped, and why."""
    days = min(max(days, 1), 3650)
    return render(request, "claims/skips.html", SkipsPage(held.skips(visit.session, now=visit.now, days=days), days))


def next_under(request: Request, visit: Visit, filters: ClaimFilters, said: str = "", undo: str = "") -> Response:
    """Go on to the next claim under the filters, or to the queue, which says why there is none.

    In a list of other claims than those that wait it goes on in that list. `said` comes before that: what was done to the
    claim before, with the address that undoes it.
    """
    if not waits(filters):
        beside = around(visit, int(request.path_params["claim_id"]), filters)
        return see_other(request, beside.older_url or beside.list_url, said or None, undo=undo)
    claim_id = leases.take_next(
        visit.session, actor=visit.actor, filters=filters, now=visit.now, minutes=visit.settings.lease_minutes
    )
    if claim_id is not None:
        return see_other(request, f"/claims/{claim_id}{under(filters)}", said or None, undo=undo)
    why = held.nothing_left(visit.session, filters, user_id=visit.actor.user_id, now=visit.now)
    return see_other(request, queue_under(filters), f"{said} {why}".strip(), "info", undo=undo)


def _back(request: Request, claim_id: int) -> str:
    return f"/claims/{claim_id}{under(carried(request))}"
