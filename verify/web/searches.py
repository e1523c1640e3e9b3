"""Searches that found nothing, on the claim page: noted and taken back."""

from datetime import date
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.services import searches
from verify.services.searches import SearchDraft
from verify.web.drafts import Work, keep_along, refused_along
from verify.web.evidence import done
from verify.web.visits import writing

router = Routes()
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
Typed = Annotated[str, Form()]


@router.post("/claims/{claim_id}/searches")
def add(
    request: Request,
    claim_id: RowId,
    visit: Attaching,
    typed: Work,
    search_query: Typed = "",
    search_place: Typed = "",
    search_day: Typed = "",
) -> Response:
    """Note a search that found nothing, or show the page again with the reason."""
    try:
        draft = SearchDraft(search_query, search_place, _day(search_day))
        searches.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "evidence"))
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "Noted where you looked.")


@router.post("/searches/{search_id}/withdraw")
def withdraw(request: Request, search_id: RowId, visit: Attaching, typed: Work) -> Response:
    """Take a noted search back."""
    claim_id = searches.withdraw(visit.session, actor=visit.actor, search_id=search_id, now=visit.now)
    keep_along(visit, claim_id, typed)
    return done(request, visit, claim_id, "The search is taken back.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Malformed("Give the day as year-month-day, such as 2026-11-22.", field="search_day") from None
