"""What a record leaves out: unverified claims, claims nobody picked, and reviewers' errors (REL-1 2.8, 2.9)."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verify.core.reliability import REL_1, Method, Sums, interval_of
from verify.core.vocabulary import Verdict

NEEDED_A_STRATUM = 5
SMALLEST_SHARE = 0.05
NEEDED_REVIEWS = 20
"""Blind reviews of claims that ended corroborated, and as many of disputed ones, before errors are estimated."""
MOST_WRONG = 0.02


@dataclass(frozen=True, slots=True)
class Share:
    """A share of claims with the interval of Beta(1 + hits, 1 + misses)."""

    share: float
    low: float
    high: float


def share_of(hits: float, misses: float, method: Method = REL_1) -> Share:
    """hits / (hits + misses), 0 where there is neither, with its interval under a flat prior."""
    total = hits + misses
    low, high = interval_of((1 + hits) / (2 + total), 2 + total, method.level)
    return Share(hits / total if total > 0 else 0.0, low, high)


def unverified_share(sums: Sums, method: Method = REL_1) -> Share:
    """q = U / (S + F + U) of 2.8 with the interval of Beta(1 + U, 1 + S + F)."""
    return share_of(sums.unverified, sums.weight, method)


def mean_if_harder(mean: float, share: float, odds: float) -> float:
    """E_delta of 2.8: the mean over all checked claims if false ones are `odds` times harder to settle."""
    unsettled = mean / (mean + odds * (1 - mean))
    return (1 - share) * mean + share * unsettled


def unverified_band(mean: float, share: float, method: Method = REL_1) -> tuple[float, float]:
    """The sensitivity band of 2.8, low end first; as wide as a point where nothing is unverified."""
    ends = [mean_if_harder(mean, share, odds) for odds in method.odds_band]
    return min(ends), max(ends)


def worst_case(mean: float, share: float) -> tuple[float, float]:
    """The Manski bounds of 2.8: every unverified claim false, or every one true."""
    return (1 - share) * mean, (1 - share) * mean + share


@dataclass(frozen=True, slots=True)
class StratumRecord:
    """Random-lane sums of one triage stratum: its published share P, S, F, number of decided claims, prior mu and M."""

    share: float
    corroborated: float
    disputed: float
    decided: int
    prior_mean: float
    prior_strength: float


@dataclass(frozen=True, slots=True)
class Population:
    """Share of all published claims that would be corroborated: mean, standard deviation, interval."""

    mean: float
    deviation: float
    low: float
    high: float


def population_estimate(strata: Sequence[StratumRecord], method: Method = REL_1) -> Population | None:
    """The stratified estimate of 2.8; None unless each stratum of 5 % or more has five decided random-lane claims.

    The strata's deviations are added, not their squares: strata of one outlet go up and down together.
    """
    if not strata or any(s.share >= SMALLEST_SHARE and s.decided < NEEDED_A_STRATUM for s in strata):
        return None
    if not math.isclose(math.fsum(s.share for s in strata), 1.0, abs_tol=1e-6):
        raise ValueError("the shares of the strata do not add up to 1")
    mean = deviation = 0.0
    for stratum in strata:
        total = stratum.prior_strength + stratum.corroborated + stratum.disputed
        part = (stratum.prior_mean * stratum.prior_strength + stratum.corroborated) / total
        mean += stratum.share * part
        deviation += stratum.share * math.sqrt(part * (1 - part) / (total + 1))
    # A deviation that no distribution on 0-1 can have is capped as in 2.5.
    spread = mean * (1 - mean)
    low, high = interval_of(mean, spread / min(deviation**2, 0.95 * spread) - 1, method.level)
    return Population(mean, deviation, low, high)


@dataclass(frozen=True, slots=True)
class VerdictErrors:
    """How often one review alone comes to the verdict in force: among corroborated claims (sensitivity) and disputed ones.

    `corroborated` and `disputed` count the blind reviews that each is estimated from.
    """

    sensitivity: float
    specificity: float
    corroborated: int
    disputed: int

    @property
    def matters(self) -> bool:
        """Whether a score is to be shown corrected (E11): enough blind reviews, and more than 2 % of them wrong."""
        enough = min(self.corroborated, self.disputed) >= NEEDED_REVIEWS
        right = self.sensitivity * self.corroborated + self.specificity * self.disputed
        wrong = self.corroborated + self.disputed - right
        better_than_chance = self.sensitivity + self.specificity > 1
        return enough and better_than_chance and wrong > MOST_WRONG * (self.corroborated + self.disputed)


def verdict_errors(reviews: Iterable[tuple[Verdict, Verdict]]) -> VerdictErrors:
    """The errors that blind reviews show, given as (review, verdict in force). Only C and D tell: unverified is no error."""
    number = Counter(reviews)
    c, d = Verdict.CORROBORATED, Verdict.DISPUTED
    good, bad = number[c, c] + number[d, c], number[d, d] + number[c, d]
    return VerdictErrors(
        number[c, c] / good if good else 1.0, number[d, d] / bad if bad else 1.0, corroborated=good, disputed=bad
    )


def corrected_for_errors(observed: float, sensitivity: float, specificity: float) -> float:
    """Rogan–Gladen (2.9): the share of corroborated claims that verdicts with known errors stand for, kept within 0–1.

    Raises ValueError where the verdicts are no better than chance.
    """
    better_than_chance = sensitivity + specificity - 1
    if better_than_chance <= 0:
        raise ValueError("sensitivity and specificity must add up to more than 1")
    return min(1.0, max(0.0, (observed + specificity - 1) / better_than_chance))
