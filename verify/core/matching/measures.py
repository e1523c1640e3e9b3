"""How good a ranking is, by the claims that were marked as right for each query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the marked queries: average precision among the first 5, reciprocal rank, recall among the first 50."""

    queries: int
    map_5: float
    mrr: float
    recall_50: float

    def __str__(self) -> str:
        return f"MAP@5 {self.map_5:.3f}  MRR {self.mrr:.3f}  R@50 {self.recall_50:.3f}  ({self.queries} queries)"


def measured(ranked: Mapping[str, Sequence[str]], right: Mapping[str, Collection[str]]) -> Measures:
    """The measures over all marked queries; one without a ranking counts as nothing found."""
    precision = reciprocal = recall = 0.0
    for query, wanted in right.items():
        found = ranked.get(query, ())
        precision += _average_precision(found[:5], wanted)
        reciprocal += next((1 / place for place, one in enumerate(found, 1) if one in wanted), 0.0)
        recall += len(set(found[:50]) & set(wanted)) / len(wanted)
    number = max(1, len(right))
    return Measures(len(right), precision / number, reciprocal / number, recall / number)


def _average_precision(found: Sequence[str], wanted: Collection[str]) -> float:
    hits, total = 0, 0.0
    for place, one in enumerate(found, 1):
        if one in wanted:
            hits += 1
            total += hits / place
    return total / min(len(wanted), len(found) or 1) if wanted else 0.0
