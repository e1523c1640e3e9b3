"""Whether the method keeps its word where the truth is known: the coverage checks E2–E6 of REL-1 2.15.

Every check draws outlets with a true probability, draws verdicts from it, hands them to the very functions that read a desk's
records, and counts how often the interval holds the truth. Shares lie in 0–1; `error` is the Monte-Carlo standard error over
repetitions. The same seed gives the same numbers.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from verify.core.forecasts import wilson
from verify.core.reliability import REL_1, Method, Prior, Record, Sums, posterior
from verify.core.reliability_prior import OutletCounts, fit_prior, maximise
from verify.core.reliability_selection import NEEDED_A_STRATUM, SMALLEST_SHARE, StratumRecord, population_estimate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Random = np.random.Generator

DAY = date(2026, 1, 1)
"""A fit wants a date; nothing depends on it."""

TRUTH = (8.0, 2.0)
"""Outlets' true probabilities are Beta(8, 2): mean .8, standard deviation .12."""
SIZES = (2.0, 1.2, 400)
"""Verdicts an outlet: 1 + a log-normal with this mean and deviation of its logarithm (median 8, mean 16), cut at the last."""
WITHOUT_DECAY = replace(REL_1, name="rel-1 without decay", half_life=math.inf, drift=0.0)
FEWEST = {10: 400, 20: 200, 50: 200, 200: 100}
"""E2's repetitions for each number of outlets."""
DRIFT_OUTLETS, DRIFT_VERDICTS, DRIFT_DAYS = 200, 200, 1095
ARTICLES_MEAN, CLAIMS_MEAN, ICC = 8.0, 3.0, 0.2
RANDOM_LANE, TARGETED = 15, 27


@dataclass(frozen=True, slots=True)
class Check:
    """One figure and the range it must lie in, give or take three errors: chance alone may take it so far.

    A `control` is what the method was chosen against: there the range is that of failing.
    """

    name: str
    setting: str
    measure: str
    value: float
    error: float
    low: float
    high: float
    control: bool = False

    @property
    def holds(self) -> bool:
        """Whether the figure is where it must be."""
        return self.low - 3 * self.error <= self.value <= self.high + 3 * self.error


def simulate(seed: int, *, share: float = 1.0, told: Callable[[Check], None] = lambda _: None) -> list[Check]:
    """All checks in order, each handed to `told` as it is done; `share` scales the numbers of repetitions (at least 2)."""
    checks: list[Check] = []
    for number, run in enumerate((_plain, _drift, _articles, _selective)):
        for check in run(np.random.default_rng([seed, number]), share):
            told(check)
            checks.append(check)
    return checks


def _repetitions(wanted: int, share: float) -> range:
    return range(max(2, round(wanted * share)))


def _over(repetitions: Sequence[float]) -> tuple[float, float]:
    values = np.asarray(repetitions)
    return float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values)))


def _records(
    corroborated: Floats, disputed: Floats, squares: Floats, prior: Prior, method: Method
) -> tuple[Floats, Floats, Floats]:
    """Mean, low and high of every outlet, by the method's own `posterior`."""
    found: list[Record] = [
        posterior(Sums(corroborated=float(s), disputed=float(f), squares=float(q)), prior, method)
        for s, f, q in zip(corroborated, disputed, squares, strict=True)
    ]
    return tuple(np.array([getattr(record, name) for record in found]) for name in ("mean", "low", "high"))  # type: ignore[return-value]


def _prior(corroborated: Floats, disputed: Floats, decided: Ints) -> Prior:
    counts = zip(corroborated, disputed, decided, strict=True)
    return fit_prior([OutletCounts(float(s), float(f), int(n)) for s, f, n in counts], DAY)


def _held(truth: Floats, low: Floats, high: Floats) -> npt.NDArray[np.bool_]:
    return (low <= truth) & (truth <= high)


def _sizes(rng: Random, outlets: int) -> Ints:
    centre, spread, most = SIZES
    return np.minimum(1 + rng.lognormal(centre, spread, outlets).astype(np.int64), most)


