"""Evidence on the claim page: attaching, examining, correcting, taking away, putting back."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.drafts import EVIDENCE
from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import EvidenceRole, Stance
from verify.deps import Routes, RowId, Visit
from verify.queries import evidence as queries
from verify.queries.evidence import SnapshotView
from verify.services import evidence
from verify.services.evidence import EvidenceChange, EvidenceDraft
from verify.web.claim_pages import TEMPLATE, TypedEvidence, claim_page, refused
from verify.web.drafts import Work, keep_along
from verify.web.htmx import wants_fragment
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
Reviewing = Annotated[Visit, writing(Action.REVIEW)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """What `evidence/snapshot.html` shows."""

    kept: SnapshotView


@router.post("/claims/{claim_id}/evidence")
def add(request: Request, claim_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Attach evidence, or show the form again with the reason."""
    try:
        draft = _draft(typed.evidence)
        evidence.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "evidence", draft=typed.evidence, judgement=typed.judgement)
    keep_along(visit, claim_id, typed, sent=EVIDENCE)
    return _done(request, visit, claim_id, "The evidence is attached.")


@router.post("/evidence/{evidence_id}/examined")
def examined(request: Request, evidence_id: RowId, visit: Reviewing, typed: Work, examined: Typed = "yes") -> Response:
    """Say that one has examined an item, or take that back."""
    yes = examined == "yes"
    claim_id = evidence.mark_examined(
        visit.session, actor=visit.actor, evidence_id=evidence_id, examined=yes, now=visit.now
    )
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, "Marked as examined." if yes else "It no longer counts as examined.")


async def _correction(request: Request, evidence_id: RowId) -> tuple[str, str, str]:
    """Stance, role and origin as typed under one item. Their names end in its id: they are sent with the rest of the page."""
    form = await request.form()
    stance, role, origin = (str(form.get(f"{name}_of_{evidence_id}", "")) for name in ("stance", "role", "origin"))
    return stance, role, origin


@router.post("/evidence/{evidence_id}/change")
def change(
    request: Request,
    evidence_id: RowId,
    visit: Attaching,
    typed: Work,
    correction: Annotated[tuple[str, str, str], Depends(_correction)],
) -> Response:
    """Correct an item's stance, role or origin."""
    stance, role, origin = correction
    to = EvidenceChange(_stance(stance), _role(role), origin)
    claim_id = evidence.change(visit.session, actor=visit.actor, evidence_id=evidence_id, to=to, now=visit.now)
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, "The evidence is changed.")


@router.post("/evidence/{evidence_id}/remove")
def remove(request: Request, evidence_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Take an item away."""
    claim_id = evidence.remove(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, "The evidence is taken away. Put it back below if that was a mistake.")


@router.post("/evidence/{evidence_id}/restore")
def restore(request: Request, evidence_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Put an item back."""
    claim_id = evidence.restore(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return _done(request, visit, claim_id, "The evidence is back.")


@router.get("/claims/{claim_id}/evidence")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}")


@router.get("/evidence/{evidence_id}/snapshot")
def snapshot(request: Request, evidence_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """What a page held when it was captured."""
    page = SnapshotPage(queries.snapshot_of(visit.session, evidence_id, reader_id=visit.actor.user_id))
    return render(request, "evidence/snapshot.html", page)


def _done(request: Request, visit: Visit, claim_id: int, notice: str) -> Response:
    if wants_fragment(request):
        page = replace(claim_page(visit, claim_id), notice=notice)
        return render(request, TEMPLATE, page, fragment=("evidence", "statement", "standing", "draft_line", "history"))
    return see_other(request, f"/claims/{claim_id}#evidence", notice)


def _draft(typed: TypedEvidence) -> EvidenceDraft:
    return EvidenceDraft(
        stance=_stance(typed.stance),
        role=_role(typed.role),
        passage=typed.passage,
        url=typed.url,
        publisher=typed.publisher,
        origin=typed.origin,
        published_day=_day(typed.published),
    )


def _stance(text: str) -> Stance:
    return chosen(Stance, text, field="stance", name="a stance")


def _role(text: str) -> EvidenceRole:
    return chosen(EvidenceRole, text, field="role", name="a role")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Malformed("Give the day as year-month-day, such as 2026-11-22.", field="published") from None
