"""What a person was told: the list, reading one or all of it, and what comes by mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, Response

from verify.core.notifications import KINDS
from verify.core.permissions import Action
from verify.core.vocabulary import NoticeKind
from verify.deps import Routes, RowId, Visit
from verify.queries import mails as mail_queries
from verify.queries import notifications as queries
from verify.queries.notifications import NotificationLine
from verify.services import mails, notifications
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
    by_mail: Sequence[tuple[NoticeKind, str, bool]]
    """Every kind in words, and whether the person wants it by mail."""
    mails_go: bool
    problem: str | None
    """Why the last mail to them was not sent."""


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """What the person was told, what they have not read first."""
    user_id = visit.actor.user_id or 0
    found = queries.of_person(visit.session, user_id, cursor=cursor)
    wanted = mail_queries.wanted(visit.session, [user_id])[user_id]
    by_mail = [(kind, words, kind in wanted) for kind, words in KINDS.items()]
    problem = mail_queries.last_problem(visit.session, user_id)
    page = NotificationsPage(
        found.rows, _url(found.newer), _url(found.older), by_mail, visit.settings.may_mail, problem
    )
    return render(request, "notifications/list.html", page)


@router.post("/mail")
def choose(request: Request, visit: Mine, kinds: Annotated[list[NoticeKind] | None, Form()] = None) -> Response:
    """Have these kinds sent by mail, and no others."""
    mails.choose(visit.session, actor=visit.actor, kinds=kinds or [], now=visit.now)
    return see_other(request, "/notifications", "This is what comes by mail now.")


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
