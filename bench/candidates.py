"""Interactive candidates: recall and time of `queries/candidates.py` for tweets among 100 thousand and a million claims.

`python -m bench.candidates DATA` with DATA/ct22_2a and DATA/ct22_2b, and DATA/../news/allsides_4000.jsonl.gz where it is. The 2A
claims are hidden among those of 2B, sentences of the news and, for more than these, sentences whose halves come from two of them:
what is read at random is as common as words are in news.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from verify.adapters.claim_index import indexed, name_of
from verify.adapters.claim_sets import Fields, read_claims, read_qrels, read_queries
from verify.core.matching.measures import measured
from verify.core.matching.ranking import Entry
from verify.queries.candidates import MOST_PLACES, Budget, near

SHORTEST, LONGEST = 40, 400
_END = re.compile(r"(?<=[.!?])\s+|\n+")


def padded(data: Path, size: int, seed: int) -> list[Entry]:
    """The 2A claims among others, `size` in all, in random order."""
    chance = random.Random(seed)
    claims = list(read_claims(data / "ct22_2a" / "vclaims.jsonl.gz", Fields()))
    others = [Entry(f"b{n}", one.text, one.title) for n, one in enumerate(_other_claims(data))]
    sentences = list(_sentences(data.parent / "news" / "allsides_4000.jsonl.gz")) or [one.text for one in others]
    chance.shuffle(sentences)
    others += [Entry(f"s{n}", one) for n, one in enumerate(sentences)]
    room = size - len(claims)
    crossed = (Entry(f"x{n}", _crossed(chance, sentences)) for n in range(max(0, room - len(others))))
    found = [*claims, *islice(others, room), *crossed]
    chance.shuffle(found)
    return found


def _other_claims(data: Path) -> Iterator[Entry]:
    return read_claims(data / "ct22_2b" / "vclaims.jsonl.gz", Fields())


def _sentences(path: Path) -> Iterator[str]:
    if not path.exists():
        print(f"{path} is absent: the other claims alone are the padding")
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for sentence in _END.split(json.loads(line)["content_original"]):
                if SHORTEST < len(sentence) < LONGEST:
                    yield sentence.strip()


def _crossed(chance: random.Random, sentences: Sequence[str]) -> str:
    first, second = chance.choice(sentences).split(), chance.choice(sentences).split()
    return " ".join(first[: len(first) // 2] + second[len(second) // 2 :])


def ask(session: Session, data: Path, milliseconds: int) -> str:
    """How well and how quickly the dev queries are answered."""
    queries = read_queries(data / "ct22_2a" / "queries.train-dev.tsv.gz", Fields())
    right = read_qrels(data / "ct22_2a" / "qrels.dev.tsv.gz")
    budget = Budget(MOST_PLACES, milliseconds / 1000)
    took, worked, ranked = [], [], {}
    for name in right:
        began, before = time.perf_counter(), time.process_time()
        found = near(session, queries[name], budget=budget)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - before) * 1000)
        ranked[name] = [name_of(session, one.id) for one in found.candidates]
    late = statistics.quantiles(took, n=20)[-1]
    return (
        f"{measured(ranked, right)}; {statistics.median(took):.1f} ms a query (median), {late:.1f} ms (19 in 20),"
        f" {statistics.median(worked):.1f} ms of processor"
    )


def main() -> None:
    """Print recall and time for each size."""
    parser = argparse.ArgumentParser(prog="python -m bench.candidates", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--budgets", type=int, nargs="+", default=[30, 150], help="milliseconds, one a size")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not (asked.data / "ct22_2a").exists():
        print(f"{asked.data / 'ct22_2a'} is absent and left out")
        return
    for size, budget in zip(asked.sizes, asked.budgets, strict=True):
        began = time.perf_counter()
        # An iterator lets go of its list at the end: a million claims in memory would make Python's collector stop for seconds.
        with indexed(iter(padded(asked.data, size, asked.seed))) as session:
            built = time.perf_counter() - began
            print(f"ct22_2a dev among {size:,} claims, {budget} ms allowed: {ask(session, asked.data, budget)}", end="")
            print(f"; made and indexed in {built:.0f} s")


if __name__ == "__main__":
    main()
