"""The orders that a desk gave its queue, and how far claims are sorted by each."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class DeskOrder(Base):
    """One version of the queue's order; the newest is in force. Append-only. Without a row it is check-worthiness alone."""

    __tablename__ = "desk_orders"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[str]
    """Tiers and weights, as `QueueOrder.as_text` writes them."""
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class QueueSort(Base):
    """How far a job has placed the claims by one order: all from `down_to` on, from the newest down."""

    __tablename__ = "queue_sorts"
    __table_args__ = {"sqlite_strict": True}

    order_id: Mapped[int] = mapped_column(ForeignKey("desk_orders.id"), primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), unique=True)
    down_to: Mapped[int]
