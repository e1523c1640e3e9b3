"""Sending what waits in line: taken in hand in one transaction, sent outside of any, noted in another; tried again until it goes.

A mail goes out twice only where its sender dies, or loses the connection, between the server's last word and the note of it; both
then carry one Message-ID. Its words are put together when it is sent, so that it tells no more than the desk's pages do by then.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from verify.core.mails import Letter
from verify.core.vocabulary import MailState
from verify.models import Mail, OneTimeLink, User
from verify.queries import desks, notifications
from verify.queries.mails import DUE
from verify.services.accounts import LINK_HOURS, make_link

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
"""Between one try and the next; the last one again and again."""
GIVEN_UP = timedelta(minutes=15)
"""A mail that was in hand for so long is taken up by another worker. Longer than sending may last (`VERIFY_MAIL_SECONDS`)."""
TOO_OLD = timedelta(days=1)


def take(session: Session, *, base_url: str, now: datetime) -> Letter | None:
    """Take the next mail that is due in hand; None where none is. Mails with nothing left to tell are dropped on the way."""
    while (mail := _next(session, now)) is not None:
        letter = _letter(session, mail, base_url.rstrip("/"), now)
        if letter is not None:
            mail.state, mail.tries, mail.next_at = MailState.SENDING, mail.tries + 1, now + GIVEN_UP
            session.flush()
            return letter
        mail.state, mail.ended_at = MailState.DROPPED, now
        session.flush()
    return None


def sent(session: Session, *, mail_id: int, now: datetime) -> None:
    """Note that the server has taken a mail."""
    done = {"state": MailState.SENT, "reason": None, "ended_at": now}
    session.execute(update(Mail).where(Mail.id == mail_id).values(**done))


def put_off(session: Session, *, mail_id: int, reason: str, is_final: bool, now: datetime) -> None:
    """Note why a mail was not sent, and try it again later; with `is_final` never."""
    mail = session.get_one(Mail, mail_id)
    mail.reason = reason[:500]
    if is_final:
        mail.state, mail.ended_at = MailState.DROPPED, now
    else:
        mail.state, mail.next_at = MailState.WAITING, now + PAUSES[min(mail.tries, len(PAUSES)) - 1]


def _next(session: Session, now: datetime) -> Mail | None:
    due = select(Mail).where(*DUE, Mail.next_at <= now).order_by(Mail.next_at, Mail.id).limit(1)
    return session.scalars(due.with_for_update(skip_locked=True)).first()


def _letter(session: Session, mail: Mail, base: str, now: datetime) -> Letter | None:
    person = session.get_one(User, mail.user_id)
    if not person.is_active or mail.made_at < now - TOO_OLD:
        return None
    desk = desks.the_desk(session).name
    hello = f"Hello {person.name},"
    if mail.notification_id is None:
        link = _link(session, person, now)
        subject = f"{desk}: set a new password" if person.password_hash else f"You are invited to {desk}"
        what = f"{subject}. This link sets your password, once, within {LINK_HOURS} hours:"
        lines = [hello, what, f"{base}/password/{link}", "If you did not expect this, do nothing."]
        return Letter(mail.id, person.email, person.name, subject, lines) if link else None
    line = notifications.one(session, person.id, mail.notification_id)
    if line is None or not line.is_unread or line.was_taken_back:
        return None
    about = [f"“{line.statement}”"] if line.statement else []
    why = f"You choose what comes by mail at {base}/notifications"
    lines = [hello, f"{line.told.words}, at {desk}.", *about, f"{base}{line.told.path}", why]
    return Letter(mail.id, person.email, person.name, f"{desk}: {line.told.words}", lines)


def _link(session: Session, person: User, now: datetime) -> str | None:
    """A link of the mail's own beside the admin's; None where that one was used, or taken back, since."""
    open_link = select(OneTimeLink.token_hash).where(
        OneTimeLink.user_id == person.id,
        OneTimeLink.purpose == "password",
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )
    if session.scalar(open_link.limit(1)) is None:
        return None
    return make_link(session, purpose="password", user_id=person.id, now=now)
