"""What the outlet pages show; the routes are in `outlets`, `records`, `samples` and `corrections`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from verify.core.corrections import Correcting, correcting
from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.pictures import NARROW, WIDE, Bar, Mark, Trend, sparkline, steps, trend
from verify.core.record_history import View
from verify.core.records import Reading, missing
from verify.core.vocabulary import Verdict, Voice
from verify.deps import Visit, status_of
from verify.queries import corrections, histories, samples, trends
from verify.queries import outlets as lines
from verify.queries.corrections import CorrectionLine
from verify.queries.histories import Events, Explanation, LaneLine, OutletHistory, Published, Relayed, Renamed
from verify.queries.outlets import OutletLine
from verify.queries.paging import Page
from verify.queries.priors import adopted
from verify.queries.samples import SampleLine
from verify.queries.trends import SeriesPoint
from verify.services.outlets import OutletDetails
from verify.web.templating import render

TEMPLATE = "outlets/detail.html"
MOST_MARKS = 9
TABLE_ROWS = 13
PERIODS = (("", "everything"), ("90", "the last 90 days"), ("365", "the last 365 days"))


@dataclass(frozen=True, slots=True)
class OutletsPage:
    """What `outlets/list.html` shows; `lacks` and `sparks` go by outlet id."""

    as_of: date
    ranked: Sequence[OutletLine]
    unranked: Page[OutletLine]
    lacks: Mapping[int, Sequence[str]]
    sparks: Mapping[int, Trend]
    can_keep: bool
    typed: OutletDetails
    domain: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedDraw:
    """The form of an audit sample as it was typed."""

    first: str = ""
    last: str = ""
    wanted: str = "20"
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A trend as pictures for a desk and a phone, the rows of the table beside it, and what its marks mean."""

    wide: Trend
    narrow: Trend
    rows: Sequence[SeriesPoint]
    marks: Sequence[Mark]
    as_it_stood: bool


@dataclass(frozen=True, slots=True)
class OutletPage:
    """What `outlets/detail.html` shows. `counts` are observations by `own_corroborated` and the like in the view.

    `query` is what an address carries to stay in the view; empty for the record of now. `bars` go with the rows of the explanation:
    its parts, the others, the older ones.
    """

    line: OutletLine
    view: View
    today: date
    query: str
    reading: Reading
    lacks: Sequence[str]
    counts: Mapping[str, int]
    relayed: Relayed
    correcting: Correcting
    corrections: Sequence[CorrectionLine]
    uncorrected: Sequence[tuple[int, str]]
    lanes: Sequence[LaneLine]
    published: Published
    samples: Sequence[SampleLine]
    renamed: Sequence[Renamed]
    undated: int
    trend: Drawn | None
    explanation: Explanation | None
    bars: Sequence[Bar]
    events: Events
    can_keep: bool
    typed: OutletDetails
    draw: TypedDraw
    domain: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_now(self) -> bool:
        """Whether this is the record as it stands, over all that was published."""
        return not self.query


@dataclass(frozen=True, slots=True)
class AskedView:
    """The days of a view as they were typed."""

    as_of: str = ""
    known: str = ""
    since: str = ""

    def view(self, today: date) -> View:
        """The view they mean; `Malformed` where they are no days."""
        return View.parsed({"as_of": self.as_of, "known": self.known, "since": self.since}, today=today)


def asked_view(
    as_of: Annotated[str, Query(max_length=40)] = "",
    known: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[str, Query(max_length=40)] = "",
) -> AskedView:
    """Dependency: the days that the address names."""
    return AskedView(as_of, known, since)


def outlets_page(
    visit: Visit,
    *,
    cursor: str | None = None,
    typed: OutletDetails | None = None,
    domain: str = "",
    errors: Mapping[str, str] | None = None,
) -> OutletsPage:
    """The list of outlets as it stands now."""
    today = visit.now.date()
    ranked = lines.ranked(visit.session, as_of=today)
    unranked = lines.unranked(visit.session, as_of=today, cursor=cursor)
    states = [(line.id, line.state) for line in ranked]
    prior = ranked[0].reading.prior if ranked else None
    sparks = trends.sparklines(visit.session, states, as_of=today, prior=prior) if prior else {}
    return OutletsPage(
        as_of=today,
        ranked=ranked,
        unranked=unranked,
        lacks={line.id: missing(line.reading.enough) for line in unranked.rows},
        sparks={outlet_id: sparkline(points) for outlet_id, points in sparks.items()},
        can_keep=visit.actor.can(Action.KEEP_OUTLETS),
        typed=typed or OutletDetails(""),
        domain=domain,
        errors=errors or {},
    )


