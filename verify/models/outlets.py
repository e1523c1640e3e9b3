"""Outlets and the registrable domains they publish under."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import OutletKind
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Outlet(Base):
    """A publisher of articles. `country` is ISO 3166-1 alpha-2; `name_key` is the name case-folded, for look-ups."""

    __tablename__ = "outlets"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OutletKind] = mapped_column(word(OutletKind, "kind"))
    country: Mapped[str | None]
    ownership_group: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OutletDomain(Base):
    """A registrable domain and the outlet that publishes there."""

    __tablename__ = "outlet_domains"
    __table_args__ = {"sqlite_strict": True}

    domain: Mapped[str] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
