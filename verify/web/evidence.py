"""Evidence on the claim page: attaching, examining, correcting, taking away, putting back."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.drafts import EVIDENCE
from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import EvidenceRole, Stance
from verify.deps import Routes, RowId, Visit
from verify.services import captures, evidence
from verify.services.evidence import EvidenceChange, EvidenceDraft
from verify.web.claim_pages import TEMPLATE, TypedEvidence, claim_page, refused
from verify.web.drafts import Work, keep_along
from verify.web.htmx import wants_fragment
from verify.web.templating import render, see_other
from verify.web.visits import writing

router = Routes()
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
Reviewing = Annotated[Visit, writing(Action.REVIEW)]
Typed = Annotated[str, Form()]


@router.post("/claims/{claim_id}/evidence")
def add(request: Request, claim_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Attach evidence, or show the form again with the reason."""
    try:
        draft = _draft(typed.evidence)
        evidence.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "evidence", draft=typed.evidence, judgement=typed.judgement)
    keep_along(visit, claim_id, typed, sent=EVIDENCE)
    return done(request, visit, claim_id, "The evidence is attached.")


@router.post("/evidence/{evidence_id}/examined")
def examined(request: Request, evidence_id: RowId, visit: Reviewing, typed: Work, examined: Typed = "yes") -> Response:
    """Say that one has examined an item, or take that back."""
    yes = examined == "yes"
    claim_id = evidence.mark_examined(
        visit.session, actor=visit.actor, evidence_id=evidence_id, examined=yes, now=visit.now
    )
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "Marked as examined." if yes else "It no longer counts as examined.")


async def _correction(request: Request, evidence_id: RowId) -> tuple[str, str, str, str | None]:
    """Stance, role, origin and archive as typed under one item. Their names end in its id: the whole page is sent."""
    form = await request.form()
    stance, role, origin = (str(form.get(f"{name}_of_{evidence_id}", "")) for name in ("stance", "role", "origin"))
    archived = form.get(f"archived_of_{evidence_id}")
    return stance, role, origin, None if archived is None else str(archived)


@router.post("/evidence/{evidence_id}/change")
def change(
    request: Request,
    evidence_id: RowId,
    visit: Attaching,
    typed: Work,
    correction: Annotated[tuple[str, str, str, str | None], Depends(_correction)],
) -> Response:
    """Correct what an item is and where it is archived."""
    stance, role, origin, archived = correction
    to = EvidenceChange(stance_of(stance), role_of(role), origin, archived)
    claim_id = evidence.change(visit.session, actor=visit.actor, evidence_id=evidence_id, to=to, now=visit.now)
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "The evidence is changed.")


@router.post("/evidence/{evidence_id}/remove")
def remove(request: Request, evidence_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Take an item away."""
    claim_id = evidence.remove(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "The evidence is taken away. Put it back below if that was a mistake.")


@router.post("/evidence/{evidence_id}/restore")
def restore(request: Request, evidence_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Put an item back."""
    claim_id = evidence.restore(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "The evidence is back.")


@router.post("/evidence/{evidence_id}/fetch")
def fetch(request: Request, evidence_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Have an item's page fetched again."""
    claim_id = captures.fetch_again(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "The page is in line to be fetched again.")


@router.get("/claims/{claim_id}/evidence")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}")


def done(request: Request, visit: Visit, claim_id: int, notice: str) -> Response:
    """The claim page after something was done to its evidence, with a word on what."""
    if wants_fragment(request):
        page = replace(claim_page(visit, claim_id), notice=notice)
        return render(request, TEMPLATE, page, fragment=("evidence", "statement", "standing", "draft_line", "history"))
    return see_other(request, f"/claims/{claim_id}#evidence", notice)


def _draft(typed: TypedEvidence) -> EvidenceDraft:
    return EvidenceDraft(
        stance=stance_of(typed.stance),
        role=role_of(typed.role),
        passage=typed.passage,
        url=typed.url,
        publisher=typed.publisher,
        origin=typed.origin,
        published_day=day_of(typed.published),
        archived=typed.archived,
    )


def stance_of(text: str) -> Stance:
    """The stance that a form names. `Malformed`."""
    return chosen(Stance, text, field="stance", name="a stance")


def role_of(text: str) -> EvidenceRole:
    """The role that a form names. `Malformed`."""
    return chosen(EvidenceRole, text, field="role", name="a role")


def day_of(text: str) -> date | None:
    """The day that a form names, if any. `Malformed`."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Malformed("Give the day as year-month-day, such as 2026-11-22.", field="published") from None
