"""Lists under filters are the same however they are read: picked out first where few are meant, in order where many are."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.claims import QUEUE, Age, ClaimFilters, Worth
from verify.core.vocabulary import ClaimState, Lane, Role, Voice
from verify.models import Article, Claim
from verify.queries import claims, narrowing
from verify.services import tags


@pytest.fixture
def written(session: Session, now: datetime) -> int:
    """Twenty-four claims that differ in all that one can filter by; the id of the person that some are meant for."""
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    for number in range(24):
        made = add_article(
            session,
            [f"The bridge number {number} opened."],
            outlet=("Daily Ledger", "Northline")[number % 2],
            published=now.date() - timedelta(days=number * 3),
            published_day=now.date() - timedelta(days=number * 3),
            language=("en", "de", "is")[number % 3],
            check_worthiness=number / 24,
            priority=(number * 7 % 24) / 24,
            lane=Lane.TIP if number % 4 == 0 else Lane.TARGETED,
            state=(ClaimState.READY, ClaimState.IN_REVIEW, ClaimState.PARKED)[number % 3 % (1 + number % 4)],
            voice=Voice.RELAYED if number % 5 == 0 else Voice.OWN,
        )
        claim_id = made.claim_ids[0]
        session.get_one(Article, made.article_id).topic = "harbour" if number % 3 else "school"
        if number % 2:
            tags.add(session, actor=ana, claim_id=claim_id, tag="elections", now=now)
        if number % 3 == 1:
            tags.assign(session, actor=ana, claim_id=claim_id, to_id=ana.user_id, now=now)
    session.flush()
    assert ana.user_id is not None
    return ana.user_id


@pytest.mark.parametrize("few", [1, 1_000], ids=["many", "few"])
def test_a_list_is_what_the_filters_say_in_the_queue_s_order(
    session: Session, written: int, now: datetime, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "FEW_ARTICLES", few)
    every = {claim.id: claim for claim in session.query(Claim)}
    sides: list[ClaimFilters] = [
        ClaimFilters(language="de"),
        ClaimFilters(worth=Worth.LOW),
        ClaimFilters(worth=Worth.MIDDLE),
        ClaimFilters(worth=Worth.HIGH),
        ClaimFilters(age=Age.MONTH),
        ClaimFilters(age=Age.OLDER),
        ClaimFilters(lane=Lane.TIP),
        ClaimFilters(tag="elections"),
        ClaimFilters(assignee_id=written),
        ClaimFilters(topic="school"),
        ClaimFilters(language="de", worth=Worth.LOW, tag="elections"),
        ClaimFilters(age=Age.OLDER, assignee_id=written, voice=Voice.OWN),
        ClaimFilters(text="bridge", worth=Worth.MIDDLE, language="is"),
        ClaimFilters(text="bridge opened", topic="harbour", state=QUEUE.state, kind=QUEUE.kind),
    ]
    for filters in sides:
        plain = [claim for claim in every.values() if _is_in(claim, filters, now)]
        wanted = [claim.id for claim in sorted(plain, key=lambda claim: (claim.priority, claim.id), reverse=True)]
        assert claims.ids(session, filters, now=now, limit=100) == wanted, filters
        assert claims.count(session, filters, now=now).number == len(wanted), filters
        assert 0 < len(wanted) < len(every), filters


def _is_in(claim: Claim, filters: ClaimFilters, now: datetime) -> bool:
    """The filters by what they mean, without any of the queries that they are asked with."""
    number = int(claim.statement.split()[3])
    days = filters.age.days(now.date()) if filters.age else None
    low, high = filters.worth.bounds if filters.worth else (-1.0, 2.0)
    return all(
        (
            not filters.language or claim.language == filters.language,
            low <= claim.check_worthiness < high,
            days is None or days[0] <= claim.published_day <= days[1],
            filters.lane is None or claim.lane is filters.lane,
            filters.voice is None or claim.voice is filters.voice,
            not filters.tag or number % 2 == 1,
            filters.assignee_id is None or number % 3 == 1,
            not filters.topic or (filters.topic == "harbour") == bool(number % 3),
            filters.state is None or claim.state in (ClaimState.READY, ClaimState.IN_REVIEW),
        )
    )
