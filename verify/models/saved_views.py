"""Lists of claims that people keep under a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class SavedView(Base):
    """Filters of a list of claims under a name. `filters` is what the list's address has after its question mark."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("owner_id", "name_key"),
        Index("ix_saved_views_is_shared", "is_shared", "name_key"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    name_key: Mapped[str]
    filters: Mapped[str]
    is_shared: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
