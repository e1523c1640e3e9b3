"""How far reviewers agree: Krippendorff's alpha for nominal values (REL-1 2.9)."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """`alpha` is 1 for full agreement, 0 for chance, None where nothing can be compared; from `claims` with two or more
    judgements each, `judgements` in all."""

    alpha: float | None
    claims: int
    judgements: int


def krippendorff(claims: Iterable[Sequence[Hashable]]) -> Agreement:
    """Alpha over the judgements of each claim; claims with fewer than two are left out. None too if all judgements are equal."""
    compared = [Counter(judged) for judged in claims if len(judged) >= 2]
    totals: Counter[Hashable] = Counter()
    observed = 0.0
    for counts in compared:
        size = counts.total()
        totals.update(counts)
        observed += (size**2 - sum(n**2 for n in counts.values())) / (size - 1)
    judgements = totals.total()
    expected = judgements**2 - sum(n**2 for n in totals.values())
    alpha = 1 - (judgements - 1) * observed / expected if expected else None
    return Agreement(alpha, len(compared), judgements)
