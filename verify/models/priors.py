"""The versions of the prior that every record starts from (REL-1 2.4). Append-only: what was known on a day stays so."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class PriorVersion(Base):
    """A prior that was fitted on the desk's outlets and adopted by somebody; its id is its version number.

    Before the first one, and on days before its `known_day`, the installation default holds.
    """

    __tablename__ = "priors"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    method: Mapped[str]
    """Identity of the method whose article weights the fit counted with."""
    mean: Mapped[float]
    strength: Mapped[float]
    v11: Mapped[float]
    v12: Mapped[float]
    v22: Mapped[float]
    data_date: Mapped[date]
    """The day the fit was made on: what was published after it is not in it."""
    outlets: Mapped[int]
    known_day: Mapped[date]
    """The first day that records are read with it; never before that of an earlier version, whatever the clock says."""
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
