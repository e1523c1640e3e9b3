"""Where a claim's support comes from: the edges, the roots, and what people say about them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.origins import Account, Edge, EdgeState, account
from verify.core.permissions import Action
from verify.core.review_rules import backing
from verify.core.vocabulary import OriginMark, OriginRule, Stance
from verify.deps import Routes, RowId, Visit
from verify.queries import origins as queries
from verify.queries import reviews
from verify.services import origins

router = Routes(tags=["origins"])
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


class DroppedOut(BaseModel):
    """A root that does not count, and why."""

    root: str
    why: str


class SideOut(BaseModel):
    """What stands behind one stance: items, the independent origins by name, and what does not count."""

    stance: Stance
    items: int
    independent: int
    origins: list[str]
    dropped: list[DroppedOut]
    examined_primaries: int


class EdgeOut(BaseModel):
    """One derives-from edge; automatic, confirmed and added ones count. `marked_why` and `marked_by` are a person's."""

    derived: str
    derived_name: str
    source: str
    source_name: str
    rule: OriginRule
    state: EdgeState
    is_tie: bool
    why: str
    marked_by: str | None
    marked_why: str | None
    marked_at: datetime | None


class OriginsOut(BaseModel):
    """The graph of a claim with what follows from it (REL-1 2.11)."""

    claim_id: int
    sides: list[SideOut]
    edges: list[EdgeOut]


class EdgeIn(Sent):
    """An edge to draw. `source` is a node of the graph, or the name of whoever it is."""

    derived: str
    source: str
    why: str


class MarkIn(Sent):
    """An edge to confirm or to lift."""

    derived: str
    source: str
    mark: OriginMark
    why: str = Field("", description="Needed to lift an edge.")


@router.get("/claims/{claim_id}/origins")
def show(claim_id: RowId, visit: Annotated[Visit, reading()]) -> OriginsOut:
    """Who drew on whom for a claim, and how many independent origins that leaves."""
    reviews.the_claim(visit.session, claim_id, now=visit.now, reader_id=visit.actor.user_id)
    return _out(visit, claim_id)


@router.post("/claims/{claim_id}/origins", status_code=201)
def add(claim_id: RowId, visit: Attaching, asked: EdgeIn) -> OriginsOut:
    """Say that one account derives from another one, or from whoever is named."""
    origins.add(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, **asked.model_dump())
    return _out(visit, claim_id)


@router.post("/claims/{claim_id}/origins/mark")
def mark(claim_id: RowId, visit: Attaching, asked: MarkIn) -> OriginsOut:
    """Confirm or lift an edge, with the reason."""
    said = origins.Said(asked.derived, asked.source, asked.mark, asked.why)
    origins.mark(visit.session, actor=visit.actor, claim_id=claim_id, said=said, now=visit.now)
    return _out(visit, claim_id)


def _out(visit: Visit, claim_id: int) -> OriginsOut:
    found = account(queries.shown(visit.session, claim_id, reader_id=visit.actor.user_id))
    sides = [_side(found, stance) for stance in (Stance.SUPPORTS, Stance.REFUTES)]
    return OriginsOut(claim_id=claim_id, sides=sides, edges=[_edge(found, edge) for edge in found.edges])


def _side(found: Account, stance: Stance) -> SideOut:
    side = backing(found, stance)
    return SideOut(
        stance=stance,
        items=side.items,
        independent=len(side.origins),
        origins=list(side.origins),
        dropped=[DroppedOut(root=root, why=why) for root, why in side.uncounted],
        examined_primaries=side.examined_primaries,
    )


def _edge(found: Account, edge: Edge) -> EdgeOut:
    return EdgeOut(
        derived=edge.derived,
        derived_name=found.names.get(edge.derived, edge.derived),
        source=edge.source,
        source_name=found.names.get(edge.source, edge.source),
        rule=edge.rule,
        state=edge.state,
        is_tie=edge.is_tie,
        why=edge.why,
        marked_by=edge.mark.by if edge.mark else None,
        marked_why=edge.mark.why if edge.mark else None,
        marked_at=edge.mark.at if edge.mark else None,
    )
