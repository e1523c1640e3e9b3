"""Claims that say the same, conflict or touch: what was found, and what people made of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import MatchRelation, MatchState
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Match(Base):
    """Two claims that were found to stand in a relation, or that somebody put into one; `claim_id` is the smaller number."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("claim_id", "other_id"),
        CheckConstraint("claim_id < other_id", name="claims_in_order"),
        Index("ix_matches_other_id", "other_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    relation: Mapped[MatchRelation] = mapped_column(word(MatchRelation, "relation"))
    """As people say, else as it was found."""
    found_relation: Mapped[MatchRelation | None] = mapped_column(word(MatchRelation, "found_relation"))
    """Null where nothing was found, and somebody put the two together."""
    score: Mapped[float]
    state: Mapped[MatchState] = mapped_column(word(MatchState, "state"))
    model: Mapped[str]
    """What found it, with its version."""
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str]


class MatchLook(Base):
    """When an article's claims were last looked for elsewhere, with which model, and since when they are to be again."""

    __tablename__ = "match_looks"
    __table_args__ = (Index("ix_match_looks_asked_at", "asked_at"), {"sqlite_strict": True})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null where nobody waits for it."""
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    model: Mapped[str | None]


class MatchCount(Base):
    """How many matches of a claim are not rejected, and how many of them conflict: what lists show beside it."""

    __tablename__ = "match_counts"
    __table_args__ = {"sqlite_strict": True}

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    matches: Mapped[int]
    conflicts: Mapped[int]


class ClusterMember(Base):
    """A claim that says the same as others by matches that people confirmed; `cluster_id` is the smallest number among them."""

    __tablename__ = "cluster_members"
    __table_args__ = (Index("ix_cluster_members_cluster_id", "cluster_id"), {"sqlite_strict": True})

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    is_repeat: Mapped[bool]
    """Its outlet said the same before in that voice, so that its verdict is no observation of its own (REL-1 2.2)."""
