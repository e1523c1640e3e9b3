"""What the record costs: `python -m bench.records`.

Prints the extra time of the record inside a verdict's transaction on desks of 10 thousand and a million past verdicts, and what
reading an outlet's page data and comparing the roll-up with history take beside one raw SQL aggregate.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.seeding import write_rows
from verify import schema
from verify.core.record_history import View
from verify.core.reliability import article_weight
from verify.core.reliability_rollup import Outcome, forward_weight
from verify.core.vocabulary import Verdict
from verify.db import Database
from verify.queries import histories, trends
from verify.services import records
from verify.services.desks import ensure_desk

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OUTLETS = 200
DECIDED, WAITING = 4, 2
"""Claims of an article with a verdict, and without: a new verdict re-weights its siblings, as it does on a desk at work."""

RAW = (
    "SELECT c.outlet_id, c.published_day, v.verdict, count(*) FROM claims c JOIN verdicts v ON v.claim_id = c.id"
    " GROUP BY c.outlet_id, c.published_day, v.verdict"
)


def main() -> None:
    """Fill the desks and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.records", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=(10_000, 1_000_000), metavar="N", help="past verdicts")
    parser.add_argument("--verdicts", type=int, default=400, help="verdicts that are timed")
    parser.add_argument("--check", action="store_true", help="also compare every roll-up with history")
    asked = parser.parse_args()
    extras = [measured(size, asked.verdicts, asked.check) for size in asked.sizes]
    print(f"growth of the record's extra time: {extras[-1] / extras[0]:.2f}x")


def measured(size: int, verdicts: int, check: bool) -> float:
    """Fill a desk with so many past verdicts and time it; the record's extra milliseconds a verdict."""
    with tempfile.TemporaryDirectory(prefix="verify-bench-") as folder:
        file = Path(folder) / "desk.sqlite3"
        database = Database(f"sqlite:///{file}")
        schema.upgrade(database)
        with database.writing() as session:
            ensure_desk(session, name="Bench", is_demo=False, now=NOW)
        fill(file, size)
        extra, wall = moved(database, size, verdicts)
        print(
            f"{size:>9,} past verdicts: the record takes {extra:.3f} ms of processor, {wall:.3f} ms of wall", flush=True
        )
        with database.reading() as session:
            page = timed(lambda: trends.trend(session, histories.of_outlet(session, 7, View(NOW.date()))), 5)
            print(f"{size:>9,} past verdicts: an outlet's history, record and trend {page:.1f} ms", flush=True)
            raw = timed(lambda: session.connection().exec_driver_sql(RAW).all(), 1)
            print(f"{size:>9,} past verdicts: raw SQL aggregate {raw:,.0f} ms", flush=True)
            if check:
                whole_check = timed(lambda: records.check(session), 1)
                print(f"{size:>9,} past verdicts: check {whole_check:,.0f} ms, {whole_check / raw:.1f}x the aggregate")
        database.dispose()
        return extra


def moved(database: Database, size: int, verdicts: int) -> tuple[float, float]:
    """Median milliseconds of `records.move` in the transaction of a new verdict, processor and wall, all over the desk."""
    rng = random.Random(3)
    articles = rng.sample(range(size // DECIDED), min(verdicts + 50, size // DECIDED))
    used, walls = [], []
    for number, article in enumerate(articles):
        claim_id = article * (DECIDED + WAITING) + DECIDED + 1
        verdict = rng.choice((Verdict.CORROBORATED, Verdict.CORROBORATED, Verdict.DISPUTED))
        with database.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE claims SET state = 'decided', verdict = ? WHERE id = ?", (verdict.value, claim_id)
            )
            began, start = time.perf_counter(), time.thread_time()
            records.move(session, claim_id=claim_id, old=None, new=Outcome(verdict), now=NOW)
            took, wall = time.thread_time() - start, time.perf_counter() - began
        if number >= 50:  # the first ones compile statements
            used.append(took * 1000)
            walls.append(wall * 1000)
    return statistics.median(used), statistics.median(walls)


def timed(work: Callable[[], object], times: int) -> float:
    """The median milliseconds of some runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def fill(file: Path, size: int) -> None:
    """Articles of six claims, four of them decided, by raw batches; roll-up and totals as the desk would have them."""
    with sqlite3.connect(file) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-400000")
        raw.execute("DROP TRIGGER claims_fts_added")  # nothing is searched here
        at = str(NOW.replace(tzinfo=None))
        raw.executemany(
            "INSERT INTO outlets VALUES (?, ?, ?, 'news', NULL, NULL, ?)",
            [(n, f"Outlet {n}", f"outlet {n}", at) for n in range(1, OUTLETS + 1)],
        )
        for table, rows in _rows(size // DECIDED, at):
            write_rows(raw, table, rows)
        raw.commit()
        raw.execute("ANALYZE")
    raw.close()


def _rows(articles: int, at: str) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    rng, first, weight = random.Random(7), date(2024, 1, 1), article_weight(DECIDED)
    sums = {n: [0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0] for n in range(1, OUTLETS + 1)}
    batches: dict[str, list[tuple[object, ...]]] = {"articles": [], "claims": [], "verdicts": [], "record_deltas": []}
    for article in range(articles):
        outlet, day = article % OUTLETS + 1, first + timedelta(days=rng.randrange(1000))
        forward, row = forward_weight(day), sums[outlet]
        batches["articles"].append((article + 1, outlet, None, str(article), "Title", str(day), 1, at, 1, None))
        outcomes = [rng.choices(range(3), (8, 2, 1))[0] for _ in range(DECIDED)]
        weight = article_weight(sum(o < 2 for o in outcomes))
        for position in range(DECIDED + WAITING):
            claim = article * (DECIDED + WAITING) + position + 1
            verdict = tuple(Verdict)[outcomes[position]].value if position < DECIDED else None
            batches["claims"].append(
                (claim, article + 1, article + 1, outlet, str(day), position, "[[0, 9]]", "The port.", "The port.",
                 "factual", "own", "en", 0.5, "[]", "[]", 0.5, None, "targeted", "low",
                 "decided" if verdict else "ready", None, verdict, None, None, at if verdict else None, at, 1)
            )  # fmt: skip
            if verdict:
                batches["verdicts"].append((claim, claim, claim, verdict, "primary_source", None, 1, at))
                batches["record_deltas"].append(
                    (None, outlet, claim, str(day), str(day), "own", verdict, "low", "targeted", 1, weight)
                )
                row[outcomes[position]] += weight * forward
                row[3] += weight * forward**2 * (outcomes[position] < 2)
                row[4 + outcomes[position]] += 1
        row[7] += any(o < 2 for o in outcomes)
        if article % 20_000 == 19_999:
            yield from _emptied(batches)
    yield from _emptied(batches)
    yield (
        "record_totals",
        [(n, s[4], s[5], s[6], 0, 0, 0, 0, 0, s[7], s[0], s[1], s[2], s[3], str(NOW.date())) for n, s in sums.items()],
    )


def _emptied(
    batches: dict[str, list[tuple[object, ...]]],
) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    for table, rows in batches.items():
        if rows:
            yield table, list(rows)
            rows.clear()


if __name__ == "__main__":
    main()
