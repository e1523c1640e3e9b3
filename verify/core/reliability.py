"""The outlet record, method `rel-1`: weights, posterior mean and interval, sufficiency, label.

Formula numbers such as "2.5" are sections of the method's specification (REL-1). Days are calendar days in UTC, probabilities
lie in 0–1, weights count "verdicts of today from one-claim articles". scipy is imported where it is used: it costs a third of
a second at start.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from verify.core.vocabulary import RecordLabel, Verdict

DAYS_OF_A_YEAR = 365.0
ROUNDING = 1e-9
"""How far a sum of weights may be off by the order of its parts; five verdicts of today must be enough where five are needed."""


@dataclass(frozen=True, slots=True)
class Method:
    """The parameters of a method; the defaults are `rel-1` (REL-1 2.10).

    `half_life` H in days (`inf` for no decay), `drift` sigma in logits per square root of a year, `article_correlation` rho,
    `odds_band` the odds by which false claims are harder to settle, `strong_from` and `weak_to` the label thresholds.
    """

    name: str = "rel-1"
    half_life: float = 365.0
    drift: float = 0.5
    article_correlation: float = 0.2
    information_floor: float = 0.05
    level: float = 0.95
    odds_band: tuple[float, float] = (1.0, 4.0)
    enough_weight: float = 5.0
    enough_articles: int = 5
    strong_from: float = 0.80
    weak_to: float = 0.60

    @property
    def identity(self) -> str:
        """`rel-1:` and twelve hex digits of the SHA-256 of all parameters: what a stored number was computed with."""
        text = json.dumps(asdict(self), sort_keys=True)
        return f"{self.name}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


REL_1 = Method()


@dataclass(frozen=True, slots=True)
class Prior:
    """Beta(mu M, (1-mu) M) with the covariance of (logit mu, log M) (2.4). `data_date` is None for the installation default.

    `version` counts the priors that the desk has adopted; 0 for the installation default and for a fit that nobody adopted.
    """

    mean: float
    strength: float
    v11: float = 0.0
    v12: float = 0.0
    v22: float = 0.0
    data_date: date | None = None
    outlets: int = 0
    version: int = 0

    @property
    def fitted(self) -> bool:
        """False for the installation default, which says nothing about this desk's outlets."""
        return self.data_date is not None


INSTALLATION_PRIOR = Prior(mean=0.80, strength=3.0, v11=0.25, v22=0.25)


@dataclass(frozen=True, slots=True)
class Observation:
    """A verdict on one claim of an article; `published` is the day that decays, not the day of the decision (2.2)."""

    claim: int
    article: int
    published: date
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Weighed:
    """An observation with its article weight c and decay d (2.3)."""

    observation: Observation
    article_weight: float
    decay: float

    @property
    def weight(self) -> float:
        """w = c d."""
        return self.article_weight * self.decay


@dataclass(frozen=True, slots=True)
class Sums:
    """S, F, U and W2 of 2.3; `articles` counts the distinct articles with a decided claim."""

    corroborated: float = 0.0
    disputed: float = 0.0
    unverified: float = 0.0
    squares: float = 0.0
    articles: int = 0

    @property
    def weight(self) -> float:
        """W = S + F."""
        return self.corroborated + self.disputed

    @property
    def kish(self) -> float:
        """n_K = W² / W2, the number of equally weighted verdicts that know as much; 0 without verdicts."""
        return self.weight**2 / self.squares if self.squares > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Record:
    """Posterior of a record (2.5): mean E, interval, W, n_K, n_v, concentration k and own-record share Z."""

    mean: float
    low: float
    high: float
    weight: float
    kish: float
    effective: float
    concentration: float
    own_share: float


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Whether a record may be shown as a number (2.6), with what there is and what is needed of each."""

    weight: float
    weight_needed: float
    articles: int
    articles_needed: int

    @property
    def enough_weight(self) -> bool:
        """At least half of the number would be the outlet's own record."""
        return self.weight >= self.weight_needed - ROUNDING

    @property
    def enough_articles(self) -> bool:
        """The record comes from enough articles."""
        return self.articles >= self.articles_needed

    @property
    def sufficient(self) -> bool:
        """Both."""
        return self.enough_weight and self.enough_articles


def article_weight(decided: int, method: Method = REL_1) -> float:
    """c of 2.3 for each claim of an article with `decided` C or D claims; 1 where there is at most one."""
    return 1.0 / (1.0 + max(decided - 1, 0) * method.article_correlation)


def decay(published: date, as_of: date, method: Method = REL_1) -> float:
    """d of 2.3: half after each half-life; 1 for a day that lies ahead of `as_of`."""
    return float(2.0 ** (-max((as_of - published).days, 0) / method.half_life))


def weigh(observations: Iterable[Observation], as_of: date, method: Method = REL_1) -> tuple[Weighed, ...]:
    """Each observation with its weights. An unverified claim takes its article's weight but does not count towards it."""
    observed = tuple(observations)
    decided = Counter(o.article for o in observed if o.verdict is not Verdict.UNVERIFIED)
    return tuple(
        Weighed(o, article_weight(decided[o.article], method), decay(o.published, as_of, method)) for o in observed
    )


