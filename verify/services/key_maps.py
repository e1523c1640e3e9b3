"""Choosing one's own keys."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.keys import checked
from verify.core.permissions import Action, Actor, require_person
from verify.models import KeyMap
from verify.services import audit


def choose(session: Session, *, actor: Actor, chosen: Mapping[str, str], is_off: bool, now: datetime) -> None:
    """Work with these keys, `{usual: chosen}`, or with none. `Malformed` where two of them are one, or one is no key."""
    user_id = require_person(actor, Action.READ)
    keys = checked(chosen)
    mine = session.get(KeyMap, user_id)
    if mine is None:
        session.add(KeyMap(user_id=user_id, is_off=is_off, chosen=keys))
    else:
        mine.is_off, mine.chosen = is_off, keys
    session.flush()
    after = {"chosen": keys, "is_off": is_off}
    audit.record(session, actor=actor, action="keys.chosen", subject=("user", user_id), after=after, now=now)
