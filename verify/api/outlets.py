"""Outlets and their records."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.records import Reading, missing
from verify.core.vocabulary import HandoverKind, OutletKind, RecordLabel
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import handovers as moved
from verify.queries import outlets as lines
from verify.queries.handovers import HandoverLine
from verify.queries.outlets import Counts, OutletLine
from verify.services import handovers, outlets
from verify.services.handovers import EraDraft
from verify.services.outlets import OutletDetails

router = Routes(prefix="/outlets", tags=["outlets"])
Keeping = Annotated[Visit, writing(Action.KEEP_OUTLETS)]


class CountsOut(BaseModel):
    """Claims by voice and verdict; `said_*` are relayed claims that count in the own-voice record for their speaker's words."""

    corroborated: int
    disputed: int
    unverified: int
    pending: int
    relayed_corroborated: int
    relayed_disputed: int
    relayed_unverified: int
    relayed_pending: int
    said_confirmed: int
    said_wrong: int
    articles: int

    @classmethod
    def of(cls, counts: Counts) -> "CountsOut":
        """The counts of a line."""
        return cls(**{name: getattr(counts, name) for name in cls.model_fields})


class RecordOut(BaseModel):
    """An outlet's record score on a day, in 0–1. `score`, `low` and `high` are null where the record is insufficient."""

    as_of: date
    method: str
    sufficient: bool
    label: RecordLabel
    score: float | None
    low: float | None
    high: float | None
    lacks: Sequence[str] = Field(description="What an insufficient record still needs.")
    weight: float = Field(description="W: decayed, article-weighted own-voice verdicts.")
    weight_needed: float
    articles: int = Field(description="Articles with a decided own-voice claim.")
    articles_needed: int
    own_share: float = Field(description="How much of the score is the outlet's own record.")
    unverified_share: float
    band: tuple[float, float] | None = Field(description="Where the score lies if false claims are harder to settle.")
    prior_mean: float
    prior_strength: float

    @classmethod
    def of(cls, found: Reading) -> "RecordOut":
        """A reading with its numbers left out where they may not be shown."""
        shown = found.sufficient
        return cls(
            as_of=found.as_of,
            method=found.method,
            sufficient=shown,
            label=found.label,
            score=found.record.mean if shown else None,
            low=found.record.low if shown else None,
            high=found.record.high if shown else None,
            lacks=missing(found.enough),
            weight=found.sums.weight,
            weight_needed=found.enough.weight_needed,
            articles=found.enough.articles,
            articles_needed=found.enough.articles_needed,
            own_share=found.record.own_share,
            unverified_share=found.unverified.share,
            band=found.band if shown else None,
            prior_mean=found.prior.mean,
            prior_strength=found.prior.strength,
        )


class OutletOut(BaseModel):
    """An outlet with its counts and record."""

    id: int
    name: str
    kind: OutletKind
    country: str | None
    ownership_group: str | None
    domains: Sequence[str]
    counts: CountsOut
    record: RecordOut

    @classmethod
    def of(cls, line: OutletLine) -> "OutletOut":
        """A line as the API gives it."""
        same = {name: getattr(line, name) for name in ("id", "name", "kind", "country", "ownership_group", "domains")}
        return cls(**same, counts=CountsOut.of(line.counts), record=RecordOut.of(line.reading))


class OutletChange(Sent):
    """What is to be changed of an outlet; what is left out stays."""

    name: str | None = None
    kind: OutletKind | None = None
    country: str | None = None
    ownership_group: str | None = None


class MergeIn(Sent):
    """The outlet that this one is part of."""

    into: RowNumber


class EraIn(Sent):
    """An era of an outlet that changed hands: its first day of publication; by default the name says since when."""

    day: date
    name: str = ""
    ownership_group: str | None = None


class HandoverOut(BaseModel):
    """A merge or an era: articles that went from one record to another. `undone`: the day from which it is taken back."""

    id: int
    kind: HandoverKind
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    day: date
    known: date
    articles: int
    undone: date | None

    @classmethod
    def of(cls, line: HandoverLine) -> "HandoverOut":
        """A line as the API gives it."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class OutletPage(BaseModel):
    """Some outlets, the last added first; `next` is the cursor of the ones before them, null at the end."""

    outlets: Sequence[OutletOut]
    next: str | None


class OutletIn(Sent):
    """An outlet to be added."""

    name: str
    kind: OutletKind = OutletKind.NEWS
    country: str | None = None
    ownership_group: str | None = None
    domains: Sequence[str] = ()


@router.get("")
def list_outlets(
    visit: Annotated[Visit, reading()],
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = lines.PAGE_SIZE,
) -> OutletPage:
    """Outlets with their records, the last added first."""
    page = lines.newest(visit.session, as_of=visit.now.date(), cursor=cursor, limit=limit)
    return OutletPage(outlets=[OutletOut.of(line) for line in page.rows], next=page.older)


@router.post("", status_code=201)
def add(visit: Keeping, body: OutletIn) -> OutletOut:
    """Add an outlet. 409 where its name or a domain is taken."""
    details = OutletDetails(body.name, body.kind, body.country, body.ownership_group)
    made = outlets.add(visit.session, actor=visit.actor, details=details, domains=tuple(body.domains), now=visit.now)
    return OutletOut.of(lines.one(visit.session, made.id, as_of=visit.now.date()))


@router.get("/{outlet_id}")
def one(visit: Annotated[Visit, reading()], outlet_id: RowId) -> OutletOut:
    """One outlet."""
    return OutletOut.of(lines.one(visit.session, outlet_id, as_of=visit.now.date()))


@router.patch("/{outlet_id}")
def change(visit: Keeping, outlet_id: RowId, body: OutletChange) -> OutletOut:
    """Change what is known of an outlet. 409 where another one has the name, or it is part of another one."""
    given = body.model_dump(exclude_unset=True)
    outlets.change_some(visit.session, actor=visit.actor, outlet_id=outlet_id, given=given, now=visit.now)
    return OutletOut.of(lines.one(visit.session, outlet_id, as_of=visit.now.date()))


@router.get("/{outlet_id}/handovers")
def list_handovers(visit: Annotated[Visit, reading()], outlet_id: RowId) -> Sequence[HandoverOut]:
    """The outlet's merges and eras, oldest first, those that were taken back among them."""
    lines.the_outlet(visit.session, outlet_id)
    return [HandoverOut.of(line) for line in moved.of_outlet(visit.session, outlet_id)]


@router.post("/{outlet_id}/merge", status_code=201)
def merge(visit: Keeping, outlet_id: RowId, body: MergeIn) -> HandoverOut:
    """Make the outlet part of another one, from today on. 409 where one of them is part of another already."""
    found = handovers.merge(visit.session, actor=visit.actor, outlet_id=outlet_id, into_id=body.into, now=visit.now)
    return HandoverOut.of(found)


@router.delete("/{outlet_id}/merge")
def unmerge(visit: Keeping, outlet_id: RowId) -> HandoverOut:
    """Take the outlet's merge back, from today on. 409 where it is part of no other one."""
    return HandoverOut.of(handovers.undo_merge(visit.session, actor=visit.actor, outlet_id=outlet_id, now=visit.now))


@router.post("/{outlet_id}/eras", status_code=201)
def start_era(visit: Keeping, outlet_id: RowId, body: EraIn) -> HandoverOut:
    """Start a record of its own for what the outlet published from a day on. 409 where there is a later era already."""
    draft = EraDraft(body.day, body.name, body.ownership_group)
    found = handovers.start_era(visit.session, actor=visit.actor, outlet_id=outlet_id, draft=draft, now=visit.now)
    return HandoverOut.of(found)
