"""Telling people what others did that concerns them, once each; nobody is told of what they did themselves.

Nothing is told that the person's pages would hide. What a reviewer says of a claim that two people judge apart is read by others
once the claim is decided, so whom it names is told then (`tell_mentioned`), not when it is written.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, Update, insert, update
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.notifications import Notice
from verify.core.permissions import SYSTEM, Action, Actor, require_person
from verify.core.vocabulary import BulkAct, JobKind, NoticeKind
from verify.models import Job, Notification
from verify.queries import notifications as queries
from verify.queries.notifications import NotificationLine
from verify.services import mails

NOTIFICATIONS = cast(Table, Notification.__table__)
TOLD_JOBS = (JobKind.INGEST, JobKind.EXPORT, JobKind.BULK, JobKind.LOG_CHECK)
"""Jobs whose end is told to who began them; what else there is shows where it was begun."""


def tell(session: Session, *, actor: Actor, to: Collection[int], notice: Notice, now: datetime) -> None:
    """Tell these people, but for the actor, what the actor did."""
    people = sorted({*to} - {actor.user_id})
    row: dict[str, Any] = {name: getattr(notice, name) for name in ("kind", "claim_id", "subject_id", "number")}
    row |= {"by_id": actor.user_id, "at": now, "unread": 1}
    if not people:
        return
    made = insert(NOTIFICATIONS).returning(NOTIFICATIONS.c.user_id, NOTIFICATIONS.c.id)
    told = session.execute(made, [{"user_id": user_id, **row} for user_id in people])
    notices = {told_one.user_id: told_one.id for told_one in told}
    mails.queue_notices(session, kind=notice.kind, notices=notices, now=now)


def tell_mentioned(session: Session, *, claim_id: int, now: datetime) -> None:
    """Tell those whom comments on the claim name and who were not told yet, as far as others may read these comments now."""
    for comment_id, author_id, user_ids in queries.untold_mentions(session, claim_id):
        author = Actor(author_id, "", frozenset())
        notice = Notice(NoticeKind.MENTIONED, claim_id, comment_id)
        tell(session, actor=author, to=user_ids, notice=notice, now=now)


def tell_rechecked(
    session: Session, *, actor: Actor, claim_ids: Sequence[int], now: datetime, job_id: int | None = None
) -> None:
    """Tell everybody whose verdicts stand on these claims that they are to be looked at again: one notice a person."""
    for user_id, theirs in queries.deciders(session, claim_ids).items():
        one = theirs[0] if len(theirs) == 1 else None
        notice = Notice(NoticeKind.RECHECKED, one, None if one else job_id, len(theirs))
        tell(session, actor=actor, to=[user_id], notice=notice, now=now)


def tell_of_job(session: Session, *, job_id: int, now: datetime) -> None:
    """Tell who began a job that it is over, and others what it did to claims that concern them. For the job's last transaction."""
    job = session.get_one(Job, job_id)
    alone = job.kind is JobKind.INGEST and job.total == 1 and not job.failed
    if job.created_by_id is not None and job.kind in TOLD_JOBS and not alone:
        tell(session, actor=SYSTEM, to=[job.created_by_id], notice=Notice(NoticeKind.JOB_ENDED, None, job_id), now=now)
    done = queries.bulk_done(session, job_id) if job.kind is JobKind.BULK else None
    if done is None or not done.claim_ids:
        return
    actor = Actor(job.created_by_id, "", frozenset())
    if done.act is BulkAct.RECHECK:
        tell_rechecked(session, actor=actor, claim_ids=done.claim_ids, now=now, job_id=job_id)
    elif done.act is BulkAct.ASSIGN and done.assignee_id is not None:
        one = done.claim_ids[0] if len(done.claim_ids) == 1 else None
        notice = Notice(NoticeKind.ASSIGNED, one, job_id, len(done.claim_ids))
        tell(session, actor=actor, to=[done.assignee_id], notice=notice, now=now)


def mark_read(session: Session, *, actor: Actor, notification_id: int, now: datetime) -> NotificationLine:
    """Note that the actor has read one of their notices, and give it as it was. `NotFound` where it is none of theirs."""
    user_id = require_person(actor, Action.READ)
    line = queries.one(session, user_id, notification_id)
    if line is None:
        raise NotFound("There is no such notification of yours.")
    session.execute(_read(user_id, now).where(NOTIFICATIONS.c.id == notification_id))
    return line


def mark_all_read(session: Session, *, actor: Actor, now: datetime) -> int:
    """Note that the actor has read all that they were told; how many were unread."""
    read = session.execute(_read(require_person(actor, Action.READ), now).returning(NOTIFICATIONS.c.id))
    return len(read.all())


def _read(user_id: int, now: datetime) -> Update:
    mine = update(NOTIFICATIONS).where(NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.unread == 1)
    return mine.values(unread=0, read_at=now)
