"""Of two texts of one day the agency's is the first: that turns round with the outlet's kind, and with what it is part of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.captures import add_capture
from tests.support.claims import add_article as add_written
from tests.support.claims import add_evidence
from tests.support.records import C, add_outlet, assert_records_equal_recomputation, decide
from tests.worker.test_lost_origins import somebody_waits
from verify.core.articles import ArticleDraft
from verify.core.origins import account
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import OriginRule, OutletKind
from verify.db import Database
from verify.models import Article, Claim, Derivation, EvidenceDerivation, Outlet, TextOwnerWait
from verify.queries import origins, text_owners
from verify.services import articles, captured_copies, directions, handovers, outlets, records
from verify.services import text_owners as owners
from verify.services.desks import ensure_desk

WIRE = " ".join(f"Engineers counted {at} trucks on bridge {at} near the harbour." for at in range(3, 15))
MORE = " ".join(f"The council of ward {at} voted for {at} new parks and a school." for at in range(3, 9))


@pytest.fixture
def wire(session: Session, now: datetime) -> Outlet:
    """Northline, of which nobody has said yet that it is an agency."""
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    return add_outlet(session, "Northline", now)


def taken_in(session: Session, outlet: str, text: str, now: datetime) -> int:
    draft = ArticleDraft(text, outlet=outlet, title="Bridges", published=now.date())
    return articles.add_article(session, actor=SYSTEM, draft=draft, now=now).article_id


def ways(session: Session, wire: Outlet, now: datetime) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """What makes an agency's texts of an outlet's, and what takes that back."""

    def of_kind(kind: OutletKind) -> object:
        details = outlets.OutletDetails("Northline", kind)
        return outlets.change(session, actor=SYSTEM, outlet_id=wire.id, details=details, now=now)

    def merge() -> object:
        details = outlets.OutletDetails("Union Wire", OutletKind.AGENCY)
        union = outlets.add(session, actor=SYSTEM, details=details, now=now)
        return handovers.merge(session, actor=SYSTEM, outlet_id=wire.id, into_id=union.id, now=now)

    def undo() -> object:
        return handovers.undo_merge(session, actor=SYSTEM, outlet_id=wire.id, now=now)

    kinds = (lambda: of_kind(OutletKind.AGENCY), lambda: of_kind(OutletKind.NEWS))
    return {"kind": kinds, "merge": (merge, undo)}


@pytest.mark.parametrize("way", ["kind", "merge"])
def test_a_copy_becomes_the_first_and_its_record_follows(
    session: Session, wire: Outlet, now: datetime, way: str
) -> None:
    paper = taken_in(session, "Harbour Post", WIRE, now - timedelta(hours=2))
    theirs = taken_in(session, "Northline", f"{WIRE} {MORE}", now)
    for claim_id in session.scalars(select(Claim.id).where(Claim.article_id.in_((paper, theirs)))).all():
        decide(session, claim_id, C, now)
    owners.settle_all(session, now=now)
    seen = []
    for act in (lambda: None, *ways(session, wire, now)[way]):
        act()
        owners.settle_all(session, now=now)
        row = session.execute(select(Derivation.article_id, Derivation.own_share)).one()
        texts = [session.get_one(Article, one, populate_existing=True).text_of is not None for one in (paper, theirs)]
        seen.append((row.article_id, row.own_share == 1, texts))
        assert (records.check(session), session.scalars(select(TextOwnerWait.article_id)).all()) == ([], [])
        assert_records_equal_recomputation(session, now.date())
    assert seen == [(theirs, False, [False, True]), (paper, True, [True, False]), (theirs, False, [False, True])]


@pytest.mark.parametrize("way", ["kind", "merge"])
def test_what_evidence_holds_turns_round_too(session: Session, wire: Outlet, now: datetime, way: str) -> None:
    """A captured page against an article of the desk, and another page of its claim. A tie is none any more, and one again."""
    claim_id = add_written(session, outlet="Echo").claim_ids[0]
    gazette = taken_in(session, "Gazette", WIRE, now - timedelta(hours=3))
    items = []
    for name in ("Blaze", "Northline"):
        outlet = add_outlet(session, name, now) if name == "Blaze" else wire
        url = f"https://{name.lower()}.example/1"
        items.append(
            add_evidence(
                session, claim_id, publisher=outlet.name, origin=outlet.name, url=url, published_day=now.date()
            )
        )
        add_capture(session, items[-1], WIRE, now=now)
    blaze, northline = (f"item-{item}" for item in items)
    paper = f"article-{gazette}"
    first = {(blaze, paper, False), (northline, paper, False), (northline, blaze, True)}
    turned = {(blaze, paper, False), (paper, northline, False), (blaze, northline, False)}
    seen = []
    for act in (lambda: None, *ways(session, wire, now)[way]):
        act()
        owners.settle_all(session, now=now)
        found = account(origins.shown(session, claim_id, reader_id=None)).edges
        seen.append({(one.derived, one.source, one.is_tie) for one in found if one.rule is OriginRule.COPY})
    assert seen == [first, turned, first]


def test_what_stands_as_it_should_is_left_alone(session: Session, wire: Outlet, now: datetime) -> None:
    """Nothing is turned twice, and what is killed in the middle is begun again from what was there."""
    paper = taken_in(session, "Harbour Post", WIRE, now - timedelta(hours=2))
    theirs = taken_in(session, "Northline", WIRE, now)
    owners.settle_all(session, now=now)
    ways(session, wire, now)["kind"][0]()
    with session.begin_nested() as killed:
        assert directions.turn(session, article_id=theirs, now=now) == {paper, theirs}
        killed.rollback()
    asked = text_owners.next_asked(session)
    assert asked is not None
    assert session.scalars(select(Derivation.article_id).where(Derivation.rule == OriginRule.COPY)).all() == [theirs]
    owners.settle_all(session, now=now)
    assert [directions.turn(session, article_id=one, now=now) for one in (paper, theirs)] == [set(), set()]


def test_who_turns_copies_and_who_captures_one_wait_for_each_other(database: Database, now: datetime) -> None:
    """The capture wants the rows that are turned: whichever is in turn first ends first, and both end."""
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=now)
        wire = add_outlet(session, "Northline", now)
        claim = add_written(session, outlet="Echo")
        items = []
        for name in ("Blaze", "Northline"):
            about = {"publisher": name, "origin": name, "url": f"https://{name.lower()}.example/1"}
            items.append(add_evidence(session, claim.claim_ids[0], published_day=now.date(), **about))
            add_capture(session, items[-1], WIRE, now=now)
        ways(session, wire, now)["kind"][0]()
    in_turn, over = Event(), Event()

    def capture_again() -> None:
        in_turn.wait(30)
        with database.writing() as session:
            captured_copies.trace(session, evidence_id=items[0], now=now)
        over.set()

    thread = Thread(target=capture_again)
    thread.start()
    with database.writing() as session:
        directions.take_turns(session)
        in_turn.set()
        while not (database.on_sqlite or somebody_waits(database) or over.wait(0.05)):
            pass
        assert directions.turn(session, article_id=claim.article_id, now=now) == {claim.article_id}
    thread.join(60)
    with database.reading() as session:
        row = session.scalars(select(EvidenceDerivation)).one()
        assert (row.evidence_id, row.other_id, row.is_tie) == (items[0], items[1], False)
