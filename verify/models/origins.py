"""Where articles have their texts from, what that was found by, and what people said about it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import OriginMark, OriginRule
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class TextPrint(Base):
    """One of the numbers by which near copies of an article's newest text are found (`verify.core.copies.prints`)."""

    __tablename__ = "text_prints"
    __table_args__ = (
        Index("ix_text_prints_article_id", "article_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class Derivation(Base):
    """What an article was found to have its text from when it came in: another article, or an agency named in `root`."""

    __tablename__ = "derivations"
    __table_args__ = (
        Index("ix_derivations_article_id", "article_id"),
        Index("ix_derivations_from_article_id", "from_article_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    rule: Mapped[OriginRule] = mapped_column(word(OriginRule, "rule"))
    is_sure: Mapped[bool]
    """Whether it counts before anybody confirms it."""
    is_tie: Mapped[bool]
    """Both appeared at the same time, so that neither is the copy."""
    containment: Mapped[float | None]
    """Of a copy: the share of the shorter text that both have."""
    own_share: Mapped[float | None]
    """Of a copy: the share of its own text that the other one has too. Null for what an earlier release found."""
    why: Mapped[str]
    from_article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    root: Mapped[str | None]
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EvidencePrint(Base):
    """One of the numbers by which near copies of what an item of evidence holds are found: its captured page, or its passage."""

    __tablename__ = "evidence_prints"
    __table_args__ = (
        Index("ix_evidence_prints_evidence_id", "evidence_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)


class EvidenceDerivation(Base):
    """What an item of evidence that is no article of the desk was found to have in common with another text, or whom it credits.

    The item derives from an article, from another item of its claim or from an agency named in `root`; `is_source`: the article
    derives from the item.
    """

    __tablename__ = "evidence_derivations"
    __table_args__ = (
        Index("ix_evidence_derivations_evidence_id", "evidence_id"),
        Index("ix_evidence_derivations_article_id", "article_id"),
        Index("ix_evidence_derivations_other_id", "other_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    rule: Mapped[OriginRule] = mapped_column(word(OriginRule, "rule"))
    is_sure: Mapped[bool]
    """Whether it counts before anybody confirms it."""
    is_tie: Mapped[bool]
    """Both appeared at the same time, so that neither is the copy."""
    is_source: Mapped[bool]
    containment: Mapped[float | None]
    """Of a copy: the share of the shorter text that both have."""
    why: Mapped[str]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    """Another item of the same claim."""
    root: Mapped[str | None]
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OriginEntry(Base):
    """What a person did about one edge of a claim's graph. Never changed; the last entry of an edge holds."""

    __tablename__ = "origin_entries"
    __table_args__ = (Index("ix_origin_entries_claim_id", "claim_id", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    derived: Mapped[str]
    """The nodes of the edge, as `verify.core.origins` names them."""
    derived_from: Mapped[str]
    mark: Mapped[OriginMark] = mapped_column(word(OriginMark, "mark"))
    name: Mapped[str]
    """Of a root that was added by name: the name as it was typed."""
    why: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_apart: Mapped[bool]
    """Made by a reviewer who judges apart from others: nobody else sees it until the claim is out of blind review."""
