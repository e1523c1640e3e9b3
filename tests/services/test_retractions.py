"""Retraction pulls the thread: what leaned on it, or on a copy of it, is looked at again, and nothing counts on it any more."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.support.claims import add_article, add_evidence
from tests.support.databases import fresh_database
from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give
from verify.core.errors import Conflict, Forbidden, Malformed, RuleRefused
from verify.core.origins import account
from verify.core.permissions import Actor
from verify.core.rechecks import RecheckReason
from verify.core.retractions import Notice, Target
from verify.core.review_rules import Judgement, backing
from verify.core.vocabulary import ClaimState, ReasonCode, Role, Stance, Verdict
from verify.db import Database
from verify.models import Article, Claim, Evidence, Outlet, Recheck, Retraction, User
from verify.queries import evidence, origins, retractions
from verify.queries.blindness import evidence_shown
from verify.services import demo, rechecks, records, reviews
from verify.services import retractions as service

SAID = Notice(date(2026, 11, 22), "The gauge was read wrongly.", "https://northline.example/corrections/1")


@pytest.fixture(scope="module")
def desk(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with fresh_database(db_kind, tmp_path_factory.mktemp("demo")) as database:
        made = demo.ready(now=NOW)
        with database.writing() as session:
            demo.load(session, made)
        yield database


def person(session: Session, name: str) -> Actor:
    user = session.scalars(select(User).where(User.name == name)).one()
    return Actor(user.id, user.name, frozenset(Role(role) for role in user.roles), "test")


def article(session: Session, outlet: str, words: str) -> int:
    found = select(Article.id).join(Outlet, Outlet.id == Article.outlet_id)
    return session.scalars(found.where(Outlet.name == outlet, Article.canonical_url.contains(words))).one()


def states(session: Session, ids: list[int]) -> dict[int, ClaimState]:
    session.expire_all()
    return {claim.id: claim.state for claim in session.scalars(select(Claim).where(Claim.id.in_(ids)))}


def test_a_wire_story_of_the_demo_is_retracted_and_all_is_undone(desk: Database) -> None:
    """Shows 6: the listed verdicts go to recheck, the records say so, and undoing restores states and counting."""
    with desk.writer.connect() as connection, connection.begin() as outer, Session(connection) as session:
        edith, marek = person(session, "Edith Marlow"), person(session, "Marek Dunlow")
        wire = article(session, "Northline", "tarn-floods-hollin")
        courier = session.scalars(
            select(Claim)
            .join(Outlet, Outlet.id == Claim.outlet_id)
            .where(Outlet.name == "The Aldhaven Courier", Claim.quote.contains("5.8 metres on the gauge"))
        ).one()
        judged = Judgement(
            Verdict.UNVERIFIED, ReasonCode.INSUFFICIENT_EVIDENCE, "One agency's word.", searched="The gauge"
        )
        reviews.decide(session, actor=marek, claim_id=courier.id, judgement=judged, row_version=None, now=NOW)
        target = retractions.target_of_article(session, wire)
        leaned = retractions.leaned(session, target)
        papers = ("Daily Blaze", "Meridian TV", "NewsHarvest", "The Brackwater Post", "The Evening Tide")
        assert [(line.claim_id, line.through) for line in leaned] == [(courier.id, papers)]
        before = records.check(session)
        made = service.retract(session, actor=edith, target=target, notice=SAID, now=NOW)
        assert states(session, [courier.id]) == {courier.id: ClaimState.RECHECK}
        row = session.scalars(select(Recheck).where(Recheck.claim_id == courier.id)).one()
        assert row.reason is RecheckReason.WIRE_RETRACTED
        (since,) = retractions.looked_at_since(session, courier.outlet_id)
        assert (since.number, since.batch_id, since.title) == (1, row.batch_id, target.title)
        found = backing(account(origins.shown(session, courier.id, reader_id=None)))
        assert (found.items, found.origins) == (5, ())
        service.undo(session, actor=edith, retraction_id=made, now=NOW)
        assert states(session, [courier.id]) == {courier.id: ClaimState.DECIDED}
        assert retractions.looked_at_since(session, courier.outlet_id) == []
        again = backing(account(origins.shown(session, courier.id, reader_id=None)))
        assert (again.items, again.origins) == (5, ("Northline",))
        assert records.check(session) == before == []
        outer.rollback()


def test_verdicts_that_leaned_on_the_article_itself_are_listed_too(desk: Database) -> None:
    with desk.writer.connect() as connection, connection.begin() as outer, Session(connection) as session:
        edith = person(session, "Edith Marlow")
        cited = session.execute(
            select(Evidence.article_id, Claim.id, Claim.outlet_id)
            .join(Claim, Claim.id == Evidence.claim_id)
            .join(Article, Article.id == Evidence.article_id)
            .where(Claim.verdict == Verdict.CORROBORATED)
            .order_by(Evidence.id)
        ).first()
        assert cited is not None
        target = retractions.target_of_article(session, cited.article_id)
        leaned = retractions.leaned(session, target)
        assert cited.id in {line.claim_id for line in leaned if not line.through}
        made = service.retract(session, actor=edith, target=target, notice=SAID, now=NOW)
        ids = [line.claim_id for line in leaned]
        assert set(states(session, ids).values()) == {ClaimState.RECHECK}
        shown = {line.article_id: line for line in evidence.of_claim(session, cited.id)}
        assert shown[cited.article_id].retracted == SAID.day
        with pytest.raises(Conflict, match="already"):
            service.retract(session, actor=edith, target=target, notice=SAID, now=NOW)
        back = service.undo(session, actor=edith, retraction_id=made, now=NOW)
        assert sorted(back.restored) == sorted(ids)
        assert set(states(session, ids).values()) == {ClaimState.DECIDED}
        outer.rollback()


def test_nothing_is_decided_on_what_was_retracted(session: Session, ana: Actor, now: datetime) -> None:
    wire = add_article(session, ["The bridge opened in March."], outlet="Northline").article_id
    claim_id = add_article(session).claim_ids[0]
    add_evidence(session, claim_id, origin="", article_id=wire)
    add_evidence(session, claim_id, origin="Harbour Office")
    refuting = add_article(session).claim_ids[0]
    add_evidence(session, refuting, origin="Northline", article_id=wire, stance=Stance.REFUTES)
    target = retractions.target_of_article(session, wire)
    service.retract(session, actor=ana, target=target, notice=SAID, now=now)
    with pytest.raises(RuleRefused, match=r"You have 1 origin: Harbour Office.*it was retracted"):
        give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    with pytest.raises(RuleRefused, match="at least one item of evidence that refutes"):
        reviews.decide(
            session, actor=ana, claim_id=refuting, judgement=JUDGED[Verdict.DISPUTED], row_version=None, now=now
        )
    later = add_article(session).claim_ids[0]
    add_evidence(session, later, origin="", url=session.get_one(Article, wire).canonical_url or "", capture=False)
    assert evidence.of_claim(session, later)[0].retracted == SAID.day, "evidence that comes later is retracted too"


def test_a_page_is_retracted_wherever_it_is_cited(session: Session, ana: Actor, now: datetime) -> None:
    ids = [add_backed_claim(session) for _ in range(2)]
    items = [
        add_evidence(session, claim_id, origin="Court", url="https://court.example/1", capture=False)
        for claim_id in ids
    ]
    for claim_id in ids:
        give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    target = retractions.target_of_evidence(session, items[0], shown=evidence_shown(ana.user_id))
    assert (target.url, target.evidence_id) == ("https://court.example/1", None)
    assert [line.claim_id for line in retractions.leaned(session, target)] == ids
    made = service.retract(session, actor=ana, target=target, notice=SAID, now=now)
    give(session, ana, ids[0], Verdict.CORROBORATED, now=now + timedelta(hours=1), row_version=2)
    batch = session.get_one(Retraction, made).batch_id or 0
    rechecks.take_batch_back(session, actor=ana, batch_id=batch, now=now)
    assert service.undo(session, actor=ana, retraction_id=made, now=now).restored == ()
    assert set(states(session, ids).values()) == {ClaimState.DECIDED}


def test_what_cannot_be_is_refused(session: Session, ana: Actor, now: datetime) -> None:
    vera = add_person(session, Role.VIEWER, now=now)
    claim_id = add_backed_claim(session)
    item = session.scalars(select(Evidence.id).where(Evidence.claim_id == claim_id)).first() or 0
    target = retractions.target_of_evidence(session, item, shown=evidence_shown(None))
    assert target == Target(target.title, evidence_id=item)
    with pytest.raises(Forbidden):
        service.retract(session, actor=vera, target=target, notice=SAID, now=now)
    with pytest.raises(Malformed, match="not come yet"):
        service.retract(session, actor=ana, target=target, notice=Notice(date(2027, 1, 1)), now=now)
    with pytest.raises(Malformed, match="no web address"):
        service.retract(session, actor=ana, target=target, notice=Notice(SAID.day, url="ftp://x"), now=now)
    made = service.retract(session, actor=ana, target=target, notice=SAID, now=now)
    assert session.get_one(Retraction, made).batch_id is None, "nobody leaned on it yet"
