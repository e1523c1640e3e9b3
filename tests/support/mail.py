"""A mail server on loopback for tests, that takes mail, refuses it, stalls or hangs up, in the clear or encrypted.

Its certificate is for 127.0.0.1, until 2120, by an authority made for it, whose key is gone. Both are secrets of nothing.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Literal, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from verify.settings import Settings

AUTHORITY = Path(__file__).parent / "certificates" / "authority.pem"
CERTIFICATE = AUTHORITY.with_name("mail_server.pem")


@dataclass
class Post:
    """A server's handler: what it took, and how it answers from now on."""

    answer: str = "take"
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    signed_in: LoginPassword | None = None

    def settings(self, settings: Settings, **more: Any) -> Settings:
        """The settings of a desk that sends by this server."""
        own = {
            "mail_server": "127.0.0.1",
            "mail_port": self.port,
            "mail_tls": "none",
            "mail_from": "Test desk <desk@desk.example>",
            "base_url": "https://desk.example",
            "mail_seconds": 5.0,
        }
        return settings.model_copy(update={**own, **more})

    def let_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: LoginPassword
    ) -> AuthResult:
        """Let anybody in, and note who it was."""
        self.signed_in = who
        return AuthResult(success=True)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        """Answer to an address."""
        if self.answer[:3].isdigit():
            return self.answer
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer to a mail."""
        if self.answer == "stall":
            await asyncio.sleep(60)
        self.taken.append(message_from_bytes(cast(bytes, envelope.content), policy=default))
        if self.answer == "hang up":
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


@contextmanager
def mail_server(encrypted: Literal["starttls", "tls", "none"] = "none") -> Iterator[Post]:
    """A server for as long as the block lasts. Encrypted, it has people sign in."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        post = Post(port=free.getsockname()[1])
    how: dict[str, Any] = {}
    if encrypted != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
        how = {"authenticator": post.let_in}
        how |= {"ssl_context": context} if encrypted == "tls" else {"tls_context": context, "require_starttls": True}
        how |= {"auth_require_tls": encrypted == "starttls"}  # which it would not know of a connection that began so
    controller = Controller(post, hostname="127.0.0.1", port=post.port, **how)
    controller.start()
    try:
        yield post
    finally:
        controller.stop(no_assert=True)
