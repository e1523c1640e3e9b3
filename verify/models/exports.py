"""Verified claim sets that were handed out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import ExportFormat
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Export(Base):
    """Who took which claims away, in which form; `filters` are the queue's, `log_head` the hash that the log then ended with."""

    __tablename__ = "exports"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[ExportFormat] = mapped_column(word(ExportFormat, "format"))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    claim_count: Mapped[int]
    log_head: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
