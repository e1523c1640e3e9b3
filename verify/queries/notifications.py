"""What people were told, and whom something concerns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, Table, and_, bindparam, exists, func, select, union
from sqlalchemy.orm import Session, aliased

from verify.core.notifications import Notice, Told
from verify.core.vocabulary import BulkAct, BulkState, NoticeKind
from verify.models import (
    BulkAction,
    BulkClaim,
    Claim,
    Comment,
    CommentMention,
    Job,
    Notification,
    Review,
    ReviewPair,
    UndoneVerdict,
    User,
    VerdictEntry,
)
from verify.queries.blindness import comments_shown
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
COUNTED = 100
"""So many unread ones are counted; the header says 99+ from there on."""
AT_ONCE = 500
NOTES = cast(Table, Notification.__table__).c
_BY = aliased(User)
_OF_COMMENTS = NOTES.kind.in_((NoticeKind.MENTIONED, NoticeKind.COMMENTED))


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """A notice as its list shows it. `was_taken_back`: the comment that it is about is gone."""

    id: int
    told: Told
    at: datetime
    is_unread: bool
    statement: str | None
    was_taken_back: bool


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What a job did to claims."""

    act: BulkAct
    assignee_id: int | None
    claim_ids: Sequence[int]


_LINES = (
    select(
        *(NOTES[name] for name in ("id", "kind", "claim_id", "subject_id", "number", "at", "unread")),
        _BY.name.label("who"),
        Claim.statement,
        Claim.verdict,
        Comment.withdrawn_at,
        Job.title,
        Job.failed,
        Job.message,
    )
    .select_from(Notification)
    .outerjoin(_BY, _BY.id == NOTES.by_id)
    .outerjoin(Claim, Claim.id == NOTES.claim_id)
    .outerjoin(Comment, and_(_OF_COMMENTS, Comment.id == NOTES.subject_id))
    .outerjoin(Job, and_(NOTES.kind == NoticeKind.JOB_ENDED, Job.id == NOTES.subject_id))
)
_MINE = _LINES.where(NOTES.user_id == bindparam("reader", type_=Integer))


def of_person(
    session: Session, user_id: int, *, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[NotificationLine]:
    """What the person was told: what they have not read first, the newest first of each."""
    found = fetch(session, _MINE, keys=[NOTES.unread, NOTES.id], cursor=cursor, limit=limit, values={"reader": user_id})
    return Page([_line(row) for row in found.rows], found.newer, found.older)


def one(session: Session, user_id: int, notification_id: int) -> NotificationLine | None:
    """One of the person's notices."""
    row = session.execute(_MINE.where(NOTES.id == notification_id), {"reader": user_id}).first()
    return _line(row) if row else None


def unread_of(user_id: ColumnElement[Any]) -> Select[int]:
    """How many unread notices a person of an enclosing query has, at most `COUNTED`: a scalar for its columns."""
    mine = select(NOTES.id).where(NOTES.user_id == user_id, NOTES.unread == 1).limit(COUNTED)
    return select(func.count()).select_from(mine.correlate(user_id.table).subquery())


def unread(session: Session, user_id: int) -> int:
    """How many unread notices the person has, at most `COUNTED`."""
    mine = select(NOTES.id).where(NOTES.user_id == user_id, NOTES.unread == 1).limit(COUNTED)
    return session.scalar(select(func.count()).select_from(mine.subquery())) or 0


def untold_mentions(session: Session, claim_id: int) -> Sequence[tuple[int, int, Sequence[int]]]:
    """Comments on the claim that everybody may read now, with their authors, and whom they name who were not told yet."""
    told = exists().where(
        NOTES.kind == NoticeKind.MENTIONED,
        NOTES.user_id == CommentMention.user_id,
        NOTES.subject_id == Comment.id,
    )
    rows = session.execute(
        select(Comment.id, Comment.author_id, CommentMention.user_id)
        .join(CommentMention, CommentMention.comment_id == Comment.id)
        .where(Comment.claim_id == claim_id, Comment.withdrawn_at.is_(None), comments_shown(None), ~told)
        .order_by(Comment.id)
    )
    grouped = groupby(rows, key=lambda row: (row[0], row[1]))
    return [(comment_id, author_id, [row[2] for row in found]) for (comment_id, author_id), found in grouped]


def deciders(session: Session, claim_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Whose verdicts stand on these claims, by person; both reviewers' where two agreed."""
    theirs = defaultdict[int, list[int]](list)
    for start in range(0, len(claim_ids), AT_ONCE):
        for row in session.execute(_deciding(claim_ids[start : start + AT_ONCE])):
            theirs[row.reviewer_id].append(row.claim_id)
    return theirs


def bulk_done(session: Session, job_id: int) -> BulkDone | None:
    """What a job's bulk action did, as far as it was done; None for a job without one."""
    action = session.scalars(select(BulkAction).where(BulkAction.job_id == job_id)).first()
    if action is None:
        return None
    done = select(BulkClaim.claim_id, BulkClaim.before).where(
        BulkClaim.action_id == action.id, BulkClaim.state == BulkState.DONE
    )
    assignee_id = int(action.argument) if action.act is BulkAct.ASSIGN and action.argument else None
    rows = session.execute(done.order_by(BulkClaim.claim_id))
    changed = [row.claim_id for row in rows if assignee_id is None or (row.before or {}).get("to") != assignee_id]
    return BulkDone(action.act, assignee_id, changed)


def _deciding(claim_ids: Sequence[int]) -> Select[Any]:
    """Reviewer and claim of each review that the standing verdicts rest on."""
    undone = exists().where(UndoneVerdict.entry_id == VerdictEntry.id)
    newest = (
        select(func.max(VerdictEntry.id))
        .where(VerdictEntry.claim_id.in_(claim_ids), ~undone)
        .group_by(VerdictEntry.claim_id)
    )
    stands = select(VerdictEntry.claim_id, VerdictEntry.review_id).where(VerdictEntry.id.in_(newest))
    agreed = (
        select(VerdictEntry.claim_id, ReviewPair.first_id)
        .join(ReviewPair, and_(ReviewPair.second_id == VerdictEntry.review_id, ReviewPair.agreed))
        .where(VerdictEntry.id.in_(newest))
    )
    rests_on = union(stands, agreed).subquery()
    return (
        select(Review.reviewer_id, rests_on.c.claim_id)
        .join(rests_on, rests_on.c.review_id == Review.id)
        .distinct()
        .order_by(rests_on.c.claim_id)
    )


def _line(row: Any) -> NotificationLine:
    notice = Notice(NoticeKind(row.kind), row.claim_id, row.subject_id, row.number)
    told = Told(notice, row.who, row.verdict, row.title, row.failed or 0, row.message)
    return NotificationLine(row.id, told, row.at, bool(row.unread), row.statement, row.withdrawn_at is not None)
