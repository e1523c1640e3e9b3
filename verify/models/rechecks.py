"""Verdicts that are to be looked at again: why, since when, by whom, and how it ended."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.rechecks import RecheckEnd, RecheckReason
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class RecheckBatch(Base):
    """Claims that were sent to recheck together, for one cause."""

    __tablename__ = "recheck_batches"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[RecheckReason] = mapped_column(word(RecheckReason, "reason"))
    detail: Mapped[str]
    day: Mapped[date | None] = mapped_column(unique=True)
    """Of verdicts whose review-by date came: one batch a day, however often the worker looks."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Recheck(Base):
    """One reason to look at a claim's verdict again. While one is open, a claim that is not parked or withdrawn is in recheck."""

    __tablename__ = "rechecks"
    __table_args__ = (
        Index("ix_rechecks_claim", "claim_id", "id"),
        Index("ix_rechecks_batch", "batch_id", "claim_id"),
        Index(
            "ix_rechecks_open",
            "reason",
            "claim_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("recheck_batches.id"))
    reason: Mapped[RecheckReason] = mapped_column(word(RecheckReason, "reason"))
    detail: Mapped[str]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ending: Mapped[RecheckEnd | None] = mapped_column(word(RecheckEnd, "ending"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"))
    """The review that ended it; undoing that review opens it again."""
