"""How well predictions of verdicts did, and the plain rule `rel-1` is held against (REL-1 2.14, 2.15)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean


@dataclass(frozen=True, slots=True)
class Wilson:
    """Wilson's interval for a share and the centre it shrinks to."""

    centre: float
    low: float
    high: float


def wilson(hits: float, total: float, level: float = 0.95) -> Wilson:
    """Wilson's score interval for `hits` of `total`; 0–1 where there is nothing to count."""
    if total <= 0:
        return Wilson(0.5, 0.0, 1.0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, scale = hits / total, 1 + z**2 / total
    centre = (share + z**2 / (2 * total)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return Wilson(centre, max(0.0, centre - half), min(1.0, centre + half))


def brier(predicted: Sequence[float], outcomes: Sequence[int]) -> float:
    """Mean squared distance of the predicted chances from what came (0 or 1); 0 is perfect. ValueError if empty or unequal."""
    return fmean((p - y) ** 2 for p, y in _pairs(predicted, outcomes))


def log_loss(predicted: Sequence[float], outcomes: Sequence[int], *, closest: float = 1e-6) -> float:
    """Mean of -ln of the chance given to what came; chances are kept `closest` away from 0 and 1. ValueError as in `brier`."""
    kept = ((min(max(p, closest), 1 - closest), y) for p, y in _pairs(predicted, outcomes))
    return fmean(-math.log(p if y else 1 - p) for p, y in kept)


def _pairs(predicted: Sequence[float], outcomes: Sequence[int]) -> list[tuple[float, int]]:
    if not predicted:
        raise ValueError("there are no predictions to judge")
    return list(zip(predicted, outcomes, strict=True))
