"""Disagreements between reviews: the list of those that wait, and the page where an adjudicator decides one."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.errors import NotFound, VerifyError
from verify.core.permissions import Action
from verify.core.vocabulary import REASONS_OF, ReasonCode, Verdict
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import adjudications as queries
from verify.queries import drafts as drafts_kept
from verify.queries import reviews
from verify.queries.adjudications import Dispute, OpenPair
from verify.queries.paging import Page
from verify.queries.reviews import ClaimDetail
from verify.services import adjudications, drafts
from verify.web.claim_pages import SAID, Choices, TypedJudgement, typed_judgement
from verify.web.forms import version_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/adjudications")
Reading = Annotated[Visit, reading(Action.ADJUDICATE)]
Adjudicating = Annotated[Visit, writing(Action.ADJUDICATE)]


@dataclass(frozen=True, slots=True)
class AdjudicationsPage:
    """What `adjudications/list.html` shows; `me` is the visitor, who does not decide where they gave a review."""

    waiting: Page[OpenPair]
    count: int
    me: int | None


@dataclass(frozen=True, slots=True)
class DisputePage:
    """What `adjudications/detail.html` shows: both sides, and the form with what was typed. `is_mine`: not for the visitor."""

    claim: ClaimDetail
    dispute: Dispute
    is_mine: bool
    judgement: TypedJudgement = field(default_factory=TypedJudgement)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    verdicts: Mapping[Verdict, Sequence[ReasonCode]] = field(default_factory=lambda: REASONS_OF)
    said_words: Choices = SAID


@router.get("")
def waiting(request: Request, visit: Reading, cursor: str | None = None) -> Response:
    """Disagreements that wait for an adjudicator."""
    found, count = queries.queue(visit.session, cursor=cursor), queries.waiting(visit.session)
    page = AdjudicationsPage(found, count, visit.actor.user_id)
    return render(request, "adjudications/list.html", page, fragment="waiting_list")


@router.get("/{claim_id}")
def show(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """Both reviews of a claim side by side, with their evidence."""
    return render(request, "adjudications/detail.html", _page(visit, claim_id), fragment="adjudication_form")


@router.post("/{claim_id}")
def adjudicate(
    request: Request,
    claim_id: RowId,
    visit: Adjudicating,
    typed: Annotated[TypedJudgement, Depends(typed_judgement)],
    row_version: Annotated[str, Form()] = "",
) -> Response:
    """Decide, or show the form again with what is missing."""
    try:
        decided = adjudications.adjudicate(
            visit.session,
            actor=visit.actor,
            claim_id=claim_id,
            judgement=typed.judged(),
            row_version=version_of(row_version),
            now=visit.now,
        )
    except VerifyError as error:
        return _refused(request, visit, claim_id, error, typed)
    return see_other(
        request, "/adjudications", f"Decided: {decided.verdict}. Both reviewers see it on the claim's page."
    )


def _page(visit: Visit, claim_id: int) -> DisputePage:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    dispute = queries.the_dispute(visit.session, claim_id)
    return DisputePage(claim, dispute, any(side.who_id == visit.actor.user_id for side in dispute.sides))


def _refused(request: Request, visit: Visit, claim_id: int, error: VerifyError, typed: TypedJudgement) -> Response:
    visit.session.rollback()
    if isinstance(error, NotFound):
        return _too_late(request, visit, claim_id, typed, error)
    page = replace(_page(visit, claim_id), judgement=typed)
    if error.field in ("verdict", "reason_code", "said", "rationale", "searched"):
        page = replace(page, errors={error.field: error.message})
    else:
        page = replace(page, problem=error.message)
    template = "adjudications/detail.html"
    return render(request, template, page, fragment="adjudication_form", status=status_of(error))


def _too_late(request: Request, visit: Visit, claim_id: int, typed: TypedJudgement, error: NotFound) -> Response:
    """Somebody else decided it meanwhile: on to the claim, where what was typed is kept beside what stands."""
    if reviews.the_claim(visit.session, claim_id, now=visit.now).verdict is None:
        raise error
    kept = drafts_kept.of_claim(visit.session, claim_id, user_id=visit.actor.user_id).typed
    fields = {**kept, **{name: text for name, text in asdict(typed).items() if text}}
    with suppress(VerifyError):  # a text too long even for a draft
        drafts.save(visit.session, actor=visit.actor, claim_id=claim_id, typed=fields, revision=None, now=visit.now)
    said = "Another adjudicator decided this claim meanwhile. What you wrote is kept here as your draft."
    return see_other(request, f"/claims/{claim_id}", said, "info")
