"""Putting the queue in another order: in force at once, placed in batches, carried on after a crash, leases untouched."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.articles import ArticleDraft
from verify.core.claim_edits import Change
from verify.core.claims import ClaimFilters
from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Actor
from verify.core.queue_order import Part, QueueOrder, checked, priority
from verify.core.vocabulary import JobState, Lane, Role
from verify.models import Claim, Job, Lease
from verify.queries import claims, order_preview
from verify.queries import queue_order as queries
from verify.services import articles, claim_edits, leases, queue_order, tags

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TIPS_FIRST = checked([Part.TIP], {Part.WORTH: 1.0, Part.WAITING: 0.01})


def ids(session: Session) -> list[int]:
    return claims.ids(session, ClaimFilters(), now=NOW, limit=100)


def adopt(session: Session, admin: Actor, order: QueueOrder = TIPS_FIRST) -> int:
    seen = queries.version_in_force(session).id
    queue_order.adopt(session, actor=admin, order=order, seen=seen, now=NOW)
    return session.query(Job).order_by(Job.id.desc()).first().id  # type: ignore[union-attr]


def strays(session: Session) -> list[int]:
    """Claims that are not where the order in force has them."""
    order = queries.version_in_force(session).order
    found = queries.facts_of(session, [claim.id for claim in session.query(Claim.id)])
    return [claim_id for claim_id, stored, facts in found if stored != priority(order, facts)]


def test_a_job_places_all_claims_in_batches_and_goes_on_where_it_was_stopped(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_order, "AT_ONCE", 2)
    admin, ana = (add_person(session, role, now=NOW) for role in (Role.ADMIN, Role.REVIEWER))
    tip = add_article(session, priority=0.5, lane=Lane.TIP).claim_ids[0]
    others = add_article(session, ["A.", "B.", "C.", "D."], priority=0.9, check_worthiness=0.9).claim_ids
    leases.take(session, actor=ana, claim_id=others[0], now=NOW, minutes=30)
    before = session.query(Lease.claim_id, Lease.user_id, Lease.expires_at).all()
    job = adopt(session, admin)
    assert queue_order.carry_on(session, job_id=job)  # then the worker is killed
    session.expire_all()
    assert set(strays(session)) == {tip, *others[:2]}
    fresh = articles.add_article(
        session,
        actor=add_person(session, Role.SUBMITTER, now=NOW),
        draft=ArticleDraft("Lund cut its spending by 4 percent in 2016.", "Ledger"),
        now=NOW,
    )
    while queue_order.carry_on(session, job_id=job):
        pass
    session.expire_all()
    assert strays(session) == []
    assert ids(session)[0] == tip
    assert fresh.claims == 1
    told = session.get_one(Job, job)
    assert (told.done, told.total) == (5, 5)
    assert session.query(Lease.claim_id, Lease.user_id, Lease.expires_at).all() == before
    assert leases.take_next(session, actor=ana, filters=ClaimFilters(), now=NOW, minutes=30) == tip


def test_a_newer_order_takes_over_and_the_older_job_leaves_the_rest_to_it(session: Session) -> None:
    admin = add_person(session, Role.ADMIN, now=NOW)
    add_article(session, ["A.", "B."], priority=0.5)
    first = adopt(session, admin)
    second = adopt(session, admin, checked([], {Part.WORTH: -1.0}))
    assert not queue_order.carry_on(session, job_id=first)
    assert queue_order.carry_on(session, job_id=second)
    session.expire_all()
    assert strays(session) == []
    assert (session.get_one(Job, first).total, session.get_one(Job, second).done) == (0, 2)
    newest, before, beginning = (version.id for version in queries.versions(session))
    assert newest > before > beginning == 0
    with pytest.raises(Conflict, match=f"version {newest}"):
        queue_order.adopt(session, actor=admin, order=TIPS_FIRST, seen=before, now=NOW)
    with pytest.raises(RuleRefused, match="in force already"):
        adopt(session, admin, checked([], {Part.WORTH: -1.0}))


def test_whatever_a_place_hangs_on_moves_the_claim_at_once(session: Session) -> None:
    admin, ana = (add_person(session, role, now=NOW) for role in (Role.ADMIN, Role.REVIEWER))
    low, high = (add_article(session, check_worthiness=worth, priority=worth).claim_ids[0] for worth in (0.2, 0.9))
    adopt(session, admin, checked([Part.URGENT, Part.ASSIGNED], {Part.WORTH: 1.0}))
    assert ids(session) == [high, low]
    tags.assign(session, actor=ana, claim_id=low, to_id=ana.user_id, now=NOW)
    assert ids(session) == [low, high]
    tags.add(session, actor=ana, claim_id=high, tag=" Urgent", now=NOW)
    assert ids(session) == [high, low]
    tags.remove(session, actor=ana, claim_id=high, tag="urgent", now=NOW)
    assert ids(session) == [low, high]
    change = Change(statement="The council cut its spending by 4 million in 2016.")
    claim_edits.correct(session, actor=ana, claim_id=high, to=change, row_version=None, now=NOW)
    tags.assign(session, actor=ana, claim_id=low, to_id=None, now=NOW)
    session.expire_all()
    assert strays(session) == []


def test_a_preview_says_how_the_queue_would_begin(session: Session) -> None:
    high = add_article(session, check_worthiness=0.9, priority=0.9).claim_ids[0]
    tip = add_article(session, check_worthiness=0.2, priority=0.2, lane=Lane.TIP).claim_ids[0]
    found = order_preview.preview(session, TIPS_FIRST, now=NOW)
    assert [(one.claim_id, one.elsewhere) for one in found.now] == [(high, 2), (tip, 1)]
    assert [(one.claim_id, one.place.tiers) for one in found.then] == [(tip, (Part.TIP,)), (high, ())]
    assert (found.looked_at, found.is_all) == (2, True)
    assert ids(session) == [high, tip]


def test_the_job_that_broke_goes_on(session: Session) -> None:
    admin = add_person(session, Role.ADMIN, now=NOW)
    add_article(session)
    job = session.get_one(Job, adopt(session, admin))
    job.state = JobState.FAILED
    queue_order.retry(session, actor=admin, job_id=job.id, now=NOW)
    assert job.state is JobState.WAITING
