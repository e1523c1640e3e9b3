"""A corroboration that has too few origins left goes to recheck, whatever took them; others stay as they are."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.support.captures import add_capture
from tests.support.claims import ADDED, Written, add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import JUDGED, give
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM, Actor
from verify.core.policies import Rules
from verify.core.rechecks import RecheckReason
from verify.core.vocabulary import ClaimState, EvidenceRole, OriginMark, ReasonCode, ReviewPolicy, Role, Verdict
from verify.models import Article, ArticleVersion, AuditEvent, Claim, Notification, Recheck, RecheckBatch, TextOwnerWait
from verify.queries.desks import current_policy
from verify.services import articles, copies, handovers, outlets, policies, rechecks, reviews, text_owners
from verify.services.origins import Said, add, mark

FIRST = " ".join(f"Engineers counted {at} trucks on bridge {at} near the harbour." for at in range(3, 30))
SECOND = " ".join(f"The council of ward {at} voted for {at} new parks and a school." for at in range(3, 30))
WIRE = f"{FIRST} {SECOND}"
NOTHING = " ".join(f"Nothing{at} of the kind was in this paper on day {at}." for at in range(60))
EARLIER = date(2026, 10, 20)
LOST = "one independent origin left, two origins needed"


@pytest.fixture
def ana(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now)


def printed(session: Session, outlet: str, text: str) -> Written:
    """An article of one text, whose origins were looked for."""
    made = add_article(session, [text], outlet=outlet)
    copies.trace(session, article_id=made.article_id, now=ADDED)
    return made


def two_papers(session: Session) -> tuple[int, int, int]:
    """A claim and two articles that support it, which have not a sentence in common."""
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    ids = [printed(session, name, text).article_id for name, text in (("Mill", FIRST), ("Blaze", SECOND))]
    for article_id, name in zip(ids, ("Mill", "Blaze"), strict=True):
        add_evidence(session, claim_id, origin=name, article_id=article_id)
    return claim_id, ids[0], ids[1]


def come_in(session: Session, outlet: str, text: str, now: datetime, url: str = "https://wire.example/1") -> int:
    draft = ArticleDraft(text, outlet=outlet, url=url, title="Harbour", published=EARLIER)
    return articles.add_article(session, actor=SYSTEM, draft=draft, now=now).article_id


def state(session: Session, claim_id: int) -> ClaimState:
    return session.scalars(select(Claim.state).where(Claim.id == claim_id)).one()


def sent(session: Session) -> list[tuple[int, RecheckReason, str, bool]]:
    rows = session.scalars(select(Recheck).order_by(Recheck.id))
    return [(row.claim_id, row.reason, row.detail, row.batch_id is not None) for row in rows]


def waits(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TextOwnerWait)) or 0


def test_a_wire_story_that_both_copied_sends_the_verdict_to_recheck(
    session: Session, ana: Actor, now: datetime
) -> None:
    claim_id, mill, _ = two_papers(session)
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    wire = come_in(session, "Northline", WIRE, now)
    assert (state(session, claim_id), waits(session)) == (ClaimState.DECIDED, 2)  # nobody's verdict waits for an intake
    text_owners.settle_all(session, now=now)
    assert (state(session, claim_id), waits(session)) == (ClaimState.RECHECK, 0)
    assert sent(session) == [(claim_id, RecheckReason.ORIGINS_CHANGED, LOST, True)]
    assert session.scalars(select(RecheckBatch.detail)).one() == f"{session.get_one(Article, mill).title} (Mill)"
    assert session.scalars(select(Notification.user_id)).all() == [ana.user_id]
    told = select(AuditEvent.action, AuditEvent.actor_name).where(AuditEvent.action.like("%recheck%"))
    assert {row.action for row in session.execute(told)} == {"recheck.begun", "claim.sent_to_recheck"}
    copies.trace(session, article_id=wire, now=now + timedelta(hours=1))
    text_owners.settle_all(session, now=now + timedelta(hours=1))
    assert len(sent(session)) == 1
    batch = session.scalars(select(RecheckBatch.id)).one()
    rechecks.take_batch_back(session, actor=add_person(session, Role.EDITOR, now=now), batch_id=batch, now=now)
    copies.trace(session, article_id=wire, now=now + timedelta(hours=2))
    text_owners.settle_all(session, now=now + timedelta(hours=2))
    assert (state(session, claim_id), len(sent(session))) == (ClaimState.DECIDED, 1)  # somebody said that it stands


def test_what_still_has_its_origins_stays(session: Session, ana: Actor, now: datetime) -> None:
    """A third origin, an edge that was lifted before, a primary source, a rule that asked for one, another verdict since."""
    third, mill, blaze = two_papers(session)
    add_evidence(session, third, origin="Court")
    primary, one, other, own = (add_article(session, outlet="Echo").claim_ids[0] for _ in range(4))
    for claim_id in (primary, one, other, own):
        role = EvidenceRole.PRIMARY_DOCUMENT if claim_id == primary else EvidenceRole.ORIGINAL_REPORTING
        for article_id, name in ((mill, "Mill"), (blaze, "Blaze")):
            add_evidence(session, claim_id, origin=name, article_id=article_id, role=role, examined=claim_id == primary)
    for claim_id in (third, other, own):
        give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    judgement = JUDGED[Verdict.CORROBORATED]
    by_port = type(judgement)(judgement.verdict, ReasonCode.PRIMARY_SOURCE, judgement.rationale)
    reviews.decide(session, actor=ana, claim_id=primary, judgement=by_port, row_version=None, now=now)
    rules = Rules(ReviewPolicy.SINGLE, origins_needed=1)
    policies.adopt(session, actor=SYSTEM, rules=rules, seen=current_policy(session).id, now=now)
    give(session, ana, one, Verdict.CORROBORATED, now=now)
    come_in(session, "Northline", WIRE, now)
    version = session.get_one(Claim, other).row_version
    give(session, ana, other, Verdict.UNVERIFIED, now=now, row_version=version)
    text_owners.settle_all(session, now=now)
    assert [claim_id for claim_id, *_ in sent(session)] == [own]


@pytest.mark.parametrize("how", ["captured", "said"])
def test_an_origin_that_can_be_spared_is_no_cause_and_the_next_one_is(
    session: Session, ana: Actor, now: datetime, how: str
) -> None:
    """By pages that are captured after the verdict, or by a person: the rule is that of articles."""
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    names = ("Mill", "Blaze", "Dawn")
    items = [add_evidence(session, claim_id, origin=name, url=f"https://{name}.example/") for name in names]
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    items.append(add_evidence(session, claim_id, origin="Court", url="https://court.example/"))
    nodes = [f"item-{item}" for item in items]
    states = []
    for at in (3, 0, 1, 2):  # the verdict does not lean on the court's page
        if how == "captured":
            add_capture(session, items[at], WIRE, now=now)
        else:
            add(session, actor=ana, claim_id=claim_id, derived=nodes[at], source="The mayor", why="So.", now=now)
        states.append(state(session, claim_id))
    assert states == [ClaimState.DECIDED] * 3 + [ClaimState.RECHECK]
    assert sent(session) == [(claim_id, RecheckReason.ORIGINS_CHANGED, LOST, False)]


def test_an_edge_that_was_lifted_keeps_it(session: Session, ana: Actor, now: datetime) -> None:
    """What a person said of an edge holds when the story's next version draws it anew."""
    claim_id, mill, _ = two_papers(session)
    wire = come_in(session, "Northline", WIRE, now)
    gone = Said(f"article-{mill}", f"article-{wire}", OriginMark.LIFTED, "They had it first.")
    mark(session, actor=ana, claim_id=claim_id, said=gone, now=now)
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    come_in(session, "Northline", f"{WIRE} More is to come.", now + timedelta(hours=1))
    assert waits(session) == 2
    text_owners.settle_all(session, now=now)
    assert (sent(session), waits(session)) == ([], 0)


