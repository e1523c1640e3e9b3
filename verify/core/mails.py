"""Mails in words: what a person is told, as a message whose headers hold nothing but what the desk put there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from verify.core.errors import Malformed

LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person. `number` is its row; of one number there is one Message-ID, however often it is tried."""

    number: int
    to: str
    name: str
    subject: str
    lines: Sequence[str]


def message(letter: Letter, *, sender: str, desk_key: str, now: datetime) -> EmailMessage:
    """The letter as it is sent. `Malformed` where its addresses are none."""
    name, address = parseaddr(sender)
    made = EmailMessage(policy=SMTP)
    try:
        made["From"] = Address(_line(name), addr_spec=address)
        made["To"] = Address(_line(letter.name), addr_spec=letter.to)
    except (ValueError, MessageError, IndexError) as error:
        raise Malformed(
            f"Mail from {sender} to {letter.to} is not possible: one of them is no mail address."
        ) from error
    made["Subject"] = _line(letter.subject)[:LONGEST_SUBJECT]
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<mail-{letter.number}.{desk_key}@{address.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n\n".join(letter.lines) + "\n")
    return made


def _line(text: str) -> str:
    """The text on one line, without what no header can hold."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
