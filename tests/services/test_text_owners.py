"""What is somebody else's text counts as relayed: found at intake or later, said by a person, and the record moves with it."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.records import (
    OWN,
    RELAYED,
    C,
    D,
    U,
    add_article,
    add_outlet,
    assert_records_equal_recomputation,
    decide,
)
from tests.support.records import add_record as add_verdicts
from verify.core.articles import ArticleDraft
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound
from verify.core.permissions import SYSTEM, Actor
from verify.core.record_history import View
from verify.core.vocabulary import MatchRelation, MatchState, OutletKind, Role, Said, Voice
from verify.models import Article, AuditEvent, Claim, ClusterMember, Outlet, RecordTotal, TextOwner, TextOwnerWait
from verify.queries import histories
from verify.queries import outlets as lines
from verify.queries import text_owners as queries
from verify.services import articles, copies, handovers, match_decisions, outlets, records, samples, text_owners
from verify.services.claim_lineage import change
from verify.services.desks import ensure_desk
from verify.services.match_decisions import Finding
from verify.services.text_owners import Said as Says

ANA = Actor(None, "Ana", frozenset({Role.REVIEWER}), "test")
VERA = Actor(None, "Vera", frozenset({Role.VIEWER}), "test")
SAME = Finding(MatchState.CONFIRMED, MatchRelation.SAME)
WIRE = " ".join(f"Engineers counted {at} trucks on bridge {at} near the harbour." for at in range(3, 15))
OTHER = " ".join(f"The council of ward {at} voted for {at} new parks and a school." for at in range(3, 30))


@pytest.fixture
def outlet(session: Session, now: datetime) -> Outlet:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    return add_outlet(session, "Harbour Post", now)


def taken_in(session: Session, outlet: str, text: str, now: datetime, *, days: int = 0, byline: str = "") -> int:
    published = (now - timedelta(days=days)).date()
    url = f"https://{outlet.replace(' ', '').lower()}.example/{published}"
    draft = ArticleDraft(text, outlet=outlet, url=url, title="Bridges", byline=byline or None, published=published)
    return articles.add_article(session, actor=SYSTEM, draft=draft, now=now).article_id


def voices(session: Session, article_id: int) -> set[tuple[Voice, Voice]]:
    rows = session.execute(select(Claim.voice, Claim.record_voice).where(Claim.article_id == article_id))
    return {(row.voice, row.record_voice) for row in rows}


def counts(session: Session, outlet_id: int) -> tuple[int, int, int]:
    """Own-voice corroborated and disputed, and relayed verdicts."""
    row: Any = session.execute(select(RecordTotal.__table__).where(RecordTotal.outlet_id == outlet_id)).one()
    relayed: int = row.relayed_corroborated + row.relayed_disputed + row.relayed_unverified
    return row.own_corroborated, row.own_disputed, relayed


def article_of(session: Session, claim_id: int) -> Article:
    found = session.scalars(select(Article).join(Claim, Claim.article_id == Article.id).where(Claim.id == claim_id))
    return found.one()


def say(session: Session, article_id: int, name: str, now: datetime) -> None:
    said = Says(name, "It says so at its end.")
    text_owners.say(session, actor=ANA, article_id=article_id, said=said, now=now)


def test_what_credits_an_agency_counts_as_relayed_from_the_start(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    credited = taken_in(session, "Harbour Post", WIRE, now, byline="Reuters")
    own = taken_in(session, "Valley Echo", OTHER, now, byline="Nell Fennick")
    assert voices(session, credited) == {(OWN, RELAYED)}
    assert voices(session, own) == {(OWN, OWN)}
    assert session.get_one(Article, credited).text_of == "Reuters"
    assert session.scalars(select(TextOwnerWait.article_id)).all() == []
    newer = ArticleDraft(OTHER, url=session.get_one(Article, credited).canonical_url, byline="Reuters")
    again = articles.add_article(session, actor=SYSTEM, draft=newer, now=now + timedelta(hours=1))
    assert (again.version, voices(session, credited)) == (2, {(OWN, RELAYED)})


def test_a_copy_that_shows_only_later_moves_the_record_and_keeps_its_history(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    """The wire comes in after its copy was decided; then the copy gets a text of its own."""
    copy = taken_in(session, "Harbour Post", WIRE, now - timedelta(days=3))
    first, second, *_ = session.scalars(select(Claim.id).where(Claim.article_id == copy).order_by(Claim.id)).all()
    decide(session, first, C, now - timedelta(days=2))
    decide(session, second, D, now - timedelta(days=2))
    assert counts(session, outlet.id) == (1, 1, 0)
    outlets.add(session, actor=SYSTEM, details=outlets.OutletDetails("Northline", OutletKind.AGENCY), now=now)
    wire = taken_in(session, "Northline", WIRE, now, days=5)
    assert counts(session, outlet.id) == (1, 1, 0)  # nobody's verdict waits for an intake
    assert text_owners.settle_all(session, now=now) == 1
    assert (counts(session, outlet.id), session.get_one(Article, copy).text_of) == ((0, 0, 2), "Northline")
    line = queries.of_article(session, copy)
    assert line is not None
    assert (line.why, line.from_article_id) == ("100% of it stands in their article", wire)
    assert_records_equal_recomputation(session, now.date())
    yesterday = histories.of_outlet(session, outlet.id, View(now.date(), known=now.date() - timedelta(days=1)))
    assert (yesterday.number(OWN, C), yesterday.number(OWN, D), yesterday.number(RELAYED, C)) == (1, 1, 0)
    assert histories.published(session, yesterday).claims > 0
    today = histories.of_outlet(session, outlet.id, View(now.date()))
    assert (today.number(OWN, C), today.number(RELAYED, C), histories.published(session, today).claims) == (0, 1, 0)
    newer = ArticleDraft(OTHER, url=session.get_one(Article, copy).canonical_url)
    articles.add_article(session, actor=SYSTEM, draft=newer, now=now + timedelta(hours=1))
    assert text_owners.settle_all(session, now=now + timedelta(hours=1)) == 1
    assert (counts(session, outlet.id), session.get_one(Article, copy).text_of) == ((1, 1, 0), None)
    assert_records_equal_recomputation(session, now.date())


def test_of_two_texts_of_one_day_the_agencys_is_the_first(session: Session, outlet: Outlet, now: datetime) -> None:
    outlets.add(session, actor=SYSTEM, details=outlets.OutletDetails("Northline", OutletKind.AGENCY), now=now)
    paper = taken_in(session, "Harbour Post", WIRE, now - timedelta(hours=2))
    wire = taken_in(session, "Northline", WIRE, now)
    text_owners.settle_all(session, now=now)
    assert [session.get_one(Article, one).text_of for one in (paper, wire)] == ["Northline", None]


def test_what_a_person_says_holds_until_they_take_it_back(session: Session, outlet: Outlet, now: datetime) -> None:
    article = taken_in(session, "Harbour Post", WIRE, now, byline="Reuters")
    claim = session.scalars(select(Claim.id).where(Claim.article_id == article)).first() or 0
    decide(session, claim, C, now)
    say(session, article, "", now)
    assert (counts(session, outlet.id), voices(session, article)) == ((1, 0, 0), {(OWN, OWN)})
    copies.trace(session, article_id=article, now=now)
    assert text_owners.settle_all(session, now=now) == 0
    say(session, article, "Agence France-Presse", now)
    assert (counts(session, outlet.id), session.get_one(Article, article).text_of) == ((0, 0, 1), "AFP")
    with pytest.raises(Conflict):
        say(session, article, "AFP", now)
    say(session, article, "", now)
    text_owners.take_back(session, actor=ANA, article_id=article, why="I misread it.", now=now)
    assert (counts(session, outlet.id), session.get_one(Article, article).text_of) == ((0, 0, 1), "Reuters")
    with pytest.raises(Conflict):
        text_owners.take_back(session, actor=ANA, article_id=article, why="Again.", now=now)
    assert_records_equal_recomputation(session, now.date())
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "article.text_of_changed")).all()
    assert [(event.before["text_of"], event.after["text_of"]) for event in told if event.before and event.after] == [
        (None, "Reuters"),
        ("Reuters", None),
        (None, "AFP"),
        ("AFP", None),
        (None, "Reuters"),
    ]
    assert (told[-1].actor_name, (told[-1].after or {})["why"]) == ("Ana", "I misread it.")
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(update(TextOwner).values(name="Somebody"))


@pytest.mark.parametrize(
    ("actor", "name", "why", "refused"),
    [
        pytest.param(VERA, "Reuters", "It says so.", Forbidden, id="a-viewer"),
        pytest.param(ANA, "Reuters", " ", Malformed, id="no-reason"),
        pytest.param(ANA, "harbour  post", "It says so.", Malformed, id="its-own-outlet"),
        pytest.param(ANA, "x" * 201, "It says so.", Malformed, id="too-long"),
    ],
)
def test_what_cannot_be_said_changes_nothing(
    session: Session, outlet: Outlet, now: datetime, actor: Actor, name: str, why: str, refused: type[Exception]
) -> None:
    (claim,) = add_verdicts(session, outlet, [C], now)
    with pytest.raises(refused):
        text_owners.say(session, actor=actor, article_id=article_of(session, claim).id, said=Says(name, why), now=now)
    with pytest.raises(NotFound):
        say(session, 9_999, "Reuters", now)
    assert counts(session, outlet.id) == (1, 0, 0)
    assert session.scalars(select(TextOwner.id)).all() == []


def test_said_stays_an_own_voice_observation_and_a_new_voice_is_counted_right(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    own, quoted = add_article(session, outlet, now.date(), (OWN, RELAYED))
    decide(session, own, D, now)
    decide(session, quoted, D, now, said=Said.CONFIRMED)
    assert counts(session, outlet.id) == (1, 1, 1)
    article = article_of(session, own).id
    say(session, article, "AP", now)
    assert counts(session, outlet.id) == (1, 0, 2)
    change(
        session, session.get_one(Claim, quoted, populate_existing=True), voice=OWN, now=now
    )  # nobody to have said it now
    assert (counts(session, outlet.id), voices(session, article)) == ((0, 0, 2), {(OWN, RELAYED)})
    say(session, article, "", now)
    assert counts(session, outlet.id) == (0, 2, 0)
    assert_records_equal_recomputation(session, now.date())


def test_one_observation_is_of_the_voice_that_it_counts_in(session: Session, outlet: Outlet, now: datetime) -> None:
    early, late = (add_article(session, outlet, now.date() - timedelta(days=n))[0] for n in (30, 20))
    for claim in (early, late):
        decide(session, claim, C, now)
    match_decisions.decide(session, actor=SYSTEM, claim_id=early, other_id=late, finding=SAME, now=now)
    assert counts(session, outlet.id) == (1, 0, 0)
    say(session, article_of(session, early).id, "AP", now)
    assert counts(session, outlet.id) == (1, 0, 1)  # what it reports itself repeats nothing of its own any more
    say(session, article_of(session, late).id, "AP", now)
    assert counts(session, outlet.id) == (0, 0, 1)
    assert session.scalars(select(ClusterMember.claim_id).where(ClusterMember.is_repeat)).all() == [late]
    assert_records_equal_recomputation(session, now.date())


def test_outlets_that_become_one_print_their_own(session: Session, outlet: Outlet, now: datetime) -> None:
    echo = add_outlet(session, "Valley Echo", now)
    taken_in(session, "Valley Echo", WIRE, now, days=4)
    copy = taken_in(session, "Harbour Post", WIRE, now, days=2)
    claim = session.scalars(select(Claim.id).where(Claim.article_id == copy)).first() or 0
    decide(session, claim, C, now)
    assert counts(session, outlet.id) == (0, 0, 1)
    handovers.merge(session, actor=SYSTEM, outlet_id=echo.id, into_id=outlet.id, now=now)
    text_owners.settle_all(session, now=now)
    assert counts(session, outlet.id) == (1, 0, 0)
    handovers.undo_merge(session, actor=SYSTEM, outlet_id=echo.id, now=now)
    text_owners.settle_all(session, now=now)
    assert counts(session, outlet.id) == (0, 0, 1)
    for place in (outlet, echo):
        details = outlets.OutletDetails(place.name, ownership_group="One Group")
        outlets.change(session, actor=SYSTEM, outlet_id=place.id, details=details, now=now)
    text_owners.settle_all(session, now=now)
    assert counts(session, outlet.id) == (1, 0, 0)
    assert_records_equal_recomputation(session, now.date())


def test_pending_counts_and_samples_go_by_the_record(session: Session, outlet: Outlet, now: datetime) -> None:
    add_article(session, outlet, now.date(), (OWN, OWN))
    (theirs,) = add_article(session, outlet, now.date(), (OWN,))
    say(session, article_of(session, theirs).id, "AP", now)
    line = lines.one(session, outlet.id, as_of=now.date()).counts
    assert (line.pending, line.relayed_pending) == (2, 1)
    order = samples.Draw(now.date() - timedelta(days=2), now.date(), wanted=9)
    assert samples.draw(session, actor=SYSTEM, outlet_id=outlet.id, order=order, now=now).drawn == 2


def test_a_claim_that_counts_in_the_wrong_record_is_found_and_put_right(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    (claim,) = add_verdicts(session, outlet, [C], now)
    session.execute(update(Claim).where(Claim.id == claim).values(record_voice=RELAYED))
    found = {difference.what for difference in records.check(session)}
    assert f"claim {claim} counts as relayed" in found
    records.rebuild(session, actor=SYSTEM, now=now)
    assert records.check(session) == []
    assert (session.get_one(Claim, claim, populate_existing=True).record_voice, counts(session, outlet.id)) == (
        OWN,
        (1, 0, 0),
    )


def test_records_stay_what_history_says_whatever_is_said(session: Session, outlet: Outlet, now: datetime) -> None:
    """Verdicts, matches, voices and whose text it is, in any order."""
    chance = random.Random(20261122)
    ids: list[int] = []
    for number in range(6):
        day = now.date() - timedelta(days=20 * number)
        ids += add_article(session, outlet, day, [chance.choice((OWN, RELAYED)) for _ in range(3)])
    papers = sorted({article_of(session, claim).id for claim in ids})
    for step in range(90):
        at, claim, paper = now + timedelta(minutes=step), chance.choice(ids), chance.choice(papers)
        act = chance.choice(("decide", "decide", "match", "say", "say", "voice"))
        if act == "decide":
            quoted = session.get_one(Claim, claim, populate_existing=True).voice is RELAYED
            said = chance.choice(tuple(Said)) if quoted else None
            decide(session, claim, chance.choice((C, D, U)), at, said=said)
        elif act == "match":
            other = chance.choice([one for one in ids if one != claim])
            match_decisions.decide(session, actor=SYSTEM, claim_id=claim, other_id=other, finding=SAME, now=at)
        elif act == "voice":
            change(
                session,
                session.get_one(Claim, claim, populate_existing=True),
                voice=chance.choice((OWN, RELAYED)),
                now=at,
            )
        else:
            kept = session.get_one(Article, paper, populate_existing=True).text_of
            say(session, paper, "" if kept else "AP", at)
    assert session.scalars(select(Claim.id).where(Claim.voice != Claim.record_voice)).all()
    assert records.check(session) == []
    assert_records_equal_recomputation(session, now.date())
