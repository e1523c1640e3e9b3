"""My decisions: what the visitor decided, and how it ended."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.deps import Routes, Visit
from verify.queries import decisions
from verify.queries.decisions import Agreed, OwnDecision
from verify.queries.paging import Page
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/decisions")


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """What `decisions/list.html` shows."""

    decisions: Page[OwnDecision]
    agreed: Agreed


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """The visitor's own reviews, newest first."""
    user_id = visit.actor.user_id or 0
    found = decisions.own(visit.session, user_id, cursor=cursor)
    page = DecisionsPage(found, decisions.agreed(visit.session, user_id))
    return render(request, "decisions/list.html", page)
