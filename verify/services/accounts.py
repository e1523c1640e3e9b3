"""People, service accounts, sign-ins, tokens and one-time links."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, NotSignedIn, RuleRefused
from verify.core.permissions import SYSTEM, Action, Actor, allowed_to, require
from verify.core.typed_text import typed
from verify.core.vocabulary import Role
from verify.models import (
    Desk,
    Draft,
    KeyMap,
    Mail,
    MailChoice,
    Notification,
    OneTimeLink,
    SavedView,
    SignIn,
    Token,
    User,
)
from verify.queries.accounts import Credentials, admins
from verify.services import audit, leases, policies, tags
from verify.services.passwords import Password

LINK_HOURS = 48
STALE_LINK = "This link has been used, or is too old. Ask an admin for a new one."


@dataclass(frozen=True, slots=True)
class Opened:
    """A new sign-in: the opaque id for the cookie, and who it is."""

    opaque_id: str
    user_id: int
    name: str


def secret_hash(secret: str) -> str:
    """SHA-256 of a random secret, hexadecimal. Right for long random secrets, not for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_user(
    session: Session,
    *,
    actor: Actor,
    email: str,
    name: str,
    roles: frozenset[Role],
    password: Password | None,
    now: datetime,
) -> User:
    """Add a person; without a password they sign in once a link has let them set one. `Conflict` if the e-mail is taken."""
    require(actor, Action.MANAGE_PEOPLE)
    email = typed(email, field="email", name="The e-mail address", longest=254).casefold()
    if "@" not in email.strip("@"):
        raise Malformed("Give an e-mail address, such as name@desk.example.", field="email")
    name = typed(name, field="name", name="The name", longest=120, required=True)
    if not roles:
        raise Malformed("Choose at least one role.", field="roles")
    if session.scalar(select(User.id).where(User.email == email)):
        raise Conflict("There is already somebody with this e-mail address.", field="email")
    user = User(
        email=email,
        name=name,
        pseudonym=f"reviewer-{secrets.token_hex(4)}",
        password_hash=password.hash if password else None,
        roles=sorted(roles),
        is_active=True,
        created_at=now,
    )
    session.add(user)
    session.flush()  # the log needs the id
    audit.record(session, actor=actor, action="user.added", subject=("user", user.id), after=_shown(user), now=now)
    policies.follow_team(session, now=now)
    return user


def change_user(
    session: Session, *, actor: Actor, user_id: int, roles: frozenset[Role], is_active: bool, now: datetime
) -> User:
    """Set a person's roles, or let them in no more; once they may not review, what they hold, or is meant for them, is free.

    Refused for one's own account and for the last admin's, also where two admins let each other out at the same moment.
    """
    require(actor, Action.MANAGE_PEOPLE)
    _one_at_a_time(session, actor)
    user = session.get(User, user_id, populate_existing=True)
    if user is None:
        raise NotFound("There is no such person.")
    if user.id == actor.user_id:
        raise RuleRefused("You cannot change your own roles. Ask another admin.")
    if not roles:
        raise Malformed("Choose at least one role.", field="roles")
    if is_active and user.is_removed:
        raise RuleRefused("Their personal data were removed for good. Add them anew, as somebody else.")
    if not (is_active and Role.ADMIN in roles) and admins(session) == {user.id}:
        raise RuleRefused("This is the desk's only admin. Make somebody else an admin first.", field="roles")
    before = _shown(user)
    user.roles, user.is_active = sorted(roles), is_active
    if not is_active:
        session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    if not (is_active and Actor(user.id, user.name, roles).can(Action.REVIEW)):
        leases.free_all_of(session, actor=actor, user_id=user.id, now=now)
        tags.unassign_all_of(session, actor=actor, user_id=user.id, now=now)
    audit.record(
        session,
        actor=actor,
        action="user.changed",
        subject=("user", user.id),
        before=before,
        after=_shown(user),
        now=now,
    )
    session.flush()  # the default rules go by who is a reviewer now
    policies.follow_team(session, now=now)
    return user


