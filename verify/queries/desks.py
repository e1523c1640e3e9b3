"""The installation and the policy in force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.models import Desk, Policy


def the_desk(session: Session) -> Desk:
    """This installation. `NotFound` before `verify init`."""
    desk = session.get(Desk, 1)
    if desk is None:
        raise NotFound("This desk is not set up yet. Run `verify init`.")
    return desk


def current_policy(session: Session) -> Policy:
    """The policy that new verdicts are decided under."""
    policy = session.scalar(select(Policy).join(Desk, Desk.policy_id == Policy.id))
    if policy is None:
        raise NotFound("This desk is not set up yet. Run `verify init`.")
    return policy
