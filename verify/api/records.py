"""Records on any day: the number, its series, its parts and events, several side by side; CSV of each picture's data."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field

from verify.api.outlets import RecordOut
from verify.api.visits import reading
from verify.core.record_history import View
from verify.core.vocabulary import Lane, RecordLabel, Verdict, Voice
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.exports.pictures import csv_of
from verify.queries import comparisons, histories, trends
from verify.queries import outlets as lines
from verify.queries.histories import OutletHistory

router = Routes(tags=["records"])
Reading = Annotated[Visit, reading()]
Day = Annotated[str, Query(max_length=40, description="A day such as 2026-11-22.")]


class ViewOut(BaseModel):
    """The days a record is for. `known` null: everything known by now."""

    as_of: date
    known: date | None
    since: date | None
    topic: str | None

    @classmethod
    def of(cls, view: View) -> "ViewOut":
        """A view as the API gives it."""
        return cls(as_of=view.as_of, known=view.known, since=view.since, topic=view.topic)


class LaneOut(BaseModel):
    """Own-voice verdicts of one lane."""

    lane: Lane
    corroborated: int
    disputed: int
    unverified: int


class RecordOfDay(RecordOut):
    """A record in a view, with the observations behind it by verdict; the own-voice ones have `said` observations among them."""

    known: date | None = Field(description="Null: everything known by now.")
    since: date | None
    topic: str | None
    prior_version: int = Field(description="0 for the installation default.")
    own: dict[Verdict, int]
    relayed: dict[Verdict, int]
    lanes: Sequence[LaneOut]


class PointOut(BaseModel):
    """One day of a series. `score`, `low` and `high` are null where the record was insufficient."""

    day: date
    score: float | None
    low: float | None
    high: float | None
    sufficient: bool
    weight: float
    articles: int
    label: RecordLabel
    prior_version: int = Field(description="0 for the installation default.")


class SeriesOut(BaseModel):
    """A record over time, oldest day first."""

    view: ViewOut
    as_it_stood: bool
    points: Sequence[PointOut]


class PartOut(BaseModel):
    """What one claim does to a score. `without`: how far the score would fall without it."""

    claim_id: int
    statement: str
    verdict: Verdict
    said: bool = Field(description="A relayed claim that counts for whether its speaker said it.")
    published: date
    weight: float
    part: float
    without: float


class ContributionsOut(BaseModel):
    """The parts of a record: `start` plus all `part`s is `mean`. The mean of an insufficient record is null."""

    view: ViewOut
    start: float
    mean: float | None
    parts: Sequence[PartOut]


class TurnOut(BaseModel):
    """What became of one claim in an event; null where there was, or is, no verdict."""

    claim_id: int
    old: Verdict | None
    new: Verdict | None


class EventOut(BaseModel):
    """One article's verdicts of one day, or one merge or era, and how far it moved the score with the weights of the view's day."""

    known: date
    article_id: int | None = Field(description="Null for a merge or an era.")
    handover_id: int | None
    moved: float
    claims: Sequence[TurnOut]


class EventsOut(BaseModel):
    """The newest events, newest first: `start` plus `earlier_moved` plus their moves is the mean."""

    view: ViewOut
    start: float
    earlier: int
    earlier_moved: float
    events: Sequence[EventOut]

    @classmethod
    def of(cls, history: OutletHistory, found: histories.Events) -> "EventsOut":
        """The events of a history as the API gives them."""
        return cls(
            view=ViewOut.of(history.view),
            start=history.prior.mean,
            earlier=found.earlier,
            earlier_moved=found.earlier_moved,
            events=[
                EventOut(
                    known=event.known,
                    article_id=event.article_id,
                    handover_id=event.handover_id,
                    moved=event.moved,
                    claims=[TurnOut(claim_id=claim, old=old, new=new) for claim, _, old, new in event.words],
                )
                for event in found.newest
            ],
        )


class ComparedOut(BaseModel):
    """One outlet of a comparison."""

    id: int
    name: str
    record: RecordOut


class PairOut(BaseModel):
    """The chance that the first outlet's score lies above the second's."""

    first: int
    second: int
    chance_above: float
    told_apart: bool


class ComparisonOut(BaseModel):
    """Some records in one view, and every ordered pair of sufficient ones."""

    view: ViewOut
    outlets: Sequence[ComparedOut]
    pairs: Sequence[PairOut]


Topic = Annotated[str, Query(max_length=200, description="Only articles that are filed under this topic by now.")]


def asked_view(visit: Reading, as_of: Day = "", known: Day = "", since: Day = "", topic: Topic = "") -> View:
    """Dependency: the view that the address asks for; a past day alone is known on that day."""
    asked = {"as_of": as_of, "known": known, "since": since, "topic": topic}
    return View.parsed(asked, today=visit.now.date())


Asked = Annotated[View, Depends(asked_view)]


Points = Annotated[int, Query(ge=2, le=1100, description="At most so many days.")]


@router.get("/outlets/{outlet_id}/record")
def record(visit: Reading, outlet_id: RowId, view: Asked) -> RecordOfDay:
    """An outlet's record on any day, as known on any day."""
    history = _history(visit, outlet_id, view)
    return RecordOfDay(
        **RecordOut.of(history.reading).model_dump(),
        known=history.view.known,
        since=history.view.since,
        topic=history.view.topic,
        prior_version=history.prior.version,
        own={v: history.number(Voice.OWN, v) + history.number(Voice.OWN, v, said=True) for v in Verdict},
        relayed={v: history.number(Voice.RELAYED, v) for v in Verdict},
        lanes=[LaneOut.model_validate(line, from_attributes=True) for line in histories.lanes(history)],
    )


