"""Handing out where many leases ran out, much is held, and much is meant for others: bounded work, and nothing is lost."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.leases import take_next
from tests.support.statements import counted_queries, explained
from verify.core.claims import QUEUE, ClaimFilters
from verify.core.permissions import Actor
from verify.models import AuditEvent
from verify.queries import leases as held
from verify.services import leases, tags

MINUTE = timedelta(minutes=1)


def test_a_pile_of_leases_that_ran_out_keeps_nobody_waiting(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    claim_ids = add_article(session, [f"Bridge {number} opened." for number in range(60)]).claim_ids
    for claim_id in claim_ids:
        leases.take(session, actor=bo, claim_id=claim_id, now=now, minutes=30)
    later, sent, freed, handed = now + 30 * MINUTE, [], [], []
    for _ in range(2):
        with counted_queries(session) as queries:
            handed.append(take_next(session, ana, later))
        sent.append(len(queries))
        freed.append(session.query(AuditEvent).filter_by(action="claim.freed").count())
    assert freed == [leases.FREED_AT_ONCE, 2 * leases.FREED_AT_ONCE]
    assert sent[0] == sent[1]
    while (found := take_next(session, ana, later)) is not None:
        handed.append(found)
    assert sorted(filter(None, handed)) == sorted(claim_ids)


def test_what_only_a_lease_far_down_the_pile_holds_is_found_at_once(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    above = add_article(session, [f"Bridge {number} opened." for number in range(leases.FREED_AT_ONCE)])
    wanted, meant = add_article(session, ["The ferry sank.", "The ferry was raised."], outlet="Valley News").claim_ids
    tags.assign(session, actor=ana, claim_id=meant, to_id=bo.user_id, now=now)
    for minute, claim_id in enumerate((*above.claim_ids, meant, wanted)):
        leases.take(session, actor=bo, claim_id=claim_id, now=now + minute * MINUTE, minutes=30)
    filters, later = ClaimFilters(text="ferry"), now + timedelta(hours=2)
    assert take_next(session, ana, later, filters) == wanted
    assert take_next(session, ana, later, filters) is None
    freed = session.query(AuditEvent).filter_by(action="claim.freed", subject_id=wanted).one()
    assert freed.before == {"held_by": bo.user_id}


def test_what_only_leases_that_ran_out_hold_still_waits(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    above = add_article(session, [f"Bridge {number} opened." for number in range(leases.FREED_AT_ONCE)])
    here = add_article(session, [f"Ferry {number} sank." for number in range(3)], outlet="Valley News")
    for minute, claim_id in enumerate((*above.claim_ids, *here.claim_ids)):
        tags.assign(session, actor=ana, claim_id=claim_id, to_id=bo.user_id, now=now)
        leases.take(session, actor=bo, claim_id=claim_id, now=now + minute * MINUTE, minutes=30)
    filters, later = ClaimFilters(outlet_id=here.outlet_id), now + timedelta(hours=2)
    for _ in range(2):  # the first clears the others' leases away, the second those of these three
        assert take_next(session, ana, later, filters) is None
        why = held.nothing_left(session, filters, user_id=ana.user_id, now=later)
        assert str(why) == "Nothing left to hand out here. Assigned to others: 3. Outside these filters 25 wait."


def test_the_next_claim_is_found_along_indexes_and_nothing_is_sorted(
    session: Session, ana: Actor, now: datetime
) -> None:
    add_article(session)
    with explained(session) as plans:
        take_next(session, ana, now)
    for index in ("ix_leases_expires_at", "ix_claims_handed_out"):
        (plan,) = (plan for plan in plans if index in plan)
        assert not re.search("USE TEMP B-TREE|[ >-]Sort'|SCAN claims|Seq Scan", plan), plan
    assert len(re.findall(r"(?:ix_claims_handed_out \(|Index Cond: ).*assignee_id", plan)) == 2, (
        "mine and anybody's alone"
    )


def test_why_nothing_is_left_is_told_of_so_many_claims_at_most(
    session: Session, ana: Actor, bo: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim_ids = add_article(session, [f"Bridge {number} opened." for number in range(9)]).claim_ids
    for claim_id in claim_ids[:5]:
        tags.assign(session, actor=ana, claim_id=claim_id, to_id=bo.user_id, now=now)
    for minute, claim_id in enumerate(claim_ids[5:]):
        leases.take(session, actor=bo, claim_id=claim_id, now=now + minute * MINUTE, minutes=30)
    later = now + 4 * MINUTE
    why = held.nothing_left(session, QUEUE, user_id=ana.user_id, now=later)
    assert str(why).endswith("Bo holds 4, the first for 26 minutes at most. Assigned to others: 5.")
    monkeypatch.setattr(held, "COUNT_CAP", 2)
    monkeypatch.setattr(held, "LOOKED_AT", 3)
    why = held.nothing_left(session, QUEUE, user_id=ana.user_id, now=later)
    assert str(why).endswith("Bo holds 2+, the first for 26 minutes at most. Assigned to others: 2+.")
