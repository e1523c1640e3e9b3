"""How the queue would begin under another order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from verify.core.claims import QUEUE, Age, ClaimFilters, Worth
from verify.core.queue_order import URGENT, Facts, Place, QueueOrder, place, priority
from verify.core.vocabulary import Lane
from verify.models import Claim
from verify.queries import claims, queue_order

CLAIMS = cast(Table, Claim.__table__).c
LOOKED_AT, LOOKED_AT_EACH = 3_000, 500
"""So many claims a preview looks at: of the order in force, and of those that each part could lift."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim in a preview: its place under an order, and its number in the other list (None: further down)."""

    claim_id: int
    statement: str
    place: Place
    elsewhere: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """How the queue begins under the order in force and under another, among the `looked_at` claims that wait."""

    now: Sequence[Placed]
    then: Sequence[Placed]
    looked_at: int
    is_all: bool

    @property
    def pairs(self) -> Sequence[tuple[Placed, Placed]]:
        """Both beginnings side by side, by place."""
        return list(zip(self.now, self.then, strict=True))


def preview(session: Session, order: QueueOrder, *, now: datetime) -> Preview:
    """How the queue would begin under `order`, beside how it begins now.

    Only so many claims are looked at: the first of the queue as it is, and the first of those that a part could lift.
    """
    ids = _looked_at(session, now)
    waiting = claims.count(session, QUEUE, now=now, cap=LOOKED_AT)
    found = [
        row for start in range(0, len(ids), 500) for row in queue_order.facts_of(session, ids[start : start + 500])
    ]
    lists = [_first(found, wanted) for wanted in (queue_order.version_in_force(session).order, order)]
    said = dict(session.execute(select(CLAIMS.id, CLAIMS.statement).where(CLAIMS.id.in_({*lists[0], *lists[1]}))).all())
    known = {claim_id: facts for claim_id, _, facts in found}
    present = queue_order.version_in_force(session).order

    def lines(here: Sequence[int], other: Sequence[int], by: QueueOrder) -> list[Placed]:
        numbers = {claim_id: number for number, claim_id in enumerate(other, start=1)}
        return [Placed(n, said[n], place(by, known[n], today=now.date()), numbers.get(n)) for n in here]

    first, then = lists
    return Preview(lines(first, then, present), lines(then, first, order), len(found), not waiting.capped)


def _looked_at(session: Session, now: datetime) -> list[int]:
    lifted = (
        *(replace(QUEUE, lane=lane) for lane in (Lane.RANDOM, Lane.TIP)),
        replace(QUEUE, tag=URGENT),
        replace(QUEUE, worth=Worth.HIGH),
        replace(QUEUE, age=Age.WEEK),
        replace(QUEUE, age=Age.OLDER),
    )
    asked: list[tuple[ClaimFilters, int]] = [(QUEUE, LOOKED_AT), *((wanted, LOOKED_AT_EACH) for wanted in lifted)]
    found = [claims.ids(session, wanted, now=now, limit=limit) for wanted, limit in asked]
    return sorted({claim_id for part in found for claim_id in part})


def _first(found: Sequence[tuple[int, float, Facts]], order: QueueOrder) -> list[int]:
    ranked = sorted(((priority(order, facts), claim_id) for claim_id, _, facts in found), reverse=True)
    return [claim_id for _, claim_id in ranked[:SHOWN]]