def _plain(rng: Random, share: float) -> Iterator[Check]:
    """E2: coverage without decay. E3: the same among the tenth that is displayed lowest, with the raw ratio as control."""
    for outlets, wanted in FEWEST.items():
        covered, lowest, control = [], [], []
        for _ in _repetitions(wanted, share):
            truth, sizes = rng.beta(*TRUTH, outlets), _sizes(rng, outlets)
            hits = rng.binomial(sizes, truth).astype(float)
            misses = sizes - hits
            prior = _prior(hits, misses, sizes)
            mean, low, high = _records(hits, misses, sizes.astype(float), prior, WITHOUT_DECAY)
            held = _held(truth, low, high)
            covered.append(held.mean())
            tenth = outlets // 10
            lowest.append(held[np.argsort(mean, kind="stable")[:tenth]].mean())
            control.append(_raw_covers(truth, hits, sizes, tenth))
        setting = f"{outlets} outlets"
        yield Check("E2", setting, "coverage", *_over(covered), 0.935, 0.965)
        if outlets >= 20:
            yield Check("E3", setting, "coverage of the lowest tenth", *_over(lowest), 0.93, 1.0)
            yield Check(
                "E3", setting, "raw ratio, coverage of its lowest tenth", *_over(control), 0.0, 0.80, control=True
            )


def _raw_covers(truth: Floats, hits: Floats, sizes: Ints, tenth: int) -> float:
    lowest = np.argsort(hits / sizes, kind="stable")[:tenth]
    intervals = [wilson(hits[i], float(sizes[i])) for i in lowest]
    return float(np.mean([w.low <= truth[i] <= w.high for i, w in zip(lowest, intervals, strict=True)]))


def _drift(rng: Random, share: float) -> Iterator[Check]:
    """E4: coverage of today's probability where it drifts; decay and drift guard as they run."""
    for true, guard, low, high in ((0.25, 0.25, 0.94, 0.96), (0.5, 0.5, 0.94, 0.96), (0.0, 0.5, 0.95, 1.0)):
        method = replace(REL_1, name=f"rel-1 with sigma {guard}", drift=guard)
        covered = []
        for _ in _repetitions(50, share):
            truth, hits, ages = _drifting(rng, true)
            weights = 2.0 ** (-ages / method.half_life)
            corroborated, disputed = (weights * hits).sum(1), (weights * ~hits).sum(1)
            right = hits.sum(1).astype(float)
            decided = np.full(DRIFT_OUTLETS, DRIFT_VERDICTS)
            prior = _prior(right, DRIFT_VERDICTS - right, decided)
            _, lows, highs = _records(corroborated, disputed, (weights**2).sum(1), prior, method)
            covered.append(_held(truth, lows, highs).mean())
        yield Check("E4", f"drift {true}, guard {guard}", "coverage", *_over(covered), low, high)


