"""Attaching evidence: where it comes from, what is refused, and that every change can be undone and is logged."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence, add_outlet
from tests.support.people import add_person
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, RuleRefused
from verify.core.origins import ELSEWHERE
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import (
    ClaimState,
    EvidenceRole,
    FetchState,
    JobKind,
    ReasonCode,
    Role,
    Stance,
    Verdict,
)
from verify.models import AuditEvent, Claim, Evidence, Job, OutletDomain
from verify.services import evidence, reviews
from verify.services.evidence import EvidenceChange, EvidenceDraft


@pytest.fixture
def claim_id(session: Session) -> int:
    return add_article(session).claim_ids[0]


def draft(**fields: Any) -> EvidenceDraft:
    values = {"stance": Stance.SUPPORTS, "role": EvidenceRole.ORIGINAL_REPORTING, **fields}
    return EvidenceDraft(**values)


def add(session: Session, actor: Actor, claim_id: int, now: datetime, **fields: Any) -> Evidence:
    made = evidence.add(session, actor=actor, claim_id=claim_id, draft=draft(**fields), now=now)
    return session.get_one(Evidence, made)


def test_a_pasted_passage_names_its_publisher_as_origin(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    item = add(session, ana, claim_id, now, passage=" It did.\r\nTruly. ", publisher="Harbour Office")
    assert (item.passage, item.publisher, item.origin) == ("It did.\nTruly.", "Harbour Office", "Harbour Office")
    assert (item.fetch_state, item.examined_at) == (None, None)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "evidence.added")).one()
    assert (event.subject_id, event.after and event.after["claim"]) == (item.id, claim_id)


def test_an_address_finds_its_outlet_and_group_and_waits_for_its_capture(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    outlet = add_outlet(session, "The Evening Post", group="Post Group")
    session.add(OutletDomain(domain="post.example", outlet_id=outlet.id))
    session.flush()
    item = add(session, ana, claim_id, now, url="https://www.post.example/a?b=1")
    assert (item.publisher, item.outlet_id, item.origin) == ("The Evening Post", outlet.id, "Post Group")
    assert item.fetch_state is FetchState.WAITING
    job = session.scalars(select(Job).where(Job.kind == JobKind.CAPTURE)).one()
    assert (job.subject_id, job.total) == (item.id, 1)


def test_an_address_of_nobody_we_know_is_named_by_its_host(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    item = add(session, ana, claim_id, now, url="http://www.registry.example/x", capture=False)
    assert (item.publisher, item.origin, item.fetch_state) == ("registry.example", "registry.example", None)


def test_an_article_of_the_desk_brings_all_it_knows(session: Session, ana: Actor, claim_id: int, now: datetime) -> None:
    other = add_article(session, ["It opened in March."], outlet="Northline", group="North Group")
    item = add(session, ana, claim_id, now, article_id=other.article_id, passage="It opened in March.")
    assert (item.publisher, item.origin, item.article_id) == ("Northline", "North Group", other.article_id)
    assert (item.published_day is not None, item.fetch_state) == (True, None)


@pytest.mark.parametrize("role", sorted(ELSEWHERE))
def test_a_copy_has_no_origin_until_somebody_names_it(
    session: Session, ana: Actor, claim_id: int, now: datetime, role: EvidenceRole
) -> None:
    item = add(session, ana, claim_id, now, passage="As the agency said.", publisher="Northline", role=role)
    assert item.origin == ""
    evidence.change(session, actor=ana, evidence_id=item.id, to=EvidenceChange(origin=" Tarn Agency "), now=now)
    assert item.origin == "Tarn Agency"


def test_the_claims_own_article_is_refused(session: Session, ana: Actor, now: datetime) -> None:
    written = add_article(session)
    number = session.get_one(Claim, written.claim_ids[0]).article_id
    from verify.models import Article

    url = session.get_one(Article, number).canonical_url or ""
    for fields in ({"url": f"http://www.{url.removeprefix('https://')}/?utm_source=mail#top"}, {"article_id": number}):
        with pytest.raises(RuleRefused, match="the claim's own article"):
            add(session, ana, written.claim_ids[0], now, **fields)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({}, "passage", "Paste the passage"),
        ({"passage": "It did."}, "publisher", "Say who published"),
        ({"passage": "x" * 20_001, "publisher": "A"}, "passage", "20,000 is the most"),
        ({"passage": "a\0b", "publisher": "A"}, "passage", "no text"),
        ({"passage": "It did.", "publisher": "A" * 201}, "publisher", "200 is the most"),
        ({"passage": "It did.", "publisher": "A", "origin": "A" * 201}, "origin", "200 is the most"),
        ({"url": "ftp://files.example/a"}, "url", "no web address"),
        ({"url": "https://"}, "url", "no web address"),
        ({"url": "javascript:alert(1)"}, "url", "no web address"),
        ({"url": "https://[::1"}, "url", "no web address"),
        ({"url": "https://x.example:99999/"}, "url", "no web address"),
        ({"url": "https://a:b@x.example/"}, "url", "user name and password"),
        ({"url": "http://127.0.0.1/a"}, "url", "not on the public internet"),
        ({"url": "http://[::ffff:10.0.0.1]/a"}, "url", "not on the public internet"),
        ({"url": "http://localhost:8000/"}, "url", "not on the public internet"),
        ({"url": "https://x.example/" + "a" * 2_000}, "url", "2,000 is the most"),
        ({"passage": "It did.", "publisher": "A", "published_day": date(2999, 1, 1)}, "published", "still to come"),
    ],
)
def test_bad_evidence_is_refused_with_its_field(
    session: Session, ana: Actor, claim_id: int, now: datetime, fields: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(Malformed, match=message) as refused:
        add(session, ana, claim_id, now, **fields)
    assert refused.value.field == field


def test_unknown_claims_articles_and_items_are_not_found(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    with pytest.raises(NotFound):
        add(session, ana, 999_999, now, passage="It did.", publisher="A")
    with pytest.raises(NotFound):
        add(session, ana, claim_id, now, article_id=999_999)
    with pytest.raises(NotFound):
        evidence.remove(session, actor=ana, evidence_id=999_999, now=now)


def test_the_same_passage_twice_is_refused(session: Session, ana: Actor, claim_id: int, now: datetime) -> None:
    first = add(session, ana, claim_id, now, passage="It did.", publisher="A")
    with pytest.raises(Conflict, match="attached to the claim already"):
        add(session, ana, claim_id, now, passage="It did. ", publisher="A")
    add(session, ana, claim_id, now, passage="It did.", publisher="B")  # who heard the same words
    evidence.remove(session, actor=ana, evidence_id=first.id, now=now)
    add(session, ana, claim_id, now, passage="It did.", publisher="A")


def test_examined_names_who_and_when_and_can_be_taken_back(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    item = add(session, ana, claim_id, now, passage="It did.", publisher="A")
    evidence.mark_examined(session, actor=ana, evidence_id=item.id, examined=True, now=now)
    assert (item.examined_by_id, item.examined_at) == (ana.user_id, now)
    evidence.mark_examined(session, actor=ana, evidence_id=item.id, examined=False, now=now)
    assert (item.examined_by_id, item.examined_at) == (None, None)


def test_removing_is_undone_by_putting_back(session: Session, ana: Actor, claim_id: int, now: datetime) -> None:
    item = add(session, ana, claim_id, now, passage="It did.", publisher="A")
    evidence.remove(session, actor=ana, evidence_id=item.id, now=now)
    with pytest.raises(RuleRefused, match="Put it back first"):
        evidence.change(session, actor=ana, evidence_id=item.id, to=EvidenceChange(origin="B"), now=now)
    assert evidence.restore(session, actor=ana, evidence_id=item.id, now=now) == claim_id
    assert item.removed_at is None
    actions = session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_type == "evidence").order_by(AuditEvent.id)
    )
    assert list(actions) == ["evidence.added", "evidence.removed", "evidence.restored"]


def test_a_verdict_whose_evidence_changes_is_flagged_for_a_recheck(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    add_evidence(session, claim_id, origin="Northline")
    leaned_on = add_evidence(session, claim_id, origin="Harbour Office")
    judgement = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Both say so.")
    reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=None, now=now)
    later = add_evidence(session, claim_id, origin="Court")

    def state() -> ClaimState:
        return session.get_one(Claim, claim_id, populate_existing=True).state

    evidence.remove(session, actor=ana, evidence_id=later, now=now)
    assert state() is ClaimState.DECIDED
    evidence.remove(session, actor=ana, evidence_id=leaned_on, now=now)
    assert state() is ClaimState.RECHECK
    assert session.get_one(Claim, claim_id).verdict is Verdict.CORROBORATED


def test_who_may_attach_and_who_may_examine(session: Session, claim_id: int, now: datetime) -> None:
    editor = add_person(session, Role.EDITOR, now=now)
    item = add(session, editor, claim_id, now, passage="It did.", publisher="A")
    with pytest.raises(Forbidden):
        evidence.mark_examined(session, actor=editor, evidence_id=item.id, examined=True, now=now)
    viewer = add_person(session, Role.VIEWER, now=now)
    with pytest.raises(Forbidden):
        add(session, viewer, claim_id, now, passage="It did not.", publisher="A")
