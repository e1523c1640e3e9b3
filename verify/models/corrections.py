"""What outlets did about their claims after publishing them. An entry made by mistake is taken back, never deleted."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import Contact, CorrectionKind, Prominence
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Correction(Base):
    """One dated event on a claim; `outlet_id` repeats the claim's. `url` is where the correction stands."""

    __tablename__ = "corrections"
    __table_args__ = (
        Index("ix_corrections_outlet", "outlet_id", "day"),
        Index("ix_corrections_claim", "claim_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    kind: Mapped[CorrectionKind] = mapped_column(word(CorrectionKind, "kind"))
    day: Mapped[date]
    """The day of the outlet's act, in UTC; `created_at` is when the desk knew."""
    prominence: Mapped[Prominence] = mapped_column(word(Prominence, "prominence"))
    contact: Mapped[Contact] = mapped_column(word(Contact, "contact"))
    note: Mapped[str]
    url: Mapped[str | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
