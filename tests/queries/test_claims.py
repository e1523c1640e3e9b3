"""Lists of claims: filters, order, pages, counts, and as many queries for many rows as for few."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.claims import QUEUE, ClaimFilters, Standing
from verify.core.errors import Malformed
from verify.core.vocabulary import ClaimKind, ClaimState, ParkReason, ReasonCode, Role, Verdict, Voice
from verify.queries import claims
from verify.services import leases

DECIDED = {"state": ClaimState.DECIDED, "verdict": Verdict.DISPUTED, "reason_code": ReasonCode.OUTDATED}


@contextmanager
def counted_queries(session: Session) -> Iterator[list[str]]:
    """The statements that are sent while the block runs."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_other: object) -> None:
        sent.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def ids(session: Session, filters: ClaimFilters, now: datetime) -> list[int]:
    return [row.id for row in claims.page(session, filters, cursor=None, now=now).rows]


def test_the_queue_is_pending_factual_claims_most_urgent_first(session: Session, now: datetime) -> None:
    low, high, same = (add_article(session, priority=p).claim_ids[0] for p in (0.2, 0.9, 0.2))
    add_article(session, kind=ClaimKind.OPINION)
    add_article(session, **DECIDED)
    add_article(session, state=ClaimState.PARKED, park_reason=ParkReason.AMBIGUOUS)
    waiting = add_article(session, state=ClaimState.SECOND_REVIEW, priority=0.5).claim_ids[0]
    assert ids(session, QUEUE, now) == [high, waiting, same, low]


def test_each_filter_narrows(session: Session, now: datetime) -> None:
    plain = add_article(session, ["The bridge opened in May."])
    relayed = add_article(session, ["The harbour froze."], outlet="Northline", speaker="Mayor Oda")
    decided = add_article(session, ["The tower fell."], **DECIDED).claim_ids
    opinion = add_article(session, ["The tower is ugly."], kind=ClaimKind.OPINION).claim_ids
    for filters, wanted in (
        (ClaimFilters(), [*opinion, *decided, *relayed.claim_ids, *plain.claim_ids]),
        (ClaimFilters(state=Standing.PENDING), [*relayed.claim_ids, *plain.claim_ids]),
        (ClaimFilters(state=Standing.PENDING, kind=ClaimKind.OPINION), opinion),
        (ClaimFilters(state=ClaimState.DECIDED), decided),
        (ClaimFilters(verdict=Verdict.DISPUTED), decided),
        (ClaimFilters(verdict=Verdict.CORROBORATED), []),
        (ClaimFilters(kind=ClaimKind.OPINION), opinion),
        (ClaimFilters(voice=Voice.RELAYED), relayed.claim_ids),
        (ClaimFilters(outlet_id=relayed.outlet_id), relayed.claim_ids),
        (ClaimFilters(article_id=plain.article_id), plain.claim_ids),
        (ClaimFilters(text="TOWER"), [*opinion, *decided]),
        (ClaimFilters(text="tower", kind=ClaimKind.FACTUAL), decided),
    ):
        assert ids(session, filters, now) == wanted, filters
        assert claims.count(session, filters, now=now) == claims.Count(len(wanted), False)


def test_pages_follow_each_other_both_ways(session: Session, now: datetime) -> None:
    made = [add_article(session, priority=number % 3).claim_ids[0] for number in range(11)]
    wanted = ids(session, QUEUE, now)
    assert sorted(wanted) == sorted(made)
    first = claims.page(session, QUEUE, cursor=None, now=now, limit=4)
    second = claims.page(session, QUEUE, cursor=first.older, now=now, limit=4)
    third = claims.page(session, QUEUE, cursor=second.older, now=now, limit=4)
    assert [row.id for page in (first, second, third) for row in page.rows] == wanted
    assert (first.newer, third.older) == (None, None)
    assert list(claims.page(session, QUEUE, cursor=third.newer, now=now, limit=4).rows) == list(second.rows)


def test_as_many_queries_for_twenty_rows_as_for_ten(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    for number in range(20):
        claim_id = add_article(session, ["The bridge opened."], outlet=f"Outlet {number}", speaker="Oda").claim_ids[0]
        leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    for filters, most in ((QUEUE, 1), (ClaimFilters(), 1), (ClaimFilters(text="bridge"), 2)):
        counts = []
        for limit in (10, 20):
            with counted_queries(session) as sent:
                assert len(claims.page(session, filters, cursor=None, now=now, limit=limit).rows) == limit
            counts.append(len(sent))
        assert counts[0] == counts[1] <= most


def test_a_row_names_outlet_speaker_holder_and_reasons(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    claim_id = add_article(session, speaker="Mayor Oda").claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    row = claims.page(session, QUEUE, cursor=None, now=now).rows[0]
    assert (row.outlet_name, row.speaker, row.holder, row.held_minutes) == ("Daily Ledger", "Mayor Oda", "Ana", 30)
    assert (row.why, row.state) == ("figure · date", ClaimState.IN_REVIEW)
    later = claims.page(session, QUEUE, cursor=None, now=now.replace(hour=now.hour + 1)).rows[0]
    assert (later.holder, later.state) == (None, ClaimState.READY)
    assert ids(session, ClaimFilters(holder_id=ana.user_id), now) == [claim_id]
    assert ids(session, ClaimFilters(holder_id=ana.user_id), now.replace(hour=now.hour + 1)) == []


def test_counts_stop_at_their_cap(session: Session, now: datetime) -> None:
    add_article(session, [f"Sentence {number} stands." for number in range(12)])
    assert claims.count(session, QUEUE, now=now, cap=10) == claims.Count(10, True)
    assert str(claims.Count(1_000, True)) == "1,000+"
    assert str(claims.Count(12, False)) == "12"


def test_a_filter_survives_its_address(session: Session) -> None:
    filters = ClaimFilters(Standing.PENDING, ClaimKind.FACTUAL, Voice.OWN, None, None, 3, None, 7, "a & b")
    assert ClaimFilters.parsed(filters.params()) == filters
    assert filters.without("outlet").outlet_id is None
    assert filters.without("text").params() == {
        "state": "pending",
        "kind": "factual",
        "voice": "own",
        "outlet": "3",
        "holder": "7",
    }


@pytest.mark.parametrize(
    "params", [{"state": "nowhere"}, {"kind": "fact"}, {"outlet": "x"}, {"outlet": "9" * 30}, {"text": "a" * 201}]
)
def test_a_filter_that_is_none_is_named(params: dict[str, str]) -> None:
    with pytest.raises(Malformed) as refused:
        ClaimFilters.parsed(params)
    assert refused.value.field == next(iter(params))


def test_a_filter_for_something_that_is_gone_finds_nothing(session: Session, now: datetime) -> None:
    add_article(session)
    for filters in (ClaimFilters(outlet_id=999_999), ClaimFilters(article_id=999_999), ClaimFilters(holder_id=999_999)):
        assert ids(session, filters, now) == []