def outlet_page(visit: Visit, outlet_id: int, view: View, *, as_it_stood: bool = False) -> OutletPage:
    """The page of an outlet in a view. The number of queries does not grow with its claims."""
    session, today = visit.session, visit.now.date()
    line = lines.one(session, outlet_id, as_of=today)
    history = histories.of_outlet(session, outlet_id, view)
    noted = corrections.of_outlet(session, outlet_id, view)
    explanation = histories.explained(session, history) if history.reading.sufficient else None
    renamed = histories.renamings(session, outlet_id)
    params = view.params()
    return OutletPage(
        line=line,
        view=view,
        today=today,
        query="&".join(f"{name}={value}" for name, value in params.items()),
        reading=history.reading,
        lacks=missing(history.reading.enough),
        counts=_counts(history),
        relayed=histories.relayed(history, {line.claim_id for line in noted}),
        correcting=correcting(_disputed(history), (line.as_corrected() for line in noted)),
        corrections=noted,
        uncorrected=_uncorrected(visit, history, noted),
        lanes=histories.lanes(history),
        published=histories.published(session, history),
        samples=samples.of_outlet(session, outlet_id),
        renamed=renamed,
        undated=histories.undated_articles(session, history),
        trend=_trend(visit, history, noted, renamed, as_it_stood),
        explanation=explanation,
        bars=_bars(explanation),
        events=histories.events(session, history, newest=8),
        can_keep=visit.actor.can(Action.KEEP_OUTLETS),
        typed=OutletDetails(line.name, line.kind, line.country, line.ownership_group),
        draw=TypedDraw((today - timedelta(days=90)).isoformat(), today.isoformat()),
    )


def refused(
    request: Request, visit: Visit, outlet_id: int, error: VerifyError, fragment: str, **typed: object
) -> Response:
    """The outlet's page, or its block, with what was typed and why it was refused; nothing of the request is kept."""
    visit.session.rollback()
    first = {"outlet_details": "name", "audit_samples": "wanted"}[fragment]
    page = outlet_page(visit, outlet_id, View(visit.now.date()))
    page = replace(page, errors={error.field or first: error.message}, **typed)  # type: ignore[arg-type]
    return render(request, TEMPLATE, page, fragment=fragment, status=status_of(error))


def _counts(history: OutletHistory) -> dict[str, int]:
    found = {f"{voice}_{verdict}": history.number(voice, verdict) for voice in Voice for verdict in Verdict}
    found["said_confirmed"] = history.number(Voice.OWN, Verdict.CORROBORATED, said=True)
    found["said_wrong"] = history.number(Voice.OWN, Verdict.DISPUTED, said=True)
    return found


def _disputed(history: OutletHistory) -> dict[int, date]:
    return {o.claim: o.published for o in history.standing if o.voice is Voice.OWN and o.verdict is Verdict.DISPUTED}


def _uncorrected(
    visit: Visit, history: OutletHistory, noted: Sequence[CorrectionLine], most: int = 8
) -> list[tuple[int, str]]:
    """The newest disputed claims without a correction, which an editor may have one to note for."""
    disputed = _disputed(history)
    waiting = sorted(set(disputed) - {line.claim_id for line in noted}, key=lambda c: (disputed[c], c), reverse=True)
    words = histories.statements(visit.session, waiting[:most])
    return [(claim_id, words[claim_id]) for claim_id in waiting[:most]]


def _trend(
    visit: Visit,
    history: OutletHistory,
    noted: Sequence[CorrectionLine],
    renamed: Sequence[Renamed],
    as_it_stood: bool,
) -> Drawn | None:
    points = trends.trend(visit.session, history, as_it_stood=as_it_stood)
    if not any(point.sufficient for point in points):
        return None  # nothing to draw: a box without a line would say no more than the words do
    breaks = adopted(visit.session) if as_it_stood else []
    happened = [(line.day, f"{line.kind.replace('_', ' ')} of claim {line.claim_id}") for line in noted]
    happened += [(r.day, f"renamed from {r.old} to {r.new}") for r in renamed]
    happened += [(a.known, f"starting point {a.prior.version} adopted: {100 * a.prior.mean:.0f}") for a in breaks]
    happened = sorted(h for h in happened if points[0].day <= h[0] <= points[-1].day)[-MOST_MARKS:]
    marks = [Mark(day, number, text) for number, (day, text) in enumerate(happened, start=1)]
    good, bad = trends.verdict_days(history)
    drawn = [p.drawn() for p in points]
    first = points[0].day
    good, bad = ([day for day in days if day >= first] for days in (good, bad))
    wide, narrow = (trend(drawn, marks=marks, good=good, bad=bad, box=box) for box in (WIDE, NARROW))
    every = max(round((len(points) - 1) / (TABLE_ROWS - 1)), 1)
    return Drawn(wide, narrow, points[::-every][:TABLE_ROWS], marks, as_it_stood)


def _bars(explanation: Explanation | None) -> tuple[Bar, ...]:
    if explanation is None:
        return ()
    parts = [part.part for part in explanation.parts]
    return steps(explanation.start, [*parts, explanation.others_part, explanation.older_part])
