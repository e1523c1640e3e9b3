"""The demo desk as it stands once loaded: what its visitors are promised."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.support.databases import fresh_database
from verify.core.errors import RuleRefused
from verify.core.origins import account
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement, backing
from verify.core.vocabulary import ClaimKind, ClaimState, EvidenceRole, OriginRule, ReasonCode, Role, Verdict, Voice
from verify.db import Database
from verify.models import (
    Article,
    ArticleVersion,
    AuditEvent,
    Claim,
    Derivation,
    Desk,
    Evidence,
    Outlet,
    Pointer,
    Policy,
    User,
    VerdictEntry,
)
from verify.queries import audit, clusters, fact_checks, origins, outlets, retractions
from verify.queries.fact_checks import FactCheckFilters
from verify.queries.outlets import OutletLine
from verify.services import audit as log
from verify.services import demo, records, reviews
from verify.services.demo import LoadedDemo, ReadyDemo
from verify.services.desks import ensure_desk

SUFFICIENT = {"Northline", "The Aldhaven Courier", "Voice of Dravina", "Daily Blaze"}
INSUFFICIENT_ON_PURPOSE = {"The Brackwater Post", "The Plain Lens"}


@pytest.fixture(scope="module")
def made() -> ReadyDemo:
    return demo.ready(now=NOW)


@pytest.fixture(scope="module")
def desk(db_kind: str, tmp_path_factory: pytest.TempPathFactory, made: ReadyDemo) -> Iterator[Database]:
    """A desk with the demo on it, shared by the tests here; they only read, or roll back."""
    with fresh_database(db_kind, tmp_path_factory.mktemp("demo")) as database:
        with database.writing() as session:
            assert not demo.is_loaded(session)
            loaded = demo.load(session, made)
        assert loaded == _expected(made, loaded.claims)
        yield database


@pytest.fixture
def session(desk: Database) -> Iterator[Session]:
    with desk.reading() as session:
        yield session


def _expected(made: ReadyDemo, claims: int) -> LoadedDemo:
    stories = made.demo.stories
    decisions = sum(len(one.decisions) + len(one.pointed) for story in stories for one in story.articles)
    articles = sum(len(story.articles) for story in stories)
    return LoadedDemo(len(made.demo.outlets), articles, claims, decisions, len(made.demo.people))


def lines(session: Session) -> dict[str, OutletLine]:
    day = NOW.date()
    found = [*outlets.ranked(session, as_of=day), *outlets.unranked(session, as_of=day).rows]
    return {line.name: line for line in found}


def test_its_log_is_whole(desk: Database) -> None:
    with desk.writing() as session:
        log.seal(session)
    with desk.reading() as session:
        found = audit.check(session, now=NOW)
        events = session.scalar(select(func.count()).select_from(AuditEvent))
    assert (found.broken, found.events) == (None, events)


def test_every_decision_found_its_claim(session: Session, made: ReadyDemo) -> None:
    decided = session.execute(
        select(Article.canonical_url, Claim.verdict, Claim.reason_code, Claim.said, Claim.quote)
        .join(Article, Article.id == Claim.article_id)
        .where(Claim.verdict.is_not(None))
    ).all()
    left = list(decided)
    for story in made.demo.stories:
        for article in story.articles:
            url = made.articles[story.story, article.key].draft.url
            for wanted in article.decisions:
                outcome = (url, wanted.verdict, wanted.reason_code, wanted.said)
                left.remove(next(row for row in left if row[:4] == outcome and wanted.find in row.quote))
    pointed = {pointing.find for story in made.demo.stories for one in story.articles for pointing in one.pointed}
    assert [row.quote for row in left if not any(find in row.quote for find in pointed)] == []
    assert len(left) == len(pointed)


def test_every_quote_is_exact(session: Session) -> None:
    rows = session.execute(
        select(Claim.spans, Claim.quote, ArticleVersion.text).join(
            ArticleVersion, ArticleVersion.id == Claim.version_id
        )
    ).all()
    assert len(rows) >= 300
    assert [q for spans, q, text in rows if q != " … ".join(text[start:end] for start, end in spans)] == []


def test_four_records_are_sufficient_and_far_apart(session: Session) -> None:
    ranked = outlets.ranked(session, as_of=NOW.date())
    assert {line.name for line in ranked} == SUFFICIENT
    mean = {line.name: line.reading.record.mean for line in ranked}
    assert min(mean["Northline"], mean["The Aldhaven Courier"]) > 0.85
    assert 0.45 < mean["Voice of Dravina"] < 0.7
    assert mean["Daily Blaze"] < 0.4


def test_sufficient_records_rest_on_many_articles(session: Session) -> None:
    own = (Claim.voice == Voice.OWN) & Claim.verdict.in_([Verdict.CORROBORATED, Verdict.DISPUTED])
    rows = session.execute(
        select(Outlet.name, func.count(), func.count(Claim.article_id.distinct()), func.min(Claim.published_day))
        .join(Claim, Claim.outlet_id == Outlet.id)
        .where(own, Outlet.name.in_(SUFFICIENT))
        .group_by(Outlet.name)
    ).all()
    assert {name for name, *_ in rows} == SUFFICIENT
    for name, claims, articles, oldest in rows:
        assert claims >= 10, name
        assert articles >= 8, name
        assert oldest > NOW.date() - timedelta(days=200), name


def test_two_records_are_insufficient_on_purpose(session: Session) -> None:
    found = lines(session)
    for name in INSUFFICIENT_ON_PURPOSE:
        assert not found[name].reading.sufficient
        assert found[name].counts.decided >= 3


def test_what_leaned_on_a_withdrawn_document_is_looked_at_again(session: Session) -> None:
    """Such verdicts still count, their outlets' pages say so, and as it stands they could not be given again."""
    (line,) = retractions.newest(session).rows
    assert (line.title, line.undone_at) == ("Vestmar Railways, daily traffic report", None)
    again = session.scalars(select(Claim).where(Claim.state == ClaimState.RECHECK).order_by(Claim.id)).all()
    names = {outlet.id: outlet.name for outlet in session.scalars(select(Outlet))}
    assert sorted((names[claim.outlet_id], str(claim.verdict)) for claim in again) == [
        ("Northline", "corroborated"),
        ("Voice of Dravina", "corroborated"),
        ("Voice of Dravina", "disputed"),
    ]
    numbers = {name: retractions.looked_at_since(session, outlet_id) for outlet_id, name in names.items()}
    assert {name: since[0].number for name, since in numbers.items() if since} == {
        "Northline": 1,
        "Voice of Dravina": 2,
    }
    origins_left = [len(backing(account(origins.shown(session, claim.id, reader_id=None))).origins) for claim in again]
    assert sorted(origins_left) == [0, 0, 1], "the union's own word is what is left of one of them"


