"""Mails that wait to be sent, and what became of them; and which notices a person wants by mail."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import MailState
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Mail(Base):
    """A mail to one person: about a notice, or without one with a link by which they set their password.

    It holds no text. What it says is put together when it is sent, and the link's secret is made then, so that none is stored.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_due", "state", "next_at"),
        Index("ix_mails_user", "user_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    notification_id: Mapped[int | None] = mapped_column(ForeignKey("notifications.id"), unique=True)
    state: Mapped[MailState] = mapped_column(word(MailState, "state"))
    tries: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it is tried next; while it is being sent, when the one who sends it is given up."""
    reason: Mapped[str | None]
    """Why it was not sent, the last time."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailChoice(Base):
    """The kinds of notices that a person wants by mail, where they chose."""

    __tablename__ = "mail_choices"
    __table_args__ = {"sqlite_strict": True}

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
