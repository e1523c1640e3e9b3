"""What people say of matches: confirmed, rejected, related anew, taken back, attached; logged, and blind where two judge apart."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.services.test_matches import counted, kept, look, put
from tests.support.claims import add_article
from tests.support.people import add_person
from tests.support.policies import put_in_force
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.queue_order import Part, checked
from verify.core.vocabulary import (
    EvidenceRole,
    MatchRelation,
    MatchState,
    OriginRule,
    ReviewPolicy,
    Role,
    Stance,
)
from verify.db import Database
from verify.models import AuditEvent, Claim, ClusterMember, Derivation, Evidence
from verify.queries import matches as queries
from verify.services import claim_edits, leases, match_decisions, matches, queue_order
from verify.services.match_decisions import Finding

CONFIRMED, REJECTED = Finding(MatchState.CONFIRMED), Finding(MatchState.REJECTED)


@pytest.fixture
def ids(session: Session, now: datetime) -> dict[str, list[int]]:
    made = put(session)
    put_in_force(session, ReviewPolicy.SINGLE, now=now)
    for outlet in made:
        look(session, made[outlet][0], now)
    return made


@pytest.fixture
def ana(session: Session, ids: dict[str, list[int]], now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now)


def events(session: Session, claim_id: int) -> list[tuple[str, object]]:
    rows = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_type == "claim", AuditEvent.subject_id == claim_id, AuditEvent.action.like("match.%"))
        .order_by(AuditEvent.id)
    )
    return [(row.action, (row.after or {}).get("relation")) for row in rows]


def test_a_match_is_confirmed_related_anew_rejected_and_taken_back(
    session: Session, ids: dict[str, list[int]], ana: Actor, now: datetime
) -> None:
    here, other = ids["Ledger"][0], ids["Echo"][0]
    pair: dict[str, Any] = {"actor": ana, "claim_id": other, "other_id": here, "now": now}
    match_decisions.decide(session, finding=CONFIRMED, **pair)
    assert kept(session)[here, other] == ("conflict", "confirmed")
    match_decisions.decide(session, finding=CONFIRMED, **pair)
    match_decisions.decide(session, finding=Finding(MatchState.CONFIRMED, MatchRelation.OVERLAP, "other days"), **pair)
    assert (kept(session)[here, other], counted(session, here)) == (("overlap", "confirmed"), (2, 0))
    match_decisions.decide(session, finding=REJECTED, **pair)
    assert counted(session, here) == (1, 0)
    match_decisions.undo(session, **pair)
    assert (kept(session)[here, other], counted(session, here)) == (("conflict", "suggested"), (2, 1))
    logged = [
        ("match.confirmed", "conflict"),
        ("match.confirmed", "overlap"),
        ("match.rejected", "overlap"),
        ("match.undone", "conflict"),
    ]
    assert events(session, here) == events(session, other) == logged
    with pytest.raises(RuleRefused, match="Nobody has"):
        match_decisions.undo(session, **pair)


def test_two_claims_that_nothing_related_are_put_together_by_hand(
    session: Session, ids: dict[str, list[int]], ana: Actor, now: datetime
) -> None:
    here, cat = ids["Ledger"][0], ids["Post"][1]
    pair: dict[str, Any] = {"actor": ana, "claim_id": here, "other_id": cat, "now": now}
    with pytest.raises(Malformed, match="Say how they stand"):
        match_decisions.decide(session, finding=CONFIRMED, **pair)
    match_decisions.decide(session, finding=Finding(MatchState.CONFIRMED, MatchRelation.SAME), **pair)
    assert (kept(session)[here, cat], counted(session, cat)) == (("same", "confirmed"), (1, 0))
    match_decisions.undo(session, **pair)
    assert (here, cat) not in kept(session)
    with pytest.raises(NotFound, match="no match"):
        match_decisions.undo(session, **pair)


def test_what_cannot_be_said_is_refused(session: Session, ids: dict[str, list[int]], ana: Actor, now: datetime) -> None:
    here = ids["Ledger"][0]
    viewer = add_person(session, Role.VIEWER, now=now)
    for actor, other, error in ((ana, here, Malformed), (ana, 999, NotFound), (viewer, ids["Post"][0], Forbidden)):
        with pytest.raises(error):
            match_decisions.decide(session, actor=actor, claim_id=here, other_id=other, finding=CONFIRMED, now=now)
        with pytest.raises(error if other != here else RuleRefused):
            match_decisions.attach(session, actor=actor, claim_id=here, other_id=other, now=now)


def test_nobody_learns_of_a_reviewer_from_the_matches_of_a_claim_that_two_judge_apart(
    session: Session, ids: dict[str, list[int]], ana: Actor, now: datetime
) -> None:
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    pair: dict[str, Any] = {"claim_id": ids["Ledger"][0], "other_id": ids["Post"][0], "finding": CONFIRMED, "now": now}
    with pytest.raises(RuleRefused, match="Two people judge"):
        match_decisions.decide(session, actor=ana, **pair)
    editor = add_person(session, Role.EDITOR, now=now)
    assert match_decisions.decide(session, actor=editor, **pair) is MatchState.CONFIRMED


def test_a_claim_elsewhere_is_attached_with_the_stance_that_its_relation_gives(
    session: Session, ids: dict[str, list[int]], ana: Actor, now: datetime
) -> None:
    here, same, other, cat = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0], ids["Post"][1]
    article_id = session.get_one(Claim, other).article_id
    credit = {"article_id": article_id, "rule": OriginRule.CREDIT, "is_sure": True, "is_tie": False, "found_at": now}
    session.execute(insert(Derivation).values(**credit, why="(Tarn Agency)", root="Tarn Agency"))
    for claim_id in (same, other, cat):
        match_decisions.attach(session, actor=ana, claim_id=here, other_id=claim_id, now=now)
    found = session.scalars(select(Evidence).where(Evidence.claim_id == here).order_by(Evidence.id)).all()
    own, copy = EvidenceRole.ORIGINAL_REPORTING, EvidenceRole.SYNDICATED_COPY
    assert [(item.stance, item.role) for item in found] == [
        (Stance.SUPPORTS, own),
        (Stance.REFUTES, copy),
        (Stance.CONTEXT, own),
    ]
    assert [item.passage for item in found] == [session.get_one(Claim, n).quote for n in (same, other, cat)]
    with pytest.raises(Conflict):
        match_decisions.attach(session, actor=ana, claim_id=here, other_id=same, stance=Stance.CONTEXT, now=now)


def test_a_withdrawn_claim_matches_nothing(
    session: Session, ids: dict[str, list[int]], ana: Actor, now: datetime
) -> None:
    lone = add_article(session, ["The Tarn bridge carried 412 passengers."], outlet="Northline").claim_ids[0]
    claim_edits.withdraw(session, actor=ana, claim_id=lone, reason="Not said.", row_version=None, now=now)
    with pytest.raises(RuleRefused, match="is withdrawn"):
        match_decisions.decide(session, actor=ana, claim_id=lone, other_id=ids["Post"][0], finding=CONFIRMED, now=now)


def test_people_and_the_worker_at_once_lose_nothing_and_wait_in_no_circle(database: Database, now: datetime) -> None:
    with database.writing() as session:
        ids = put(session)
        put_in_force(session, ReviewPolicy.SINGLE, now=now)
        actors = [add_person(session, Role.EDITOR, now=now, name=f"editor {n}") for n in range(3)]
        order = checked([], {Part.WORTH: 1.0, Part.CONTRADICTED: 0.25})
        queue_order.adopt(session, actor=add_person(session, Role.ADMIN, now=now), order=order, seen=0, now=now)
    here, same, other = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0]
    pairs = ((here, same), (here, other), (same, other))

    def work(turn: int) -> None:
        for number in range(6):
            with database.writing() as session:
                if turn == 3:
                    matches.store(session, queries.look(session, number % 3 + 1), asked_at=None, now=now)
                    continue
                one, another = pairs[(turn + number) % 3]
                if turn == 4:  # somebody tags or edits a claim, which places it anew
                    leases.lock_claim(session, another)
                    queue_order.place(session, [another])
                    continue
                finding = Finding(MatchState.CONFIRMED, MatchRelation.SAME)
                match_decisions.decide(
                    session, actor=actors[turn], claim_id=another, other_id=one, finding=finding, now=now
                )

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(work, range(5)))
    with database.reading() as session:
        assert kept(session) == dict.fromkeys(pairs, ("same", "confirmed"))
        assert [counted(session, claim_id) for claim_id in (here, same, other)] == [(2, 0)] * 3
        members = session.execute(select(ClusterMember.claim_id, ClusterMember.cluster_id)).all()
        assert {tuple(row) for row in members} == {(here, here), (same, here), (other, here)}
