"""Corroborations that an editor admitted though the desk's rule of origins does not hold, and the reviews that leant on that."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class Admission(Base):
    """An editor's word that a claim may be corroborated on less than the rule asks for. It stands until it is taken back."""

    __tablename__ = "admissions"
    __table_args__ = (Index("ix_admissions_claim", "claim_id", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    reason: Mapped[str]
    evidence: Mapped[list[int]] = mapped_column(JSON)
    """Ids of the supporting items that it was given on. It holds only as long as all of them stand."""
    admitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    admitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AdmittedReview(Base):
    """A corroborating review that the rule would have refused without the admission. Append-only, by trigger."""

    __tablename__ = "admitted_reviews"
    __table_args__ = {"sqlite_strict": True}

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    admission_id: Mapped[int] = mapped_column(ForeignKey("admissions.id"), index=True)
