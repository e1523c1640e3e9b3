"""How records went over time: the trend of one outlet, sparklines of many, all computed from the roll-up in columns."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.pictures import TrendPoint, days_between
from verify.core.record_history import UNVERIFIED, History, history_of, series
from verify.core.records import read
from verify.core.reliability import INSTALLATION_PRIOR, Prior, Sums
from verify.core.vocabulary import Lane, Stratum, Verdict, Voice
from verify.models import Claim, RecordDelta
from verify.queries.histories import OutletHistory
from verify.queries.priors import Adopted, adopted

LONGEST = timedelta(days=3 * 365)
"""A trend looks back over three half-lives; what is older hardly counts any more."""
SHORTEST = timedelta(days=30)
SPARK_DAYS = 32
COLUMNS = ("day", "score", "low", "high", "sufficient", "weight", "articles", "label", "prior_version")
"""What `SeriesPoint.row` holds."""


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The record on one day: the numbers of a trend as a table or a file shows them."""

    day: date
    mean: float
    low: float
    high: float
    sufficient: bool
    weight: float
    articles: int
    label: str
    prior_version: int

    def row(self) -> tuple[object, ...]:
        """The point as a row of a file; score and interval are None where the record was insufficient."""
        shown = (self.mean, self.low, self.high) if self.sufficient else (None, None, None)
        return self.day, *shown, self.sufficient, self.weight, self.articles, self.label, self.prior_version

    def drawn(self) -> TrendPoint:
        """The point as a picture takes it."""
        return TrendPoint(self.day, self.mean, self.low, self.high, self.sufficient)


def trend(
    session: Session, history: OutletHistory, *, as_it_stood: bool = False, points: int = 120
) -> tuple[SeriesPoint, ...]:
    """The record on at most `points` days up to the view's; empty where nothing is decided.

    What is known on the view's day tells of each earlier day, under the view's prior; with `as_it_stood` each day knows only
    what was known then, under the prior of then. Those points never change afterwards.
    """
    rows = history.rows
    decided = rows.own().where(rows.own().verdict != UNVERIFIED)
    if not len(decided.day):
        return ()
    entry = decided.known.min() if as_it_stood else decided.day.min()
    end = history.view.as_of
    first = min(max(date.fromordinal(int(entry)), end - LONGEST), end - SHORTEST)
    if history.view.since is not None:
        first = min(max(first, history.view.since), end)
    days = days_between(first, end, points)
    versions = adopted(session) if as_it_stood else []
    return tuple(
        _point(day, found, _prior_on(versions, day, history.prior if not as_it_stood else None))
        for day, found in zip(days, series(rows, days, as_it_stood=as_it_stood), strict=True)
    )


def _prior_on(versions: Sequence[Adopted], day: date, fixed: Prior | None) -> Prior:
    if fixed is not None:
        return fixed
    return next((v.prior for v in reversed(versions) if v.known <= day), INSTALLATION_PRIOR)


def _point(day: date, found: Sums, prior: Prior) -> SeriesPoint:
    reading = read(found, day, prior)
    record = reading.record
    return SeriesPoint(
        day=day,
        mean=record.mean,
        low=record.low,
        high=record.high,
        sufficient=reading.sufficient,
        weight=found.weight,
        articles=found.articles,
        label=reading.label,
        prior_version=prior.version,
    )


def verdict_days(history: OutletHistory) -> tuple[list[date], list[date]]:
    """Publication days of the corroborated and of the disputed own-voice observations that stand."""
    own = [o for o in history.standing if o.voice is Voice.OWN]
    return (
        [o.published for o in own if o.verdict is Verdict.CORROBORATED],
        [o.published for o in own if o.verdict is Verdict.DISPUTED],
    )


class _Kept:
    """The last roll-ups read for sparklines, by outlet and the state of its totals: a list is drawn again without reading them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[tuple[Any, ...], History] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> History | None:
        """What is kept under the key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[Any, ...], history: History) -> None:
        """Keep it, and let the one go that was asked for longest ago."""
        with self._lock:
            self._kept[key] = history
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)


_kept = _Kept(2_000)


def sparklines(
    session: Session, states: Iterable[tuple[int, tuple[Any, ...]]], *, as_of: date, prior: Prior
) -> dict[int, tuple[TrendPoint, ...]]:
    """The last year of each outlet's record. A state is whatever changes when the outlet's totals do (its sums)."""
    asked = [(outlet_id, (str(session.get_bind().engine.url), outlet_id, *state)) for outlet_id, state in states]
    found = {outlet_id: kept for outlet_id, key in asked if (kept := _kept.get(key)) is not None}
    missing = {outlet_id: key for outlet_id, key in asked if outlet_id not in found}
    for outlet_id, history in _by_article(session, list(missing)).items():
        _kept.put(missing[outlet_id], history)
        found[outlet_id] = history
    days = days_between(as_of - timedelta(days=365), as_of, SPARK_DAYS)
    return {
        outlet_id: tuple(_point(day, sums, prior).drawn() for day, sums in zip(days, series(rows, days), strict=True))
        for outlet_id, rows in found.items()
    }


def _by_article(session: Session, outlet_ids: list[int]) -> dict[int, History]:
    """Own-voice sums of these outlets by article and verdict: the fewest rows that still give every day's record exactly."""
    rows: dict[int, list[tuple[Any, ...]]] = {outlet_id: [] for outlet_id in outlet_ids}
    for start in range(0, len(outlet_ids), 500):
        wanted = (
            select(
                RecordDelta.outlet_id,
                Claim.article_id,
                RecordDelta.pub_day,
                RecordDelta.verdict,
                func.sum(RecordDelta.dn).label("dn"),
                func.sum(RecordDelta.dc).label("dc"),
            )
            .join(Claim, Claim.id == RecordDelta.claim_id)
            .where(RecordDelta.outlet_id.in_(outlet_ids[start : start + 500]), RecordDelta.voice == Voice.OWN)
            .group_by(RecordDelta.outlet_id, Claim.article_id, RecordDelta.pub_day, RecordDelta.verdict)
            .having(func.sum(RecordDelta.dn) != 0)
        )
        for row in session.execute(wanted):
            rows[row.outlet_id].append(
                (0, row.article_id, row.pub_day, row.pub_day, Voice.OWN, row.verdict, Stratum.LOW, Lane.TARGETED,
                 Voice.OWN, row.dn, row.dc, None)
            )  # fmt: skip
    return {outlet_id: history_of(found) for outlet_id, found in rows.items()}
