"""What a person was told: the list, reading one or all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.queries import notifications as queries
from verify.queries.notifications import NotificationLine
from verify.services import notifications
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/notifications")
Mine = Annotated[Visit, writing(Action.READ)]


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """What `notifications/list.html` shows."""

    lines: Sequence[NotificationLine]
    newer_url: str | None
    older_url: str | None


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """What the person was told, what they have not read first."""
    found = queries.of_person(visit.session, visit.actor.user_id or 0, cursor=cursor)
    page = NotificationsPage(found.rows, _url(found.newer), _url(found.older))
    return render(request, "notifications/list.html", page)


@router.post("/read")
def read_all(request: Request, visit: Mine) -> Response:
    """Have everything read."""
    number = notifications.mark_all_read(visit.session, actor=visit.actor, now=visit.now)
    return see_other(request, "/notifications", "All is read." if number else "There was nothing unread.")


@router.post("/{notification_id}/read")
def read(request: Request, notification_id: RowId, visit: Mine) -> Response:
    """Have one read, and stay."""
    notifications.mark_read(visit.session, actor=visit.actor, notification_id=notification_id, now=visit.now)
    return see_other(request, "/notifications")


@router.post("/{notification_id}/open")
def follow(request: Request, notification_id: RowId, visit: Mine) -> Response:
    """Have one read, and go to what it is about."""
    line = notifications.mark_read(visit.session, actor=visit.actor, notification_id=notification_id, now=visit.now)
    return see_other(request, line.told.path)


def _url(cursor: str | None) -> str | None:
    return f"/notifications?{urlencode({'cursor': cursor})}" if cursor else None
