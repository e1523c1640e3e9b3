"""Fact-checks of others that were brought in, the files and feeds that they came with, and the words that they are found by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class FactCheckImport(Base):
    """A file, or the address of a feed or page, out of which fact-checks were taken. They stand until `withdrawn_at`."""

    __tablename__ = "fact_check_imports"
    __table_args__ = (Index("ix_fact_check_imports_job_id", "job_id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    url: Mapped[str | None]
    """Where it is fetched from; null for a file."""
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file as it was handed in, deflated; emptied once it is read."""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    """Null where a command read the file."""
    found: Mapped[int]
    """How many fact-checks it holds that can be used, each once."""
    new: Mapped[int]
    """How many of them the desk did not have."""
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What of it can not be used: `why`, `number`, and `first`, by which the first one is found in it."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class FactCheck(Base):
    """What somebody else found about a claim, in their own words. It stands until it, or its import, is withdrawn."""

    __tablename__ = "fact_checks"
    __table_args__ = (
        Index("ix_fact_checks_import", "import_id", "id"),
        Index("ix_fact_checks_checked_by", "checked_by", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of address and claim: each comes in once."""
    claim: Mapped[str]
    rating: Mapped[str]
    checked_by: Mapped[str]
    url: Mapped[str]
    checked_on: Mapped[date | None]
    said_by: Mapped[str | None]
    import_id: Mapped[int] = mapped_column(ForeignKey("fact_check_imports.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class FactCheckWord(Base):
    """A word of a fact-check's claim, by its root."""

    __tablename__ = "fact_check_words"
    __table_args__ = (
        Index("ix_fact_check_words_fact_check_id", "fact_check_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    fact_check_id: Mapped[int] = mapped_column(ForeignKey("fact_checks.id"), primary_key=True)
