"""`make bench-kills`: kill the server again and again while it decides claims.

Every verdict that was answered must be there, with all that belongs to it, and of those that were not answered none by halves.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import crowds
from bench.crowds import Crowd
from bench.forks import forking
from bench.servers import Server
from tests.support.databases import fresh_database
from verify import clock
from verify.core.vocabulary import ClaimState, Verdict
from verify.db import Database
from verify.models import AuditEvent, Claim, Review, ReviewEvidence, VerdictEntry
from verify.queries import audit
from verify.services import audit as log
from verify.services import records

CLIENTS = 4
MOST = 40
"""So many answers at most are waited for before a server is killed."""
CLAIMS_A_RUN = 80
BODIES: tuple[dict[str, str], ...] = (
    {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The register says otherwise."},
    {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "Nobody knows.", "searched": "Registers"},
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A verdict that was answered with 201, in which run."""

    run: int
    claim_id: int
    review_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """What the runs came to: verdicts answered, verdicts in the database, runs that broke off a request; `faults` in words."""

    answered: int
    stored: int
    broken_off: int
    faults: Sequence[str]


def run(database: Database, folder: Path, *, runs: int, seed: int = 7) -> Found:
    """Kill so many servers, each amid verdicts at another moment, and look at what is left."""
    rng, answered, broken_off = random.Random(seed), list[Answered](), 0
    crowd = crowds.gather(database, people=CLIENTS, claims=runs * CLAIMS_A_RUN, now=clock.now())
    waiting = iter(crowd.claim_ids)
    url = "" if database.on_sqlite else database.url
    with forking(folder, url) as start:
        for number in range(runs):
            got, cut = _under_fire(crowd, start(), waiting, (rng.randint(1, MOST), rng.uniform(0, 0.03)))
            answered += [Answered(number, *one) for one in got]
            broken_off += cut > 0
    with database.writing() as session:
        log.seal(session, limit=1_000_000)
    with database.reading() as session:
        stored = session.scalar(select(func.count()).select_from(Review)) or 0
        return Found(
            len(answered), stored, broken_off, [*_lost(session, answered), *_halves(session), *_wrong(session)]
        )


def _under_fire(
    crowd: Crowd, server: Server, waiting: Iterator[int], when: tuple[int, float]
) -> tuple[list[tuple[int, int, Verdict]], int]:
    """Send verdicts until the server, killed so many answers and seconds later, answers no more; what it answered."""
    enough, later = when
    answered: list[tuple[int, int, Verdict]] = []

    def send(place: int) -> int:
        with httpx.Client(base_url=server.address, headers=crowd.bearer(place), timeout=60) as http:
            for claim_id in waiting:
                try:
                    answer = http.post(f"/api/v1/claims/{claim_id}/reviews", json=BODIES[claim_id % 2])
                except httpx.ConnectError:
                    return 0
                except httpx.TransportError:
                    return 1
                body = answer.raise_for_status().json()
                answered.append((claim_id, body["review_id"], Verdict(body["verdict"])))
        raise SystemExit("the claims ran out before the server was killed")

    with ThreadPoolExecutor(CLIENTS) as pool:
        sending = [pool.submit(send, place) for place in range(CLIENTS)]
        while len(answered) < enough and not any(one.done() for one in sending):
            time.sleep(0.001)
        time.sleep(later)
        server.process.kill()
        return answered, sum(one.result() for one in sending)


def _lost(session: Session, answered: Sequence[Answered]) -> list[str]:
    rows = session.execute(select(Review.id, Review.claim_id, Review.verdict))
    there = {row.id: (row.claim_id, row.verdict) for row in rows}
    return [
        f"run {one.run}: the verdict on claim {one.claim_id} was answered and is not there"
        for one in answered
        if there.get(one.review_id) != (one.claim_id, one.verdict)
    ]


def _halves(session: Session) -> list[str]:
    """Reviews without their entry, evidence, log line or claim, and claims with a verdict but no review."""
    entries = set(session.scalars(select(VerdictEntry.review_id)))
    leaning = set(session.scalars(select(ReviewEvidence.review_id)))
    logged = set(session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "claim.decided")))
    decided: dict[int, Any] = {
        row.id: (row.verdict, row.state)
        for row in session.execute(select(Claim.id, Claim.verdict, Claim.state).where(Claim.verdict.is_not(None)))
    }
    reviews = session.execute(select(Review.id, Review.claim_id, Review.verdict)).all()
    faults = [
        f"review {review.id} of claim {review.claim_id} is there by halves"
        for review in reviews
        if review.id not in entries
        or review.id not in leaning
        or review.claim_id not in logged
        or decided.get(review.claim_id) != (review.verdict, ClaimState.DECIDED)
    ]
    if not len(reviews) == len(entries) == len(leaning) == len(logged) == len(decided):
        counts = f"{len(reviews)} reviews, {len(entries)} entries, {len(logged)} log lines, {len(decided)} claims"
        faults.append(f"{counts} with a verdict: these are not the same number")
    return faults


def _wrong(session: Session) -> list[str]:
    faults = [f"the record differs: {difference}" for difference in records.check(session)]
    walk = audit.check(session, now=clock.now())
    return [*faults, *([f"the log is broken: {walk.broken}"] if walk.broken else [])]


def main() -> None:
    """Run it on a database of its own and print what it came to."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, fresh_database(asked.database, Path(name)) as database:
        found = run(database, Path(name), runs=asked.runs, seed=asked.seed)
    print(f"{asked.database}: {asked.runs} servers killed amid verdicts, {found.broken_off} of them amid a request")
    print(f"  {found.answered:,} verdicts answered, {found.stored:,} stored")
    words = "every answered one is there, none by halves, record and log hold"
    print(f"  {words}" if not found.faults else "\n".join(f"  WRONG: {fault}" for fault in found.faults))
    raise SystemExit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
