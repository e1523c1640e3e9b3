"""How two claims stand to each other: the same, in conflict, touching, or nothing, with a score whose meaning is measured.

Two logistic models, fitted on pairs of claims of two outlets (`relations.json`, `fitting.py`), give the chance that two claims
are the same: `alone` from the two statements, `beside` from them and from how much better they go together than either with
the other claims of the two articles. A conflict is a pair that would be the same if what differs in it were not there, and whose
figures and dates are of one thing (`bearings.py`).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import numpy as np

from verify.core.matching import features as showing
from verify.core.matching.bearings import other_act
from verify.core.matching.differences import Compared, Difference, DifferenceKind, compare
from verify.core.matching.readings import EVEN, Rarity, Reading, rarity

_RULES = 3
"""Counts up where a rule changes and no coefficient does, so that `verify rematch` looks at what was found before."""
_LEAST_HELD = 0.2
_TOUCHES = 0.45
"""The most that an overlap is given where words alone would say more."""


class Relation(StrEnum):
    """How two claims stand to each other."""

    SAME = "same"
    CONFLICT = "conflict"
    OVERLAP = "overlap"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Related:
    """A relation with its score (0 to 1; of `same` and `conflict` the chance that it holds) and all that differs."""

    relation: Relation
    score: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The coefficients of both models, the constant last, and where `same` and `overlap` begin."""

    alone: tuple[float, ...]
    beside: tuple[float, ...]
    same_from: float
    overlap_from: float


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model of `relations.json`."""
    held = json.loads(_stored())
    names = [*showing.NAMES, *showing.BESIDE]
    alone = tuple(float(held["alone"][name]) for name in (*showing.NAMES, "constant"))
    beside = tuple(float(held["beside"][name]) for name in (*names, "constant"))
    return Model(alone, beside, float(held["same from"]), float(held["overlap from"]))


@lru_cache(maxsize=1)
def identity() -> str:
    """The name of the shipped model with the beginning of its hash: what found a match that is stored."""
    return f"relations-{hashlib.sha256(f'{_RULES} {_stored()}'.encode()).hexdigest()[:8]}"


def _stored() -> str:
    return files("verify.core.matching").joinpath("relations.json").read_text("utf-8")


def relate(a: Reading, b: Reading, rare: Rarity = EVEN, model: Model | None = None) -> Related:
    """The relation of two statements of which nothing else is known. About 0.1 ms."""
    model = model or shipped()
    compared = compare(a, b)
    same = _chance(model.alone, showing.features(a, b, compared, rare))
    differs = _may_conflict(a, b, compared)
    about = _chance(model.alone, showing.forgiving(a, b, compared, rare)) if differs else 0.0
    return _decided(model, compared, same, about)


def relate_passage(claim: Reading, passage: Reading) -> Related:
    """What a passage that was found for a claim says of it: `same` supports it, `conflict` refutes it, else `overlap`.

    That both are about one thing is taken as given, so a figure, date or name of the claim must be in the passage where the
    passage has one of its sort; the score is the share of what the claim says that the passage holds.
    """
    compared = compare(claim, passage)
    held = showing.share_held(claim, passage)
    subject = claim.names[0].span if claim.names else None
    # A passage often says "the bridge" or "he" where the claim has the name.
    contrary = any(one.is_contrary and one.in_a != subject for one in compared.differences)
    if contrary or held < _LEAST_HELD:
        return Related(Relation.CONFLICT, 1 - held / 2, compared.differences)
    return Related(Relation.SAME, held, compared.differences)


def relate_articles(
    here: Sequence[Reading], there: Sequence[Reading], model: Model | None = None
) -> list[list[Related]]:
    """The relation of each claim of one article to each of another."""
    model = model or shipped()
    rare = rarity([*here, *there])
    compared = [[compare(a, b) for b in there] for a in here]
    shown = [[showing.features(a, b, compared[i][j], rare) for j, b in enumerate(there)] for i, a in enumerate(here)]
    alone = np.array([[_chance(model.alone, pair) for pair in row] for row in shown]).reshape(len(here), len(there))
    margins = showing.margins(alone)
    out = []
    for i, a in enumerate(here):
        row = []
        for j, b in enumerate(there):
            beside = (float(margins[i, j, 0]), float(margins[i, j, 1]))
            same = _chance(model.beside, (*shown[i][j], *beside))
            about = 0.0
            if _may_conflict(a, b, compared[i][j]):
                about = _chance(model.beside, (*showing.forgiving(a, b, compared[i][j], rare), *beside))
            row.append(_decided(model, compared[i][j], same, about))
        out.append(row)
    return out


def _may_conflict(a: Reading, b: Reading, compared: Compared) -> bool:
    """Whether something differs that cannot both be right.

    Another name with another figure or date is another event, and so is the opposite on another day, or of so many others.
    """
    kinds = DifferenceKind
    if compared.contrary(kinds.NAME) and compared.contrary(kinds.FIGURE, kinds.DATE):
        return False
    if compared.contrary(kinds.OPPOSITE) and (compared.contrary(kinds.DATE) or _counts_others(a, compared)):
        return False
    return any(one.is_contrary and not _of_other_acts(a, b, one) for one in compared.differences)


def _counts_others(a: Reading, compared: Compared) -> bool:
    """Whether another number of people or things is counted: two survived, three died."""
    counted = {one.span for one in a.figures if not one.unit}
    return any(
        one.kind is DifferenceKind.FIGURE and one.is_contrary and one.in_a in counted for one in compared.differences
    )


def _of_other_acts(a: Reading, b: Reading, differs: Difference) -> bool:
    """Whether a figure or date is of one act here and of another there: twelve were arrested, three were injured."""
    if differs.in_a is None or differs.in_b is None or differs.kind not in (DifferenceKind.FIGURE, DifferenceKind.DATE):
        return False
    return other_act(a.bearings[differs.in_a], b.bearings[differs.in_b], a.holds, b.holds)


def _decided(model: Model, compared: Compared, same: float, about: float) -> Related:
    if about >= model.same_from:
        return Related(Relation.CONFLICT, about, compared.differences)
    if compared.apart or compared.contrary(DifferenceKind.FIGURE, DifferenceKind.DATE):
        # What tells of other figures does not say the same, however much of the rest it has in common.
        same = min(same, _TOUCHES)
    if same >= model.same_from:
        return Related(Relation.SAME, same, compared.differences)
    near = max(same, min(about, _TOUCHES))
    return Related(Relation.OVERLAP if near >= model.overlap_from else Relation.NONE, near, compared.differences)


def _chance(weights: tuple[float, ...], shown: tuple[float, ...]) -> float:
    total = weights[-1] + sum(weight * value for weight, value in zip(weights, shown, strict=False))
    return float(1 / (1 + np.exp(-total)))
