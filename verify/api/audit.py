"""The log: every change, newest first."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel

from verify.api.visits import reading
from verify.core.audit import LogFilters
from verify.core.permissions import Action
from verify.deps import Routes, RowNumber, Visit
from verify.queries import audit

router = Routes(tags=["log"])


class ChangeOut(BaseModel):
    """One value that an event changed; null on a side where there was none."""

    name: str
    before: str | None
    after: str | None


class EventOut(BaseModel):
    """Who did what to what, and what that changed."""

    at: datetime
    who: str
    words: str
    subject_type: str
    subject_id: int
    changes: Sequence[ChangeOut]
    request_id: str


class LogOut(BaseModel):
    """Some events, the newest first; `next` is the cursor of the ones before them, null at the end."""

    events: Sequence[EventOut]
    next: str | None


@router.get("/log")
def show(
    visit: Annotated[Visit, reading(Action.READ_LOG)],
    who: RowNumber | None = None,
    about: str = "",
    first: date | None = None,
    last: date | None = None,
    cursor: str | None = None,
) -> LogOut:
    """Every change of the desk, of a person, about a kind of thing (`claim`) or one thing (`claim 12`), on some days."""
    asked = {"who": str(who or ""), "about": about, "first": str(first or ""), "last": str(last or "")}
    found = audit.entries(visit.session, LogFilters.parsed(asked), reader_id=visit.actor.user_id, cursor=cursor)
    rows = [EventOut.model_validate(row, from_attributes=True) for row in found.rows]
    return LogOut(events=rows, next=found.older)
