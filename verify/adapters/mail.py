"""Handing a mail to the desk's mail server, within a time that nothing it does can draw out."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from threading import Timer
from time import monotonic
from typing import Any

from verify.core.errors import VerifyError
from verify.settings import Settings


class NotSent(VerifyError):
    """A mail did not go. `is_final`: it never will. `is_server`: no other would have gone either."""

    code = "not_sent"

    def __init__(self, message: str, *, is_final: bool = False, is_server: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final
        self.is_server = is_server


def send(message: EmailMessage, settings: Settings) -> None:
    """Send it by the server of the settings. `NotSent` says why not. Once the server has taken it, nothing is an error."""
    with _connected(settings) as server:
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotSent(f"The mail server refused the address: {_said(code, said)}", is_final=code >= 500) from error
        except smtplib.SMTPDataError as error:
            why = _said(error.smtp_code, error.smtp_error)
            raise NotSent(f"The mail server refused the mail: {why}", is_final=error.smtp_code >= 500) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(f"The mail server does not take such an address: {error}", is_final=True) from error


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A server that is ready for a mail; every failure of it, and of its time, is a `NotSent`."""
    used, began = list[socket.socket](), monotonic()
    deadline = Timer(settings.mail_seconds, _shut, [used])
    deadline.daemon = True
    deadline.start()
    server: smtplib.SMTP | None = None
    where = f"{settings.mail_server}, port {settings.mail_port}"
    try:
        server = _opened(settings, used)
        yield server
        server.close()  # without a QUIT that might be waited for: the mail is taken
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"{where}: {_said(error.smtp_code, error.smtp_error)}", is_server=True) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        is_late = monotonic() - began >= settings.mail_seconds
        why = f"no answer within {settings.mail_seconds:g} seconds" if is_late else str(error)
        raise NotSent(f"{where}: {why}", is_server=True) from error
    finally:
        deadline.cancel()
        if server is not None:
            with suppress(OSError):
                server.close()


def _opened(settings: Settings, used: list[socket.socket]) -> smtplib.SMTP:
    name = settings.mail_from.rpartition("@")[2].strip("> ") or "localhost"  # or it would look its own name up
    context = _trusting(settings.mail_authority)
    where = {"host": settings.mail_server, "port": settings.mail_port}
    if settings.mail_tls == "tls":
        server: smtplib.SMTP = _Encrypted(
            used, **where, local_hostname=name, timeout=settings.mail_seconds, context=context
        )
    else:
        server = _Plain(used, **where, local_hostname=name, timeout=settings.mail_seconds)
    try:
        _let_in(server, settings, context)
    except BaseException:
        server.close()
        raise
    return server


def _trusting(authority: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority or None)
    except OSError as error:
        raise NotSent(f"VERIFY_MAIL_AUTHORITY, {authority}, cannot be used: {error}", is_server=True) from error


def _let_in(server: smtplib.SMTP, settings: Settings, context: ssl.SSLContext) -> None:
    if settings.mail_tls == "starttls":
        server.starttls(context=context)
    if settings.mail_user:
        if settings.mail_tls == "none":
            raise NotSent(
                "A password is not sent in the clear: set VERIFY_MAIL_TLS to starttls or tls.", is_server=True
            )
        server.login(settings.mail_user, settings.mail_password)


class _Watched(smtplib.SMTP):
    """A connection whose sockets are known before anything is read from them: its own time-outs begin anew with each byte."""

    def __init__(self, used: list[socket.socket], **options: Any) -> None:
        self._used = used
        super().__init__(**options)

    def getreply(self) -> tuple[int, bytes]:
        """What the server says next."""
        if self.sock is not None:
            self._used.append(self.sock)
        return super().getreply()


class _Plain(_Watched):
    """Begins in the clear."""


class _Encrypted(_Watched, smtplib.SMTP_SSL):
    """Encrypted from the start."""


def _shut(used: list[socket.socket]) -> None:
    for one in used:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:300]