def _one_at_a_time(session: Session, actor: Actor) -> None:
    """Wait for whoever else is changing people, and look again whether the actor still may."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(Desk.id).with_for_update())
    if actor.user_id is not None and actor.user_id not in admins(session):
        raise Forbidden("Your own account was changed a moment ago, so nothing was changed here.")


def sign_in(session: Session, *, proven: Credentials, hours: int, now: datetime) -> Opened:
    """Open a sign-in for somebody whose password was right. `NotSignedIn` if it, or their account, changed meanwhile."""
    user = session.get(User, proven.user_id)
    if user is None or not user.is_active or user.password_hash != proven.password_hash:
        raise NotSignedIn("This account was changed a moment ago. Sign in again.")
    return open_sign_in(session, user, hours=hours, now=now)


def open_sign_in(session: Session, user: User, *, hours: int, now: datetime) -> Opened:
    """Open a sign-in for somebody whose identity is already established; sign-ins that have ended are cleared away."""
    session.execute(delete(SignIn).where(SignIn.expires_at < now))
    opaque = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            id_hash=secret_hash(opaque),
            user_id=user.id,
            csrf_token=secrets.token_urlsafe(24),
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    session.flush()
    actor = Actor(user.id, user.name, frozenset(Role(r) for r in user.roles))
    audit.record(session, actor=actor, action="user.signed_in", subject=("user", user.id), now=now)
    return Opened(opaque, user.id, user.name)


def extend_sign_in(session: Session, *, opaque_id: str, hours: int, now: datetime) -> None:
    """Push the end of a sign-in that is in use."""
    row = session.get(SignIn, secret_hash(opaque_id))
    if row is not None:
        row.expires_at = now + timedelta(hours=hours)


def sign_out(session: Session, *, opaque_id: str) -> None:
    """End a sign-in; unknown ones are ignored."""
    session.execute(delete(SignIn).where(SignIn.id_hash == secret_hash(opaque_id)))


def add_token(
    session: Session, *, actor: Actor, user_id: int, name: str, scopes: frozenset[Action], now: datetime
) -> str:
    """Make a bearer token and return it; it is never shown again. One's own, or for an admin that of a service account.

    Its scopes are among what its owner's roles allow. Nobody makes a token by which they could act as another person: an account
    with a password is a person's.
    """
    if user_id != actor.user_id:
        require(actor, Action.MANAGE_PEOPLE)
    name = typed(name, field="name", name="The token's name", longest=80, required=True)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such person.")
    if actor.user_id not in (None, user_id) and user.password_hash is not None:
        raise RuleRefused(
            "They make their tokens themselves. For a program add an account of its own, and set no password."
        )
    beyond = scopes - allowed_to(user.roles)
    if beyond:
        words = ", ".join(sorted(beyond)).replace("_", " ")
        raise RuleRefused(f"The roles of {user.name} do not allow this: {words}. Leave it out.", field="scopes")
    secret = f"vfy_{secrets.token_urlsafe(32)}"
    token = Token(
        user_id=user_id,
        name=name,
        token_hash=secret_hash(secret),
        scopes=sorted(scopes),
        created_at=now,
        revoked_at=None,
    )
    session.add(token)
    session.flush()  # the log needs the id
    after = {"name": name, "scopes": sorted(scopes), "user": user_id}
    audit.record(session, actor=actor, action="token.added", subject=("token", token.id), after=after, now=now)
    return secret


def revoke_token(session: Session, *, actor: Actor, token_id: int, now: datetime) -> None:
    """End a token at once. One's own, or anybody's for an admin."""
    token = session.get(Token, token_id)
    if token is None:
        raise NotFound("There is no such token.")
    if token.user_id != actor.user_id:
        require(actor, Action.MANAGE_PEOPLE)
    if token.revoked_at is None:
        token.revoked_at = now
        audit.record(session, actor=actor, action="token.revoked", subject=("token", token.id), now=now)


def make_link(session: Session, *, purpose: str, user_id: int | None, now: datetime) -> str:
    """A secret that works once within 48 hours: `setup` (first admin) or `password` (set one)."""
    secret = secrets.token_urlsafe(24)
    session.add(
        OneTimeLink(
            token_hash=secret_hash(secret),
            purpose=purpose,
            user_id=user_id,
            created_at=now,
            expires_at=now + timedelta(hours=LINK_HOURS),
            used_at=None,
        )
    )
    session.flush()
    return secret


def invite(session: Session, *, actor: Actor, user_id: int, now: datetime) -> str:
    """The secret of a link by which the person sets a password; links made for them before stop working."""
    require(actor, Action.MANAGE_PEOPLE)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such person.")
    if not user.is_active:
        raise RuleRefused("This person is let in no more. Let them in again first.")
    session.execute(
        delete(OneTimeLink).where(
            OneTimeLink.user_id == user_id, OneTimeLink.purpose == "password", OneTimeLink.used_at.is_(None)
        )
    )
    secret = make_link(session, purpose="password", user_id=user_id, now=now)
    audit.record(session, actor=actor, action="user.link_made", subject=("user", user_id), now=now)
    return secret


def remove_personal_data(session: Session, *, actor: Actor, user_id: int, now: datetime) -> User:
    """Put the pseudonym of somebody let in no more in the place of their name and e-mail, and forget what was theirs alone.

    What they decided stays. There is no way back. `NotFound`; `RuleRefused` while they are let in.
    """
    require(actor, Action.MANAGE_PEOPLE)
    _one_at_a_time(session, actor)
    user = session.get(User, user_id, populate_existing=True)
    if user is None:
        raise NotFound("There is no such person.")
    if user.is_active:
        raise RuleRefused("They are let in still. Let them in no more first.")
    if user.is_removed:
        raise RuleRefused("Their personal data were removed already.")
    for table in (SignIn, Token, OneTimeLink, KeyMap, Mail, MailChoice, Notification, Draft):
        session.execute(delete(table).where(table.user_id == user_id))
    session.execute(delete(SavedView).where(SavedView.owner_id == user_id, SavedView.is_shared.is_(False)))
    user.email = user.name = user.pseudonym
    user.password_hash = None
    after, subject = {"pseudonym": user.pseudonym}, ("user", user_id)
    audit.record(session, actor=actor, action="user.personal_data_removed", subject=subject, after=after, now=now)
    session.flush()
    return user


def use_link(session: Session, *, secret: str, purpose: str, now: datetime) -> OneTimeLink:
    """Use a one-time link up. `NotFound` if it is unknown, used, or too old."""
    used = session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == secret_hash(secret),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at >= now,
        )
        .values(used_at=now)
        .returning(OneTimeLink)
    ).scalar_one_or_none()
    if used is None:
        raise NotFound(STALE_LINK)
    if purpose == "setup" and session.scalar(select(func.count()).select_from(User)):
        raise NotFound("This desk is set up already. Sign in instead.")
    return used


def set_password_by_link(session: Session, *, secret: str, password: Password, now: datetime) -> User:
    """Set the password of the person whom the link was made for, using it up; every sign-in of theirs ends."""
    link = use_link(session, secret=secret, purpose="password", now=now)
    user = session.get(User, link.user_id)
    if user is None or not user.is_active:
        raise NotFound(STALE_LINK)
    if user.password_hash is None:
        _end_tokens(session, user, now=now)
    user.password_hash = password.hash
    # The admin's link and the mailed one are two; with the one the other stops working.
    spare = (OneTimeLink.user_id == user.id, OneTimeLink.purpose == "password", OneTimeLink.used_at.is_(None))
    session.execute(delete(OneTimeLink).where(*spare))
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    actor = Actor(user.id, user.name, frozenset(Role(r) for r in user.roles))
    audit.record(session, actor=actor, action="user.password_set", subject=("user", user.id), now=now)
    return user


def _end_tokens(session: Session, user: User, *, now: datetime) -> None:
    """A service account becomes a person's: tokens that an admin made for it must not act as them."""
    ended = session.scalars(
        update(Token)
        .where(Token.user_id == user.id, Token.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(Token.id)
    ).all()
    for token_id in ended:
        audit.record(session, actor=SYSTEM, action="token.revoked", subject=("token", token_id), now=now)


def _shown(user: User) -> dict[str, object]:
    """As the log has a person: it keeps what it is told for ever, so neither name nor address."""
    return {"pseudonym": user.pseudonym, "roles": user.roles, "is_active": user.is_active}
