"""One thing done to many claims: as far as it goes for each, in small transactions, and taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.claims import ClaimFilters
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import BulkAct, ClaimState, JobState, ParkReason, ReasonCode, Role, Verdict
from verify.db import Database
from verify.models import BulkAction, BulkClaim, Claim, Job
from verify.queries import bulk_actions as seen
from verify.queries import claims
from verify.queries import tags as filed
from verify.services import bulk_actions, jobs, leases, parking, tags
from verify.services.bulk_actions import AT_ONCE, Order
from verify.settings import Settings
from verify.worker import tasks
from verify.worker.tasks import Tools

PARK = Order(BulkAct.PARK, ParkReason.OUT_OF_SCOPE)


def run(session: Session, action_id: int, now: datetime) -> tuple[int, int]:
    """Carry a bulk action out; how many claims were changed and how many refused."""
    job = session.get_one(Job, session.get_one(BulkAction, action_id).job_id)
    jobs.begin(session, job.id)
    while bulk_actions.carry_on(session, job_id=job.id, now=now):
        pass
    jobs.finish(session, job.id, now=now)
    session.flush()
    session.refresh(job)
    return job.done, job.failed


def states(session: Session, ids: list[int]) -> list[str]:
    session.expire_all()
    return [session.get_one(Claim, claim_id).state for claim_id in ids]


def test_parking_many_leaves_what_others_hold_and_is_taken_back(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    ids = add_article(session, [f"Sentence {n} stands." for n in range(AT_ONCE + 3)]).claim_ids
    leases.take(session, actor=bo, claim_id=ids[0], now=now, minutes=30)
    parking.park(session, actor=bo, claim_id=ids[1], reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    action = bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=[*ids, ids[2]], now=now)
    with pytest.raises(Conflict):
        bulk_actions.undo(session, actor=ana, action_id=action, now=now)
    assert run(session, action, now) == (len(ids) - 2, 2)
    assert states(session, ids) == ["in_review", *["parked"] * (len(ids) - 1)]
    reasons = {line.claim_id: line.reason for line in seen.the_action(session, action).refused}
    assert "Bo holds this claim" in reasons[ids[0]] and "parked already" in reasons[ids[1]]

    parking.unpark(session, actor=bo, claim_id=ids[3], now=now)
    undone = bulk_actions.undo(session, actor=ana, action_id=action, now=now)
    assert run(session, undone, now) == (len(ids) - 3, 1)
    assert states(session, ids[:4]) == ["in_review", "parked", "ready", "ready"]
    assert [line.reason for line in seen.the_action(session, undone).refused] == ["The claim changed since."]
    with pytest.raises(Conflict):
        bulk_actions.undo(session, actor=ana, action_id=action, now=now)
    with pytest.raises(RuleRefused):
        bulk_actions.undo(session, actor=ana, action_id=undone, now=now)


def test_tags_and_assignments_come_back_as_they_were(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    one, two, three = add_article(session, ["One stands.", "Two stand.", "Three stand."]).claim_ids
    tags.add(session, actor=bo, claim_id=one, tag="art", now=now)
    tags.assign(session, actor=bo, claim_id=one, to_id=bo.user_id, now=now)
    orders = (Order(BulkAct.TAG, "Art"), Order(BulkAct.ASSIGN, str(ana.user_id)), Order(BulkAct.UNTAG, "ART"))
    made = []
    for order in orders:
        made.append(bulk_actions.begin(session, actor=ana, order=order, claim_ids=[one, two, three], now=now))
        assert run(session, made[-1], now) == (3, 0)
    assert [filed.of_claim(session, claim).assignee for claim in (one, two)] == ["Ana", "Ana"]
    tags.assign(session, actor=bo, claim_id=three, to_id=None, now=now)
    for action, outcome in zip(reversed(made), ((3, 0), (2, 1), (3, 0)), strict=True):
        assert run(session, bulk_actions.undo(session, actor=ana, action_id=action, now=now), now) == outcome
    assert [filed.of_claim(session, claim).tags for claim in (one, two, three)] == [["art"], [], []]
    assert [filed.of_claim(session, claim).assignee for claim in (one, two, three)] == ["Bo", None, None]


def test_decided_claims_are_sent_to_recheck_and_back(session: Session, ana: Actor, now: datetime) -> None:
    decided: dict[str, Any] = {
        "state": ClaimState.DECIDED,
        "verdict": Verdict.DISPUTED,
        "reason_code": ReasonCode.OUTDATED,
    }
    ids = [*add_article(session, **decided).claim_ids, *add_article(session).claim_ids]
    action = bulk_actions.begin(session, actor=ana, order=Order(BulkAct.RECHECK), claim_ids=ids, now=now)
    assert run(session, action, now) == (1, 1)
    assert states(session, ids) == ["recheck", "ready"]
    assert session.get_one(Claim, ids[0]).verdict is Verdict.DISPUTED
    run(session, bulk_actions.undo(session, actor=ana, action_id=action, now=now), now)
    assert states(session, ids) == ["decided", "ready"]


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (Order(BulkAct.PARK, "because"), Malformed),
        (Order(BulkAct.TAG, "  "), Malformed),
        (Order(BulkAct.ASSIGN, "x"), Malformed),
        (Order(BulkAct.ASSIGN, "999999"), Malformed),
        (Order(BulkAct.UNDO), Malformed),
    ],
    ids=lambda value: getattr(value, "act", getattr(value, "__name__", "")),
)
def test_what_cannot_be_done_is_refused_before_a_job_is_made(
    session: Session, ana: Actor, now: datetime, order: Order, refusal: type[Exception]
) -> None:
    ids = add_article(session).claim_ids
    with pytest.raises(refusal):
        bulk_actions.begin(session, actor=ana, order=order, claim_ids=ids, now=now)
    assert session.query(Job).count() == session.query(BulkClaim).count() == 0


def test_which_claims_and_who(session: Session, ana: Actor, now: datetime) -> None:
    ids = add_article(session).claim_ids
    editor = add_person(session, Role.EDITOR, now=now, name="Edda")
    with pytest.raises(Malformed):
        bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=[], now=now)
    with pytest.raises(Malformed):
        bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=range(1, bulk_actions.MOST + 2), now=now)
    with pytest.raises(NotFound):
        bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=[999_999], now=now)
    with pytest.raises(Forbidden):
        bulk_actions.begin(session, actor=editor, order=PARK, claim_ids=ids, now=now)
    tagged = bulk_actions.begin(session, actor=editor, order=Order(BulkAct.TAG, "art"), claim_ids=ids, now=now)
    assert run(session, tagged, now) == (1, 0)


def test_as_many_as_are_allowed_are_taken_and_not_one_more(
    session: Session, ana: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_article(session, [f"Sentence {n} stands." for n in range(6)]).claim_ids
    full = [*ids, *range(max(ids) + 1, max(ids) + 1 + bulk_actions.MOST - len(ids))]
    assert len(full) == 10_000
    assert bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=full, now=now), (
        "those that are gone are left out"
    )
    with pytest.raises(Malformed, match="10,000 claims at once"):
        bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=[*full, max(full) + 1], now=now)
    monkeypatch.setattr(bulk_actions, "MOST", 5)
    action = bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=ids[:5], now=now)
    assert run(session, action, now) == (5, 0)
    with pytest.raises(Malformed, match="5 claims at once"):
        bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=ids, now=now)


def test_all_that_match_come_in_the_lists_order(session: Session, now: datetime) -> None:
    made = [add_article(session, priority=place / 10).claim_ids[0] for place in (2, 9, 5)]
    assert claims.ids(session, ClaimFilters(), now=now, limit=2) == [made[1], made[2]]


def test_the_job_goes_on_where_it_was_killed_and_never_holds_the_lock_for_long(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
        ids = add_article(session, [f"Sentence {n} stands." for n in range(2 * AT_ONCE + 5)]).claim_ids
        action = bulk_actions.begin(session, actor=ana, order=PARK, claim_ids=ids, now=now)
        job_id = session.get_one(BulkAction, action).job_id
    carry_on, chunks = bulk_actions.carry_on, list[int]()

    def counting(session: Session, **given: object) -> bool:
        before = session.get_one(Job, job_id).done
        is_more = carry_on(session, **given)  # type: ignore[arg-type]
        session.refresh(session.get_one(Job, job_id))
        chunks.append(session.get_one(Job, job_id).done - before)
        if len(chunks) == 2:
            raise KeyboardInterrupt  # killed before this chunk is committed
        return is_more

    monkeypatch.setattr(bulk_actions, "carry_on", counting)
    tools = Tools(database, settings, now=lambda: now)
    perform: Callable[[Tools, int], None] = tasks.perform
    with pytest.raises(KeyboardInterrupt):
        perform(tools, job_id)
    with database.reading() as session:
        assert session.get_one(Job, job_id).done == AT_ONCE
    perform(tools, job_id)
    with database.reading() as session:
        job = session.get_one(Job, job_id)
        assert (job.state, job.done, job.failed) == (JobState.DONE, len(ids), 0)
        assert session.query(Claim).filter_by(state=ClaimState.PARKED).count() == len(ids)
    assert max(chunks) == AT_ONCE
