"""How well a method would have predicted a history: each verdict from strictly earlier days (REL-1 2.15, E7 and E8).

The sums, the prior and the interval are the ones that read a desk's records. Chances lie in 0–1; log loss is in nats with chances
kept 1e-4 away from 0 and 1; ECE is the mean distance between predicted and observed shares over ten bins of equal count.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from verify.core.errors import Malformed
from verify.core.forecasts import wilson
from verify.core.method_history import Judged
from verify.core.reliability import REL_1, Method, Prior, Sums, beta_of, mean_of, posterior
from verify.core.reliability_prior import OutletCounts, fit_prior

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

REFIT_DAYS = 30
WINDOW = 3
BINS = 10
BLOCK = 10
LEVELS = (0.80, 0.95)
RESAMPLED = 1000
CLOSEST = 1e-4
"""Nobody is surer than that; a rule that is, like the raw mean of one verdict, is charged for this much."""
FLAT = Prior(0.5, 2.0)
"""Beta(1, 1)."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How one rule predicted. `loss_over` is its log loss minus the method's with a 95 % interval (by resampling sources)."""

    name: str
    log_loss: float
    brier: float
    auc: float
    ece: float
    loss_over: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the method's predictions: how many, their mean, the share that was corroborated and its Wilson interval."""

    count: int
    predicted: float
    came: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Blocks of a source's next ten verdicts: `covered` lay within the central `level` of what was predicted for them.

    Counts are whole, so an interval holds more than `level`; `promised` is what these held.
    """

    level: float
    blocks: int
    covered: float
    promised: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A method on a history. `predicted` verdicts from `first` to `last`, of `sources` sources, with `refits` priors."""

    method: str
    first: date
    last: date
    rows: int
    predicted: int
    sources: int
    refits: int
    last_prior: Prior
    scores: tuple[Scores, ...]
    bins: tuple[Bin, ...]
    coverage: tuple[Coverage, ...]


@dataclass(slots=True)
class _Past:
    """What is known of a source by the end of a day: decayed S, F, W2 as of `day`, and plain counts."""

    corroborated: float = 0.0
    disputed: float = 0.0
    squares: float = 0.0
    day: date = date.min
    hits: int = 0
    misses: int = 0

    def sums(self, on: date, method: Method) -> Sums:
        """S, F and W2 on a later day."""
        faded = self._faded(on, method)
        return Sums(self.corroborated * faded, self.disputed * faded, 0.0, self.squares * faded**2)

    def add(self, row: Judged, method: Method) -> None:
        """Take in a verdict."""
        faded = self._faded(row.day, method)
        self.corroborated = self.corroborated * faded + row.weight * row.corroborated
        self.disputed = self.disputed * faded + row.weight * (not row.corroborated)
        self.squares = self.squares * faded**2 + row.weight
        self.day = row.day
        self.hits += row.corroborated
        self.misses += not row.corroborated

    def _faded(self, on: date, method: Method) -> float:
        return float(2.0 ** (-(on - self.day).days / method.half_life)) if self.hits + self.misses else 0.0


@dataclass(frozen=True, slots=True)
class _Block:
    """What was predicted for the next ten verdicts of a source, as the shapes of a Beta, and how many were corroborated."""

    shapes: tuple[float, float]
    hits: int


RULES = ("rel-1", "raw mean", "Laplace", "Wilson lower end", "Beta(1,1)")


def evaluate(rows: Sequence[Judged], *, start: date | None = None, method: Method = REL_1) -> Evaluation:
    """Predict every verdict from `start` on. `rows` must be in order of days. `Malformed` where nothing lies after `start`.

    The prior is refitted every 30 days on the past three half-lives, undecayed. A source without a past gets the prior's mean
    from the method, .5 from the plain rules.
    """
    begin = rows[0].day if start is None else start
    if begin > rows[-1].day:
        raise Malformed(f"The history ends on {rows[-1].day}, before {begin}. Nothing was evaluated.")
    priors = _Priors(rows, begin, method)
    chances: list[tuple[float, ...]] = []
    blocks = _Blocks(method)
    past: defaultdict[str, _Past] = defaultdict(_Past)
    judged: list[Judged] = []
    for day, today in _days(rows):
        if day >= begin:
            prior = priors.on(day)
            judged += today
            chances += [_predict(past[row.source], day, prior, method) for row in today]
            blocks.see(today, past, day, prior)
        for row in today:
            past[row.source].add(row, method)
    predicted = np.array(chances).T
    came = np.array([row.corroborated for row in judged], dtype=np.int64)
    return Evaluation(
        method=method.name,
        first=judged[0].day,
        last=judged[-1].day,
        rows=len(rows),
        predicted=len(judged),
        sources=len({row.source for row in judged}),
        refits=priors.fits,
        last_prior=priors.prior,
        scores=_scores(predicted, came, [row.source for row in judged]),
        bins=_bins(predicted[0], came),
        coverage=tuple(_coverage(blocks.full, level) for level in LEVELS),
    )


def _days(rows: Sequence[Judged]) -> Iterator[tuple[date, list[Judged]]]:
    today: list[Judged] = []
    for row in rows:
        if today and row.day != today[0].day:
            yield today[0].day, today
            today = []
        today.append(row)
    if today:
        yield today[0].day, today


