"""Which keys a person works with, where they are not the usual ones."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base


class KeyMap(Base):
    """A person's keys: `{usual: chosen}` for those that differ. With `is_off` no key does anything."""

    __tablename__ = "key_maps"
    __table_args__ = {"sqlite_strict": True}

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    is_off: Mapped[bool]
    chosen: Mapped[dict[str, str]] = mapped_column(JSON)
