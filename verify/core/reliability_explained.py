"""What moved a record: exact, additive parts of `rel-1` (REL-1 2.7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from verify.core.reliability import Observation, Prior, Sums, Weighed, add_up, mean_of
from verify.core.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Contribution:
    """One decided claim's part of a record.

    `part` a = w (y - mu) / (M + W): the parts of all claims sum to E - mu. `without` E - E(-i): how far the mean would move
    back without it, its siblings' article weight left as it is.
    """

    observation: Observation
    weight: float
    part: float
    without: float


def contributions(weighed: Iterable[Weighed], prior: Prior) -> tuple[Contribution, ...]:
    """The parts of every decided claim, largest first; unverified claims have none (2.7)."""
    decided = tuple(item for item in weighed if item.observation.verdict is not Verdict.UNVERIFIED)
    sums = add_up(decided)
    mean, total = mean_of(sums, prior), prior.strength + sums.weight
    parts = []
    for item in decided:
        outcome = 1.0 if item.observation.verdict is Verdict.CORROBORATED else 0.0
        part = item.weight * (outcome - prior.mean) / total
        without = item.weight * (outcome - mean) / (total - item.weight)
        parts.append(Contribution(item.observation, item.weight, part, without))
    return tuple(sorted(parts, key=lambda c: (-abs(c.part), c.observation.claim)))


def change_of_mean(sums: Sums, prior: Prior, *, weight: float, old: Verdict | None, new: Verdict | None) -> float:
    """How far E moves when one claim of `weight` goes from `old` to `new` (2.7); None is a claim without a verdict.

    The claim's weight and its siblings' are held: D → C gives w / (M + W), C → U gives -w (1-E) / (M + W - w).
    """
    return mean_of(_with(_with(sums, old, -weight), new, weight), prior) - mean_of(sums, prior)


def _with(sums: Sums, verdict: Verdict | None, weight: float) -> Sums:
    if verdict is Verdict.CORROBORATED:
        return replace(sums, corroborated=sums.corroborated + weight)
    if verdict is Verdict.DISPUTED:
        return replace(sums, disputed=sums.disputed + weight)
    return sums
