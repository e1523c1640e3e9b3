"""Mails put in line, in the transaction of what they are about; `verify.services.posting` has them sent."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from verify.core.permissions import Action, Actor, require_person
from verify.core.vocabulary import MailState, NoticeKind
from verify.models import Mail, MailChoice
from verify.queries.mails import wanted
from verify.services import audit

KEPT = timedelta(days=30)


def choose(session: Session, *, actor: Actor, kinds: Collection[NoticeKind], now: datetime) -> None:
    """Have these kinds of notices sent to one by mail, and no others."""
    user_id = require_person(actor, Action.READ)
    chosen: list[str] = sorted(kinds)
    mine = session.get(MailChoice, user_id)
    if mine is None:
        session.add(MailChoice(user_id=user_id, kinds=chosen))
    else:
        mine.kinds = chosen
    session.flush()
    audit.record(
        session, actor=actor, action="mail.chosen", subject=("user", user_id), after={"kinds": chosen}, now=now
    )


def queue_notices(session: Session, *, kind: NoticeKind, notices: Mapping[int, int], now: datetime) -> None:
    """Put mails about these notices, `{user: notice}`, in line for those who want them."""
    by_mail = wanted(session, notices.keys())
    rows = [
        {"user_id": user_id, "notification_id": notice_id, **_waiting(now)}
        for user_id, notice_id in notices.items()
        if kind in by_mail[user_id]
    ]
    if rows:
        session.execute(insert(Mail), rows)


def queue_link(session: Session, *, user_id: int, now: datetime) -> None:
    """Put a mail with a link to set a password in line, in place of one that still waits."""
    session.execute(
        delete(Mail).where(Mail.user_id == user_id, Mail.notification_id.is_(None), Mail.state == MailState.WAITING)
    )
    session.execute(insert(Mail), [{"user_id": user_id, "notification_id": None, **_waiting(now)}])


def forget(session: Session, *, now: datetime) -> None:
    """Clear away mails of long ago: sent ones, and those of a desk that had no server to send them by."""
    session.execute(delete(Mail).where(Mail.made_at < now - KEPT))


def _waiting(now: datetime) -> dict[str, object]:
    return {"state": MailState.WAITING, "tries": 0, "next_at": now, "made_at": now}