def _drifting(rng: Random, sigma: float) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Today's truth, verdicts and their ages in days. The logit is an Ornstein–Uhlenbeck process around the desk's mean.

    Its stationary mean and deviation are those of the logit of Beta(8, 2); `sigma` is its drift per square root of a year.
    """
    from scipy.special import expit, polygamma

    centre = float(polygamma(0, TRUTH[0]) - polygamma(0, TRUTH[1]))
    spread = math.sqrt(float(polygamma(1, TRUTH[0]) + polygamma(1, TRUTH[1])))
    pull = sigma**2 / (2 * spread**2) / 365
    ages = -np.sort(-rng.uniform(0, DRIFT_DAYS, (DRIFT_OUTLETS, DRIFT_VERDICTS)), axis=1)
    logit = rng.normal(centre, spread, DRIFT_OUTLETS)
    hits = np.empty_like(ages, bool)
    for step in range(DRIFT_VERDICTS + 1):
        if step:
            passed = ages[:, step - 1] - (ages[:, step] if step < DRIFT_VERDICTS else 0.0)
            kept = np.exp(-pull * passed)
            logit = centre + (logit - centre) * kept + spread * np.sqrt(1 - kept**2) * rng.normal(size=DRIFT_OUTLETS)
        if step < DRIFT_VERDICTS:
            hits[:, step] = rng.random(DRIFT_OUTLETS) < expit(logit)
    return expit(logit), hits, ages


def _articles(rng: Random, share: float) -> Iterator[Check]:
    """E5: coverage where the claims of an article stand or fall together."""
    outlets, covered = 50, []
    for _ in _repetitions(200, share):
        truth = rng.beta(*TRUTH, outlets)
        owner = np.repeat(np.arange(outlets), 1 + rng.poisson(ARTICLES_MEAN, outlets))
        claims = 1 + rng.poisson(CLAIMS_MEAN, len(owner))
        common = 1 / ICC - 1
        hits = rng.binomial(claims, rng.beta(truth[owner] * common, (1 - truth[owner]) * common)).astype(float)
        weight = 1 / (1 + (claims - 1) * WITHOUT_DECAY.article_correlation)
        corroborated = _summed(owner, weight * hits, outlets)
        disputed = _summed(owner, weight * (claims - hits), outlets)
        decided = _summed(owner, claims, outlets).astype(np.int64)
        prior = _prior(corroborated, disputed, decided)
        _, low, high = _records(corroborated, disputed, corroborated + disputed, prior, WITHOUT_DECAY)
        covered.append(_held(truth, low, high).mean())
    setting = f"ICC {ICC}, rho {WITHOUT_DECAY.article_correlation}"
    yield Check("E5", setting, "coverage", *_over(covered), 0.94, 0.96)


def _summed(owner: Ints, values: Floats | Ints, outlets: int) -> Floats:
    return np.bincount(owner, values, outlets).astype(float)


def _selective(rng: Random, share: float) -> Iterator[Check]:
    """E6: the share of everything published, where mostly suspicious claims are picked for checking."""
    bias, covered, control = [], [], []
    for _ in _repetitions(100, share):
        truth, shares, hits, checked, random = _picked(rng, 200)
        priors = [maximise(list(hits[:, h]), list(checked[:, h] - hits[:, h])) for h in (0, 1)]
        missed: list[float] = []
        inside: list[bool] = []
        for outlet in np.flatnonzero(((random >= NEEDED_A_STRATUM) | (shares < SMALLEST_SHARE)).all(1)):
            strata = [
                StratumRecord(
                    share=float(shares[outlet, h]),
                    corroborated=float(hits[outlet, h]),
                    disputed=float(checked[outlet, h] - hits[outlet, h]),
                    decided=int(random[outlet, h]),
                    prior_mean=priors[h].mean,
                    prior_strength=priors[h].strength,
                )
                for h in (0, 1)
            ]
            found = population_estimate(strata)
            if found is not None:
                missed.append(found.mean - truth[outlet])
                inside.append(found.low <= truth[outlet] <= found.high)
        bias.append(float(np.mean(missed)))
        covered.append(float(np.mean(inside)))
        control.append(float((hits.sum(1) / checked.sum(1) - truth).mean()))
    yield Check("E6", "200 outlets, two strata", "bias", *_over(bias), -0.005, 0.005)
    yield Check("E6", "200 outlets, two strata", "coverage", *_over(covered), 0.95, 0.98)
    yield Check("E6", "200 outlets, two strata", "raw ratio, bias", *_over(control), -1.0, -0.05, control=True)


def _picked(rng: Random, outlets: int) -> tuple[Floats, Floats, Floats, Floats, Ints]:
    """Truth, strata's shares, and for each stratum (low, high suspicion): hits, checked claims, those of the random lane."""
    from scipy.special import expit

    quality = rng.normal(0, 0.8, outlets)
    own = rng.normal(0, 0.3, (outlets, 2))
    correct = expit(np.array([2.4, 0.3]) + quality[:, None] + own)
    suspicious = np.clip(rng.beta(6, 14, outlets), 0.02, 0.98)
    shares = np.stack([1 - suspicious, suspicious], 1)
    random = rng.binomial(RANDOM_LANE, suspicious)
    random = np.stack([RANDOM_LANE - random, random], 1)
    checked = random + np.array([0, TARGETED])
    hits = rng.binomial(checked, correct)
    return (shares * correct).sum(1), shares, hits.astype(float), checked.astype(float), random
