"""An outlet's record moves with each verdict, and always equals what the history gives."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.records import (
    OWN,
    RELAYED,
    C,
    D,
    U,
    add_article,
    add_outlet,
    add_record,
    assert_records_equal_recomputation,
    decide,
)
from verify.core.errors import Forbidden, NotFound
from verify.core.permissions import SYSTEM
from verify.core.reliability_rollup import Outcome
from verify.core.vocabulary import Role, Said
from verify.db import Database
from verify.models import Article, AuditEvent, Claim, Outlet, RecordDelta, RecordTotal
from verify.queries.outlets import one
from verify.services import records
from verify.services.desks import ensure_desk


@pytest.fixture
def outlet(session: Session, now: datetime) -> Outlet:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    return add_outlet(session, "Harbour Post", now)


def rows(session: Session) -> list[tuple[int, str, int, float]]:
    return [
        (row.claim_id, row.verdict, row.dn, round(row.dc, 6))
        for row in session.scalars(select(RecordDelta).order_by(RecordDelta.id))
    ]


def totals(session: Session, outlet: Outlet) -> RecordTotal:
    session.expire_all()
    return session.get_one(RecordTotal, outlet.id)


def test_a_first_verdict_makes_one_row_and_the_totals(session: Session, outlet: Outlet, now: datetime) -> None:
    (claim,) = add_article(session, outlet, now.date())
    decide(session, claim, C, now)
    assert rows(session) == [(claim, "corroborated", 1, 1.0)]
    stored = totals(session, outlet)
    assert (stored.own_corroborated, stored.decided_articles, stored.last_known_day) == (1, 1, now.date())
    assert_records_equal_recomputation(session, now.date())


def test_a_sibling_becomes_lighter_and_heavier_again(session: Session, outlet: Outlet, now: datetime) -> None:
    first, second, third = add_article(session, outlet, now.date() - timedelta(days=90), (OWN, OWN, OWN))
    decide(session, first, C, now)
    decide(session, second, D, now)
    assert rows(session)[1:] == [(first, "corroborated", 0, -0.166667), (second, "disputed", 1, 0.833333)]
    decide(session, third, U, now)
    assert rows(session)[3:] == [(third, "unverified", 1, 0.833333)]
    decide(session, second, None, now)
    assert (first, "corroborated", 0, 0.166667) in rows(session)[4:]
    assert_records_equal_recomputation(session, now.date())


def test_a_revision_is_a_negative_and_a_positive_row(session: Session, outlet: Outlet, now: datetime) -> None:
    (claim,) = add_article(session, outlet, now.date() - timedelta(days=365))
    decide(session, claim, D, now)
    decide(session, claim, C, now + timedelta(days=3))
    found = session.scalars(select(RecordDelta).order_by(RecordDelta.id)).all()
    assert [(r.verdict, r.dn, r.dc) for r in found] == [(D, 1, 1.0), (D, -1, -1.0), (C, 1, 1.0)]
    assert [(r.known_day - now.date()).days for r in found] == [0, 3, 3]
    assert all(r.pub_day == now.date() - timedelta(days=365) for r in found)
    stored = totals(session, outlet)
    assert (stored.own_corroborated, stored.own_disputed, stored.decided_articles) == (1, 0, 1)
    assert_records_equal_recomputation(session, now.date())


def test_the_same_verdict_again_writes_nothing(session: Session, outlet: Outlet, now: datetime) -> None:
    (claim,) = add_record(session, outlet, [C], now)
    records.move(session, claim_id=claim, old=Outcome(C), new=Outcome(C), now=now)
    records.move(session, claim_id=claim, old=None, new=None, now=now)
    assert len(rows(session)) == 1


@pytest.mark.parametrize(("said", "own"), [(Said.CONFIRMED, (1, 0)), (Said.WRONG, (0, 1)), (Said.NOT_CHECKED, (0, 0))])
def test_said_on_a_relayed_claim_goes_to_the_own_voice(
    session: Session, outlet: Outlet, now: datetime, said: Said, own: tuple[int, int]
) -> None:
    relayed, sibling = add_article(session, outlet, now.date(), (RELAYED, OWN))
    decide(session, sibling, C, now)
    decide(session, relayed, D, now, said=said)
    stored = totals(session, outlet)
    assert (stored.said_confirmed, stored.said_wrong) == own
    assert (stored.own_corroborated, stored.own_disputed) == (1 + own[0], own[1])
    assert (stored.relayed_disputed, stored.decided_articles) == (1, 1)
    assert_records_equal_recomputation(session, now.date())
    counts = one(session, outlet.id, as_of=now.date()).counts
    assert (counts.corroborated, counts.disputed, counts.relayed_disputed) == (1, 0, 1)


def test_said_may_be_revised_alone(session: Session, outlet: Outlet, now: datetime) -> None:
    (relayed,) = add_article(session, outlet, now.date(), (RELAYED,))
    decide(session, relayed, C, now, said=Said.CONFIRMED)
    decide(session, relayed, C, now, said=Said.WRONG)
    stored = totals(session, outlet)
    assert (stored.relayed_corroborated, stored.said_confirmed, stored.said_wrong) == (1, 0, 1)
    assert_records_equal_recomputation(session, now.date())


def test_revisions_of_revisions_end_where_the_last_one_says(session: Session, outlet: Outlet, now: datetime) -> None:
    (claim,) = add_article(session, outlet, now.date(), (OWN,))
    for days, verdict in enumerate((C, D, U, D, C)):
        decide(session, claim, verdict, now + timedelta(days=days))
        assert_records_equal_recomputation(session, now.date())
    rows = session.execute(
        select(RecordDelta.known_day, RecordDelta.verdict, RecordDelta.dn).order_by(RecordDelta.id)
    ).all()
    assert [(row.verdict, row.dn) for row in rows] == [
        (C, 1),
        (C, -1),
        (D, 1),
        (D, -1),
        (U, 1),
        (U, -1),
        (D, 1),
        (D, -1),
        (C, 1),
    ]
    assert [row.known_day for row in rows] == sorted(row.known_day for row in rows)


def test_verdicts_of_a_withdrawn_claim_stay_out_whatever_follows(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    first, second = add_article(session, outlet, now.date(), (OWN, OWN))
    decide(session, first, D, now)
    decide(session, first, None, now)
    decide(session, second, C, now)
    assert_records_equal_recomputation(session, now.date())
    assert records.check(session) == []
    total = session.get_one(RecordTotal, outlet.id)
    assert (total.own_corroborated, total.own_disputed, total.decided_articles) == (1, 0, 1)


def test_a_withdrawn_claim_leaves_the_record(session: Session, outlet: Outlet, now: datetime) -> None:
    (claim,) = add_record(session, outlet, [D], now)
    decide(session, claim, None, now)
    stored = totals(session, outlet)
    assert (stored.own_disputed, stored.decided_articles) == (0, 0)
    assert one(session, outlet.id, as_of=now.date()).reading.sums.weight == 0
    assert_records_equal_recomputation(session, now.date())


def test_two_outlets_do_not_touch(session: Session, outlet: Outlet, now: datetime) -> None:
    other = add_outlet(session, "Valley News", now)
    add_record(session, outlet, [C, C, D], now)
    before = (totals(session, outlet).corroborated_sum, totals(session, outlet).disputed_sum)
    add_record(session, other, [D, D], now)
    assert (totals(session, outlet).corroborated_sum, totals(session, outlet).disputed_sum) == before
    assert_records_equal_recomputation(session, now.date())


def test_a_clock_that_runs_back_does_not_rewrite_the_past(session: Session, outlet: Outlet, now: datetime) -> None:
    add_record(session, outlet, [C], now)
    (claim,) = add_article(session, outlet, now.date() - timedelta(days=9))
    decide(session, claim, D, now - timedelta(days=5))
    assert session.scalar(select(RecordDelta.known_day).where(RecordDelta.claim_id == claim)) == now.date()


def test_an_unknown_claim_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound, match="no claim 999999"):
        records.move(session, claim_id=999_999, old=None, new=Outcome(C), now=now)


def test_three_hundred_random_events_equal_a_recomputation(session: Session, outlet: Outlet, now: datetime) -> None:
    rng = random.Random(4)
    others = [outlet, add_outlet(session, "Valley News", now)]
    claims = []
    for _ in range(25):
        published = now.date() - timedelta(days=rng.randrange(1500))
        claims += add_article(
            session, rng.choice(others), published, rng.choices((OWN, RELAYED), (3, 1), k=rng.randint(1, 5))
        )
    for step in range(300):
        verdict = rng.choices((C, D, U, None), (6, 3, 2, 1))[0]
        decide(session, rng.choice(claims), verdict, now + timedelta(hours=step), rng.choice((None, *Said)))
    assert_records_equal_recomputation(session, (now + timedelta(days=30)).date())


def test_check_finds_what_was_tampered_with_and_rebuild_mends_it(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    claims = add_record(session, outlet, [C, C, D, U], now)
    assert records.check(session) == []
    session.execute(update(RecordTotal).values(own_disputed=9, corroborated_sum=1.0))
    extra = text(
        "INSERT INTO record_deltas (outlet_id, claim_id, pub_day, known_day, voice, verdict, stratum, lane, dn, dc)"
        " SELECT outlet_id, claim_id, pub_day, known_day, voice, verdict, stratum, lane, 0, 0.25 FROM record_deltas"
        " WHERE claim_id = :claim"
    )
    session.execute(extra, {"claim": claims[2]})
    found = {difference.what: (difference.stored, difference.recomputed) for difference in records.check(session)}
    assert found["own_disputed"] == (9, 1)
    assert found[f"weight of own disputed of claim {claims[2]}, published {now.date() - timedelta(days=20)}"] == (
        1.25,
        1,
    )
    assert set(found) >= {"corroborated_sum"}
    tomorrow = now + timedelta(days=1)
    assert len(records.rebuild(session, actor=SYSTEM, now=tomorrow)) == len(found)
    assert_records_equal_recomputation(session, now.date())
    correction = session.scalars(select(RecordDelta).order_by(RecordDelta.id.desc()).limit(1)).one()
    assert (correction.claim_id, correction.dc, correction.known_day) == (claims[2], -0.25, tomorrow.date())
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.action, event.after) == ("records.rebuilt", {"outlets": 1, "differences": len(found)})


def test_rebuild_of_a_sound_record_writes_nothing(session: Session, outlet: Outlet, now: datetime) -> None:
    add_record(session, outlet, [C, D], now)
    written = len(rows(session))
    assert records.rebuild(session, actor=SYSTEM, now=now) == []
    assert len(rows(session)) == written


def test_rebuild_makes_totals_that_were_lost(session: Session, outlet: Outlet, now: datetime) -> None:
    add_record(session, outlet, [C, D, D], now)
    session.execute(delete(RecordTotal))
    assert records.check(session) != []
    records.rebuild(session, actor=SYSTEM, now=now)
    assert_records_equal_recomputation(session, now.date())


def test_rebuild_follows_an_article_that_was_dated_anew(session: Session, outlet: Outlet, now: datetime) -> None:
    (claim,) = add_record(session, outlet, [C], now)
    older: date = now.date() - timedelta(days=365)
    session.execute(update(Claim).where(Claim.id == claim).values(published_day=older))
    session.execute(update(Article).values(published_day=older))
    records.rebuild(session, actor=SYSTEM, now=now)
    assert one(session, outlet.id, as_of=now.date()).reading.sums.corroborated == pytest.approx(0.5)
    assert_records_equal_recomputation(session, now.date())


def test_only_those_who_keep_outlets_rebuild(session: Session, outlet: Outlet, now: datetime) -> None:
    reviewer = add_person(session, Role.REVIEWER, now=now)
    with pytest.raises(Forbidden):
        records.rebuild(session, actor=reviewer, now=now)


def test_running_totals_do_not_depend_on_the_order_of_verdicts(session: Session, outlet: Outlet, now: datetime) -> None:
    other = add_outlet(session, "Valley News", now)
    verdicts = [C, D, U, C, C, D]
    days = [now.date() - timedelta(days=d) for d in (0, 700, 30, 365, 1200, 5)]
    for place, order in ((outlet, range(6)), (other, reversed(range(6)))):
        claims = [add_article(session, place, day)[0] for day in days]
        for number in order:
            decide(session, claims[number], verdicts[number], now)
    mine, theirs = (one(session, o.id, as_of=now.date()).reading.sums for o in (outlet, other))
    assert mine.corroborated == pytest.approx(theirs.corroborated, abs=1e-12)
    assert mine.squares == pytest.approx(theirs.squares, abs=1e-12)


def test_siblings_decided_at_the_same_time_weigh_as_if_one_after_the_other(database: Database, now: datetime) -> None:
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=now)
        add_person(session, Role.REVIEWER, now=now)
        outlet = add_outlet(session, "Harbour Post", now)
        outlet_id = outlet.id
        articles = [add_article(session, outlet, now.date() - timedelta(days=n), (OWN,) * 8) for n in range(3)]

    def work(turn: int) -> None:
        for claims in articles:
            with database.writing() as session:
                decide(session, claims[turn], (C, D, U)[turn % 3], now)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    with database.reading() as session:
        assert one(session, outlet_id, as_of=now.date()).counts.decided == 18
        assert_records_equal_recomputation(session, now.date())
