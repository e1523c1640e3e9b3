"""What people are told of that others did."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import NoticeKind
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Notification(Base):
    """One thing that a person is told once; who did it is null where it was the desk itself."""

    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_place", "user_id", "unread", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[NoticeKind] = mapped_column(word(NoticeKind, "kind"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"))
    subject_id: Mapped[int | None]
    """The comment, or the job, that it is about: see `verify.core.notifications.Notice`."""
    number: Mapped[int]
    """How many claims it is about."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    unread: Mapped[int]
    """1 until it is read, then 0: the list's first sort key."""
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
