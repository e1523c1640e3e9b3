"""A person's own drafts: saved as they type or by a button, listed, thrown away."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.drafts import FIELDS, JUDGEMENT, tidied
from verify.core.errors import Conflict, VerifyError
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import drafts as queries
from verify.queries.drafts import DraftLine, Kept
from verify.services import drafts
from verify.web.claim_pages import (
    TypedEvidence,
    TypedJudgement,
    claim_page,
    refusal,
    typed_evidence,
    typed_judgement,
)
from verify.web.filters import carried, under
from verify.web.forms import version_of
from verify.web.htmx import wants_fragment
from verify.web.templating import render, see_other
from verify.web.typed_before import TypedBefore
from verify.web.visits import reading, writing

router = Routes()
TEMPLATE = "claims/draft.html"
Writing = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What `claims/draft.html` shows: the draft as kept, what was typed, and where they differ (field, kept, typed)."""

    claim_id: int
    kept: Kept
    typed: Mapping[str, str] = field(default_factory=dict)
    sides: Sequence[tuple[str, str, str]] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """What `claims/drafts.html` shows."""

    drafts: Sequence[DraftLine]


@dataclass(frozen=True, slots=True)
class TypedWork:
    """Everything of the claim page's form `work` as it was typed. `revision` empty: the request did not come from it."""

    judgement: TypedJudgement
    evidence: TypedEvidence
    revision: str

    def fields(self) -> dict[str, str]:
        """All fields by name, as a draft keeps them."""
        return {**asdict(self.judgement), **asdict(self.evidence)}


def typed_work(
    judgement: Annotated[TypedJudgement, Depends(typed_judgement)],
    evidence: Annotated[TypedEvidence, Depends(typed_evidence)],
    draft_revision: Annotated[str, Form()] = "",
) -> TypedWork:
    """Dependency: what of the claim page's form came with this request."""
    return TypedWork(judgement, evidence, draft_revision)


Work = Annotated[TypedWork, Depends(typed_work)]


@router.get("/drafts")
def mine(request: Request, visit: Annotated[Visit, reading(Action.ADD_EVIDENCE)]) -> Response:
    """What the visitor has typed and not sent."""
    found = queries.mine(visit.session, user_id=visit.actor.user_id or 0)
    return render(request, "claims/drafts.html", DraftsPage(found))


@router.post("/claims/{claim_id}/draft")
def save(request: Request, claim_id: RowId, visit: Writing, typed: Work, then: Annotated[str, Form()] = "") -> Response:
    """Keep what is typed; where another page of the same person saved since, show both texts and overwrite neither.

    `then` "comments": without JavaScript this is how one goes there with a half-typed verdict.
    """
    fields, seen = typed.fields(), version_of(typed.revision)
    try:
        kept = drafts.save(
            visit.session, actor=visit.actor, claim_id=claim_id, typed=fields, revision=seen, now=visit.now
        )
    except Conflict as error:
        page = _both(visit, claim_id, tidied(fields), error.message)
        return render(request, TEMPLATE, page, fragment="draft_line", status=status_of(error))
    if wants_fragment(request):
        return render(request, TEMPLATE, DraftPage(claim_id, kept), fragment="draft_line")
    if then == "comments":
        return see_other(request, f"/claims/{claim_id}/comments", "Your draft is saved." if kept.revision else None)
    back = f"/claims/{claim_id}{under(carried(request))}#decision"
    return see_other(request, back, "Your draft is saved." if kept.revision else "No draft.")


@router.post("/claims/{claim_id}/draft/drop")
def drop(request: Request, claim_id: RowId, visit: Writing) -> Response:
    """Throw the visitor's draft on a claim away."""
    drafts.drop(visit.session, actor=visit.actor, claim_id=claim_id)
    return see_other(request, "/drafts", "The draft is thrown away.")


@router.post("/claims/{claim_id}/draft/let-go")
def let_go(request: Request, claim_id: RowId, visit: Writing, typed: Work) -> Response:
    """Let the half-typed verdict go, as another stands by now; evidence that is typed and not attached stays a draft."""
    keep_along(visit, claim_id, typed, sent=JUDGEMENT)
    return see_other(request, f"/claims/{claim_id}{under(carried(request))}", "The verdict stands as it was.")


@router.get("/claims/{claim_id}/draft")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused save ends up."""
    return see_other(request, f"/claims/{claim_id}")


def keep_along(visit: Visit, claim_id: int, typed: TypedWork, sent: Sequence[str] = ()) -> None:
    """Keep what came along with a form about something else, but for the fields that were `sent` by it."""
    if not typed.revision:
        return
    left = {name: text for name, text in typed.fields().items() if name not in sent}
    drafts.save(visit.session, actor=visit.actor, claim_id=claim_id, typed=left, revision=None, now=visit.now)


def refused_along(
    request: Request, visit: Visit, claim_id: int, typed: TypedWork, why: tuple[VerifyError, str]
) -> Response:
    """The claim page, or the block that `why` names beside the refusal; what came along is kept, and stands there as typed."""
    error, fragment = why
    keep_after_refusal(visit, claim_id, typed)
    page = claim_page(visit, claim_id, under(carried(request)))
    shown = {"judgement": typed.judgement, "draft": typed.evidence} if typed.revision else {}
    return refusal(request, page, error, fragment, **shown)


def keep_after_refusal(visit: Visit, claim_id: int, typed: TypedWork) -> None:
    """Give up whatever the request has written so far, and keep what came along with it."""
    visit.session.rollback()
    with suppress(VerifyError):  # a text too long even for a draft is still in the form that comes back
        keep_along(visit, claim_id, typed)


def keep_typed_before(request: Request, visit: Visit, typed: TypedBefore, back: str) -> Response:
    """Keep what was typed before the sign-in, and go back to its page; where it cannot be kept, show it with the reason."""
    fields, claim_id = typed.fields, typed.claim_id
    try:
        seen = version_of(typed.revision)
        kept = drafts.save(
            visit.session, actor=visit.actor, claim_id=claim_id, typed=fields, revision=seen, now=visit.now
        )
    except VerifyError as error:
        page = _both(visit, claim_id, fields, error.message)
        if not isinstance(error, Conflict):
            page = replace(page, sides=())
        return render(request, TEMPLATE, page, status=status_of(error))
    said = "What you typed before you signed in was not sent. It is your draft."
    return see_other(request, back, said if kept.revision else None, "info")


def _both(visit: Visit, claim_id: int, typed: Mapping[str, str], problem: str) -> DraftPage:
    kept = queries.of_claim(visit.session, claim_id, user_id=visit.actor.user_id)
    sides = [(name, kept.typed.get(name, ""), typed.get(name, "")) for name in FIELDS]
    shown = {**dict.fromkeys(JUDGEMENT, ""), **typed}
    return DraftPage(claim_id, kept, shown, [side for side in sides if side[1] != side[2]], problem)
