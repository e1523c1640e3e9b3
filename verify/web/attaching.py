"""Attaching what takes more than the claim page's form: a file, or an article of the desk that is looked for first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, File, Form, Query, Request, Response, UploadFile

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.vocabulary import EvidenceRole
from verify.deps import LARGEST_ID, Routes, RowId, Visit, status_of
from verify.queries import articles, reviews
from verify.queries.articles import Found
from verify.queries.reviews import ClaimDetail
from verify.services import evidence, readings
from verify.services.evidence import EvidenceDraft
from verify.web.claim_pages import ROLES, STANCES, Choices, TypedEvidence, typed_evidence
from verify.web.drafts import Work, keep_along
from verify.web.evidence import day_of, role_of, stance_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/claims/{claim_id}/evidence")
TEMPLATE = "evidence/attach.html"
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
TypedForm = Annotated[TypedEvidence, Depends(typed_evidence)]
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class AttachPage:
    """What `evidence/attach.html` shows; `draft` is what was typed about a file, `sought` what articles were looked for by."""

    claim: ClaimDetail
    found: Sequence[Found]
    largest_mb: float
    sought: str = ""
    draft: TypedEvidence = field(default_factory=TypedEvidence)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    stances: Choices = STANCES
    roles: Choices = ROLES


@router.get("/attach")
def show(
    request: Request,
    claim_id: RowId,
    visit: Annotated[Visit, reading(Action.ADD_EVIDENCE)],
    text: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
) -> Response:
    """The forms, and the articles of the desk that were looked for."""
    return render(request, TEMPLATE, _page(visit, claim_id, text))


@router.post("/attach")
def go_on(request: Request, claim_id: RowId, visit: Attaching, typed: Work) -> Response:
    """On to the forms; what is typed on the claim page is kept as a draft."""
    keep_along(visit, claim_id, typed)
    return see_other(request, f"/claims/{claim_id}/evidence/attach")


@router.post("/file")
def add_file(
    request: Request,
    claim_id: RowId,
    visit: Attaching,
    typed: TypedForm,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Attach a file; a job reads it. Or the form again with the reason."""
    try:
        name, data = _uploaded(file, visit.settings.max_evidence_bytes)
        draft = _draft(typed, readings.handed_in(name, data, visit.settings))
        evidence.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, claim_id, typed, error)
    return see_other(request, f"/claims/{claim_id}#evidence", "The file is attached, and being read.")


@router.post("/from-article")
def add_article(
    request: Request,
    claim_id: RowId,
    visit: Attaching,
    article: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    stance: Annotated[str, Form()] = "",
    passage: Annotated[str, Form()] = "",
) -> Response:
    """Attach an article of the desk, or words of it, or show the page again with the reason."""
    try:
        draft = EvidenceDraft(stance_of(stance), EvidenceRole.ORIGINAL_REPORTING, passage, article_id=article)
        evidence.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, claim_id, TypedEvidence(), error)
    return see_other(request, f"/claims/{claim_id}#evidence", "The article is attached as evidence.")


@router.get("/file")
@router.get("/from-article")
def back(request: Request, claim_id: RowId, visit: Annotated[Visit, reading(Action.ADD_EVIDENCE)]) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}/evidence/attach")


def _page(visit: Visit, claim_id: int, text: str = "") -> AttachPage:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now, reader_id=visit.actor.user_id)
    found = articles.matching(visit.session, text, but_not=claim.article_id)
    return AttachPage(claim, found, visit.settings.max_evidence_bytes / 1e6, text.strip())


def _again(request: Request, visit: Visit, claim_id: int, typed: TypedEvidence, error: VerifyError) -> Response:
    visit.session.rollback()
    page = _page(visit, claim_id)
    is_field = error.field in {"file", "stance", "role", "passage", "url", "publisher", "origin", "published"}
    why: dict[str, Any] = {"errors": {error.field or "": error.message}} if is_field else {"problem": error.message}
    return render(request, TEMPLATE, replace(page, draft=typed, **why), status=status_of(error))


def _uploaded(file: UploadFile | None, most_bytes: int) -> tuple[str, bytes]:
    """Name and content of an uploaded file, read to the bound and no further. `Malformed` if there is none."""
    if file is None or not file.filename:
        raise Malformed("Choose a file.", field="file")
    return file.filename, file.file.read(most_bytes + 1)


def _draft(typed: TypedEvidence, file: readings.HandedIn) -> EvidenceDraft:
    return EvidenceDraft(
        stance=stance_of(typed.stance),
        role=role_of(typed.role),
        passage=typed.passage,
        url=typed.url,
        publisher=typed.publisher,
        origin=typed.origin,
        published_day=day_of(typed.published),
        file=file,
    )
