"""Whose text an article is: what was found and what people said, and what is still to be looked at."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class TextOwner(Base):
    """Whose text an article came to be taken for: somebody's, or its outlet's own. Never changed; an article's last one holds."""

    __tablename__ = "text_owners"
    __table_args__ = (Index("ix_text_owners_article", "article_id", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    name: Mapped[str | None]
    """Whose text it is; null for its outlet's own."""
    why: Mapped[str]
    from_article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    """The article that it is a copy of, where the desk found one."""
    is_said: Mapped[bool]
    """A person says so, whatever the desk finds. Where they took that back, it is what the desk found."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TextOwnerWait(Base):
    """An article of which something was found since, until it is worked out whose text it is and which verdicts that bears on."""

    __tablename__ = "text_owner_waits"
    __table_args__ = (Index("ix_text_owner_waits_asked_at", "asked_at"), {"sqlite_strict": True})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_to: Mapped[int | None]
    """The claim up to which verdicts were looked at that rest on it; null until it is settled whose text it is."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("recheck_batches.id"))
    """The batch in which some of these went to recheck."""
