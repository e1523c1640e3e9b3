"""Ranking claims: MAP@5, MRR and R@50 on the two dev sets, and what a query costs.

`python -m bench.matching DATA` with DATA/ct22_2a and DATA/ct22_2b. `--fit` learns the coefficients anew, on the train parts of both
sets, each weighing the same, and writes them into the package; how far they are kept small, cross-validation on these parts
decides. Dev is only ever measured.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

import verify.core.matching
from verify.adapters.claim_sets import Fields, read_claims, read_qrels, read_queries
from verify.core.matching.measures import Measures, measured
from verify.core.matching.ranking import FEATURES, Claims, Entry

SETS = ("ct22_2a", "ct22_2b")
RIDGES = (0.003, 0.01, 0.03, 0.1, 0.3)
FOLDS, REPEATS = 4, 3
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled query: the features of its candidates, and which of them are right."""

    shown: _Floats
    right: npt.NDArray[np.bool_]


def claims_of(folder: Path) -> list[Entry]:
    """The claims of a set."""
    return list(read_claims(folder / "vclaims.jsonl.gz", Fields()))


def rank(folder: Path, part: str, claims: Claims) -> Measures:
    """How well the queries of a part are answered."""
    queries = read_queries(folder / "queries.train-dev.tsv.gz", Fields())
    wanted = read_qrels(folder / f"qrels.{part}.tsv.gz")
    ranked = {name: [found for found, _ in claims.ranked(text)] for name, text in queries.items() if name in wanted}
    return measured(ranked, wanted)


def examples(folder: Path) -> Iterator[Asked]:
    """The train queries of a set whose right claim is among the candidates."""
    claims = Claims(claims_of(folder))
    queries = read_queries(folder / "queries.train-dev.tsv.gz", Fields())
    for name, right in read_qrels(folder / "qrels.train.tsv.gz").items():
        places, shown = claims.candidates(queries[name])
        held = np.array([claims.entries[place].id in right for place in places], dtype=np.bool_)
        if held.any():
            yield Asked(shown, held)


def chosen(sets: list[list[Asked]]) -> float:
    """The ridge with the best MAP@5 on queries that were not fitted on, each set weighing the same."""
    told = {}
    for ridge in RIDGES:
        scores = [score for seed in range(REPEATS) for score in _unseen(sets, ridge, seed)]
        told[ridge] = sum(scores) / len(scores)
        print(f"ridge {ridge}: MAP@5 {told[ridge]:.4f}, cross-validated on train")
    return max(told, key=lambda ridge: told[ridge])


def _unseen(sets: list[list[Asked]], ridge: float, seed: int) -> Iterator[float]:
    """MAP@5 of each set and fold under coefficients that were fitted on the other folds."""
    chance = np.random.default_rng(seed)
    folds = [chance.permutation(len(of_set)) % FOLDS for of_set in sets]
    for fold in range(FOLDS):
        kept = [
            [one for one, its in zip(of_set, fold_of, strict=True) if its != fold]
            for of_set, fold_of in zip(sets, folds, strict=True)
        ]
        weights = np.array(list(fitted(kept, ridge).values()))
        for of_set, fold_of in zip(sets, folds, strict=True):
            held = [_precision(one, weights) for one, its in zip(of_set, fold_of, strict=True) if its == fold]
            yield sum(held) / len(held)


def _precision(one: Asked, weights: _Floats) -> float:
    """Average precision among the first five."""
    best = one.right[np.argsort(-(one.shown @ weights), kind="stable")[:5]]
    return float((best * np.cumsum(best) / np.arange(1, len(best) + 1)).sum() / min(5, one.right.sum()))


def fitted(sets: list[list[Asked]], ridge: float) -> dict[str, float]:
    """Coefficients under which the right claim most often comes first: a softmax over each query's candidates."""
    asked = [(one, 1 / len(of_set) / len(sets)) for of_set in sets for one in of_set]
    spread = np.mean([one.shown.std(axis=0) for one, _ in asked], axis=0) + 1e-9

    def loss(weights: _Floats) -> tuple[float, _Floats]:
        total, slope = ridge / 2 * float(weights @ weights), ridge * weights
        for one, share in asked:
            rows = one.shown / spread
            scores = rows @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            right = chances * one.right
            total -= share * float(np.log(right.sum() + 1e-12))
            slope = slope + share * (rows.T @ (chances - right / (right.sum() + 1e-12)))
        return total, slope

    weights: _Floats = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x
    return dict(zip(FEATURES, (round(float(weight), 4) for weight in weights / spread), strict=True))


def write(coefficients: dict[str, float]) -> None:
    """Put new coefficients into the package."""
    about = (
        "Order of candidates: linear coefficients by feature (verify/core/matching/ranking.py), fitted by "
        "`python -m bench.matching DATA --fit` on the train parts of CheckThat! 2022 2A and 2B, each weighing the same."
    )
    held = {"about": about, "coefficients": coefficients}
    path = Path(verify.core.matching.__path__[0]) / "ranking.json"
    path.write_text(json.dumps(held, indent=1) + "\n", "utf-8")


def main() -> None:
    """Print the measures, or fit."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--fit", action="store_true", help="learn the coefficients on the train parts and write them")
    asked = parser.parse_args()
    folders = [asked.data / name for name in SETS]
    if asked.fit:
        sets = [list(examples(folder)) for folder in folders]
        write(fitted(sets, chosen(sets)))
        return
    for folder in folders:
        if not folder.exists():
            print(f"{folder} is absent and left out")
            continue
        started = time.perf_counter()
        claims = Claims(claims_of(folder))
        built = time.perf_counter() - started
        found = rank(folder, "dev", claims)
        took = (time.perf_counter() - started - built) / max(1, found.queries) * 1000
        print(
            f"{folder.name} dev: {found}; {len(claims.entries):,} claims indexed in {built:.1f} s, {took:.0f} ms a query"
        )


if __name__ == "__main__":
    main()
