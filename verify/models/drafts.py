"""What people have typed and not sent yet."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class Draft(Base):
    """One person's unsent work on one claim. Nobody else reads it; it goes when the review is given."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_user", "user_id", "saved_at"), {"sqlite_strict": True})

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    typed: Mapped[dict[str, str]] = mapped_column(JSON)
    """Fields of `verify.core.drafts` by name; empty ones are left out."""
    revision: Mapped[int]
    """Counts the saves; one that comes from a page which has not seen the last is refused."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
