"""Lists of claims under a name: saved from the list, renamed, shared and deleted on a page of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Form, Request, Response

from verify.core.claims import ClaimFilters
from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import claims
from verify.queries import saved_views as queries
from verify.queries.claims import Count
from verify.queries.saved_views import Saved
from verify.services import saved_views
from verify.services.saved_views import Naming
from verify.web.filters import home
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/views")
Writing = Annotated[Visit, writing(Action.READ)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A view with the address of its list and how many claims are in it now."""

    saved: Saved
    url: str
    count: Count | None


@dataclass(frozen=True, slots=True)
class ViewsPage:
    """What `saved_views/list.html` shows; `problem` is why a change was refused."""

    views: Sequence[ViewLine]
    may_share: bool
    problem: str = ""


@router.get("")
def list_views(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """One's own views and those that others share."""
    return render(request, "saved_views/list.html", _page(visit))


@router.post("")
def save(request: Request, visit: Writing, name: Typed = "", filters: Typed = "", shared: Typed = "") -> Response:
    """Keep the list under a name."""
    wanted = ClaimFilters.parsed(dict(parse_qsl(filters)))
    try:
        naming = Naming(name, shared == "yes")
        view = saved_views.save(visit.session, actor=visit.actor, naming=naming, filters=wanted, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, error)
    return see_other(request, home(wanted), f"The view “{view.name}” is saved.")


@router.post("/{view_id}")
def change(request: Request, view_id: RowId, visit: Writing, name: Typed = "", shared: Typed = "") -> Response:
    """Rename a view, share it or keep it to oneself."""
    try:
        naming = Naming(name, shared == "yes")
        view = saved_views.change(visit.session, actor=visit.actor, view_id=view_id, naming=naming, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, error)
    return see_other(request, "/views", f"The view “{view.name}” is changed.")


@router.post("/{view_id}/delete")
def delete(request: Request, view_id: RowId, visit: Writing) -> Response:
    """Delete a view; its claims stay as they are."""
    name = saved_views.delete(visit.session, actor=visit.actor, view_id=view_id, now=visit.now)
    return see_other(request, "/views", f"The view “{name}” is deleted. Its claims are as they were.")


def _refused(request: Request, visit: Visit, error: VerifyError) -> Response:
    visit.session.rollback()
    return render(request, "saved_views/list.html", _page(visit, error.message), status=status_of(error))


def _page(visit: Visit, problem: str = "") -> ViewsPage:
    lines = [_line(visit, saved) for saved in queries.seen_by(visit.session, visit.actor.user_id)]
    return ViewsPage(lines, visit.actor.can(Action.ARRANGE), problem)


def _line(visit: Visit, saved: Saved) -> ViewLine:
    if saved.filters is None:
        return ViewLine(saved, "", None)
    return ViewLine(saved, home(saved.filters), claims.count(visit.session, saved.filters, now=visit.now))
