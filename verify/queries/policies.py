"""The desk's rules of reviewing: the version in force, those before it, and the people there are to follow them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.policies import Rules, is_drawn
from verify.core.vocabulary import Role
from verify.models import Desk, Policy, User
from verify.queries.desks import current_policy

_VERSION = select(
    Policy.id,
    Policy.reviews_needed,
    Policy.origins_needed,
    Policy.second_share,
    Policy.is_default,
    Policy.adopted_at,
    User.name,
).outerjoin(User, User.id == Policy.adopted_by_id)


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of the rules; `by` is None where the desk itself took it, `is_default` where nobody chose it."""

    id: int
    rules: Rules
    is_default: bool
    adopted_at: datetime
    by: str | None


def versions(session: Session) -> Sequence[PolicyVersion]:
    """Every version, the newest first."""
    return [_version(row) for row in session.execute(_VERSION.order_by(Policy.id.desc()))]


def version(session: Session, policy_id: int) -> PolicyVersion:
    """One version. `NotFound`."""
    row = session.execute(_VERSION.where(Policy.id == policy_id)).first()
    if row is None:
        raise NotFound(f"There is no version {policy_id} of the rules.")
    return _version(row)


def in_force(session: Session) -> PolicyVersion | None:
    """The version that new verdicts are given under; None before the desk is set up."""
    row = session.execute(_VERSION.join(Desk, Desk.policy_id == Policy.id)).first()
    return _version(row) if row else None


def second_draw(session: Session) -> Callable[[int, Sequence[Sequence[int]]], bool]:
    """Whether the claim at these spans of a text's version is drawn for a second review, under the rules in force now."""
    policy = current_policy(session)
    return lambda version_id, spans: is_drawn(policy.seed, policy.second_share, version_id=version_id, spans=spans)


def people_with(session: Session, role: Role) -> int:
    """How many who are let in have a role."""
    return sum(role in roles for roles in session.scalars(select(User.roles).where(User.is_active)))


def _version(row: Any) -> PolicyVersion:
    rules = Rules(row.reviews_needed, row.origins_needed, row.second_share)
    return PolicyVersion(row.id, rules, row.is_default, row.adopted_at, row.name)
