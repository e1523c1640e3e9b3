"""Marking something as retracted: first what leans on it, then the mark; what is marked, and taking that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.retractions import Notice, Target
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import rechecks as batches
from verify.queries import retractions as queries
from verify.queries.blindness import evidence_shown
from verify.queries.paging import Page
from verify.queries.rechecks import BatchLine
from verify.queries.retractions import Leaned, RetractionLine
from verify.services import retractions
from verify.web.forms import day_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
FORM = "retractions/form.html"
SHOWN = 200
"""So many of the verdicts that lean on something are listed before it is marked; all of them are counted."""
Looking = Annotated[Visit, reading(Action.RECHECK)]
Marking = Annotated[Visit, writing(Action.RECHECK)]


@dataclass(frozen=True, slots=True)
class TypedNotice:
    """The form as it was typed."""

    day: str = ""
    note: str = ""
    url: str = ""

    def notice(self) -> Notice:
        """The notice in the desk's words; `Malformed` where the day is none."""
        return Notice(day_of(self.day, field="day"), self.note, self.url)


@dataclass(frozen=True, slots=True)
class RetractPage:
    """What `retractions/form.html` shows: the first verdicts that lean on it of `number`, or the mark that stands."""

    target: Target
    path: str
    leaned: Sequence[Leaned]
    number: int
    standing: RetractionLine | None
    typed: TypedNotice
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RetractionsPage:
    """What `retractions/list.html` shows."""

    retractions: Page[RetractionLine]


@dataclass(frozen=True, slots=True)
class RetractionPage:
    """What `retractions/detail.html` shows; `batch` is None where no verdict leaned on it."""

    retraction: RetractionLine
    batch: BatchLine | None
    may_undo: bool


def typed_notice(
    day: Annotated[str, Form()] = "", note: Annotated[str, Form()] = "", url: Annotated[str, Form()] = ""
) -> TypedNotice:
    """Dependency: the form of this request."""
    return TypedNotice(day, note, url)


Typed = Annotated[TypedNotice, Depends(typed_notice)]


@router.get("/articles/{article_id}/retract")
def ask_about_article(request: Request, article_id: RowId, visit: Looking) -> Response:
    """What leans on an article, before it is marked as retracted."""
    target = queries.target_of_article(visit.session, article_id)
    return render(request, FORM, _page(visit, request, target), fragment="retract_form")


@router.post("/articles/{article_id}/retract")
def retract_article(request: Request, article_id: RowId, visit: Marking, typed: Typed) -> Response:
    """Mark an article as retracted."""
    return _retract(request, visit, queries.target_of_article(visit.session, article_id), typed)


@router.get("/evidence/{evidence_id}/retract")
def ask_about_evidence(request: Request, evidence_id: RowId, visit: Looking) -> Response:
    """What leans on an item of evidence, or on the page or article that it is of."""
    target = queries.target_of_evidence(visit.session, evidence_id, shown=evidence_shown(visit.actor.user_id))
    return render(request, FORM, _page(visit, request, target), fragment="retract_form")


@router.post("/evidence/{evidence_id}/retract")
def retract_evidence(request: Request, evidence_id: RowId, visit: Marking, typed: Typed) -> Response:
    """Mark an item of evidence, with the page or article that it is of, as retracted."""
    target = queries.target_of_evidence(visit.session, evidence_id, shown=evidence_shown(visit.actor.user_id))
    return _retract(request, visit, target, typed)


@router.get("/retractions")
def list_retractions(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """What was marked as retracted."""
    page = RetractionsPage(queries.newest(visit.session, cursor=cursor))
    return render(request, "retractions/list.html", page, fragment="retraction_list")


@router.get("/retractions/{retraction_id}")
def show(request: Request, retraction_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """One retraction: the notice, and how far the verdicts that leaned on it are."""
    found = queries.the_retraction(visit.session, retraction_id)
    batch = batches.the_batch(visit.session, found.batch_id) if found.batch_id else None
    page = RetractionPage(found, batch, found.undone_at is None and visit.actor.can(Action.RECHECK))
    return render(request, "retractions/detail.html", page)


@router.post("/retractions/{retraction_id}/undo")
def undo(request: Request, retraction_id: RowId, visit: Marking) -> Response:
    """Take a retraction back."""
    back = retractions.undo(visit.session, actor=visit.actor, retraction_id=retraction_id, now=visit.now)
    number = len(back.restored)
    stand = f", and {number:,} {'verdict stands' if number == 1 else 'verdicts stand'} as before" if number else ""
    return see_other(request, f"/retractions/{retraction_id}", f"It counts again{stand}.")


def _retract(request: Request, visit: Visit, target: Target, typed: TypedNotice) -> Response:
    try:
        made = retractions.retract(
            visit.session, actor=visit.actor, target=target, notice=typed.notice(), now=visit.now
        )
    except VerifyError as error:
        visit.session.rollback()
        page = _page(visit, request, target, typed, {error.field or "day": error.message})
        return render(request, FORM, page, fragment="retract_form", status=status_of(error))
    return see_other(request, f"/retractions/{made}", "It is marked as retracted, and counts for no verdict any more.")


def _page(
    visit: Visit,
    request: Request,
    target: Target,
    typed: TypedNotice | None = None,
    errors: Mapping[str, str] | None = None,
) -> RetractPage:
    leaned = queries.leaned(visit.session, target)
    standing = queries.standing_of(visit.session, target)
    typed = typed or TypedNotice(visit.now.date().isoformat())
    return RetractPage(target, request.url.path, leaned[:SHOWN], len(leaned), standing, typed, errors or {})
