"""Lists of claims: filters, order, pages, counts, and as many queries for many rows as for few."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from tests.support.statements import counted_queries, explained
from verify.core.claims import QUEUE, Age, ClaimFilters, Standing, Worth
from verify.core.errors import Malformed
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, ParkReason, ReasonCode, Role, Verdict, Voice
from verify.models import Article, Claim
from verify.queries import claims, facets, narrowing, search
from verify.queries.paging import Cursor
from verify.services import leases, tags

DECIDED = {"state": ClaimState.DECIDED, "verdict": Verdict.DISPUTED, "reason_code": ReasonCode.OUTDATED}


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


def test_filters_of_what_a_claim_is_about_and_whose_it_is(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    plain, other = add_article(session), add_article(session, ["Die Brücke steht."], language="de", lane=Lane.TIP)
    one, two = plain.claim_ids[0], other.claim_ids[0]
    session.get_one(Article, other.article_id).topic = "bridges"
    old = session.get_one(Claim, one)
    old.check_worthiness, old.published_day = 0.3, now.date() - timedelta(days=60)
    session.get_one(Claim, two).published_day = now.date() - timedelta(days=3)
    session.flush()
    tags.add(session, actor=ana, claim_id=two, tag=" Front  Page ", now=now)
    tags.assign(session, actor=ana, claim_id=one, to_id=ana.user_id, now=now)
    for filters, wanted in (
        (ClaimFilters(language="de"), [two]),
        (ClaimFilters(lane=Lane.TIP), [two]),
        (ClaimFilters(topic="bridges"), [two]),
        (ClaimFilters(topic="rail"), []),
        (ClaimFilters(tag="front page"), [two]),
        (ClaimFilters(tag="nowhere"), []),
        (ClaimFilters(assignee_id=ana.user_id), [one]),
        (ClaimFilters(assignee_id=ana.user_id, tag="front page"), []),
        (ClaimFilters(worth=Worth.LOW), [one]),
        (ClaimFilters(worth=Worth.MIDDLE), [two]),
        (ClaimFilters(worth=Worth.HIGH), []),
        (ClaimFilters(age=Age.WEEK), [two]),
        (ClaimFilters(age=Age.DAY), []),
        (ClaimFilters(age=Age.OLDER), [one]),
        (ClaimFilters(age=Age.OLDER, text="bridge"), [one]),
    ):
        assert ids(session, filters, now) == wanted, filters
        assert claims.count(session, filters, now=now).number == len(wanted), filters
        found = session.query(Claim.id).filter(*claims.conditions(session, filters, now=now)).all()
        assert [row.id for row in found] == wanted, filters


def test_every_choice_has_the_count_of_the_list_that_it_leads_to(session: Session, now: datetime) -> None:
    add_article(session, ["One stands.", "Two stand."], speaker="Mayor Oda")
    add_article(session, ["Three stand."], language="de", check_worthiness=0.9)
    add_article(session, ["Four stand."], **DECIDED)
    for filters in (QUEUE, ClaimFilters(), ClaimFilters(voice=Voice.OWN), ClaimFilters(text="stand")):
        for side, choices in facets.counted(session, filters, now=now).items():
            for choice in choices:
                narrowed = ClaimFilters.parsed({**filters.params(), side: choice.word})
                assert choice.count == claims.count(session, narrowed, now=now), (filters, side, choice)


def test_beyond_the_sample_counts_are_at_least(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_article(session, [f"Sentence {number} stands." for number in range(12)])
    monkeypatch.setattr(facets, "SAMPLE", 10)
    voices = {choice.word: choice.count for choice in facets.counted(session, ClaimFilters(), now=now)["voice"]}
    assert voices == {"own": claims.Count(10, True), "relayed": None}


def test_what_a_filter_names_and_nobody_has_is_said(session: Session, now: datetime) -> None:
    add_article(session)
    filters = ClaimFilters(outlet_id=999_999, assignee_id=999_999, tag="nowhere", topic="nothing")
    assert narrowing.names(session, filters) == {"outlet": "no such outlet", "assignee": "no such person"}
    said = " ".join(narrowing.gone(session, filters))
    assert all(word in said for word in ("no such outlet", "no person", "“nowhere”", "“nothing”"))
    assert narrowing.gone(session, ClaimFilters(text="nowhere")) == []


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
    in_order = 1 if search.on_sqlite(session) else 2
    for filters, most in ((QUEUE, in_order), (ClaimFilters(), in_order), (ClaimFilters(text="bridge"), 3)):
        counts = []
        for limit in (10, 20):
            session.info.clear()  # another page is another session
            with counted_queries(session) as sent:
                assert len(claims.page(session, filters, cursor=None, now=now, limit=limit).rows) == limit
            counts.append(len(sent))
        assert counts[0] == counts[1] <= most


def test_the_queue_is_merged_from_its_states_and_never_sorted(session: Session, now: datetime) -> None:
    add_article(session, ["The bridge opened.", "It cost 4 crowns.", "The mayor left."])
    page, merged = claims.page(session, QUEUE, cursor=None, now=now, limit=1), "MERGE|Merge Append"
    for cursor in (None, page.older, Cursor((0.5, 1), backwards=True).encode()):
        with explained(session) as plans:
            claims.page(session, QUEUE, cursor=cursor, now=now, limit=1)
        assert re.search(merged, plans[0])
        assert not re.search(r"(, 0, 0, 'USE TEMP B-TREE)|('[ >-]*Sort')", plans[0]), plans[0]


def test_a_row_names_outlet_speaker_holder_and_reasons(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    claim_id = add_article(session, speaker="Mayor Oda").claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    row = claims.page(session, QUEUE, cursor=None, now=now).rows[0]
    assert (row.outlet_name, row.speaker, row.holder, row.held_minutes) == ("Daily Ledger", "Mayor Oda", "Ana", 30)
    assert (row.reasons, row.why.in_words) == ("figure · date", "check-worthiness 0.5 = 0.5")
    assert row.state is ClaimState.IN_REVIEW
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
    more = ClaimFilters(
        topic="rail", language="de", lane=Lane.TIP, worth=Worth.LOW, age=Age.OLDER, tag="x", assignee_id=7
    )
    assert ClaimFilters.parsed(more.params()) == more
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
