"""The list of evidence whose page or article changed since it was captured."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.deps import Routes, Visit
from verify.queries import changed_evidence as queries
from verify.queries.changed_evidence import ChangedLine
from verify.queries.paging import Page
from verify.web.templating import render
from verify.web.visits import reading

router = Routes()


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """What `evidence/changed.html` shows."""

    lines: Page[ChangedLine]
    may_send: bool


@router.get("/evidence/changed")
def changed(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """Evidence that is no longer as it was captured, what was found last first."""
    lines = queries.changed(visit.session, reader_id=visit.actor.user_id, cursor=cursor)
    page = ChangedPage(lines, visit.actor.can(Action.RECHECK))
    return render(request, "evidence/changed.html", page, fragment="changed_list")
