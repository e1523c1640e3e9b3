"""How much a claim is worth checking, 0–1: a sum of named parts that the page shows, clamped.

The weights are a linear model's, in checkworthiness.json; `python bench/worthiness.py DATA --write` fits them anew.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from verify.core.checkworthiness_features import features
from verify.core.splitting.drafts import Reason
from verify.core.vocabulary import ClaimKind

OF_KIND = {ClaimKind.OPINION: Reason("opinion", -0.25), ClaimKind.PREDICTION: Reason("prediction", -0.1)}
HEDGED = Reason("hedged", 0.05)
UNRESOLVED = Reason("unresolved words", -0.1)
_SMALLEST = 0.005
NOT_READ: tuple[float, tuple[Reason, ...]] = (0.3, (Reason("beyond the part that is read closely", 0.3),))
"""What a claim gets that stands too far down a very long text."""


def check_worthiness(
    statement: str, *, kind: ClaimKind, hedged: bool = False, unresolved: Sequence[str] = ()
) -> tuple[float, tuple[Reason, ...]]:
    """The check-worthiness of a statement and the named parts that sum to it before it is clamped to 0–1."""
    model = weights()
    parts = [
        Reason(name, round(model["weights"][name] * strength, 3)) for name, strength in features(statement).items()
    ]
    reasons = [Reason("base", model["base"]), *(part for part in parts if abs(part.weight) >= _SMALLEST)]
    if kind in OF_KIND:
        reasons.append(OF_KIND[kind])
    if hedged:
        reasons.append(HEDGED)
    if unresolved:
        reasons.append(UNRESOLVED)
    total = sum(reason.weight for reason in reasons)
    return round(min(1.0, max(0.0, total)), 4), tuple(reasons)


@cache
def weights() -> dict[str, Any]:
    """The fitted model: `base`, `weights` by feature, what it was `fitted_on`, and what was `measured` with its features."""
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return found
