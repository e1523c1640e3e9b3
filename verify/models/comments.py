"""What people say to each other about a claim, apart from their rationales."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class Comment(Base):
    """One remark on a claim. Taken back it leaves its row, without its text."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_claim", "claim_id", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    """Empty once it is taken back."""
    is_apart: Mapped[bool]
    """A reviewer's, on a claim that two people judge: until it is decided, only its author reads it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CommentMention(Base):
    """A colleague whom a comment names at `[start, end)` of its text; by id, so that a new name is shown from then on."""

    __tablename__ = "comment_mentions"
    __table_args__ = {"sqlite_strict": True}

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
