"""Fitting the relation models on labelled pairs, and measuring them on stories that they have not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.core.matching import features as showing
from verify.core.matching.differences import compare
from verify.core.matching.readings import Reading, rarity
from verify.core.matching.relations import Model, Relation, relate_articles, shipped

RIDGE = 0.3
"""How strongly coefficients are held near zero; chosen once, on the cross-validated pairs."""
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Story:
    """The claims of two articles on one event, and the relations of the pairs that were labelled (all others have none)."""

    here: Sequence[Reading]
    there: Sequence[Reading]
    labels: Mapping[tuple[int, int], Relation]


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair with the relation it was given, its score, and the one it has by its label."""

    found: Relation
    score: float
    label: Relation


def judged(stories: Sequence[Story], *, unseen: bool) -> list[list[Judged]]:
    """Every pair of every story; with `unseen`, each story by a model that was fitted on the others."""
    out = []
    for place, story in enumerate(stories):
        others = [other for at, other in enumerate(stories) if at != place]
        model = fitted(others) if unseen else shipped()
        rows = relate_articles(story.here, story.there, model)
        out.append(
            [
                Judged(one.relation, one.score, story.labels.get((i, j), Relation.NONE))
                for i, row in enumerate(rows)
                for j, one in enumerate(row)
            ]
        )
    return out


def fitted(stories: Sequence[Story]) -> Model:
    """Both models, fitted on all pairs of the stories."""
    shown = [_shown(story) for story in stories]
    wanted = [_wanted(story).ravel() for story in stories]
    alone = _weights(np.concatenate([one.reshape(-1, one.shape[-1]) for one in shown]), np.concatenate(wanted))
    beside = [np.concatenate([one, showing.margins(_chances(alone, one))], axis=2) for one in shown]
    both = _weights(np.concatenate([one.reshape(-1, one.shape[-1]) for one in beside]), np.concatenate(wanted))
    held = shipped()
    return Model(tuple(map(float, alone)), tuple(map(float, both)), held.same_from, held.overlap_from)


def _shown(story: Story) -> _Floats:
    rare = rarity([*story.here, *story.there])
    return np.array([[showing.features(a, b, compare(a, b), rare) for b in story.there] for a in story.here])


def _wanted(story: Story) -> _Floats:
    same = [
        [story.labels.get((i, j)) is Relation.SAME for j in range(len(story.there))] for i in range(len(story.here))
    ]
    return np.array(same, dtype=np.float64)


def _chances(weights: _Floats, shown: _Floats) -> _Floats:
    chances: _Floats = 1 / (1 + np.exp(-(shown @ weights[:-1] + weights[-1])))
    return chances


def _weights(shown: _Floats, wanted: _Floats) -> _Floats:
    """The coefficients of a ridge logistic regression, the constant last."""
    from scipy.optimize import minimize

    rows = np.c_[shown, np.ones(len(shown))]

    def loss(weights: _Floats) -> tuple[float, _Floats]:
        totals = rows @ weights
        held = np.r_[weights[:-1], 0.0]
        missed = np.logaddexp(0, totals) - wanted * totals
        slope: _Floats = rows.T @ (1 / (1 + np.exp(-totals)) - wanted) + RIDGE * held
        return float(missed.sum() + RIDGE * (held @ held) / 2), slope

    found: _Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return found
