"""Sending the mails that wait."""

import logging

from verify.adapters import mail
from verify.adapters.mail import NotSent
from verify.core.errors import VerifyError
from verify.core.mails import Letter, message
from verify.queries import desks
from verify.queries.mails import is_due
from verify.services import posting
from verify.worker.tasks import Tools

log = logging.getLogger("verify.worker")


def send_waiting(tools: Tools) -> None:
    """Send what is due, one after the other, until nothing is or the server does not answer."""
    while not tools.stopping.is_set():
        with tools.database.reading() as session:
            if not is_due(session, now=tools.now()):
                return
        with tools.database.writing() as session:
            key = desks.the_desk(session).desk_key
            letter = posting.take(session, base_url=tools.settings.base_url, now=tools.now())
        if letter is None or not _sent(tools, letter, key):
            return


def _sent(tools: Tools, letter: Letter, key: str) -> bool:
    """Whether the server answers, be it with a refusal of this one mail."""
    try:
        made = message(letter, sender=tools.settings.mail_from, desk_key=key, now=tools.now())
        mail.send(made, tools.settings)
    except VerifyError as error:
        is_server = isinstance(error, NotSent) and error.is_server
        is_final = not isinstance(error, NotSent) or error.is_final
        log.warning("mail %d was not sent: %s", letter.number, error.message)  # no traceback: its values hold the link
        with tools.database.writing() as session:
            posting.put_off(session, mail_id=letter.number, reason=error.message, is_final=is_final, now=tools.now())
        return not is_server
    with tools.database.writing() as session:
        posting.sent(session, mail_id=letter.number, now=tools.now())
    return True