def test_claims_wait_in_the_queue(session: Session) -> None:
    waiting = (Claim.kind == ClaimKind.FACTUAL) & (Claim.state == ClaimState.READY)
    claims, articles = session.execute(
        select(func.count(), func.count(Claim.article_id.distinct())).where(waiting)
    ).one()
    assert claims >= 100
    assert articles >= session.scalars(select(func.count()).select_from(Article)).one() / 3
    assert claims == sum(line.counts.pending + line.counts.relayed_pending for line in lines(session).values())


def test_all_sorts_of_outcome_are_there(session: Session) -> None:
    reasons = Counter(session.scalars(select(Claim.reason_code).where(Claim.verdict.is_not(None))))
    assert len(reasons) >= 9
    assert set(session.scalars(select(Claim.said).distinct())) == {None, "confirmed", "wrong", "not_checked"}
    assert session.scalar(select(func.count()).where(Claim.state == ClaimState.PARKED)) == 3
    revised = select(VerdictEntry.claim_id).group_by(VerdictEntry.claim_id).having(func.count() > 1)
    assert len(session.scalars(revised).all()) >= 3


def test_it_reads_as_if_lived(session: Session) -> None:
    """The log is in the order of time; decisions are spread over months and none is made before its article came in."""
    times = session.scalars(select(AuditEvent.at).order_by(AuditEvent.id)).all()
    assert times == sorted(times)
    assert times[-1] <= NOW
    decided = session.scalars(select(VerdictEntry.decided_at)).all()
    assert max(decided) - min(decided) > timedelta(days=150)
    assert all(adopted <= times[0] for adopted in session.scalars(select(Policy.adopted_at)))
    early = select(VerdictEntry.id).join(Claim, Claim.id == VerdictEntry.claim_id)
    assert session.scalars(early.where(VerdictEntry.decided_at <= Claim.created_at)).all() == []


def test_records_equal_a_recomputation(session: Session) -> None:
    assert records.check(session) == []


def test_every_role_can_sign_in(session: Session) -> None:
    users = session.execute(select(User.email, User.roles, User.password_hash)).all()
    assert {role for user in users for role in user.roles} == set(Role)
    assert all(user.password_hash for user in users)
    assert {user.email for user in users} == {email for email, _, _ in demo.sign_ins()}


