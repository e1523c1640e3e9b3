"""What the claim page's panel Elsewhere does: confirming and rejecting matches, attaching them, having the desk look again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import ClaimState, MatchRelation, MatchState, Said, Stance
from verify.deps import Routes, RowId, Visit
from verify.queries import reviews as queries
from verify.services import match_decisions, matches, reviews
from verify.services.match_decisions import Finding
from verify.services.pointers import Pointing
from verify.web.claim_pages import TEMPLATE, claim_page
from verify.web.drafts import TypedWork, Work, keep_along, refused_along
from verify.web.forms import version_of
from verify.web.htmx import wants_fragment
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Deciding = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
Typed = Annotated[str, Form()]
SAID = {MatchState.CONFIRMED: "The match is confirmed.", MatchState.REJECTED: "The match is rejected. It stands below."}


@router.get("/claims/{claim_id}/matches")
def panel(request: Request, claim_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """The panel as it stands now, for a page that waits for the desk to look."""
    if not wants_fragment(request):
        return see_other(request, f"/claims/{claim_id}#elsewhere")
    return render(request, TEMPLATE, claim_page(visit, claim_id), fragment="elsewhere")


@router.post("/claims/{claim_id}/matches")
def look_again(request: Request, claim_id: RowId, visit: Deciding, typed: Work) -> Response:
    """Have the claim's article looked for elsewhere once more."""
    claim = queries.the_claim(visit.session, claim_id, now=visit.now)
    matches.ask(visit.session, article_id=claim.article_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, "The desk looks again. What it finds stands here in a moment.")


@router.post("/claims/{claim_id}/matches/{other_id}/confirm")
def confirm(
    request: Request, claim_id: RowId, other_id: RowId, visit: Deciding, typed: Work, related: Typed = ""
) -> Response:
    """Confirm a match, in the relation that is chosen, else in the one that was found."""
    return _decided(request, visit, (claim_id, other_id), MatchState.CONFIRMED, typed, related)


@router.post("/claims/{claim_id}/matches/{other_id}/reject")
def reject(request: Request, claim_id: RowId, other_id: RowId, visit: Deciding, typed: Work) -> Response:
    """Say that two claims are no match."""
    return _decided(request, visit, (claim_id, other_id), MatchState.REJECTED, typed)


@router.post("/claims/{claim_id}/matches/{other_id}/undo")
def undo(request: Request, claim_id: RowId, other_id: RowId, visit: Deciding, typed: Work) -> Response:
    """Make a match a suggestion again."""
    try:
        match_decisions.undo(visit.session, actor=visit.actor, claim_id=claim_id, other_id=other_id, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "elsewhere"))
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, "The match is a suggestion again.")


@router.post("/claims/{claim_id}/matches/{other_id}/attach")
def attach(
    request: Request,
    claim_id: RowId,
    other_id: RowId,
    visit: Deciding,
    typed: Work,
    attach_as: Typed = "",
) -> Response:
    """Attach what the other claim's article says, with the stance that is chosen, else the one that the relation gives."""
    try:
        stance = chosen(Stance, attach_as, field="stance", name="a stance") if attach_as else None
        match_decisions.attach(
            visit.session, actor=visit.actor, claim_id=claim_id, other_id=other_id, stance=stance, now=visit.now
        )
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "evidence"))
    keep_along(visit, claim_id, typed)
    return _attached(request, visit, claim_id)


@router.post("/claims/{claim_id}/matches/{other_id}/point")
def point(
    request: Request,
    claim_id: RowId,
    other_id: RowId,
    visit: Annotated[Visit, writing(Action.REVIEW)],
    typed: Work,
    same_as: Annotated[Sequence[str], Form()] = (),
    row_version: Typed = "",
) -> Response:
    """Decide the claim as the other one was decided, once it is said that both are true under the same conditions."""
    try:
        said = chosen(Said, typed.judgement.said, field="said", name="said") if typed.judgement.said else None
        pointing = Pointing(other_id, str(other_id) in same_as, typed.judgement.rationale, said)
        seen = version_of(row_version)
        decided = reviews.decide_as(
            visit.session, actor=visit.actor, claim_id=claim_id, pointing=pointing, row_version=seen, now=visit.now
        )
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "elsewhere"))
    waits = decided.state is not ClaimState.DECIDED
    said_so = "Your review waits for others." if waits else f"Decided as claim {other_id} was."
    return see_other(request, f"/claims/{claim_id}", said_so)


@router.get("/claims/{claim_id}/matches/{other_id}/{act}")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload of a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}")


def _decided(
    request: Request,
    visit: Visit,
    pair: tuple[int, int],
    state: MatchState,
    typed: TypedWork,
    relation: str = "",
) -> Response:
    claim_id, other_id = pair
    try:
        as_ = chosen(MatchRelation, relation, field="relation", name="how the two claims stand") if relation else None
        match_decisions.decide(
            visit.session,
            actor=visit.actor,
            claim_id=claim_id,
            other_id=other_id,
            finding=Finding(state, as_),
            now=visit.now,
        )
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "elsewhere"))
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, SAID[state])


def _done(request: Request, visit: Visit, claim_id: int, notice: str) -> Response:
    if wants_fragment(request):
        page = replace(claim_page(visit, claim_id), matched=notice)
        return render(request, TEMPLATE, page, fragment=("elsewhere", "draft_line", "history"))
    return see_other(request, f"/claims/{claim_id}#elsewhere", notice)


def _attached(request: Request, visit: Visit, claim_id: int) -> Response:
    notice = "What it says is attached as evidence."
    if wants_fragment(request):
        page = replace(claim_page(visit, claim_id), notice=notice)
        parts = ("evidence", "elsewhere", "statement", "standing", "draft_line", "history")
        return render(request, TEMPLATE, page, fragment=parts)
    return see_other(request, f"/claims/{claim_id}#evidence", notice)