def add_up(weighed: Iterable[Weighed]) -> Sums:
    """S, F, U, W2 and the number of articles (2.3); the same for any order of entry up to rounding."""
    parts: dict[Verdict, list[float]] = {verdict: [] for verdict in Verdict}
    squares: list[float] = []
    articles: set[int] = set()
    for item in weighed:
        parts[item.observation.verdict].append(item.weight)
        if item.observation.verdict is not Verdict.UNVERIFIED:
            squares.append(item.weight * item.decay)
            articles.add(item.observation.article)
    return Sums(
        corroborated=math.fsum(parts[Verdict.CORROBORATED]),
        disputed=math.fsum(parts[Verdict.DISPUTED]),
        unverified=math.fsum(parts[Verdict.UNVERIFIED]),
        squares=math.fsum(squares),
        articles=len(articles),
    )


def mean_of(sums: Sums, prior: Prior) -> float:
    """E = (mu M + S) / (M + W) of 2.5: the chance that the next own-voice, checked and decided claim is corroborated."""
    return (prior.mean * prior.strength + sums.corroborated) / (prior.strength + sums.weight)


def effective_number(sums: Sums, mean: float, method: Method = REL_1) -> float:
    """n_v of 2.5, the drift guard: more verdicts than the half-life can use do not narrow the interval any further."""
    if sums.weight <= 0:
        return 0.0
    if method.drift == 0:
        return min(sums.weight, sums.kish)
    information = max(mean * (1 - mean), method.information_floor)
    lag = method.drift**2 * information * (method.half_life / DAYS_OF_A_YEAR) / (2 * math.log(2))
    return min(sums.weight, 1 / (1 / sums.kish + lag))


def concentration_of(mean: float, effective: float, prior: Prior) -> float:
    """k of 2.5: the interval is that of Beta(E k, (1-E) k); the prior's own uncertainty makes it smaller."""
    total = prior.strength + effective
    by_mean = prior.strength / total * prior.mean * (1 - prior.mean)
    by_strength = prior.strength * (prior.mean - mean) / total
    spread = mean * (1 - mean)
    variance = spread / (total + 1)
    variance += prior.v11 * by_mean**2 + 2 * prior.v12 * by_mean * by_strength + prior.v22 * by_strength**2
    return spread / min(variance, 0.95 * spread) - 1


@lru_cache(maxsize=65536)
def interval_of(mean: float, concentration: float, level: float = REL_1.level) -> tuple[float, float]:
    """The central interval of Beta(E k, (1-E) k) that holds `level` of its mass."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    a, b = mean * concentration, (1 - mean) * concentration
    # Nobody is certain: where the upper end is nearer to 1 than a float can say, it stays below 1.
    return float(betaincinv(a, b, tail)), min(float(betaincinv(a, b, 1 - tail)), math.nextafter(1.0, 0.0))


def posterior(sums: Sums, prior: Prior, method: Method = REL_1) -> Record:
    """The record that `sums` give under `prior` (2.5); without verdicts the prior itself with all its uncertainty."""
    mean = mean_of(sums, prior)
    effective = effective_number(sums, mean, method)
    concentration = concentration_of(mean, effective, prior)
    low, high = interval_of(mean, concentration, method.level)
    return Record(
        mean=mean,
        low=low,
        high=high,
        weight=sums.weight,
        kish=sums.kish,
        effective=effective,
        concentration=concentration,
        own_share=sums.weight / (sums.weight + prior.strength),
    )


def sufficiency(sums: Sums, prior: Prior, method: Method = REL_1) -> Sufficiency:
    """The rule of 2.6: W >= max(M, 5) and at least five articles with a decided claim."""
    return Sufficiency(
        weight=sums.weight,
        weight_needed=max(prior.strength, method.enough_weight),
        articles=sums.articles,
        articles_needed=method.enough_articles,
    )


def label(record: Record, enough: Sufficiency, band: tuple[float, float], method: Method = REL_1) -> RecordLabel:
    """The word for a record (2.6), from its interval; `band` is the unverified band of 2.8, and it may unsettle the word."""
    if not enough.sufficient:
        return RecordLabel.INSUFFICIENT
    if any(band[0] < threshold < band[1] for threshold in (method.strong_from, method.weak_to)):
        return RecordLabel.NOT_SETTLED
    if record.low >= method.strong_from:
        return RecordLabel.STRONG
    if record.high <= method.weak_to:
        return RecordLabel.WEAK
    return RecordLabel.MIXED


Beta = tuple[float, float]


def beta_of(record: Record) -> Beta:
    """The two shapes of the Beta that stands for what is known of an outlet: E k and (1-E) k."""
    return record.mean * record.concentration, (1 - record.mean) * record.concentration


def chance_above(first: Beta, second: Beta) -> float:
    """P(A > B) of 2.6 for two independent Betas, to about 1e-8, by Gauss–Legendre over the narrower one's quantiles."""
    if sum(first) < sum(second):
        return 1.0 - chance_above(second, first)
    from numpy.polynomial.legendre import leggauss
    from scipy.special import betainc, betaincinv

    nodes, weights = leggauss(256)
    quantiles = betaincinv(*first, (nodes + 1) / 2)
    return float((weights / 2 * betainc(*second, quantiles)).sum())


def told_apart(first: Record, second: Record) -> bool:
    """Whether two records differ (2.6): P(A > B) lies outside 0.05–0.95. Records that do not are ties."""
    return not 0.05 <= chance_above(beta_of(first), beta_of(second)) <= 0.95
