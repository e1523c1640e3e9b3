"""Audit samples: claims of an outlet drawn at random, before anybody decided them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class AuditSample(Base):
    """One draw. With `seed` and the rule of `verify.core.samples` anybody can tell for each claim whether it had to be drawn."""

    __tablename__ = "audit_samples"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    """Publication days that were drawn from, both included."""
    wanted: Mapped[int]
    drawn: Mapped[int]
    frame: Mapped[int]
    """How many claims could have been drawn."""
    frame_sha256: Mapped[str]
    """Of the ids that could have been drawn, ascending, one a line."""
    left_out: Mapped[int]
    """Claims of these days that somebody had looked at already: decided, parked, or in somebody's hands."""
    seed: Mapped[str]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditSampleClaim(Base):
    """A claim that was drawn; `place` from 1 in the order of the draw."""

    __tablename__ = "audit_sample_claims"
    __table_args__ = {"sqlite_strict": True}

    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_samples.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True, index=True)
    place: Mapped[int]