@router.get("/outlets/{outlet_id}/record/series")
def series(visit: Reading, outlet_id: RowId, view: Asked, as_it_stood: bool = False, points: Points = 120) -> SeriesOut:
    """The record over time: with what is known in the view, or as it stood on each day."""
    history = _history(visit, outlet_id, view)
    found = trends.trend(visit.session, history, as_it_stood=as_it_stood, points=points)
    return SeriesOut(
        view=ViewOut.of(history.view),
        as_it_stood=as_it_stood,
        points=[PointOut.model_validate(dict(zip(trends.COLUMNS, p.row(), strict=True))) for p in found],
    )


@router.get("/outlets/{outlet_id}/record/series.csv", response_class=Response)
def series_csv(
    visit: Reading, outlet_id: RowId, view: Asked, as_it_stood: bool = False, points: Points = 120
) -> Response:
    """The series as CSV: the data of the trend."""
    history = _history(visit, outlet_id, view)
    found = trends.trend(visit.session, history, as_it_stood=as_it_stood, points=points)
    return _csv(csv_of(trends.COLUMNS, (point.row() for point in found)))


@router.get("/outlets/{outlet_id}/record/contributions")
def contributions(visit: Reading, outlet_id: RowId, view: Asked) -> ContributionsOut:
    """Every claim's part of the score, the largest first."""
    history = _history(visit, outlet_id, view)
    return ContributionsOut(
        view=ViewOut.of(history.view),
        start=history.prior.mean,
        mean=history.reading.record.mean if history.reading.sufficient else None,
        parts=[PartOut.model_validate(p, from_attributes=True) for p in histories.all_parts(visit.session, history)],
    )


@router.get("/outlets/{outlet_id}/record/contributions.csv", response_class=Response)
def contributions_csv(visit: Reading, outlet_id: RowId, view: Asked) -> Response:
    """The parts as CSV: the data of the bars."""
    history = _history(visit, outlet_id, view)
    rows = (part.row() for part in histories.all_parts(visit.session, history))
    return _csv(csv_of(histories.PART_COLUMNS, rows))


@router.get("/outlets/{outlet_id}/record/events")
def events(
    visit: Reading, outlet_id: RowId, view: Asked, newest: Annotated[int, Query(ge=1, le=200)] = 50
) -> EventsOut:
    """What happened to the score, verdict by verdict."""
    history = _history(visit, outlet_id, view)
    found = histories.events(visit.session, history, newest=newest)
    return EventsOut.of(history, found)


Outlets = Annotated[list[RowNumber], Query(max_length=12, description="Two to four outlets; repeat the parameter.")]


@router.get("/records/compare")
def compare(visit: Reading, view: Asked, outlet: Outlets) -> ComparisonOut:
    """Up to four records side by side, with the chance that one lies above another."""
    found = comparisons.compare(visit.session, outlet, view)
    return ComparisonOut(
        view=ViewOut.of(view),
        outlets=[
            ComparedOut(id=line.outlet_id, name=line.name, record=RecordOut.of(line.reading)) for line in found.lines
        ],
        pairs=[
            PairOut(first=a, second=b, chance_above=chance, told_apart=bool(found.apart(a, b)))
            for (a, b), chance in found.above.items()
        ],
    )


@router.get("/records/compare.csv", response_class=Response)
def compare_csv(visit: Reading, view: Asked, outlet: Outlets) -> Response:
    """The comparison as CSV."""
    found = comparisons.compare(visit.session, outlet, view)
    return _csv(csv_of(found.columns(), found.rows()))


def _history(visit: Visit, outlet_id: int, view: View) -> OutletHistory:
    lines.the_outlet(visit.session, outlet_id)
    return histories.of_outlet(visit.session, outlet_id, view)


def _csv(body: bytes) -> Response:
    return Response(body, media_type="text/csv; charset=utf-8")
