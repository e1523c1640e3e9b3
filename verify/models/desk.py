"""The installation itself and its versioned policies."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import ReviewPolicy
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Policy(Base):
    """One version of the desk's rules; a verdict keeps the version it was decided under."""

    __tablename__ = "policies"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    reviews_needed: Mapped[ReviewPolicy] = mapped_column(word(ReviewPolicy, "reviews_needed"))
    origins_needed: Mapped[int]
    second_share: Mapped[float]
    """How many of all claims are drawn for a blind second review when they are made, 0–1."""
    seed: Mapped[str]
    """What the draw is made with; whoever knows it can tell which claims are drawn, so it stays inside."""
    is_default: Mapped[bool]
    """Nobody chose it: it follows the number of reviewers."""
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Desk(Base):
    """One row: this installation. `desk_key` begins every text id that leaves it."""

    __tablename__ = "desks"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    desk_key: Mapped[str]
    name: Mapped[str]
    is_demo: Mapped[bool]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
