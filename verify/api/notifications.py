"""What the token's owner was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel

from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import NoticeKind
from verify.deps import Routes, RowId, Visit
from verify.queries import notifications as queries
from verify.queries.notifications import NotificationLine
from verify.services import notifications

router = Routes(tags=["notifications"])
Mine = Annotated[Visit, writing(Action.READ)]


class NotificationOut(BaseModel):
    """One thing that the person is told; `path` is the page that it is about, `number` how many claims."""

    id: int
    kind: NoticeKind
    words: str
    who: str | None
    claim_id: int | None
    number: int
    path: str
    at: datetime
    is_unread: bool


class NotificationsOut(BaseModel):
    """What the person was told, unread first; `unread` is counted up to 100, `next` the cursor of what follows."""

    notifications: Sequence[NotificationOut]
    unread: int
    next: str | None


class ReadOut(BaseModel):
    """How many were unread until now."""

    read: int


@router.get("/notifications")
def show(visit: Annotated[Visit, reading()], cursor: str | None = None) -> NotificationsOut:
    """What the token's owner was told, what they have not read first."""
    owner = visit.actor.user_id or 0
    found = queries.of_person(visit.session, owner, cursor=cursor)
    rows = [_out(line) for line in found.rows]
    return NotificationsOut(notifications=rows, unread=queries.unread(visit.session, owner), next=found.older)


@router.post("/notifications/read")
def read_all(visit: Mine) -> ReadOut:
    """Have everything read."""
    return ReadOut(read=notifications.mark_all_read(visit.session, actor=visit.actor, now=visit.now))


@router.post("/notifications/{notification_id}/read")
def read(notification_id: RowId, visit: Mine) -> ReadOut:
    """Have one read. 404 where it is not the token's owner's."""
    line = notifications.mark_read(visit.session, actor=visit.actor, notification_id=notification_id, now=visit.now)
    return ReadOut(read=int(line.is_unread))


def _out(line: NotificationLine) -> NotificationOut:
    told, notice = line.told, line.told.notice
    return NotificationOut(
        id=line.id,
        kind=notice.kind,
        words=told.words,
        who=told.who,
        claim_id=notice.claim_id,
        number=notice.number,
        path=told.path,
        at=line.at,
        is_unread=line.is_unread,
    )
