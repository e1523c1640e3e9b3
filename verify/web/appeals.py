"""Appeals of outlets against verdicts: those of a claim, entered and answered there, and the list of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.appeals import AppealDraft, AppealState
from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import appeals as queries
from verify.queries import reviews
from verify.queries.appeals import AppealLine
from verify.queries.outlets import the_outlet
from verify.queries.paging import Page
from verify.queries.reviews import ClaimDetail
from verify.services import appeals
from verify.web.forms import day_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
CLAIM = "appeals/claim.html"
Keeping = Annotated[Visit, writing(Action.KEEP_OUTLETS)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class AppealsPage:
    """What `appeals/list.html` shows: appeals that wait for an answer, or with `everything` all; `outlet` is whose."""

    appeals: Page[AppealLine]
    everything: bool
    outlet: str
    outlet_id: int | None


@dataclass(frozen=True, slots=True)
class ClaimAppealsPage:
    """What `appeals/claim.html` shows; `to_answer` is the one that the visitor may answer next, `to_withdraw` those that they
    may withdraw: any but accepted ones, for who reviewed the claim those alone that they entered."""

    claim: ClaimDetail
    appeals: Sequence[AppealLine]
    may_enter: bool
    to_answer: int | None
    to_withdraw: frozenset[int]
    may_restore: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/appeals")
def list_appeals(
    request: Request,
    visit: Annotated[Visit, reading()],
    outlet: RowNumber | None = None,
    everything: bool = False,
    cursor: str | None = None,
) -> Response:
    """Appeals that wait for an answer, or all of them."""
    name = the_outlet(visit.session, outlet).name if outlet else ""
    state = None if everything else AppealState.OPEN
    found = queries.newest(visit.session, state=state, outlet_id=outlet, cursor=cursor)
    return render(request, "appeals/list.html", AppealsPage(found, everything, name, outlet), fragment="appeal_list")


@router.get("/claims/{claim_id}/appeals")
def of_claim(
    request: Request, claim_id: RowId, visit: Annotated[Visit, reading()], again: RowNumber | None = None
) -> Response:
    """The appeals about one claim; with `again` the form holds what that one said, to be entered anew with its slip mended."""
    page = _page(visit, claim_id)
    wrong = next((line for line in page.appeals if line.id == again), None)
    if wrong is not None:
        page = replace(page, typed={**page.typed, "who": wrong.who, "day": wrong.day.isoformat(), "text": wrong.text})
    return render(request, CLAIM, page, fragment="claim_appeals")


@router.post("/claims/{claim_id}/appeals")
def enter(
    request: Request, claim_id: RowId, visit: Keeping, who: Typed = "", day: Typed = "", text: Typed = ""
) -> Response:
    """Keep an appeal that came in, or show the form again with the reason."""
    try:
        draft = AppealDraft(who, day_of(day, field="day"), text)
        appeals.enter(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, claim_id, error, {"who": who, "day": day, "text": text})
    return see_other(request, f"/claims/{claim_id}/appeals", "The appeal is kept, and waits for an answer.")


@router.post("/appeals/{appeal_id}/answer")
def answer(request: Request, appeal_id: RowId, visit: Keeping, answer: Typed = "", accepted: Typed = "") -> Response:
    """Answer an appeal, or show it again with the reason why not."""
    claim_id = queries.the_appeal(visit.session, appeal_id).claim_id
    yes = accepted == "yes"
    try:
        appeals.answer(visit.session, actor=visit.actor, appeal_id=appeal_id, accepted=yes, text=answer, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, claim_id, error, {"answer": answer})
    said = (
        "The appeal is accepted, and the verdict is sent to be looked at again." if yes else "The appeal is declined."
    )
    return see_other(request, f"/claims/{claim_id}/appeals", said)


@router.post("/appeals/{appeal_id}/withdraw")
def withdraw(request: Request, appeal_id: RowId, visit: Keeping, why: Typed = "") -> Response:
    """Take out an appeal that was entered in error, or show it again with the reason why not."""
    claim_id = queries.the_appeal(visit.session, appeal_id).claim_id
    try:
        appeals.withdraw(visit.session, actor=visit.actor, appeal_id=appeal_id, why=why, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, claim_id, error, {"why": why, "withdrawing": str(appeal_id)})
    return see_other(request, f"/claims/{claim_id}/appeals", "The appeal is withdrawn. It can be put back.")


@router.post("/appeals/{appeal_id}/restore")
def restore(request: Request, appeal_id: RowId, visit: Keeping) -> Response:
    """Put a withdrawn appeal back."""
    claim_id = queries.the_appeal(visit.session, appeal_id).claim_id
    appeals.restore(visit.session, actor=visit.actor, appeal_id=appeal_id, now=visit.now)
    return see_other(request, f"/claims/{claim_id}/appeals", "The appeal is back.")


def _refused(request: Request, visit: Visit, claim_id: int, error: VerifyError, typed: Mapping[str, str]) -> Response:
    visit.session.rollback()
    at = error.field or next((name for name in ("answer", "why") if name in typed), "text")
    page = _page(visit, claim_id, typed, {at: error.message})
    return render(request, CLAIM, page, fragment="claim_appeals", status=status_of(error))


def _page(
    visit: Visit, claim_id: int, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> ClaimAppealsPage:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    keeps = visit.actor.can(Action.KEEP_OUTLETS)
    reader = visit.actor.user_id
    given = reviews.reviews_of(visit.session, claim_id, reader_id=reader)
    lines = queries.of_claim(visit.session, claim_id)
    waiting = [line.id for line in lines if line.state is AppealState.OPEN and line.stands]
    may_answer = keeps and not any(review.who_id == reader for review in given)
    return ClaimAppealsPage(
        claim=claim,
        appeals=lines,
        may_enter=keeps and claim.verdict is not None,
        to_withdraw=_withdrawable(visit, lines, may_answer) if keeps else frozenset(),
        may_restore=keeps,
        to_answer=min(waiting) if waiting and may_answer else None,
        typed={
            "who": "",
            "day": visit.now.date().isoformat(),
            "text": "",
            "answer": "",
            "why": "",
            "withdrawing": "",
            **(typed or {}),
        },
        errors=errors or {},
    )


def _withdrawable(visit: Visit, lines: Sequence[AppealLine], judges: bool) -> frozenset[int]:
    me = visit.actor.user_id
    open_to_me = (line for line in lines if judges or (me is not None and line.entered_by_id == me))
    return frozenset(line.id for line in open_to_me if line.stands and line.state is not AppealState.ACCEPTED)
