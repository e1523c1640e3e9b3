"""The log: every change as an event, chained by hashes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class AuditEvent(Base):
    """Who did what to which row, with what stood before and after.

    Append-only by trigger, but for one step: sealing sets `sealed_as` (place in the chain, from 1), `prev_hash` and
    `hash` once. On SQLite an event is sealed as it is written; on PostgreSQL soon after its commit, so that no writer waits.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        # Each filter of the log's page, in the page's own order.
        Index("ix_audit_events_actor", "actor_id", "at", "id"),
        Index("ix_audit_events_at", "at", "id"),
        Index("ix_audit_events_kind", "subject_type", "at", "id"),
        Index("ix_audit_events_subject", "subject_type", "subject_id", "at", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    request_id: Mapped[str]
    sealed_as: Mapped[int | None] = mapped_column(unique=True)
    prev_hash: Mapped[str | None]
    hash: Mapped[str | None]


class LogCheck(Base):
    """What a check of the log found; who asked for it, and when, is the job's. `broken` names the first row that does not fit."""

    __tablename__ = "log_checks"
    __table_args__ = {"sqlite_strict": True}

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    events: Mapped[int]
    head: Mapped[str]
    broken: Mapped[str | None]
