"""Who is asking: the person behind a sign-in or a token, and the lists of people and tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, func, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.mentions import Named
from verify.core.permissions import Action, Actor
from verify.core.vocabulary import Role
from verify.db import Prepared, UtcDateTime
from verify.models import KeyMap, OneTimeLink, SignIn, Token, User
from verify.queries.notifications import unread_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in, with the end of the sign-in and the token that their forms must carry."""

    actor: Actor
    csrf_token: str
    expires_at: datetime
    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys that they have chosen in place of the usual ones."""
    keys_off: bool = False
    unread: int = 0
    """Notices that they have not read, counted up to a hundred."""

    @property
    def name(self) -> str:
        """The person's name."""
        return self.actor.name

    @property
    def roles(self) -> list[str]:
        """The person's roles, sorted."""
        return sorted(self.actor.roles)

    def can(self, action: str) -> bool:
        """Whether the person may do the action of that name."""
        return self.actor.can(Action(action))


def _key(email: str) -> str:
    """An address as it is stored. NUL is in none, and PostgreSQL would break on it rather than find nobody."""
    return email.replace("\0", " ").strip().casefold()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against."""

    user_id: int
    password_hash: str


def credentials(session: Session, email: str) -> Credentials | None:
    """Those of the person with this e-mail address; None for nobody, for no password, and for somebody let in no more."""
    row = session.execute(select(User.id, User.password_hash).where(User.email == _key(email), User.is_active)).first()
    return Credentials(row.id, row.password_hash) if row and row.password_hash else None


def link_is_open(session: Session, token_hash: str, *, purpose: str, now: datetime) -> bool:
    """Whether a one-time link of this purpose still works."""
    link = session.get(OneTimeLink, token_hash)
    return link is not None and link.purpose == purpose and link.used_at is None and link.expires_at >= now


# Every request begins with one of these two, so they are built once.
_BY_SIGN_IN = Prepared(
    select(User.id, User.name, User.roles, SignIn.csrf_token, SignIn.expires_at, KeyMap.chosen, KeyMap.is_off)
    .add_columns(unread_of(cast(Table, User.__table__).c.id).scalar_subquery().label("unread"))
    .join(User, User.id == SignIn.user_id)
    .outerjoin(KeyMap, KeyMap.user_id == User.id)
    .where(SignIn.id_hash == bindparam("hash"), SignIn.expires_at > bindparam("now", type_=UtcDateTime), User.is_active)
)
_BY_TOKEN = Prepared(
    select(User.id, User.name, User.roles, Token.scopes)
    .join(User, User.id == Token.user_id)
    .where(Token.token_hash == bindparam("hash"), Token.revoked_at.is_(None), User.is_active)
)


def by_sign_in(session: Session, id_hash: str, *, now: datetime, request_id: str) -> Visitor | None:
    """The person behind a browser session's hashed id; None if it has ended or they are let in no more."""
    found = _BY_SIGN_IN.run(session.connection(), {"hash": id_hash, "now": now})
    if not found:
        return None
    row = found[0]
    actor = Actor(row.id, row.name, frozenset(Role(r) for r in row.roles), request_id)
    return Visitor(actor, row.csrf_token, row.expires_at, row.chosen or {}, bool(row.is_off), row.unread)


def by_token(session: Session, token_hash: str, *, request_id: str) -> Actor | None:
    """The person behind a bearer token's hash, within its scopes; None if it is revoked or they are let in no more."""
    found = _BY_TOKEN.run(session.connection(), {"hash": token_hash})
    if not found:
        return None
    row = found[0]
    scopes = frozenset(Action(s) for s in row.scopes) | {Action.READ}
    return Actor(row.id, row.name, frozenset(Role(r) for r in row.roles), request_id, scopes)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the desk. `can_sign_in` is false until they have set a password, and once they are let in no more.

    `is_removed`: their personal data were removed, and `name` and `email` are their pseudonym.
    """

    id: int
    email: str
    name: str
    roles: Sequence[str]
    is_active: bool
    can_sign_in: bool
    created_at: datetime
    pseudonym: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A bearer token, without its secret, and whose it is."""

    id: int
    name: str
    scopes: Sequence[str]
    user_id: int
    email: str
    created_at: datetime
    revoked_at: datetime | None


_PERSON = select(
    User.id, User.email, User.name, User.roles, User.is_active, User.password_hash, User.created_at, User.pseudonym
)


def nameable(session: Session) -> Sequence[Named]:
    """Everybody who can be mentioned in a comment, by name: those who are let in."""
    rows = session.execute(select(User.id, User.name, User.email).where(User.is_active).order_by(User.name, User.id))
    return [Named(*row) for row in rows]


def people(session: Session) -> Sequence[Person]:
    """Everybody: those let in first, by name."""
    query = _PERSON.order_by(User.is_active.desc(), func.lower(User.name), User.id)
    return [_person(row) for row in session.execute(query)]


def person(session: Session, user_id: int) -> Person:
    """One person. `NotFound` if there is none."""
    row = session.execute(_PERSON.where(User.id == user_id)).first()
    if row is None:
        raise NotFound("There is no such person.")
    return _person(row)


def name_shown(actor_id: Any, logged: Any) -> ColumnElement[str]:
    """By which name an entry of the log calls whoever acted: the one that was logged, but for people whose data were removed."""
    removed = select(User.name).where(User.id == actor_id, User.name == User.pseudonym).scalar_subquery()
    return func.coalesce(removed, logged)


def user_by_email(session: Session, email: str) -> User | None:
    """The person with this e-mail address, in any case of letters."""
    return session.scalar(select(User).where(User.email == _key(email)))


def admins(session: Session) -> frozenset[int]:
    """Ids of the admins who are let in."""
    rows = session.execute(select(User.id, User.roles).where(User.is_active))
    return frozenset(row.id for row in rows if Role.ADMIN in row.roles)


def is_set_up(session: Session) -> bool:
    """Whether anybody can sign in at all."""
    return session.scalar(select(User.id).limit(1)) is not None


def tokens(session: Session, *, user_id: int | None) -> Sequence[TokenRow]:
    """A person's tokens, or with None everybody's, newest first."""
    query = (
        select(Token.id, Token.name, Token.scopes, Token.user_id, User.email, Token.created_at, Token.revoked_at)
        .join(User, User.id == Token.user_id)
        .order_by(Token.id.desc())
    )
    if user_id is not None:
        query = query.where(Token.user_id == user_id)
    return [TokenRow(*row) for row in session.execute(query)]


def _person(row: Any) -> Person:
    can_sign_in = row.is_active and row.password_hash is not None
    return Person(
        row.id,
        row.email,
        row.name,
        row.roles,
        row.is_active,
        can_sign_in,
        row.created_at,
        row.pseudonym,
        row.name == row.pseudonym,
    )
