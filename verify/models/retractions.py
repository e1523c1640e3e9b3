"""What its publisher has taken back: an article of the desk, a page, or a passage that nothing else is known of."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class Retraction(Base):
    """One retraction; it holds until `undone_at`. Exactly one of article, page (`url`) and item of evidence is what it is of."""

    __tablename__ = "retractions"
    __table_args__ = (
        Index("ix_retractions_article", "article_id"),
        Index("ix_retractions_url", "url"),
        Index("ix_retractions_evidence", "evidence_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    url: Mapped[str | None]
    """The address as evidence has it, where it is no article of the desk."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    title: Mapped[str]
    """What it was called when it was retracted."""
    day: Mapped[date]
    """Of the notice, in UTC."""
    note: Mapped[str]
    notice_url: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("recheck_batches.id"))
    """The verdicts that leaned on it; null where there were none."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
