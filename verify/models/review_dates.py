"""The day on which a verdict is to be looked at again."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class ReviewDate(Base):
    """Of one review: its date is in force as long as its verdict stands, so that undoing a later one brings it back."""

    __tablename__ = "review_dates"
    __table_args__ = (
        Index("ix_review_dates_claim", "claim_id"),
        Index(
            "ix_review_dates_waiting",
            "day",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
        {"sqlite_strict": True},
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    day: Mapped[date]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the claim was sent to recheck because the day had come."""
