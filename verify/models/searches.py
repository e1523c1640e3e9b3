"""Searches that found nothing: where somebody looked for evidence on a claim."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class Search(Base):
    """One search without result: what was looked for, where and on which day. Taken back it stays, out of sight."""

    __tablename__ = "searches"
    __table_args__ = (Index("ix_searches_claim", "claim_id", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    query: Mapped[str]
    place: Mapped[str]
    searched_on: Mapped[date]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_apart: Mapped[bool]
    """By a reviewer who judges apart from others: nobody else sees it until the claim is out of blind review."""
