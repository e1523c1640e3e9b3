"""Many reviewers at once, in real threads over a real database: nothing is lost, nothing counted twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.core.claims import QUEUE
from verify.core.errors import Conflict
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ReasonCode, Role, Stance, Verdict
from verify.db import Database
from verify.models import AuditEvent, Claim, Lease, RecordTotal, Review, VerdictEntry
from verify.services import leases, records, reviews

THREADS, EACH = 8, 50
JUDGEMENTS = (
    Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Two offices say so."),
    Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The register says otherwise."),
    Judgement(Verdict.UNVERIFIED, ReasonCode.NOTHING_FOUND, "Nobody knows.", searched="The register"),
)


def add_people(database: Database, now: datetime, number: int) -> list[Actor]:
    with database.writing() as session:
        return [add_person(session, Role.REVIEWER, now=now, name=f"Reviewer {n}") for n in range(number)]


def add_claims(database: Database, *, articles: int, claims: int, evidence: bool) -> list[int]:
    made: list[int] = []
    with database.writing() as session:
        for number in range(articles):
            sentences = [f"Sentence {n} of article {number} stands." for n in range(claims)]
            made += add_article(session, sentences, outlet=("Daily Ledger", "Northline")[number % 2]).claim_ids
        for claim_id in made if evidence else ():
            add_evidence(session, claim_id, origin="Harbour Office")
            add_evidence(session, claim_id, origin="Land Register")
            add_evidence(session, claim_id, origin="Court", stance=Stance.REFUTES)
    return made


def at_once(work: Callable[[int], None], number: int = THREADS) -> None:
    """Run `work(0)` … `work(number - 1)` in threads that start together; the first error is raised."""
    ready = Barrier(number)

    def begin(place: int) -> None:
        ready.wait()
        work(place)

    with ThreadPoolExecutor(number) as pool:
        for done in [pool.submit(begin, place) for place in range(number)]:
            done.result()


def test_four_hundred_verdicts_at_once(database: Database, now: datetime) -> None:
    people = add_people(database, now, THREADS)
    claim_ids = add_claims(database, articles=40, claims=10, evidence=True)

    def review(place: int) -> None:
        for turn, claim_id in enumerate(claim_ids[place::THREADS]):
            judgement = JUDGEMENTS[(place + turn) % 3]
            with database.writing() as session:
                reviews.decide(
                    session, actor=people[place], claim_id=claim_id, judgement=judgement, row_version=1, now=now
                )

    at_once(review)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Review)) == THREADS * EACH
        assert session.scalar(select(func.count()).select_from(VerdictEntry)) == THREADS * EACH
        decided = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "claim.decided")
        assert session.scalar(decided) == THREADS * EACH
        assert records.check(session) == []  # to 1e-9, from the history of verdicts
        counted = sum(
            t.own_corroborated + t.own_disputed + t.own_unverified for t in session.scalars(select(RecordTotal))
        )
        assert counted == THREADS * EACH


def test_one_claim_is_decided_once_however_many_try(database: Database, now: datetime) -> None:
    people = add_people(database, now, THREADS)
    claim_id = add_claims(database, articles=1, claims=1, evidence=True)[0]
    refused: list[str] = []

    def review(place: int) -> None:
        try:
            with database.writing() as session:
                reviews.decide(
                    session, actor=people[place], claim_id=claim_id, judgement=JUDGEMENTS[0], row_version=1, now=now
                )
        except Conflict as error:
            refused.append(error.message)

    at_once(review)
    assert len(refused) == THREADS - 1
    assert all("decided this claim while you worked on it" in message for message in refused)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Review)) == 1
        assert records.check(session) == []


@pytest.mark.parametrize("expired", [False, True], ids=["fresh", "after leases ran out"])
def test_no_claim_is_handed_to_two_people(database: Database, now: datetime, expired: bool) -> None:
    people = add_people(database, now, THREADS)
    claim_ids = add_claims(database, articles=10, claims=10, evidence=False)
    if expired:
        for claim_id in claim_ids[:60]:
            with database.writing() as session:
                before = now - timedelta(hours=1)
                leases.take(session, actor=people[0], claim_id=claim_id, now=before, minutes=30)
    handed: list[list[int]] = [[] for _ in range(THREADS)]

    def take_all(place: int) -> None:
        while True:
            with database.writing() as session:
                claim_id = leases.take_next(session, actor=people[place], filters=QUEUE, now=now, minutes=30)
            if claim_id is None:
                return
            handed[place].append(claim_id)

    at_once(take_all)
    everything = [claim_id for mine in handed for claim_id in mine]
    assert sorted(everything) == sorted(claim_ids)
    with database.reading() as session:
        holders = dict(session.execute(select(Lease.claim_id, Lease.user_id)).all())
        assert holders == {claim: people[place].user_id for place, mine in enumerate(handed) for claim in mine}
        assert session.scalar(select(func.count()).select_from(Claim).where(Claim.state == "ready")) == 0
