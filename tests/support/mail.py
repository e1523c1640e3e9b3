"""A mail server on loopback for tests, that takes mail, refuses it, stalls or hangs up."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from verify.settings import Settings


@dataclass
class Post:
    """A server's handler: what it took, and how it answers from now on."""

    answer: str = "take"
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0

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
def mail_server() -> Iterator[Post]:
    """A server for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        post = Post(port=free.getsockname()[1])
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop(no_assert=True)