def test_a_new_version_that_is_a_copy_takes_an_origin_from_what_copied_it(
    session: Session, ana: Actor, now: datetime
) -> None:
    """The wire had another text at first. Its claims' articles, and captured pages, are looked at alike."""
    pages = add_article(session, outlet="Echo").claim_ids[0]
    wire = come_in(session, "Northline", NOTHING, now)
    for name, text in (("Dawn", FIRST), ("Dusk", SECOND)):
        item = add_evidence(session, pages, origin=name, url=f"https://{name}.example/1", published_day=NOW.date())
        add_capture(session, item, text, now=now)
    give(session, ana, pages, Verdict.CORROBORATED, now=now)
    session.execute(update(ArticleVersion).where(ArticleVersion.article_id == wire).values(text=WIRE))
    copies.trace(session, article_id=wire, now=now)
    text_owners.settle_all(session, now=now)
    assert sent(session) == [(pages, RecheckReason.ORIGINS_CHANGED, LOST, True)]


def test_a_cited_address_that_becomes_an_article_tells_where_it_has_it_from(
    session: Session, ana: Actor, now: datetime
) -> None:
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    add_evidence(session, claim_id, origin="Valley Post", url="https://valley.example/1")
    add_evidence(session, claim_id, origin="Reuters")
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    draft = ArticleDraft(FIRST, outlet="Valley Post", url="https://valley.example/1", byline="Reuters")
    articles.add_article(session, actor=SYSTEM, draft=draft, now=now)
    text_owners.settle_all(session, now=now)
    assert sent(session) == [(claim_id, RecheckReason.ORIGINS_CHANGED, LOST, True)]


@pytest.mark.parametrize("how", ["articles", "named", "owner"])
def test_outlets_that_become_one_newsroom_are_one_origin(session: Session, now: datetime, ana: Actor, how: str) -> None:
    """By a merge, whether the evidence is an article or names its outlet alone; or because one owner has both."""
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    made = {name: printed(session, name, text) for name, text in (("Mill", FIRST), ("Blaze", SECOND))}
    for name, written in made.items():
        where = {"publisher": name} if how == "named" else {"article_id": written.article_id}
        add_evidence(session, claim_id, origin=name, role=EvidenceRole.INDEPENDENT_CONFIRMATION, **where)
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    editor = add_person(session, Role.EDITOR, now=now)
    mill, blaze = (written.outlet_id for written in made.values())
    if how == "owner":
        for outlet_id, name in ((mill, "Mill"), (blaze, "Blaze")):
            details = outlets.OutletDetails(name, ownership_group="Press Group")
            outlets.change(session, actor=editor, outlet_id=outlet_id, details=details, now=now)
    else:
        handovers.merge(session, actor=editor, outlet_id=mill, into_id=blaze, now=now)
    text_owners.settle_all(session, now=now)
    assert sent(session) == [(claim_id, RecheckReason.ORIGINS_CHANGED, LOST, True)]
