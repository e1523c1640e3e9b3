"""Words of the desk's own that claims are filed under, and whom a claim is meant for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class Tag(Base):
    """A word that claims are filed under, in small letters."""

    __tablename__ = "tags"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClaimTag(Base):
    """A claim filed under a tag."""

    __tablename__ = "claim_tags"
    __table_args__ = (Index("ix_claim_tags_claim_id", "claim_id"), {"sqlite_strict": True})

    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)


class Assignment(Base):
    """Whom a claim is meant for. Others may still take it by hand; take-next hands it to nobody else."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_user_id", "user_id", "claim_id"), {"sqlite_strict": True})

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
