"""Choosing the desk's rules of reviewing. Every change is a new version; a verdict keeps the one it was given under."""

import secrets
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from verify.core import policies
from verify.core.errors import Conflict
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.policies import Rules
from verify.core.vocabulary import ReviewPolicy, Role
from verify.models import Policy
from verify.queries import policies as queries
from verify.queries.desks import the_desk
from verify.services import audit


def first_version(session: Session, *, now: datetime) -> Policy:
    """The policy of a new desk: one reviewer decides."""
    return _store(session, Rules(ReviewPolicy.SINGLE), by=None, is_default=True, now=now)


def adopt(session: Session, *, actor: Actor, rules: Rules, seen: int, now: datetime) -> Policy:
    """Put other rules in force, as a new version; the same rules again say that they are chosen, not a default.

    `seen` is the version that was in force when they were chosen: `Conflict` where it is no more. `Malformed` names the field
    that is out of bounds. Claims that wait for a second review still get it.
    """
    require(actor, Action.SET_POLICY)
    wanted = policies.checked(rules)
    desk = the_desk(session)
    if seen != desk.policy_id:
        raise Conflict(
            f"The rules changed meanwhile: version {desk.policy_id} is in force. Look at it, then choose again."
        )
    return _put_in_force(session, actor, wanted, is_default=False, now=now)


def follow_team(session: Session, *, now: datetime) -> None:
    """Where nobody chose a policy, take the default for the number of reviewers that the desk has now."""
    in_force = queries.in_force(session)
    if in_force is None or not in_force.is_default:
        return
    fitting = policies.default_for(queries.people_with(session, Role.REVIEWER))
    if fitting is not in_force.rules.reviews_needed:
        rules = Rules(fitting, in_force.rules.origins_needed, in_force.rules.second_share)
        _put_in_force(session, SYSTEM, rules, is_default=True, now=now)


def _put_in_force(session: Session, actor: Actor, rules: Rules, *, is_default: bool, now: datetime) -> Policy:
    desk = the_desk(session)
    before = queries.version(session, desk.policy_id)
    policy = _store(session, rules, by=actor.user_id, is_default=is_default, now=now)
    desk.policy_id = policy.id
    session.flush()  # whatever comes next in this transaction goes by the new rules
    audit.record(
        session,
        actor=actor,
        action="policy.adopted",
        subject=("policy", policy.id),
        before={"version": before.id, **asdict(before.rules)},
        after={"version": policy.id, **asdict(rules)},
        now=now,
    )
    return policy


def _store(session: Session, rules: Rules, *, by: int | None, is_default: bool, now: datetime) -> Policy:
    policy = Policy(
        **asdict(rules), seed=secrets.token_hex(16), is_default=is_default, adopted_at=now, adopted_by_id=by
    )
    session.add(policy)
    session.flush()  # the desk names its policy
    return policy
