"""People of the tests: one for each role, without the slowness of real passwords."""

from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM, Action, Actor, allowed_to
from verify.core.vocabulary import Role
from verify.models import Policy, User
from verify.services import accounts
from verify.services.desks import ensure_desk


def add_person(session: Session, *roles: Role, now: datetime, name: str | None = None) -> Actor:
    """Add a person with these roles (and the desk, where there is none) and return them as an actor."""
    desk = ensure_desk(session, name="Test desk", is_demo=False, now=now)
    # Tests decide alone unless they choose otherwise: with two reviewers a desk that chose nothing would not.
    session.get_one(Policy, desk.policy_id).is_default = False
    called = name or "-".join(roles)
    user: User = accounts.add_user(
        session,
        actor=SYSTEM,
        email=f"{called.replace(' ', '.')}@desk.example",
        name=called,
        roles=frozenset(roles),
        password=None,
        now=now,
    )
    return Actor(user.id, user.name, frozenset(roles), "test")


def all_scopes(actor: Actor) -> frozenset[Action]:
    """What a token of theirs can be made to allow."""
    return allowed_to(actor.roles)
