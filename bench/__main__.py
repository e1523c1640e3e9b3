"""`make bench`: the rows of PERFORMANCE by ratio, in one run. `python -m bench --help` tells what can be set."""

import argparse
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from bench import intake, postgresql, rows, seeding, servers
from bench.rows import Desk
from bench.servers import Cost, Server

PAGES = (
    ("queue page", "/queue"),
    ("one outlet", "/queue?outlet=7"),
    ("a tag on 2 %", "/queue?tag=elections"),
    ("a rare tag", "/queue?tag=scoop"),
    ("assigned to somebody", "/queue?assignee=2"),
    ("a language of 3 %", "/queue?language=de"),
    ("a language of 0.02 %", "/queue?language=fo"),
    ("check-worthiness high", "/queue?worth=high"),
    ("check-worthiness low", "/queue?worth=low"),
    ("since yesterday", "/queue?age=day"),
    ("last 30 days", "/queue?age=month"),
    ("older", "/queue?age=older"),
    ("tips", "/queue?lane=tip"),
    ("relayed", "/queue?voice=relayed"),
    ("search, 1 % of claims", "/queue?text=Aldmoor+harbour"),
    ("search, 7 % of claims", "/queue?text=bridges"),
    ("decided, one outlet", "/queue?state=decided&outlet=7"),
    ("outlet, tag, low", "/queue?outlet=6&tag=elections&worth=low"),
    ("language, 30 days, low", "/queue?language=de&age=month&worth=low"),
    ("rare language, yesterday", "/queue?language=is&age=day"),
    ("search, low", "/queue?text=bridges&worth=low"),
    ("search, parked", "/queue?text=bridges&state=parked"),
    ("tag, assignee", "/queue?tag=elections&assignee=2"),
    ("all filters with counts", "/queue?more=1"),
)


def main() -> None:
    """Fill the desks, start the servers, print the rows."""
    asked = arguments()
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="verify-bench-"))
    small, large = (prepared(folder / f"desk-{size}", size) for size in asked.sizes)
    with ExitStack() as stack:
        ours = [stack.enter_context(servers.desk(desk.folder)) for desk in (small, large)]
        bare = [stack.enter_context(servers.bare(copy_of(desk))) for desk in (small, large)]
        beginning(ours[1], bare[1])  # the second to start: at the first start Python may have compiled something
        limits(ours[1], bare[1], large, asked.requests)
        growth(ours, (small, large), asked.requests)
        exports(ours, (small, large))
    brought_in()
    on_postgresql(asked.requests)
    if not asked.folder:
        shutil.rmtree(folder)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs=2, default=(10_000, 1_000_000), metavar="N", help="claims of the two desks"
    )
    parser.add_argument("--requests", type=int, default=300, help="requests a figure")
    parser.add_argument(
        "--folder", help="where the desks are kept between runs; without it they are made anew and removed"
    )
    return parser.parse_args()


def prepared(folder: Path, size: int) -> Desk:
    """A filled desk; one that an earlier run left in the folder is taken as it is."""
    kept = folder / "token"
    if not kept.exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"filling a desk of {size:,} claims ...", flush=True)
        _, token = seeding.desk(folder, size)
        kept.write_text(token)
    return Desk(folder, size, kept.read_text(), rows.signed_in(folder, f"sqlite:///{folder / 'desk.sqlite3'}"))