@pytest.mark.parametrize(("outlet", "carriers"), [("The Evening Tide", 4), ("The Aldhaven Courier", 5)])
def test_copies_of_one_wire_report_corroborate_nothing(desk: Database, outlet: str, carriers: int) -> None:
    with desk.writer.connect() as connection, connection.begin() as outer, Session(connection) as session:
        claim = session.execute(
            select(Claim.id, Claim.verdict)
            .join(Outlet, Outlet.id == Claim.outlet_id)
            .where(Outlet.name == outlet, Claim.quote.contains("5.8 metres"))
        ).one()
        items = session.execute(select(Evidence.role, Evidence.origin).where(Evidence.claim_id == claim.id)).all()
        assert [tuple(item) for item in items] == [(EvidenceRole.SYNDICATED_COPY, "Northline")] * carriers
        assert claim.verdict is None
        ana = session.scalars(select(User).where(User.email == "ana.reviewer@desk.example")).one()
        with pytest.raises(RuleRefused, match="two independent origins"):
            reviews.decide(
                session,
                actor=Actor(ana.id, ana.name, frozenset({Role.REVIEWER})),
                claim_id=claim.id,
                judgement=Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Five papers have it."),
                row_version=None,
                now=NOW,
            )
        outer.rollback()


def test_it_knows_that_it_is_loaded(session: Session) -> None:
    assert demo.is_loaded(session)
    assert session.get_one(Desk, 1).is_demo


def test_a_desk_of_ones_own_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        ensure_desk(session, name="Newsroom", is_demo=False, now=NOW)
        with pytest.raises(RuleRefused, match="“Newsroom” is no demo desk"):
            demo.is_loaded(session)


@pytest.mark.parametrize(
    ("paper", "words", "sources", "counted", "dropped"),
    [
        ("The Evening Tide", "5.8 metres at the Hollin gauge", 4, (), {"Northline"}),
        ("The Aldhaven Courier", "5.8 metres on the gauge", 5, ("Northline",), set()),
    ],
)
def test_five_papers_with_one_wire_story_are_one_origin_or_none(
    desk: Database, paper: str, words: str, sources: int, counted: tuple[str, ...], dropped: set[str]
) -> None:
    """Seen from a paper that has the agency's story itself, and from one that was there (REL-1 2.11, graph A)."""
    with desk.writer.connect() as connection, Session(connection) as session:
        claim = session.scalars(
            select(Claim)
            .join(Outlet, Outlet.id == Claim.outlet_id)
            .where(Outlet.name == paper, Claim.quote.contains(words))
        ).one()
        found = backing(account(origins.shown(session, claim.id, reader_id=None)))
        assert (found.items, found.origins) == (sources, counted)
        assert {root for root, _ in found.uncounted} == dropped
        ana = session.scalars(select(User).where(User.name == "Ana Kestrel")).one()
        judged = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Five papers say so.")
        actor = Actor(ana.id, ana.name, frozenset({Role.REVIEWER}), "test")
        with pytest.raises(RuleRefused, match=f"You have {len(counted)} origin"):
            reviews.decide(session, actor=actor, claim_id=claim.id, judgement=judged, row_version=None, now=NOW)


def test_a_verdict_points_to_another_and_other_peoples_fact_checks_are_there(session: Session) -> None:
    """So that the page of a cluster, the fact-checks and the panel of what others say have something to show."""
    (pointer,) = session.scalars(select(Pointer)).all()
    there = session.get_one(Claim, pointer.claim_id)
    here = session.get_one(Claim, *clusters.beside(session, there.id))
    assert (here.verdict, here.said, here.statement) == (Verdict.DISPUTED, "confirmed", there.statement)
    assert [line.checked_by for line in fact_checks.newest(session, FactCheckFilters()).rows] == ["Second Reading"] * 4
    near = fact_checks.near(session, there.statement, there.published_day)
    assert near[0].rating == "Wrong"


def test_the_demos_copies_are_found_as_they_come_in(session: Session) -> None:
    """Harvest, Blaze, Meridian, the Tide and the Post print the agency's story; the Courier and the Voice wrote their own.

    Blaze and Meridian name people of their own beside the agency: their credits are suggestions, their copies tell.
    """
    found = select(Derivation.rule, Derivation.is_sure, Outlet.name).join(Article, Derivation.article_id == Article.id)
    rows = session.execute(found.join(Outlet, Article.outlet_id == Outlet.id).where(Article.topic == "weather")).all()
    of_rule = {key: {row.name for row in rows if (row.rule, row.is_sure) == key} for key in {row[:2] for row in rows}}
    shared, alone = {"Daily Blaze", "Meridian TV"}, {"NewsHarvest", "The Evening Tide", "The Brackwater Post"}
    assert of_rule == {
        (OriginRule.CREDIT, True): alone,
        (OriginRule.CREDIT, False): shared,
        (OriginRule.COPY, True): alone | shared,
    }