def _predict(past: _Past, day: date, prior: Prior, method: Method) -> tuple[float, ...]:
    hits, total = past.hits, past.hits + past.misses
    sums = past.sums(day, method)
    return (
        mean_of(sums, prior),
        hits / total if total else 0.5,
        (hits + 1) / (total + 2),
        wilson(hits, total).low if total else 0.5,
        mean_of(sums, FLAT),
    )


class _Priors:
    """The prior of each day, fitted anew every 30 days on what lies strictly before."""

    def __init__(self, rows: Sequence[Judged], start: date, method: Method) -> None:
        numbers: dict[str, int] = {}
        self._source = np.array([numbers.setdefault(row.source, len(numbers)) for row in rows])
        self._day = np.array([row.day.toordinal() for row in rows])
        self._good = np.array([row.corroborated for row in rows])
        self._weight = np.array([row.weight for row in rows])
        self._window = WINDOW * method.half_life
        self._next, self.fits = start, 0
        self.prior = FLAT

    def on(self, day: date) -> Prior:
        """The prior in force on `day`; days must not go back."""
        if day >= self._next:
            self.prior = self._fit(day)
            self.fits += 1
            passed = (day - self._next).days // REFIT_DAYS + 1
            self._next += timedelta(days=passed * REFIT_DAYS)
        return self.prior

    def _fit(self, day: date) -> Prior:
        ordinal = day.toordinal()
        part = slice(*np.searchsorted(self._day, [max(ordinal - self._window, 0), ordinal]))
        source, good, weight = self._source[part], self._good[part], self._weight[part]
        decided = np.bincount(source)
        hits, misses = np.bincount(source, weight * good), np.bincount(source, weight * ~good)
        used = np.flatnonzero(decided)
        return fit_prior([OutletCounts(float(hits[i]), float(misses[i]), int(decided[i])) for i in used], day)


class _Blocks:
    """Collects each source's next ten verdicts, one block after the other."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.full: list[_Block] = []
        self._open: dict[str, tuple[tuple[float, float], list[bool]]] = {}

    def see(self, today: Sequence[Judged], past: dict[str, _Past], day: date, prior: Prior) -> None:
        """Take in a day's verdicts, before they are added to the past: what opens a block is predicted without them."""
        for row in today:
            if row.source not in self._open:
                record = posterior(past[row.source].sums(day, self.method), prior, self.method)
                self._open[row.source] = (beta_of(record), [])
            shapes, seen = self._open[row.source]
            seen.append(row.corroborated)
            if len(seen) == BLOCK:
                self.full.append(_Block(shapes, sum(seen)))
                del self._open[row.source]


def _coverage(blocks: Sequence[_Block], level: float) -> Coverage:
    if not blocks:
        return Coverage(level, 0, math.nan, math.nan)
    from scipy.stats import betabinom

    first, second = np.array([block.shapes for block in blocks]).T
    hits = np.array([block.hits for block in blocks])
    predicted = betabinom(BLOCK, first, second)
    low, high = predicted.ppf((1 - level) / 2), predicted.ppf((1 + level) / 2)
    promised = predicted.cdf(high) - predicted.cdf(low - 1)
    return Coverage(level, len(blocks), float(((low <= hits) & (hits <= high)).mean()), float(promised.mean()))


def _scores(predicted: Floats, came: Ints, sources: Sequence[str]) -> tuple[Scores, ...]:
    losses = [_losses(chances, came) for chances in predicted]
    numbers: dict[str, int] = {}
    source = np.array([numbers.setdefault(name, len(numbers)) for name in sources])
    found = []
    for name, chances, loss in zip(RULES, predicted, losses, strict=True):
        over = None if name == RULES[0] else _resampled(loss - losses[0], source)
        brier = float(((chances - came) ** 2).mean())
        found.append(Scores(name, float(loss.mean()), brier, _auc(chances, came), ece(chances, came), over))
    return tuple(found)


def _losses(chances: Floats, came: Ints) -> Floats:
    kept = np.clip(chances, CLOSEST, 1 - CLOSEST)
    return np.asarray(-np.log(np.where(came == 1, kept, 1 - kept)), float)


def _resampled(difference: Floats, source: Ints) -> tuple[float, float, float]:
    # Whole sources are drawn: verdicts on one source are not independent of each other.
    sums, counts = np.bincount(source, difference), np.bincount(source)
    rng = np.random.default_rng(1)
    means = []
    for _ in range(RESAMPLED):
        drawn = rng.integers(0, len(counts), len(counts))
        means.append(sums[drawn].sum() / counts[drawn].sum())
    low, high = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)


def _auc(chances: Floats, came: Ints) -> float:
    from scipy.stats import rankdata

    hits = int(came.sum())
    misses = len(came) - hits
    if not hits or not misses:
        return math.nan
    ranks = rankdata(chances)
    return float((ranks[came == 1].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _tenths(chances: Floats) -> list[Ints]:
    return [part for part in np.array_split(np.argsort(chances, kind="stable"), BINS) if len(part)]


def ece(chances: Floats, came: Ints) -> float:
    """Expected calibration error over ten bins of equal count."""
    parts = _tenths(chances)
    return float(sum(len(p) * abs(chances[p].mean() - came[p].mean()) for p in parts) / len(came))


def _bins(chances: Floats, came: Ints) -> tuple[Bin, ...]:
    found = []
    for part in _tenths(chances):
        interval = wilson(float(came[part].sum()), len(part))
        found.append(Bin(len(part), float(chances[part].mean()), float(came[part].mean()), interval.low, interval.high))
    return tuple(found)
