"""What the outlet pages show; the routes are in `outlets`, `records`, `samples` and `corrections`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response

from verify.core.agreement import VerdictErrors
from verify.core.appeals import AppealState
from verify.core.corrections import Correcting, correcting
from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.pictures import NARROW, WIDE, Bar, Mark, Trend, sparkline, steps, trend
from verify.core.record_history import View
from verify.core.records import Reading, missing
from verify.core.reliability_selection import score_without_errors
from verify.core.vocabulary import Verdict, Voice
from verify.deps import Visit, status_of
from verify.queries import agreement, appeals, corrections, handovers, histories, retractions, samples, trends
from verify.queries import outlets as lines
from verify.queries.corrections import CorrectionLine
from verify.queries.handovers import HandoverLine
from verify.queries.histories import Events, Explanation, LaneLine, OutletHistory, Published, Relayed, Renamed
from verify.queries.outlets import OutletLine
from verify.queries.paging import Page
from verify.queries.priors import Adopted, adopted
from verify.queries.retractions import LookedAtSince
from verify.queries.samples import SampleLine
from verify.queries.trends import SeriesPoint
from verify.services.outlets import OutletDetails
from verify.web.templating import render

TEMPLATE = "outlets/detail.html"
MOST_MARKS = 9
TABLE_ROWS = 13


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
class TypedHandover:
    """The forms of a merge and of an era as they were typed."""

    into: str = ""
    day: str = ""
    name: str = ""
    group: str = ""


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

    `bars` go with the rows of the explanation: its parts, the others, the older ones. `handovers` stand in the view, `merged` is
    the one that made the outlet part of another by now; `others` are outlets that it could be merged into. `topics` are those of
    its articles, with how many each has.
    """

    line: OutletLine
    view: View
    today: date
    reading: Reading
    counts: Mapping[str, int]
    relayed: Relayed
    correcting: Correcting
    corrections: Sequence[CorrectionLine]
    uncorrected: Sequence[tuple[int, str]]
    lanes: Sequence[LaneLine]
    published: Published
    samples: Sequence[SampleLine]
    renamed: Sequence[Renamed]
    handovers: Mapping[int, HandoverLine]
    merged: HandoverLine | None
    others: Sequence[tuple[int, str]]
    topics: Sequence[tuple[str, int]]
    undated: int
    errors_of_verdicts: VerdictErrors | None
    trend: Drawn | None
    explanation: Explanation | None
    bars: Sequence[Bar]
    events: Events
    can_keep: bool
    typed: OutletDetails
    draw: TypedDraw
    looked_at_since: Sequence[LookedAtSince] = ()
    appeals: Mapping[AppealState, int] = field(default_factory=dict)
    handing: TypedHandover = field(default_factory=TypedHandover)
    domain: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """What an address carries to stay in the view; empty for the record of now."""
        return urlencode(self.view.params())

    @property
    def lacks(self) -> Sequence[str]:
        """What the record would need to be sufficient."""
        return missing(self.reading.enough)

    @property
    def corrected(self) -> float | None:
        """The score if verdicts are wrong as often as blind reviews say; None while that is not known to matter."""
        return score_without_errors(self.reading.record.mean, self.errors_of_verdicts)

    @property
    def day_before_merge(self) -> date:
        """The last day on which a merged outlet had a record of its own."""
        return self.merged.known - timedelta(days=1) if self.merged else self.today

    @property
    def is_now(self) -> bool:
        """Whether this is the record as it stands, over all that was published."""
        return not self.query


@dataclass(frozen=True, slots=True)
class AskedView:
    """The days and the topic of a view as they were typed."""

    as_of: str = ""
    known: str = ""
    since: str = ""
    topic: str = ""

    def view(self, today: date) -> View:
        """The view they mean; `Malformed` where they are no days."""
        return View.parsed(asdict(self), today=today)


def asked_view(
    as_of: Annotated[str, Query(max_length=40)] = "",
    known: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[str, Query(max_length=40)] = "",
    topic: Annotated[str, Query(max_length=200)] = "",
) -> AskedView:
    """Dependency: the days and the topic that the address names."""
    return AskedView(as_of, known, since, topic)


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
    session, today, can_keep = visit.session, visit.now.date(), visit.actor.can(Action.KEEP_OUTLETS)
    line = lines.one(session, outlet_id, as_of=today)
    history = histories.of_outlet(session, outlet_id, view)
    noted = corrections.of_outlet(session, outlet_id, view)
    explanation = histories.explained(session, history) if history.reading.sufficient else None
    renamed, went = histories.renamings(session, outlet_id), handovers.of_outlet(session, outlet_id)
    priors = adopted(session) if as_it_stood else None
    wrong = _errors_of_verdicts(visit, view, history)
    others = [choice for choice in lines.choices(session) if choice[0] != outlet_id] if can_keep else ()
    return OutletPage(
        line=line,
        view=view,
        today=today,
        reading=history.reading,
        counts=_counts(history),
        relayed=histories.relayed(history, {line.claim_id for line in noted}),
        correcting=correcting(_disputed(history), (line.as_corrected() for line in noted)),
        corrections=noted,
        uncorrected=_uncorrected(visit, history, noted),
        lanes=histories.lanes(history),
        published=histories.published(session, history),
        samples=samples.of_outlet(session, outlet_id),
        renamed=renamed,
        handovers={line.id: line for line in went},
        merged=_merged(went, outlet_id),
        others=others,
        topics=lines.topics(session, outlet_id),
        errors_of_verdicts=wrong,
        undated=histories.undated_articles(session, history),
        trend=_trend(history, _marks(history, noted, renamed, went, priors), visit, as_it_stood),
        explanation=explanation,
        bars=_bars(explanation),
        events=histories.events(session, history, newest=8),
        can_keep=can_keep,
        typed=OutletDetails(line.name, line.kind, line.country, line.ownership_group),
        appeals=appeals.numbers(session, outlet_id),
        looked_at_since=retractions.looked_at_since(session, outlet_id),
        draw=TypedDraw((today - timedelta(days=90)).isoformat(), today.isoformat()),
    )


