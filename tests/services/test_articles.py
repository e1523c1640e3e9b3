"""Taking articles in: what is stored, what is the same article again, what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from verify.core.articles import LONGEST_TEXT, ArticleDraft, text_hash
from verify.core.errors import Forbidden, Malformed, NotFound
from verify.core.permissions import Actor
from verify.core.vocabulary import ClaimState, Lane, Role, Stratum, Voice
from verify.models import Article, ArticleVersion, Attribution, AuditEvent, Claim, NonClaim, Outlet
from verify.services.articles import add_article, file_under

URL = "https://courier.example/harbour"
TEXT = (
    "The harbour of Ostmark reopened on Tuesday after a closure of eleven weeks.\n\n"
    "“We lost one ferry season,” harbour master Ilse Brandt said.\n\n"
    "Two cranes were replaced at a cost of 4.2 million crowns.\n\n"
    "Will it last?"
)


@pytest.fixture
def submitter(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.SUBMITTER, now=now)


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_article_is_stored_with_its_claims_and_the_sentences_left_out(
    session: Session, submitter: Actor, now: datetime
) -> None:
    draft = ArticleDraft(
        TEXT,
        url=URL + "?utm_source=x#top",
        title=" Harbour  reopens ",
        byline="Jonas Weil",
        published=date(2026, 11, 3),
    )
    added = add_article(session, actor=submitter, draft=draft, now=now)
    article = session.get_one(Article, added.article_id)
    version = session.scalars(select(ArticleVersion)).one()
    claims = session.scalars(select(Claim).order_by(Claim.position)).all()
    assert added.created and added.claims == len(claims) >= 3
    assert (article.canonical_url, article.title, article.published_day) == (URL, "Harbour reopens", date(2026, 11, 3))
    assert article.published_known and article.versions == 1 and article.added_by_id == submitter.user_id
    assert session.get_one(Outlet, article.outlet_id).name == "courier.example"
    assert (version.text, version.sha256, version.byline) == (TEXT, text_hash(TEXT), "Jonas Weil")
    for claim in claims:
        assert claim.quote == " … ".join(TEXT[start:end] for start, end in claim.spans)
        assert (claim.state, claim.lane, claim.outlet_id) == (ClaimState.READY, Lane.TARGETED, article.outlet_id)
        assert claim.stratum is (Stratum.HIGH if claim.check_worthiness >= 0.6 else Stratum.LOW)
        assert claim.check_worthiness == pytest.approx(min(1, max(0, sum(float(part[1]) for part in claim.reasons))))
        assert claim.published_day == date(2026, 11, 3) and claim.verdict is None
    relayed = [claim.id for claim in claims if claim.voice is Voice.RELAYED]
    speakers = session.scalars(select(Attribution.speaker).where(Attribution.claim_id.in_(relayed))).all()
    assert speakers and all(speaker and "Brandt" in speaker for speaker in speakers)
    left_out = session.scalars(select(NonClaim)).all()
    assert "Will it last?" in [TEXT[left.span_start : left.span_end] for left in left_out]


def test_it_is_one_event_in_the_log(session: Session, submitter: Actor, now: datetime) -> None:
    added = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, url=URL), now=now)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "article.added")).one()
    assert (event.subject_id, event.actor_id) == (added.article_id, submitter.user_id)
    assert event.after == {
        "outlet_id": session.get_one(Article, added.article_id).outlet_id,
        "url": URL,
        "version": 1,
        "sha256": text_hash(TEXT),
        "claims": added.claims,
    }


@pytest.mark.parametrize("url", [URL, "https://COURIER.example:443/harbour?utm_medium=mail#a"])
def test_the_same_text_at_the_same_address_changes_nothing(
    session: Session, submitter: Actor, now: datetime, url: str
) -> None:
    first = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, url=URL), now=now)
    tables = (Article, ArticleVersion, Claim, NonClaim, AuditEvent, Outlet)
    before = [count(session, table) for table in tables]
    again = add_article(session, actor=submitter, draft=ArticleDraft(TEXT + "\r\n", url=url, outlet="Other"), now=now)
    assert (again.article_id, again.created, again.claims) == (first.article_id, False, 0)
    assert [count(session, table) for table in tables] == before


def test_a_text_without_an_address_is_known_by_its_outlet(session: Session, submitter: Actor, now: datetime) -> None:
    draft = ArticleDraft(TEXT, outlet="Ostmark Courier")
    first = add_article(session, actor=submitter, draft=draft, now=now)
    again = add_article(session, actor=submitter, draft=draft, now=now)
    other = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, outlet="Tribune"), now=now)
    assert again.article_id == first.article_id and not again.created
    assert other.article_id != first.article_id and other.created


def test_a_new_text_at_the_address_is_a_new_version_and_claims_stay_on_theirs(
    session: Session, submitter: Actor, now: datetime
) -> None:
    first = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, url=URL, title="Old"), now=now)
    later = now + timedelta(days=1)
    changed = TEXT.replace("4.2 million", "4.6 million")
    second = add_article(session, actor=submitter, draft=ArticleDraft(changed, url=URL, title="New"), now=later)
    versions = session.scalars(select(ArticleVersion).order_by(ArticleVersion.number)).all()
    assert (second.article_id, second.created) == (first.article_id, True)
    assert [(v.number, v.text, v.title, v.fetched_at) for v in versions] == [
        (1, TEXT, "Old", now),
        (2, changed, "New", later),
    ]
    by_version = {
        v.number: session.scalars(select(Claim.quote).where(Claim.version_id == v.id)).all() for v in versions
    }
    assert len(by_version[1]) == first.claims and any("4.2 million" in quote for quote in by_version[1])
    assert second.claims == len(by_version[2]) == 1 and "4.6 million" in by_version[2][0]
    assert session.get_one(Article, first.article_id).versions == 2


def test_an_older_text_that_comes_again_is_no_new_version(session: Session, submitter: Actor, now: datetime) -> None:
    for text in (TEXT, TEXT + " Perhaps not.", TEXT):
        added = add_article(session, actor=submitter, draft=ArticleDraft(text, url=URL), now=now)
    assert not added.created
    assert session.get_one(Article, added.article_id).versions == 2


def test_an_outlet_is_found_by_registrable_domain(session: Session, submitter: Actor, now: datetime) -> None:
    for url in (URL, "http://www.courier.example/other"):
        add_article(session, actor=submitter, draft=ArticleDraft(f"{TEXT} {url}", url=url), now=now)
    assert count(session, Outlet) == 1


def test_without_a_day_the_first_seen_day_stands_in(session: Session, submitter: Actor, now: datetime) -> None:
    added = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, url=URL), now=now)
    article = session.get_one(Article, added.article_id)
    assert (article.published_day, article.published_known) == (now.date(), False)


def test_a_day_ahead_of_the_desk_is_kept_with_the_version_only(
    session: Session, submitter: Actor, now: datetime
) -> None:
    tomorrow = now.date() + timedelta(days=1)
    added = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, url=URL, published=tomorrow), now=now)
    article = session.get_one(Article, added.article_id)
    assert (article.published_day, article.published_known) == (now.date(), False)
    assert session.scalar(select(ArticleVersion.published_day)) == tomorrow


def test_without_a_title_the_text_begins_it(session: Session, submitter: Actor, now: datetime) -> None:
    added = add_article(session, actor=submitter, draft=ArticleDraft(TEXT, url=URL), now=now)
    assert session.get_one(Article, added.article_id).title == TEXT.partition("\n")[0]


def test_a_text_of_one_line_is_no_headline(session: Session, submitter: Actor, now: datetime) -> None:
    draft = ArticleDraft("The mayor signed the order on Monday.", url=URL)
    assert add_article(session, actor=submitter, draft=draft, now=now).claims == 1


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ArticleDraft("", url=URL), "text"),
        (ArticleDraft(" \n\t\u200b ", url=URL), "text"),
        (ArticleDraft("12 34 — …", url=URL), "text"),
        (ArticleDraft("a\x00b", url=URL), "text"),
        (ArticleDraft("lone \ud800 half", url=URL), "text"),
        (ArticleDraft("word " * (LONGEST_TEXT // 5 + 1), url=URL), "text"),
        (ArticleDraft("x" * 5_000_000, url=URL), "text"),
        (ArticleDraft(TEXT), "outlet"),
        (ArticleDraft(TEXT, outlet="   "), "outlet"),
        (ArticleDraft(TEXT, outlet="x" * 201), "outlet"),
        (ArticleDraft(TEXT, url="ftp://courier.example/a"), "url"),
        (ArticleDraft(TEXT, url="courier"), "url"),
        (ArticleDraft(TEXT, url=URL, published=date(2027, 1, 1)), "published"),
    ],
)
def test_what_cannot_be_stored_names_the_field(
    session: Session, submitter: Actor, draft: ArticleDraft, field: str
) -> None:
    with pytest.raises(Malformed) as caught:
        add_article(session, actor=submitter, draft=draft, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert caught.value.field == field
    assert count(session, Article) == 0


def test_markup_is_kept_as_text(session: Session, submitter: Actor, now: datetime) -> None:
    text = "<script>alert(1)</script> The mayor signed the order on Monday."
    added = add_article(session, actor=submitter, draft=ArticleDraft(text, url=URL), now=now)
    assert session.scalars(select(ArticleVersion.text)).one() == text
    assert added.created


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADJUDICATOR, Role.ADMIN])
def test_the_wrong_role_adds_nothing(session: Session, now: datetime, role: Role) -> None:
    actor = add_person(session, role, now=now)
    with pytest.raises(Forbidden):
        add_article(session, actor=actor, draft=ArticleDraft(TEXT, url=URL), now=now)
    assert count(session, Article) == 0


def test_an_article_is_filed_under_a_topic(session: Session, submitter: Actor, now: datetime) -> None:
    draft = ArticleDraft("The bridge at Tarn closed on Monday.", outlet="Harbour Post", topic="  Public   Works ")
    article_id = add_article(session, actor=submitter, draft=draft, now=now).article_id
    assert session.get_one(Article, article_id).topic == "public works"
    assert file_under(session, actor=submitter, article_id=article_id, topic=" ", now=now) is None
    with pytest.raises(Malformed, match="60 is the most"):
        file_under(session, actor=submitter, article_id=article_id, topic="x" * 61, now=now)
    with pytest.raises(NotFound):
        file_under(session, actor=submitter, article_id=99_999, topic="health", now=now)
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "article.filed")).one()
    assert (told.before, told.after) == ({"topic": "public works"}, {"topic": None})
