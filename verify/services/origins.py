"""What people say about where a claim's support comes from: confirming, lifting and drawing edges."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from verify.core.corroboration import Node
from verify.core.credits import root_name
from verify.core.errors import Malformed, NotFound
from verify.core.origins import OWN_ACCOUNT, Account, account, name_node
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import OriginMark, OriginRule
from verify.models import Claim, OriginEntry
from verify.queries import origins
from verify.queries.blindness import IS_OPEN, TWO_PEOPLE
from verify.queries.copies import agencies
from verify.services import audit, leases, lost_origins

LONGEST_WHY = 1_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about one edge of a claim's graph. `name`: of a root that they bring in by name."""

    derived: Node
    source: Node
    mark: OriginMark
    why: str = ""
    name: str = ""


def mark(session: Session, *, actor: Actor, claim_id: int, said: Said, now: datetime) -> None:
    """Confirm or lift an edge. A corroboration that has too few origins left by it goes to recheck.

    `NotFound` for an edge that is not there; `Forbidden` where somebody who keeps no outlets lifts that two newsrooms are one.
    """
    require(actor, Action.ADD_EVIDENCE)
    before = _account(session, actor, claim_id)
    there = next((edge for edge in before.edges if (edge.derived, edge.source) == (said.derived, said.source)), None)
    if there is None or said.mark is OriginMark.ADDED or there.why == OWN_ACCOUNT:
        raise NotFound("There is no such edge on this claim. Look at its origins as they are now.")
    if there.rule is OriginRule.NEWSROOM:
        require(actor, Action.KEEP_OUTLETS)
    _enter(session, actor, claim_id, said, now)


def add(session: Session, *, actor: Actor, claim_id: int, derived: Node, source: str, why: str, now: datetime) -> None:
    """Say that one account derives from another one of the claim, or from whoever is named; `source` is a node or a name."""
    require(actor, Action.ADD_EVIDENCE)
    before = _account(session, actor, claim_id)
    given = typed(source, field="source", name="Where it has it from", longest=LONGEST_NAME, required=True)
    if derived not in before.names or derived.startswith("name-"):
        raise Malformed("Choose which account derives from another one.", field="derived")
    name = "" if given in before.names else root_name(given, agencies(session))
    node = name_node(name) if name else given
    if node == derived:
        raise Malformed("An account cannot derive from itself.", field="source")
    _enter(session, actor, claim_id, Said(derived, node, OriginMark.ADDED, why, name), now)


def _account(session: Session, actor: Actor, claim_id: int) -> Account:
    leases.lock_claim(session, claim_id)
    return account(origins.shown(session, claim_id, reader_id=actor.user_id))


def _enter(session: Session, actor: Actor, claim_id: int, said: Said, now: datetime) -> None:
    needed = said.mark is not OriginMark.CONFIRMED
    why = typed(said.why, field="why", name="The reason", longest=LONGEST_WHY, required=needed)
    apart = session.scalar(select(and_(IS_OPEN, TWO_PEOPLE)).where(Claim.id == claim_id))
    entry = OriginEntry(
        claim_id=claim_id,
        derived=said.derived,
        derived_from=said.source,
        mark=said.mark,
        name=said.name,
        why=why,
        made_by_id=actor.user_id,
        made_at=now,
        is_apart=bool(apart) and actor.user_id is not None and actor.can(Action.REVIEW),
    )
    session.add(entry)
    session.flush()  # the log needs its id
    told = {"claim": claim_id, "derived": said.derived, "from": said.source, "name": said.name, "why": why}
    audit.record(session, actor=actor, action=f"origin.{said.mark}", subject=("origin", entry.id), after=told, now=now)
    lost_origins.look_at(session, actor=actor, claim_id=claim_id, now=now)
