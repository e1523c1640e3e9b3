"""What a record leaves out: unverified claims, claims nobody picked, and reviewers' errors (REL-1 2.8, 2.9)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from verify.core.agreement import VerdictErrors
from verify.core.reliability import REL_1, Method, Sums, interval_of

NEEDED_A_STRATUM = 5
SMALLEST_SHARE = 0.05
MOST_WRONG = 0.02
"""Verdicts that may be wrong before a score is shown corrected beside itself."""


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


def corrected_for_errors(observed: float, sensitivity: float, specificity: float) -> float:
    """Rogan–Gladen (2.9): the share of corroborated claims that verdicts with known errors stand for, kept within 0–1.

    Raises ValueError where the verdicts are no better than chance.
    """
    better_than_chance = sensitivity + specificity - 1
    if better_than_chance <= 0:
        raise ValueError("sensitivity and specificity must add up to more than 1")
    return min(1.0, max(0.0, (observed + specificity - 1) / better_than_chance))


def score_without_errors(observed: float, errors: VerdictErrors | None) -> float | None:
    """The score corrected for the errors that blind reviews show; None while they are not known, or are 2 % at most (E11)."""
    if errors is None or errors.sensitivity + errors.specificity <= 1:
        return None
    wrong = (1 - errors.sensitivity) * errors.corroborated + (1 - errors.specificity) * errors.disputed
    if wrong <= MOST_WRONG * (errors.corroborated + errors.disputed):
        return None
    return corrected_for_errors(observed, errors.sensitivity, errors.specificity)
