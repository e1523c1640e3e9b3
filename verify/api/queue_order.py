"""The order of the queue: the versions there were, and putting another in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.queue_order import MOST_TIERS, Part, checked, in_words
from verify.deps import Routes, RowNumber, Visit
from verify.queries import queue_order as queries
from verify.queries.queue_order import OrderVersion
from verify.services import queue_order

router = Routes(prefix="/queue/order", tags=["queue"])
Weight = Annotated[float, Field(ge=-1, le=1)]


class OrderIn(Sent):
    """An order to put in force. `seen` is the version in force that it is to follow; 409 where it is no more."""

    tiers: list[Part] = Field(default=[], max_length=MOST_TIERS)
    weights: dict[Part, Weight]
    seen: RowNumber


class OrderVersionOut(BaseModel):
    """One version; `id` is 0 and `adopted_at` null for the order that every desk begins with."""

    id: int
    tiers: Sequence[Part]
    weights: Mapping[Part, float]
    adopted_at: datetime | None
    by: str | None
    words: Sequence[str]

    @classmethod
    def of(cls, found: OrderVersion) -> "OrderVersionOut":
        """A version as the API says it."""
        return cls(
            id=found.id,
            tiers=found.order.tiers,
            weights=dict(found.order.weights),
            adopted_at=found.adopted_at,
            by=found.by,
            words=in_words(found.order),
        )


@router.get("")
def list_versions(visit: Annotated[Visit, reading()]) -> list[OrderVersionOut]:
    """Every version of the queue's order, the one in force first."""
    return [OrderVersionOut.of(version) for version in queries.versions(visit.session)]


@router.post("", status_code=201)
def adopt(visit: Annotated[Visit, writing(Action.SET_POLICY)], asked: OrderIn) -> OrderVersionOut:
    """Put another order in force; a job sorts the queue by it."""
    order = checked(asked.tiers, asked.weights)
    queue_order.adopt(visit.session, actor=visit.actor, order=order, seen=asked.seen, now=visit.now)
    return OrderVersionOut.of(queries.version_in_force(visit.session))
