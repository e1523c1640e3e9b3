"""Ranking claims: MAP@5, MRR and R@50 on the two dev sets, and what a query costs.

`python -m bench.matching DATA` with DATA/ct22_2a and DATA/ct22_2b. `--fit` learns the coefficients anew, on the train parts of both
sets, each weighing the same, and writes them into the package; how far they are kept small, cross-validation on these parts
decides. Dev is only ever measured. `--semantic` measures, or with `--fit` weighs, the semantic extra; it takes minutes a set.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

import verify.core.matching
from verify.adapters import embeddings
from verify.adapters.claim_sets import Fields, read_claims, read_qrels, read_queries
from verify.core.matching.meaning import Encoder
from verify.core.matching.measures import Measures, measured
from verify.core.matching.ranking import FEATURES, Claims, Entry, shipped, shipped_nearness

SETS = ("ct22_2a", "ct22_2b")
RIDGES = (0.003, 0.01, 0.03, 0.1, 0.3)
FOLDS, REPEATS = 4, 3
NEARNESS = (0, 5, 10, 15, 20, 25, 30, 40, 50)
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled query: the features of its candidates, which of them are right, and how near they are in meaning."""

    shown: _Floats
    right: npt.NDArray[np.bool_]
    near: _Floats | None = None


def claims_of(folder: Path) -> list[Entry]:
    """The claims of a set."""
    return list(read_claims(folder / "vclaims.jsonl.gz", Fields()))


def rank(folder: Path, part: str, claims: Claims) -> Measures:
    """How well the queries of a part are answered."""
    queries = read_queries(folder / "queries.train-dev.tsv.gz", Fields())
    wanted = read_qrels(folder / f"qrels.{part}.tsv.gz")
    ranked = {name: [found for found, _ in claims.ranked(text)] for name, text in queries.items() if name in wanted}
    return measured(ranked, wanted)


def examples(folder: Path, encoder: Encoder | None = None) -> Iterator[Asked]:
    """The train queries of a set whose right claim is among the candidates."""
    claims = Claims(claims_of(folder), encoder)
    queries = read_queries(folder / "queries.train-dev.tsv.gz", Fields())
    for name, right in read_qrels(folder / "qrels.train.tsv.gz").items():
        near = claims.nearness(queries[name])
        places, shown = claims.candidates(queries[name], near=near)
        held = np.array([claims.entries[place].id in right for place in places], dtype=np.bool_)
        if held.any():
            yield Asked(shown, held, None if near is None else near[places])


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
            held = [
                _precision(one, one.shown @ weights) for one, its in zip(of_set, fold_of, strict=True) if its == fold
            ]
            yield sum(held) / len(held)


def weighed(sets: list[list[Asked]]) -> float:
    """The weight of nearness with the best MAP@5 on the train parts, beside the coefficients that are shipped."""
    told = {}
    for weight in NEARNESS:
        means = [np.mean([_precision(one, _scores(one, weight)) for one in of_set]) for of_set in sets]
        told[weight] = float(np.mean(means))
        print(f"nearness {weight}: MAP@5 {told[weight]:.4f} on train")
    return max(told, key=lambda weight: told[weight])


def _scores(one: Asked, weight: float) -> _Floats:
    scores: _Floats = one.shown @ np.array(shipped()) + (0 if one.near is None else weight * one.near)
    return scores


def _precision(one: Asked, scores: _Floats) -> float:
    """Average precision among the first five."""
    best = one.right[np.argsort(-scores, kind="stable")[:5]]
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


def write(coefficients: Mapping[str, float], nearness: float) -> None:
    """Put new coefficients into the package."""
    about = (
        "Order of candidates: linear coefficients by feature (verify/core/matching/ranking.py), fitted by "
        "`python -m bench.matching DATA --fit` on the train parts of CheckThat! 2022 2A and 2B, each weighing the same; "
        "`nearness` is what a cosine of 1 adds with the semantic extra, chosen on the same parts by `--fit --semantic`."
    )
    held = {"about": about, "coefficients": coefficients, "nearness": nearness}
    path = Path(verify.core.matching.__path__[0]) / "ranking.json"
    path.write_text(json.dumps(held, indent=1) + "\n", "utf-8")


def fit(folders: Sequence[Path], encoder: Encoder | None) -> None:
    """Learn the coefficients, or with an encoder the weight of nearness, on the train parts, and write them."""
    sets = [list(examples(folder, encoder)) for folder in folders]
    if encoder is None:
        write(fitted(sets, chosen(sets)), shipped_nearness())
    else:
        write(dict(zip(FEATURES, shipped(), strict=True)), weighed(sets))


def main() -> None:
    """Print the measures, or fit."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--fit", action="store_true", help="learn the coefficients on the train parts and write them")
    parser.add_argument("--semantic", action="store_true", help="with the semantic extra (`make semantic`)")
    asked = parser.parse_args()
    folders = [asked.data / name for name in SETS]
    encoder = embeddings.installed() if asked.semantic else None
    if asked.fit:
        fit(folders, encoder)
        return
    for folder in folders:
        if not folder.exists():
            print(f"{folder} is absent and left out")
            continue
        started = time.perf_counter()
        claims = Claims(claims_of(folder), encoder)
        built = time.perf_counter() - started
        found = rank(folder, "dev", claims)
        took = (time.perf_counter() - started - built) / max(1, found.queries) * 1000
        print(
            f"{folder.name} dev: {found}; {len(claims.entries):,} claims indexed in {built:.1f} s, {took:.0f} ms a query"
        )


if __name__ == "__main__":
    main()
