"""Articles that went from one outlet's record to another's: merged outlets, and eras of one that changed hands."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import HandoverKind
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Handover(Base):
    """One merge or one era. A merge that is taken back stays, with the day from which that is known."""

    __tablename__ = "handovers"
    __table_args__ = (
        Index("ix_handovers_from_id", "from_id"),
        Index("ix_handovers_to_id", "to_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[HandoverKind] = mapped_column(word(HandoverKind, "kind"))
    from_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    day: Mapped[date]
    """The day of the merge; of an era the first day of publication that belongs to it."""
    known_day: Mapped[date]
    """The first day that the records are known with it, whatever the clock says."""
    articles: Mapped[int]
    """How many articles went."""
    domains: Mapped[list[str]] = mapped_column(JSON)
    """The domains that went with them."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_known_day: Mapped[date | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class HandoverArticle(Base):
    """An article that went with a handover, and comes back when it is taken back."""

    __tablename__ = "handover_articles"
    __table_args__ = {"sqlite_strict": True}

    handover_id: Mapped[int] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, index=True)
