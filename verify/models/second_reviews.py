"""Claims that two people judge: the first review while it waits, the pair once both are in, and how a disagreement ended."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class FirstReview(Base):
    """A first review that waits for its second. Nobody but its author is told; the row goes when the second review comes."""

    __tablename__ = "first_reviews"
    __table_args__ = {"sqlite_strict": True}

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    """The newest version of it: its author may change it while it waits."""


class ReviewPair(Base):
    """Two reviews of one claim held against each other. Append-only.

    `is_blind`: neither saw the other. Otherwise the second wants to change the verdict that the first gave.
    """

    __tablename__ = "review_pairs"
    __table_args__ = (
        Index("ix_review_pairs_claim", "claim_id", "id"),
        Index("ix_review_pairs_agreed", "agreed", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    is_blind: Mapped[bool]
    agreed: Mapped[bool]
    """Whether verdict and, on a relayed claim, `said` are equal; reasons may differ."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Adjudication(Base):
    """How a disagreement ended: the review of an adjudicator who gave neither of the two. Append-only."""

    __tablename__ = "adjudications"
    __table_args__ = {"sqlite_strict": True}

    pair_id: Mapped[int] = mapped_column(ForeignKey("review_pairs.id"), primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
