"""Stories on triplets of real articles: is the nearest article of the same event, and are pairs of one event ranked first.

python -m bench.stories FOLDER        FOLDER holds news/basil.before2017.jsonl.gz
"""

import argparse
import gzip
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from verify.core import stories


def main() -> None:
    """Print P@1 and AP, and how the grouping did."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", type=Path)
    source = asked.parse_args().folder / "news" / "basil.before2017.jsonl.gz"
    if not source.is_file():
        raise SystemExit(f"{source} is not there: nothing was measured.")
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    began = time.perf_counter()
    near = stories.nearness([_telling(row) for row in rows])
    found = stories.groups(near)
    took = time.perf_counter() - began
    events = [row["triplet-uuid"] for row in rows]
    first, second = np.triu_indices(len(rows), 1)
    same = np.array([events[a] == events[b] for a, b in zip(first, second, strict=True)])
    np.fill_diagonal(near, -1.0)
    nearest = [events[int(line.argmax())] == event for line, event in zip(near, events, strict=True)]
    print(f"{len(rows)} articles in {took:.1f} s")
    print(f"nearest article of the same event, P@1 {np.mean(nearest):.3f} (target .98)")
    print(f"pairs of one event ranked first, AP {_average_precision(near[first, second], same):.4f} (target .95)")
    exact = sum(1 for group in found if len(group) == 3 and len({events[at] for at in group}) == 1)
    print(f"groups: {len(found)} for {len(set(events))} events, {exact} of them exactly one event's three articles")


def _telling(row: dict[str, Any]) -> stories.Telling:
    body = "\n".join(" ".join(paragraph) for paragraph in row["body-paragraphs"])
    return stories.telling(row["title"], body, date.fromisoformat(row["date"]))


def _average_precision(scores: Any, same: Any) -> float:
    ordered = same[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float((precision * ordered).sum() / ordered.sum())


if __name__ == "__main__":
    main()
