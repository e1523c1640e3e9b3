"""Searches for evidence that found nothing."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.queries import reviews
from verify.queries import searches as queries
from verify.services import searches
from verify.services.searches import SearchDraft

router = Routes(tags=["evidence"])
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


class SearchIn(Sent):
    """What was looked for, where, and on which day; today where no day is given."""

    query: str
    place: str
    searched_on: date | None = None


class SearchOut(BaseModel):
    """A search without result."""

    id: int
    query: str
    place: str
    searched_on: date
    made_by: str | None
    made_at: datetime


@router.get("/claims/{claim_id}/searches")
def list_searches(claim_id: RowId, visit: Annotated[Visit, reading()]) -> list[SearchOut]:
    """Where people looked for evidence on a claim and found nothing, the last 200."""
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    return _all(visit, claim_id)


@router.post("/claims/{claim_id}/searches", status_code=201)
def add(claim_id: RowId, visit: Attaching, asked: SearchIn) -> SearchOut:
    """Note a search that found nothing."""
    draft = SearchDraft(asked.query, asked.place, asked.searched_on)
    made = searches.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    return next(search for search in _all(visit, claim_id) if search.id == made)


@router.post("/searches/{search_id}/withdraw", status_code=204)
def withdraw(search_id: RowId, visit: Attaching) -> Response:
    """Take a noted search back."""
    searches.withdraw(visit.session, actor=visit.actor, search_id=search_id, now=visit.now)
    return Response(status_code=204)


def _all(visit: Visit, claim_id: int) -> list[SearchOut]:
    found = queries.of_claim(visit.session, claim_id, reader_id=visit.actor.user_id)
    return [SearchOut.model_validate(search, from_attributes=True) for search in found]
