"""Corrections of a claim: what is noted, and the editor's form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import Contact, CorrectionKind, Prominence
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import corrections as lines
from verify.queries import reviews
from verify.queries.corrections import CorrectionLine
from verify.queries.reviews import ClaimDetail
from verify.services import corrections
from verify.services.corrections import CorrectionDraft
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
TEMPLATE = "claims/corrections.html"
Keeping = Annotated[Visit, writing(Action.KEEP_OUTLETS)]
KINDS = tuple((str(kind), kind.replace("_", " ")) for kind in CorrectionKind)
PROMINENCES = (
    ("prominent", "as prominent as the claim"),
    ("noted", "noted on the page"),
    ("unmarked", "not marked"),
)
CONTACTS = (("before", "before we wrote to them, or without"), ("after", "after we wrote to them"))


@dataclass(frozen=True, slots=True)
class TypedCorrection:
    """The form as it was typed."""

    kind: str = "correction"
    day: str = ""
    prominence: str = "noted"
    contact: str = "before"
    note: str = ""
    url: str = ""

    def draft(self) -> CorrectionDraft:
        """The correction in the desk's words; `Malformed` where a choice or the day is missing."""
        try:
            day = date.fromisoformat(self.day.strip())
        except ValueError:
            raise Malformed("Write the day like 2026-11-22.", field="day") from None
        return CorrectionDraft(
            kind=chosen(CorrectionKind, self.kind, field="kind", name="what it was"),
            day=day,
            prominence=chosen(Prominence, self.prominence, field="prominence", name="how it is marked"),
            contact=chosen(Contact, self.contact, field="contact", name="before or after our contact"),
            note=self.note,
            url=self.url,
        )


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """What `claims/corrections.html` shows."""

    claim: ClaimDetail
    corrections: Sequence[CorrectionLine]
    can_keep: bool
    typed: TypedCorrection
    errors: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[tuple[str, str]] = KINDS
    prominences: Sequence[tuple[str, str]] = PROMINENCES
    contacts: Sequence[tuple[str, str]] = CONTACTS


def typed_correction(
    kind: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    prominence: Annotated[str, Form()] = "",
    contact: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
) -> TypedCorrection:
    """Dependency: the form of this request."""
    return TypedCorrection(kind, day, prominence, contact, note, url)


@router.get("/claims/{claim_id}/corrections")
def show(request: Request, claim_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """What the outlet did about the claim after publishing it."""
    return render(request, TEMPLATE, _page(visit, claim_id), fragment="correction_form")


@router.post("/claims/{claim_id}/corrections")
def add(
    request: Request,
    claim_id: RowId,
    visit: Keeping,
    typed: Annotated[TypedCorrection, Depends(typed_correction)],
) -> Response:
    """Note a correction, or show the form again with the reason."""
    try:
        corrections.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=typed.draft(), now=visit.now)
    except VerifyError as error:
        visit.session.rollback()
        page = _page(visit, claim_id, typed, {error.field or "day": error.message})
        return render(request, TEMPLATE, page, fragment="correction_form", status=status_of(error))
    return see_other(request, f"/claims/{claim_id}/corrections", "The correction is noted.")


@router.post("/corrections/{correction_id}/remove")
def remove(request: Request, correction_id: RowId, visit: Keeping) -> Response:
    """Take an entry back that was made by mistake."""
    claim_id = corrections.remove(visit.session, actor=visit.actor, correction_id=correction_id, now=visit.now)
    return see_other(request, f"/claims/{claim_id}/corrections", "The entry is taken back. The log keeps it.")


def _page(
    visit: Visit, claim_id: int, typed: TypedCorrection | None = None, errors: Mapping[str, str] | None = None
) -> CorrectionsPage:
    return CorrectionsPage(
        claim=reviews.the_claim(visit.session, claim_id, now=visit.now),
        corrections=lines.of_claim(visit.session, claim_id),
        can_keep=visit.actor.can(Action.KEEP_OUTLETS),
        typed=typed or TypedCorrection(),
        errors=errors or {},
    )