def _errors_of_verdicts(visit: Visit, view: View, history: OutletHistory) -> VerdictErrors | None:
    """What blind reviews show is known now; a day that is over keeps the page that it had."""
    if view.known is not None or not history.reading.sufficient:
        return None
    return agreement.errors_of_verdicts(visit.session)


def _merged(went: Sequence[HandoverLine], outlet_id: int) -> HandoverLine | None:
    """The merge by which the outlet went into another one, if it did."""
    return next((line for line in went if line.kind == "merge" and line.from_id == outlet_id and not line.undone), None)


def refused(
    request: Request, visit: Visit, outlet_id: int, error: VerifyError, fragment: str, **typed: object
) -> Response:
    """The outlet's page, or its block, with what was typed and why it was refused; nothing of the request is kept."""
    visit.session.rollback()
    first = {"outlet_details": "name", "audit_samples": "wanted", "outlet_handovers": "into"}[fragment]
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


def _trend(history: OutletHistory, happened: Sequence[Mark], visit: Visit, as_it_stood: bool) -> Drawn | None:
    points = trends.trend(visit.session, history, as_it_stood=as_it_stood)
    if not any(point.sufficient for point in points):
        return None  # nothing to draw: a box without a line would say no more than the words do
    first, last = points[0].day, points[-1].day
    # An era begins before its first verdict: what broke the trend stands at its edge.
    inside = [replace(m, day=max(m.day, first)) if m.breaks else m for m in happened if m.day <= last]
    chosen = sorted((m for m in inside if m.day >= first), key=lambda m: (m.breaks, m.day))[-MOST_MARKS:]
    marks = [replace(m, number=n) for n, m in enumerate(sorted(chosen, key=lambda m: m.day), start=1)]
    good, bad = ([day for day in days if day >= first] for days in trends.verdict_days(history))
    drawn = [p.drawn() for p in points]
    wide, narrow = (trend(drawn, marks=marks, good=good, bad=bad, box=box) for box in (WIDE, NARROW))
    every = max(round((len(points) - 1) / (TABLE_ROWS - 1)), 1)
    return Drawn(wide, narrow, points[::-every][:TABLE_ROWS], marks, as_it_stood)


def _marks(
    history: OutletHistory,
    noted: Sequence[CorrectionLine],
    renamed: Sequence[Renamed],
    went: Sequence[HandoverLine],
    priors: Sequence[Adopted] | None,
) -> list[Mark]:
    """What happened to an outlet and its record: corrections, new names, merges, eras.

    `priors` are the starting points that a trend as it stood knows of; None for a trend of what is known now, which a merge does
    not break either.
    """
    known = history.view.known
    found = [Mark(c.day, 0, f"{c.kind.replace('_', ' ')} of claim {c.claim_id}") for c in noted]
    found += [Mark(r.day, 0, f"renamed from {r.old} to {r.new}") for r in renamed]
    for line in went:
        if line.kind == "era" and line.holds(known):
            before = line.to_id == history.outlet_id
            words = (
                f"this era begins; before it: {line.from_name}" if before else f"this era ends; then: {line.to_name}"
            )
            found.append(Mark(line.day, 0, words, breaks=True))
        elif line.kind == "merge":
            found.append(Mark(line.known, 0, f"{line.from_name} merged into {line.to_name}", breaks=priors is not None))
            if line.undone:
                found.append(Mark(line.undone, 0, f"merge of {line.from_name} taken back", breaks=priors is not None))
    for prior in priors or ():
        words = f"starting point {prior.prior.version} adopted: {100 * prior.prior.mean:.0f}"
        found.append(Mark(prior.known, 0, words, breaks=True))
    return found


def _bars(explanation: Explanation | None) -> tuple[Bar, ...]:
    if explanation is None:
        return ()
    parts = [part.part for part in explanation.parts]
    return steps(explanation.start, [*parts, explanation.others_part, explanation.older_part])
