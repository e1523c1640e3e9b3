"""Check-worthiness against annotated speeches and debates: `python bench/worthiness.py DATA [--write]`.

PoliClaim: each speech held out in turn, the threshold chosen inside the remaining ones. CheckThat 2024: fitted on train, threshold
from dev, measured on dev-test. With --write the weights that ship are fitted on both training sets, each counting the same.
"""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from verify.core import checkworthiness
from verify.core.checkworthiness_features import FEATURES, features

Matrix = npt.NDArray[np.float64]
NAMES = (*FEATURES, "length", "number of figures", "very short", "short", "long", "many named entities")
RIDGE = 3.0
SCALE = 8.0
"""Shipped weights are log-odds over this: a sum of 0.5 is even odds, and 0 and 1 are four log-odds away."""
SLACK = 0.05
"""The threshold is the lowest whose dev F1 is this close to the best: texts to come are less clear-cut than dev."""


def matrix(texts: Sequence[str]) -> Matrix:
    """One row a text, one column a feature."""
    rows = [features(text) for text in texts]
    return np.array([[row.get(name, 0.0) for name in NAMES] for row in rows])


def fit(x: Matrix, y: Matrix, weight: Matrix | None = None) -> Matrix:
    """Logistic regression with a ridge; the last coefficient is the intercept."""
    design = np.c_[x, np.ones(len(x))]
    each = np.ones(len(y)) if weight is None else weight

    def loss(b: Matrix) -> tuple[float, Matrix]:
        z = design @ b
        free = np.append(b[:-1], 0.0)
        value = float((each * (np.logaddexp(0, z) - y * z)).sum() + RIDGE / 2 * free @ free)
        return value, design.T @ (each * (1 / (1 + np.exp(-z)) - y)) + RIDGE * free

    return np.asarray(minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x)


def scores(x: Matrix, b: Matrix) -> Matrix:
    """Log-odds of each row."""
    return np.asarray(x @ b[:-1] + b[-1])


def f1(said: npt.NDArray[np.bool_], y: Matrix) -> float:
    """F1 of yes."""
    both = float((said & (y == 1)).sum())
    return 2 * both / max(1.0, float(said.sum() + (y == 1).sum()))


def threshold(s: Matrix, y: Matrix, slack: float = 0.0) -> float:
    """The best threshold, or the lowest that comes within `slack` of it."""
    tried = [float(t) for t in np.quantile(s, np.linspace(0.02, 0.98, 97))]
    values = [f1(s > t, y) for t in tried]
    return next(t for t, value in zip(tried, values, strict=True) if value >= max(values) - slack)


def speeches(path: Path) -> tuple[Matrix, Matrix, npt.NDArray[np.str_]]:
    """PoliClaim's features, labels and speeches."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return (
        matrix([r["text"] for r in rows]),
        np.array([float(r["label"]) for r in rows]),
        np.array([r["speech"] for r in rows]),
    )


def debates(path: Path) -> tuple[Matrix, Matrix]:
    """A part of CheckThat's features and labels."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return matrix([r["Text"].strip('"') for r in rows]), np.array([float(r["class_label"] == "Yes") for r in rows])


def held_out(x: Matrix, y: Matrix, speech: npt.NDArray[np.str_]) -> float:
    """F1 with each speech held out, the threshold from speeches held out among the others."""
    said = np.zeros(len(y), dtype=bool)
    for one in sorted(set(speech)):
        outer = speech != one
        inner = np.zeros(len(y))
        for other in sorted(set(speech[outer])):
            inner[speech == other] = scores(
                x[speech == other], fit(x[outer & (speech != other)], y[outer & (speech != other)])
            )
        cut = threshold(inner[outer], y[outer])
        said[~outer] = scores(x[~outer], fit(x[outer], y[outer])) > cut
    return f1(said, y)


Measured = dict[str, str | float]


def of_speeches(x: Matrix, y: Matrix, speech: npt.NDArray[np.str_]) -> Measured:
    """The PoliClaim figure."""
    return {
        "set": "PoliClaim",
        "how": "each speech held out in turn, the threshold chosen inside the remaining ones",
        "f1": round(held_out(x, y, speech), 3),
        "all_yes": round(f1(np.ones(len(y), dtype=bool), y), 3),
    }


def of_debates(train: tuple[Matrix, Matrix], dev: tuple[Matrix, Matrix], test: tuple[Matrix, Matrix]) -> Measured:
    """The CheckThat figure."""
    b = fit(*train)
    cut = threshold(scores(dev[0], b), dev[1], SLACK)
    return {
        "set": "CheckThat 2024, English",
        "how": "fitted on train, the threshold from dev, measured on dev-test",
        "f1": round(f1(scores(test[0], b) > cut, test[1]), 3),
        "all_yes": round(f1(np.ones(len(test[1]), dtype=bool), test[1]), 3),
    }


def write(x1: Matrix, y1: Matrix, x2: Matrix, y2: Matrix, measured: Sequence[Measured]) -> None:
    """Fit the shipped weights and write them as readable data, with what was measured."""
    weight = np.r_[np.full(len(y1), 1.0), np.full(len(y2), len(y1) / len(y2))]
    b = fit(np.r_[x1, x2], np.r_[y1, y2], weight) / SCALE
    data = {
        "fitted_on": "PoliClaim train and CheckThat 2024 train, each counting the same; logistic regression, log-odds over 8",
        "measured": measured,
        "base": round(0.5 + float(b[-1]), 3),
        "weights": {name: round(float(value), 3) for name, value in zip(NAMES, b[:-1], strict=True)},
    }
    path = Path(checkworthiness.__file__).with_suffix(".json")
    path.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    print(f"wrote {path.name}")


def main() -> None:
    """Print both figures, and write the weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="fit and store the weights that ship")
    asked = parser.parse_args()
    if not (asked.data / "policlaim.train.jsonl.gz").exists():
        sys.exit(f"{asked.data} does not hold policlaim.train.jsonl.gz; give the folder that does")
    x, y, speech = speeches(asked.data / "policlaim.train.jsonl.gz")
    train, dev, test = (debates(asked.data / f"ct24.{part}.tsv.gz") for part in ("train", "dev", "dev-test"))
    measured = [of_speeches(x, y, speech), of_debates(train, dev, test)]
    for found in measured:
        print(f"{found['set']}, {found['how']}: F1 {found['f1']:.3f} (all yes {found['all_yes']:.3f})")
    if asked.write:
        write(x, y, *train, measured)


if __name__ == "__main__":
    main()
