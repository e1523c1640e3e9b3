"""Keeping a list of claims under a name, for oneself or for everybody on the desk."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.errors import Conflict, Forbidden, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require, require_person
from verify.core.typed_text import typed
from verify.models import SavedView
from verify.services import audit

LONGEST_NAME = 60
MOST = 50
"""Views of one person: the list beside the queue is for a glance."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a view is called, and whether everybody sees it."""

    name: str
    is_shared: bool


def save(session: Session, *, actor: Actor, naming: Naming, filters: ClaimFilters, now: datetime) -> SavedView:
    """Keep these filters under a name. `Conflict` where the person has a view of that name."""
    owner = require_person(actor, Action.READ)
    _may_share(actor, naming)
    if (session.scalar(select(func.count()).where(SavedView.owner_id == owner)) or 0) >= MOST:
        raise RuleRefused(f"You have {MOST} views, which is the most. Delete one first.")
    name = _free_name(session, owner, naming.name, other_than=None)
    view = SavedView(
        owner_id=owner,
        name=name,
        name_key=name.casefold(),
        filters=urlencode(filters.params()),
        is_shared=naming.is_shared,
        made_at=now,
    )
    session.add(view)
    session.flush()  # the log needs its id
    _log(session, actor, "view.saved", view, now)
    return view


def change(session: Session, *, actor: Actor, view_id: int, naming: Naming, now: datetime) -> SavedView:
    """Give one's own view another name, share it or keep it to oneself."""
    view = _own(session, actor, view_id)
    _may_share(actor, naming)
    view.name = _free_name(session, view.owner_id, naming.name, other_than=view_id)
    view.name_key, view.is_shared = view.name.casefold(), naming.is_shared
    session.flush()
    _log(session, actor, "view.changed", view, now)
    return view


def delete(session: Session, *, actor: Actor, view_id: int, now: datetime) -> str:
    """Delete one's own view; its name. The claims in it stay as they are."""
    view = _own(session, actor, view_id)
    _log(session, actor, "view.deleted", view, now)
    session.delete(view)
    session.flush()
    return view.name


def _own(session: Session, actor: Actor, view_id: int) -> SavedView:
    owner = require_person(actor, Action.READ)
    view = session.get(SavedView, view_id)
    if view is None or (view.owner_id != owner and not view.is_shared):
        raise NotFound("There is no such view. It may have been deleted.")
    if view.owner_id != owner:
        raise Forbidden("This view is somebody else's. Save it under a name of your own to change it.")
    return view


def _may_share(actor: Actor, naming: Naming) -> None:
    if naming.is_shared:
        require(actor, Action.ARRANGE)


def _free_name(session: Session, owner: int, text: str, *, other_than: int | None) -> str:
    name = " ".join(typed(text, field="name", name="The name", longest=LONGEST_NAME, required=True).split())
    taken = select(SavedView.id).where(SavedView.owner_id == owner, SavedView.name_key == name.casefold())
    if session.scalar(taken) not in (None, other_than):
        raise Conflict(f"You have a view called “{name}”. Choose another name.", field="name")
    return name


def _log(session: Session, actor: Actor, action: str, view: SavedView, now: datetime) -> None:
    after = {"name": view.name, "filters": view.filters, "is_shared": view.is_shared}
    audit.record(session, actor=actor, action=action, subject=("saved_view", view.id), after=after, now=now)
