"""`make bench-handout`: many reviewers take claims from two servers over one database, and one server is killed in the middle.

No claim may be handed to two people, none that was handed out may be lost, and those whose lease ran out are handed out again.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import httpx
from sqlalchemy import select, update

from bench import crowds, servers
from bench.crowds import Crowd
from bench.servers import Server
from tests.support.databases import fresh_database
from verify import clock
from verify.db import Database
from verify.models import Lease

PATIENCE = 120.0
TRIES = 30
"""So often one request is tried at the servers in turn before a run is given up."""


@dataclass(slots=True)
class Round:
    """What the reviewers were answered: who got which claim, in order, and how many requests got no answer."""

    handed: list[tuple[int, int]] = field(default_factory=list)
    unanswered: int = 0
    lock: Lock = field(default_factory=Lock)

    def claims(self) -> list[int]:
        """The claims that were handed out, in order."""
        return [claim_id for _, claim_id in self.handed]


@dataclass(frozen=True, slots=True)
class Found:
    """What a run came to; `faults` says what is wrong, in words."""

    handed: int
    seconds: float
    unanswered: int
    held_without_answer: int
    ran_out: int
    again: int
    faults: Sequence[str]


def run(database: Database, folder: Path, *, people: int, each: int, share: int) -> Found:
    """Hand out `people` × `each` claims, kill a server when half are out, let one lease in `share` run out, hand out the rest."""
    now = clock.now()
    crowd = crowds.gather(database, people=people, claims=people * each + people * 2, now=now)
    url = "" if database.on_sqlite else database.url
    with servers.desk(folder, url) as first, servers.desk(folder, url) as second:
        began = time.perf_counter()
        one = take(crowd, [first, second], each, kill_at=people * each // 2)
        seconds = time.perf_counter() - began
        faults, held = judge(database, crowd, one)
        out = run_out(database, [*(set(held) - set(one.claims())), *one.claims()[::share]], now)
        two = take(crowd, [second], len(crowd.claim_ids))
    over = (set(crowd.claim_ids) - set(held)) | set(out)
    if sorted(two.claims()) != sorted(over):
        faults.append(f"{len(over)} claims were free after leases ran out, and {len(two.handed)} were handed out")
    faults += judge(database, crowd, two)[0]
    unknown = len(set(held) - set(one.claims()))
    return Found(len(one.handed), seconds, one.unanswered, unknown, len(out), len(set(two.claims()) & set(out)), faults)


def take(crowd: Crowd, over: Sequence[Server], each: int, *, kill_at: int | None = None) -> Round:
    """Have every reviewer take up to `each` claims, and kill the first server once `kill_at` are out."""
    found = Round()

    def work(place: int) -> None:
        with httpx.Client(headers=crowd.bearer(place), timeout=PATIENCE) as http:
            for _ in range(each):
                claim_id = _next(http, found, [over[(place + turn) % len(over)] for turn in range(TRIES)])
                if claim_id is None:
                    return
                with found.lock:
                    found.handed.append((place, claim_id))
                    if len(found.handed) == kill_at:
                        over[0].process.kill()

    with ThreadPoolExecutor(len(crowd.tokens)) as pool:
        for done in [pool.submit(work, place) for place in range(len(crowd.tokens))]:
            done.result()
    return found


def _next(http: httpx.Client, found: Round, tries: Iterable[Server]) -> int | None:
    for server in tries:
        try:
            answer = http.post(f"{server.address}/api/v1/queue/next")
        except httpx.TransportError:
            with found.lock:
                found.unanswered += 1
            continue
        claim = answer.raise_for_status().json()["claim"]
        return int(claim["id"]) if claim else None
    raise SystemExit("no server answers any more")


def judge(database: Database, crowd: Crowd, one: Round) -> tuple[list[str], dict[int, int]]:
    """What is wrong with a round, and who holds which claim after it."""
    with database.reading() as session:
        held: dict[int, int] = {
            row.claim_id: row.user_id for row in session.execute(select(Lease.claim_id, Lease.user_id))
        }
    faults = [
        f"claim {claim} was handed out {times} times" for claim, times in Counter(one.claims()).items() if times > 1
    ]
    faults += [
        f"claim {claim} was handed to {crowd.user_ids[place]}, and {held.get(claim)} holds it"
        for place, claim in one.handed
        if held.get(claim) != crowd.user_ids[place]
    ]
    return faults, held


def run_out(database: Database, claim_ids: Sequence[int], now: datetime) -> Sequence[int]:
    """Let the leases of these claims end before now."""
    with database.writing() as session:
        ended = update(Lease).where(Lease.claim_id.in_(claim_ids)).values(expires_at=now - timedelta(minutes=1))
        session.execute(ended)
    return claim_ids


def main() -> None:
    """Run it on a database of its own and print what it came to."""
    parser = argparse.ArgumentParser(prog="python -m bench.handout", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--people", type=int, default=32)
    parser.add_argument("--each", type=int, default=1000, help="claims that every reviewer takes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, fresh_database(asked.database, Path(name)) as database:
        found = run(database, Path(name), people=asked.people, each=asked.each, share=10)
    print(f"{asked.database}: {asked.people} reviewers x {asked.each} claims, two servers, one killed in the middle")
    print(f"  {found.handed:,} handed out in {found.seconds:.0f} s ({found.handed / found.seconds:.0f} per s)")
    print(f"  {found.unanswered} requests without an answer; {found.held_without_answer} of them had taken a claim")
    print(f"  {found.ran_out:,} leases ran out, {found.again:,} of their claims were handed out again, once each")
    print(
        "  no claim doubled, none lost"
        if not found.faults
        else "\n".join(f"  WRONG: {fault}" for fault in found.faults)
    )
    raise SystemExit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