def copy_of(desk: Desk) -> Path:
    """The bare server gets a file of its own, so that neither sees the other's writes."""
    target = desk.folder / "bare.sqlite3"
    for left in desk.folder.glob("bare.sqlite3*"):  # an earlier run's log would be taken for this copy's own
        left.unlink()
    with closing(sqlite3.connect(desk.file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def beginning(ours: Server, bare: Server) -> None:
    """Row 11: what a server takes until its first answer, and the memory that it then has to itself."""
    print(
        f"\ncold start {ours.started_with / bare.started_with:.2f}x the CPU ({ours.started_with:.2f} /"
        f" {bare.started_with:.2f} s), {ours.started_in / bare.started_in:.2f}x the time ({ours.started_in:.1f} /"
        f" {bare.started_in:.1f} s), idle memory {ours.memory_mb():.0f} / {bare.memory_mb():.0f} MB",
        flush=True,
    )


def limits(ours: Server, bare: Server, desk: Desk, requests: int) -> None:
    """Rows 1, 3 and 4: against the bare server, at one, eight and thirty-two clients."""
    print(f"\n{desk.claims:,} claims: verify against a bare FastAPI + raw sqlite3 (CPU a request; requests a second)")
    for clients in rows.CLIENTS:
        mine = rows.page(ours, desk, "/queue", requests, clients)
        theirs = bare.cost(lambda http, _n: http.get("/queue"), requests, clients)
        tell("queue page", clients, mine, theirs)
    for clients in rows.CLIENTS:
        tell(
            "next claim",
            clients,
            rows.take_next(ours, desk, requests, clients),
            rows.bare_next(bare, requests, clients),
        )
    for clients in rows.CLIENTS:
        mine = rows.verdicts(ours, desk, requests, clients)
        tell("verdict", clients, mine, rows.bare_verdicts(bare, desk.folder / "bare.sqlite3", requests, clients))


def tell(name: str, clients: int, mine: Cost, theirs: Cost) -> None:
    """One line: the ratio first, what it is made of behind it."""
    cpu, rate = mine.cpu_ms / theirs.cpu_ms, mine.per_second / theirs.per_second
    print(
        f"  {name:12s} {clients:2d} clients: {cpu:5.2f}x the CPU ({mine.cpu_ms:.2f} / {theirs.cpu_ms:.2f} ms),"
        f" {rate:5.2f}x the rate ({mine.per_second:.0f} / {theirs.per_second:.0f} per s),"
        f" p99 {mine.p99_ms:.0f} / {theirs.p99_ms:.0f} ms",
        flush=True,
    )


def growth(ours: list[Server], desks: tuple[Desk, Desk], requests: int) -> None:
    """Row 10: how each grows from the small desk to the large one (one client)."""
    print(f"\ngrowth from {desks[0].claims:,} to {desks[1].claims:,} claims (median wall time; CPU a request)")
    pairs = list(zip(ours, desks, strict=True))
    for name, address in PAGES:
        there = [rows.shown(server, desk, address) for server, desk in pairs]
        grow(
            name,
            *(rows.page(server, desk, address, requests) for server, desk in pairs),
            of=f", {there[0]} -> {there[1]} rows",
        )
    grow("queue page, twenty pages down", *(rows.page(s, d, rows.deep_page(s, d), requests) for s, d in pairs))
    grow("next claim", *(rows.take_next(s, d, requests) for s, d in pairs))
    grow("verdict", *(rows.verdicts(s, d, requests) for s, d in pairs))


def grow(name: str, small: Cost, large: Cost, *, of: str = "") -> None:
    """One line of growth."""
    wall, cpu = large.median_ms / small.median_ms, large.cpu_ms / small.cpu_ms
    print(
        f"  {name:30s} {wall:5.2f}x ({small.median_ms:.1f} -> {large.median_ms:.1f} ms),"
        f" {cpu:5.2f}x the CPU ({small.cpu_ms:.1f} -> {large.cpu_ms:.1f} ms){of}",
        flush=True,
    )


def exports(ours: list[Server], desks: tuple[Desk, Desk]) -> None:
    """Row 9: exports against a raw dump of the same rows, and what memory they take."""
    print("\nexports (share of the rate of a raw dump, by CPU and by time; growth of the server's own memory)")
    for file_format in ("jsonl", "csv"):
        for server, desk in zip(ours, desks, strict=True):
            mine, limit = rows.export(server, desk, file_format), rows.dump(desk, file_format)
            print(
                f"  {file_format:6s} {desk.claims:9,} claims: {mine.per_processor_second / limit.per_processor_second:5.2f}x"
                f" the CPU's, {mine.per_second / limit.per_second:5.2f}x the rate"
                f" ({mine.per_second:,.0f} / {limit.per_second:,.0f} claims per s), +{mine.grew_mb:.0f} MB",
                flush=True,
            )


def brought_in() -> None:
    """Rows 7 and 8: what comes in, in CPU, against a raw insert of the same rows, and against reading a page at all."""
    print("\nwhat comes in (share of the limit's rate, by CPU)")
    for name, measured in (
        ("claims of split articles, against a raw insert of their rows", intake.articles),
        ("fact-checks of others, against a raw insert of their rows", intake.checks_of_others),
        ("pages to claims, against trafilatura and one parse", intake.pages),
        ("pages to claims in the desk, against the same", intake.stored_pages),
    ):
        with tempfile.TemporaryDirectory() as folder:
            found = measured(Path(folder))
        print(
            f"  {name:62s} {found.share:5.2f}x ({found.number / found.ours:,.0f} / {found.number / found.limit:,.0f} per s)"
        )


def on_postgresql(requests: int) -> None:
    """Row 12: verdicts at eight clients on PostgreSQL, which the tests' own wheel brings."""
    print("\nPostgreSQL: verify against a bare FastAPI + psycopg")
    with tempfile.TemporaryDirectory() as folder:
        tell("verdict", 8, *postgresql.verdicts(Path(folder), requests, 8))


if __name__ == "__main__":
    main()
