"""Mails that are due, and what people want by mail."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.vocabulary import MailState, NoticeKind
from verify.models import Mail, MailChoice

USUAL = frozenset({NoticeKind.MENTIONED, NoticeKind.HANDED_OVER, NoticeKind.ASSIGNED})
"""What is told by mail to somebody who did not choose."""
DUE = (Mail.state.in_((MailState.WAITING, MailState.SENDING)),)


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether some mail is to be sent now."""
    return session.scalar(select(Mail.id).where(*DUE, Mail.next_at <= now).limit(1)) is not None


def wanted(session: Session, user_ids: Collection[int]) -> Mapping[int, frozenset[NoticeKind]]:
    """What each of these people wants by mail."""
    rows = session.execute(select(MailChoice.user_id, MailChoice.kinds).where(MailChoice.user_id.in_(user_ids)))
    chosen = {row.user_id: frozenset(NoticeKind(kind) for kind in row.kinds) for row in rows}
    return {user_id: chosen.get(user_id, USUAL) for user_id in user_ids}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mail that did not reach a person: why, how often it was tried, and when it is tried next, None where it was given up."""

    reason: str
    tries: int
    made_at: datetime
    next_at: datetime | None
    is_link: bool


def troubles(session: Session, user_id: int, *, limit: int = 5) -> Sequence[Trouble]:
    """The newest mails that did not reach a person, since the last one that did."""
    got = select(Mail.id).where(Mail.user_id == user_id, Mail.state == MailState.SENT).order_by(Mail.id.desc()).limit(1)
    since = session.scalar(got) or 0
    failed = (Mail.user_id == user_id, Mail.id > since, Mail.reason.is_not(None), Mail.state != MailState.SENT)
    rows = session.scalars(select(Mail).where(*failed).order_by(Mail.id.desc()).limit(limit))
    return [
        Trouble(
            mail.reason or "",
            mail.tries,
            mail.made_at,
            None if mail.state is MailState.DROPPED else mail.next_at,
            mail.notification_id is None,
        )
        for mail in rows
    ]


def last_problem(session: Session, user_id: int) -> str | None:
    """Why the last mail to the person was not sent; None where it was, or is on its way."""
    last = select(Mail.reason, Mail.state).where(Mail.user_id == user_id).order_by(Mail.id.desc()).limit(1)
    row = session.execute(last).first()
    return row.reason if row and row.state is not MailState.SENT else None
