"""Appeals of outlets against verdicts, and the desk's answers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.appeals import AppealState
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Appeal(Base):
    """One appeal against the verdict that `review_id` gave. An answer is given once."""

    __tablename__ = "appeals"
    __table_args__ = (
        Index("ix_appeals_claim", "claim_id"),
        Index("ix_appeals_state", "state", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    who: Mapped[str]
    """Who at the outlet wrote."""
    day: Mapped[date]
    """The day on which it was received, in UTC."""
    text: Mapped[str]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[AppealState] = mapped_column(word(AppealState, "state"))
    answer: Mapped[str]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("recheck_batches.id"))


class AppealWithdrawal(Base):
    """An appeal that was entered in error, or one that is put back: the last row of an appeal holds. Append-only, by trigger."""

    __tablename__ = "appeal_withdrawals"
    __table_args__ = (Index("ix_appeal_withdrawals_appeal", "appeal_id", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"))
    is_withdrawn: Mapped[bool]
    """False: it was put back."""
    why: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
