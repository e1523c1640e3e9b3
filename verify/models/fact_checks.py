"""Fact-checks of others that were brought in, and the words that they are found by."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class FactCheck(Base):
    """What somebody else found about a claim, in their own words."""

    __tablename__ = "fact_checks"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of address and claim: each comes in once."""
    claim: Mapped[str]
    rating: Mapped[str]
    checked_by: Mapped[str]
    url: Mapped[str]
    checked_on: Mapped[date | None]
    said_by: Mapped[str | None]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FactCheckWord(Base):
    """A word of a fact-check's claim, by its root."""

    __tablename__ = "fact_check_words"
    __table_args__ = (
        Index("ix_fact_check_words_fact_check_id", "fact_check_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    fact_check_id: Mapped[int] = mapped_column(ForeignKey("fact_checks.id"), primary_key=True)
