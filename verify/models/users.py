"""People and service accounts, their sign-ins, tokens and one-time links. Secrets are stored as hashes only."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base, UtcDateTime


class User(Base):
    """A person, or a service account (no password). `pseudonym` stands for them in public exports and never changes.

    Where their personal data were removed it stands in the place of name and e-mail too.
    """

    __tablename__ = "users"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    pseudonym: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    roles: Mapped[list[str]] = mapped_column(JSON)
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_removed(self) -> bool:
        """Whether their personal data were removed."""
        return self.name == self.pseudonym


class SignIn(Base):
    """A browser session; `id_hash` is the SHA-256 of the opaque id in the cookie."""

    __tablename__ = "sign_ins"
    __table_args__ = {"sqlite_strict": True}

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Token(Base):
    """A bearer token of the API. It can do what its scopes and its user's roles both allow; no scopes means read."""

    __tablename__ = "tokens"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OneTimeLink(Base):
    """A link that works once: the first admin's set-up, an invitation, a new password."""

    __tablename__ = "one_time_links"
    __table_args__ = {"sqlite_strict": True}

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
