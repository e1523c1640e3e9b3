"""The log's page: every change, under filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request, Response

from verify.core.audit import SUBJECTS, LogFilters
from verify.core.errors import Malformed
from verify.core.permissions import Action
from verify.deps import Routes, Visit
from verify.queries import accounts as people
from verify.queries import audit
from verify.queries.accounts import Person
from verify.queries.audit import CheckLine, LogEntry
from verify.services import log_checks
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/log")
FILTERS = ("who", "about", "first", "last")
LINKS = {
    "claim": "/claims",
    "article": "/articles",
    "outlet": "/outlets",
    "job": "/jobs",
    "export": "/exports",
    "fact_check_import": "/fact-checks/imports",
    "user": "/team/people",
}
"""Where the things that an event can be about have a page of their own."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """What `audit/list.html` shows; `links` are the folders of the subjects that have pages which the visitor may open."""

    entries: Sequence[LogEntry]
    newer_url: str | None
    older_url: str | None
    people: Sequence[Person]
    subjects: Mapping[str, str]
    links: Mapping[str, str]
    typed: Mapping[str, str]
    is_filtered: bool
    last_check: CheckLine | None
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading(Action.READ_LOG)], cursor: str | None = None) -> Response:
    """The log, newest first."""
    typed = {name: request.query_params.get(name, "") for name in FILTERS}
    try:
        page = _page(visit, LogFilters.parsed(typed), typed, cursor)
    except Malformed as error:
        if error.field not in FILTERS:
            raise
        page = _page(visit, LogFilters(), typed, None, {error.field: error.message})
    return render(request, "audit/list.html", page, status=422 if page.errors else 200)


@router.post("/check")
def check(request: Request, visit: Annotated[Visit, writing(Action.MANAGE_JOBS)]) -> Response:
    """Have the whole log checked, and show how far that is."""
    return see_other(request, f"/jobs/{log_checks.begin(visit.session, actor=visit.actor, now=visit.now)}")


def _page(
    visit: Visit,
    filters: LogFilters,
    typed: Mapping[str, str],
    cursor: str | None,
    errors: Mapping[str, str] | None = None,
) -> LogPage:
    found = audit.entries(visit.session, filters, reader_id=visit.actor.user_id, cursor=cursor)
    kept = filters.params()
    may_open = visit.actor.can(Action.MANAGE_PEOPLE)
    return LogPage(
        entries=found.rows,
        newer_url=f"/log?{urlencode({**kept, 'cursor': found.newer})}" if found.newer else None,
        older_url=f"/log?{urlencode({**kept, 'cursor': found.older})}" if found.older else None,
        people=people.people(visit.session),
        subjects=SUBJECTS,
        links={name: path for name, path in LINKS.items() if name != "user" or may_open},
        typed=typed,
        is_filtered=bool(kept),
        last_check=audit.last_check(visit.session),
        errors=errors or {},
    )
