"""Verdicts that are looked at again: a claim's own reasons, and the batches that were sent together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimState
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import rechecks as queries
from verify.queries import review_dates, reviews
from verify.queries.paging import Page
from verify.queries.rechecks import BatchClaim, BatchLine, RecheckLine
from verify.queries.review_dates import DueLine
from verify.queries.reviews import ClaimDetail
from verify.services import rechecks
from verify.services import review_dates as dates
from verify.web.forms import day_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
CLAIM = "rechecks/claim.html"
SOON = 30
"""Days: what comes within them is listed as due soon."""
Sending = Annotated[Visit, writing(Action.RECHECK)]


@dataclass(frozen=True, slots=True)
class BatchesPage:
    """What `rechecks/list.html` shows."""

    batches: Page[BatchLine]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """What `rechecks/detail.html` shows; of a retraction's lot the retraction itself is taken back."""

    batch: BatchLine
    claims: Page[BatchClaim]
    may_undo: bool
    waiting_of: int | None


@dataclass(frozen=True, slots=True)
class DuePage:
    """What `rechecks/due.html` shows: verdicts whose day comes until `last`, the first to come first."""

    last: date
    lines: Sequence[DueLine]


@dataclass(frozen=True, slots=True)
class ClaimRechecksPage:
    """What `rechecks/claim.html` shows: why the claim is or was looked at again, and what it takes to send it."""

    claim: ClaimDetail
    lines: Sequence[RecheckLine]
    may_send: bool
    again_on: date | None
    note: str = ""
    day: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/rechecks")
def batches(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """Claims that were sent to recheck together, and how far each lot is."""
    page = BatchesPage(queries.batches(visit.session, cursor=cursor))
    return render(request, "rechecks/list.html", page, fragment="recheck_list")


@router.get("/rechecks/due")
def due(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """Verdicts whose day to be looked at again comes soon."""
    last = visit.now.date() + timedelta(days=SOON)
    return render(request, "rechecks/due.html", DuePage(last, review_dates.until(visit.session, last)))


@router.get("/rechecks/{batch_id}")
def show(
    request: Request,
    batch_id: RowId,
    visit: Annotated[Visit, reading()],
    cursor: str | None = None,
    waiting_of: RowNumber | None = None,
) -> Response:
    """One lot: its claims and how each ended; with `waiting_of` those of an outlet that wait."""
    batch = queries.the_batch(visit.session, batch_id)
    found = queries.claims_of(visit.session, batch_id, waiting_of=waiting_of, cursor=cursor)
    may_undo = batch.undone_at is None and visit.actor.can(Action.RECHECK) and batch.retraction_id is None
    page = BatchPage(batch, found, may_undo, waiting_of)
    return render(request, "rechecks/detail.html", page, fragment="recheck_claims")


@router.post("/rechecks/{batch_id}/undo")
def undo(request: Request, batch_id: RowId, visit: Sending) -> Response:
    """Take a lot back: what nobody has looked at since stands as before."""
    back = rechecks.take_batch_back(visit.session, actor=visit.actor, batch_id=batch_id, now=visit.now)
    said = f"{len(back.restored):,} {'verdict stands' if len(back.restored) == 1 else 'verdicts stand'} as before."
    stayed = f" {len(back.stayed):,} stayed as they are: see below." if back.stayed else ""
    return see_other(request, f"/rechecks/{batch_id}", said + stayed)


@router.get("/claims/{claim_id}/rechecks")
def of_claim(request: Request, claim_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """Why a claim's verdict is looked at again."""
    return render(request, CLAIM, _page(visit, claim_id), fragment="recheck_form")


@router.post("/claims/{claim_id}/rechecks")
def send(request: Request, claim_id: RowId, visit: Sending, note: Annotated[str, Form()] = "") -> Response:
    """Have the claim's verdict looked at again, or show the form again with the reason."""
    try:
        rechecks.send_one(visit.session, actor=visit.actor, claim_id=claim_id, note=note, now=visit.now)
    except VerifyError as error:
        visit.session.rollback()
        page = _page(visit, claim_id, {error.field or "note": error.message}, note=note)
        return render(request, CLAIM, page, fragment="recheck_form", status=status_of(error))
    return see_other(request, f"/claims/{claim_id}", "The verdict counts until somebody has looked at it again.")


@router.post("/claims/{claim_id}/review-by")
def review_by(request: Request, claim_id: RowId, visit: Sending, day: Annotated[str, Form()] = "") -> Response:
    """Set, move or take away the day on which the verdict is looked at again."""
    try:
        wanted = day_of(day, field="day") if day.strip() else None
        dates.change(visit.session, actor=visit.actor, claim_id=claim_id, day=wanted, now=visit.now)
    except VerifyError as error:
        visit.session.rollback()
        page = _page(visit, claim_id, {"day": error.message}, day=day)
        return render(request, CLAIM, page, fragment="recheck_form", status=status_of(error))
    return see_other(request, f"/claims/{claim_id}", "The day is set." if wanted else "No day is set any more.")


def _page(visit: Visit, claim_id: int, errors: Mapping[str, str] | None = None, **typed: str) -> ClaimRechecksPage:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    stands = claim.state in (ClaimState.DECIDED, ClaimState.RECHECK)
    lines = queries.of_claim(visit.session, claim_id)
    may_send, again_on = stands and visit.actor.can(Action.RECHECK), review_dates.of_claim(visit.session, claim_id)
    typed = {"day": again_on.isoformat() if again_on else "", **typed}
    return ClaimRechecksPage(claim, lines, may_send, again_on, errors=errors or {}, **typed)
