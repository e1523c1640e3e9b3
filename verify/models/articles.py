"""Articles, their stored versions, and the sentences of a version that hold no claim."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import NonClaimReason
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Article(Base):
    """One ingested text: at one canonical URL, or, without a URL, one outlet and text hash (`text_key`)."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("outlet_id", "text_key"),
        Index("ix_articles_topic", "topic", "outlet_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    canonical_url: Mapped[str | None] = mapped_column(unique=True)
    text_key: Mapped[str | None]
    title: Mapped[str]
    published_day: Mapped[date]
    """Publication day in UTC; the first-seen day where the page names none, with `published_known` false."""
    published_known: Mapped[bool]
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    versions: Mapped[int]
    """How many versions are stored; the newest has this number."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str | None]
    """What it is filed under, in small letters."""
    text_of: Mapped[str | None]
    """Whose text it is where that is not its outlet's own: the name in the newest of its `text_owners`."""


class ArticleVersion(Base):
    """The text as it stood at one fetch. Never changed: quotes point into it."""

    __tablename__ = "article_versions"
    __table_args__ = (UniqueConstraint("article_id", "number"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str]
    """Of the text in UTF-8, hexadecimal."""
    title: Mapped[str]
    byline: Mapped[str | None]
    published_day: Mapped[date | None]
    language: Mapped[str]
    """BCP 47; `und` where unknown."""
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NonClaim(Base):
    """A sentence of a version that holds no claim, and why; `[span_start, span_end)` in code points."""

    __tablename__ = "non_claims"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"), index=True)
    span_start: Mapped[int]
    span_end: Mapped[int]
    reason: Mapped[NonClaimReason] = mapped_column(word(NonClaimReason, "reason"))
