"""Who is asking: the person behind a sign-in or a token, and the lists of people and tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from verify.core.permissions import Action, Actor
from verify.core.vocabulary import Role
from verify.models import SignIn, Token, User


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in, with the end of the sign-in and the token that their forms must carry."""

    actor: Actor
    csrf_token: str
    expires_at: datetime

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


def by_sign_in(session: Session, id_hash: str, *, now: datetime, request_id: str) -> Visitor | None:
    """The person behind a browser session's hashed id; None if it has ended or they are let in no more."""
    row = session.execute(
        select(User.id, User.name, User.roles, SignIn.csrf_token, SignIn.expires_at)
        .join(User, User.id == SignIn.user_id)
        .where(SignIn.id_hash == id_hash, SignIn.expires_at > now, User.is_active)
    ).first()
    if row is None:
        return None
    actor = Actor(row.id, row.name, frozenset(Role(r) for r in row.roles), request_id)
    return Visitor(actor, row.csrf_token, row.expires_at)


def by_token(session: Session, token_hash: str, *, request_id: str) -> tuple[Actor, frozenset[Action]] | None:
    """The person behind a bearer token's hash and the token's scopes; None if it is revoked or they are let in no more."""
    row = session.execute(
        select(User.id, User.name, User.roles, Token.scopes)
        .join(User, User.id == Token.user_id)
        .where(Token.token_hash == token_hash, Token.revoked_at.is_(None), User.is_active)
    ).first()
    if row is None:
        return None
    scopes = frozenset(Action(s) for s in row.scopes) | {Action.READ}
    return Actor(row.id, row.name, frozenset(Role(r) for r in row.roles), request_id), scopes


def people(session: Session) -> Sequence[User]:
    """Everybody, by name."""
    return session.scalars(select(User).order_by(func.lower(User.name), User.id)).all()


def user_by_email(session: Session, email: str) -> User | None:
    """The person with this e-mail address, in any case of letters."""
    return session.scalar(select(User).where(User.email == email.strip().casefold()))


def is_set_up(session: Session) -> bool:
    """Whether anybody can sign in at all."""
    return session.scalar(select(User.id).limit(1)) is not None


def tokens_of(session: Session, user_id: int) -> Sequence[Token]:
    """A person's tokens, newest first."""
    return session.scalars(select(Token).where(Token.user_id == user_id).order_by(Token.id.desc())).all()


def all_tokens(session: Session) -> Sequence[Row[Token, str]]:
    """Every token with its person's e-mail address, newest first."""
    return session.execute(
        select(Token, User.email).join(User, User.id == Token.user_id).order_by(Token.id.desc())
    ).all()
