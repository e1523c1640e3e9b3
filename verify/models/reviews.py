"""Reviews, what each of them leaned on, and the history of verdicts. All append-only, by trigger."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import ReasonCode, Said, Verdict
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Review(Base):
    """One person's judgement of a claim. A change of mind is a new row that names the old one."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index("ix_reviews_claim", "claim_id", "id"),
        Index("ix_reviews_created", "created_at", "reviewer_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(word(Verdict, "verdict"))
    reason_code: Mapped[ReasonCode] = mapped_column(word(ReasonCode, "reason_code"))
    said: Mapped[Said | None] = mapped_column(word(Said, "said"))
    rationale: Mapped[str]
    searched: Mapped[str]
    """Where the reviewer looked; needed for `unverified`."""
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"))
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewEvidence(Base):
    """The evidence that stood on the claim when the review was given."""

    __tablename__ = "review_evidence"
    __table_args__ = {"sqlite_strict": True}

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)


class VerdictEntry(Base):
    """The claim's outcome from `decided_at` on, until the next entry of the claim, or until the entry is undone."""

    __tablename__ = "verdicts"
    __table_args__ = (
        Index("ix_verdicts_claim", "claim_id", "id"),
        Index("ix_verdicts_decided", "decided_at", "claim_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    verdict: Mapped[Verdict] = mapped_column(word(Verdict, "verdict"))
    reason_code: Mapped[ReasonCode] = mapped_column(word(ReasonCode, "reason_code"))
    said: Mapped[Said | None] = mapped_column(word(Said, "said"))
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UndoneVerdict(Base):
    """An entry that was taken back by who gave it: from `undone_at` on the one before it stands again, or none does."""

    __tablename__ = "undone_verdicts"
    __table_args__ = {"sqlite_strict": True}

    entry_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), primary_key=True)
    undone_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime] = mapped_column(UtcDateTime)
