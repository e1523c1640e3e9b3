"""One thing done to many claims at once, and what became of each of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import BulkAct, BulkState
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class BulkAction(Base):
    """What somebody asked for; `undoes_id` is what it takes back. `argument`: the reason to park, the tag, or the person's id."""

    __tablename__ = "bulk_actions"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[BulkAct] = mapped_column(word(BulkAct, "act"))
    argument: Mapped[str]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_actions.id"), unique=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BulkClaim(Base):
    """A claim that a bulk action is about, with what stood before it, or why it was left as it is."""

    __tablename__ = "bulk_claims"
    __table_args__ = (Index("ix_bulk_claims_state", "action_id", "state", "claim_id"), {"sqlite_strict": True})

    action_id: Mapped[int] = mapped_column(ForeignKey("bulk_actions.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    state: Mapped[BulkState] = mapped_column(word(BulkState, "state"))
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
