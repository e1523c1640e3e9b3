"""Many reviewers on one claim at once, nobody holding it: one first review, one second, and the rest are told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give, put_in_force
from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import ClaimState, ReviewPolicy, Role, Verdict
from verify.db import Database
from verify.models import Claim, FirstReview, Review, ReviewPair, VerdictEntry
from verify.services import records

CLAIMS, REVIEWERS = 5, 6


@pytest.mark.parametrize(
    ("verdicts", "agree"),
    [
        ((Verdict.CORROBORATED,) * REVIEWERS, True),
        ((Verdict.CORROBORATED, Verdict.DISPUTED) * 3, False),
    ],
    ids=["equal", "mixed"],
)
def test_a_claim_gets_two_reviews_however_many_come_at_once(
    database: Database, now: datetime, verdicts: tuple[Verdict, ...], agree: bool
) -> None:
    with database.writing() as session:
        people = [add_person(session, Role.REVIEWER, now=now, name=f"Reviewer {n}") for n in range(REVIEWERS)]
        put_in_force(session, ReviewPolicy.DOUBLE, now=now)
        claims = [add_backed_claim(session, sentence=f"Bridge {n} opened.") for n in range(CLAIMS)]
    ready = Barrier(REVIEWERS)

    def review(actor: Actor, verdict: Verdict) -> list[ClaimState | None]:
        ready.wait()
        return [_given(database, actor, claim_id, verdict, now) for claim_id in claims]

    with ThreadPoolExecutor(REVIEWERS) as pool:
        made = list(pool.map(review, people, verdicts))
    for number, claim_id in enumerate(claims):
        got = [each[number] for each in made]
        assert got.count(ClaimState.SECOND_REVIEW) == 1
        assert got.count(ClaimState.DECIDED) + got.count(ClaimState.ADJUDICATION) == 1
        assert not agree or ClaimState.DECIDED in got
        with database.reading() as session:
            state = session.get_one(Claim, claim_id).state
            assert state in got
            assert _number_of(session, Review, claim_id) == 2
            assert _number_of(session, ReviewPair, claim_id) == 1
            assert _number_of(session, VerdictEntry, claim_id) == (state is ClaimState.DECIDED)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FirstReview)) == 0
        assert records.check(session) == []


def _given(database: Database, actor: Actor, claim_id: int, verdict: Verdict, now: datetime) -> ClaimState | None:
    try:
        with database.writing() as session:
            return give(session, actor, claim_id, verdict, now=now).state
    except (Conflict, RuleRefused):
        return None


def _number_of(session: Session, table: type[Review | ReviewPair | VerdictEntry], claim_id: int) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.claim_id == claim_id)) or 0
