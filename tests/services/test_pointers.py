"""Verdicts that point to another claim's: asked for, checked from this claim's side, and looked at again when that one changes."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import give, put_in_force
from tests.support.records import C, D, U, assert_records_equal_recomputation
from verify.core.errors import NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import (
    ClaimState,
    EvidenceRole,
    MatchRelation,
    MatchState,
    ReviewPolicy,
    Role,
    Stance,
    Verdict,
)
from verify.models import Claim, ClusterMember, Evidence, Match, Pointer, Review
from verify.queries import drafts, pointers, rechecks
from verify.services import claim_edits, evidence, match_decisions, review_undo, reviews
from verify.services.match_decisions import Finding
from verify.services.pointers import Pointing

BRIDGE = "The Tarn bridge opened in March 2021."


@pytest.fixture
def ids(session: Session, now: datetime) -> tuple[int, int]:
    """A claim that three origins speak of and the same one of another outlet, which nothing is attached to; a suggested match."""
    decided = add_article(session, [BRIDGE], outlet="Daily Ledger").claim_ids[0]
    open_ = add_article(session, [BRIDGE], outlet="Valley Post").claim_ids[0]
    put_in_force(session, ReviewPolicy.SINGLE, now=now)
    for origin, stance in (
        ("Harbour Office", Stance.SUPPORTS),
        ("Northline", Stance.SUPPORTS),
        ("Court", Stance.REFUTES),
    ):
        add_evidence(session, decided, origin=origin, stance=stance)
    session.add(
        Match(
            claim_id=decided,
            other_id=open_,
            relation=MatchRelation.SAME,
            found_relation=MatchRelation.SAME,
            score=0.9,
            state=MatchState.SUGGESTED,
            model="test",
            found_at=now,
            note="",
        )
    )
    session.flush()
    return decided, open_


@pytest.fixture
def ana(session: Session, ids: tuple[int, int], now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now)


def point(session: Session, actor: Actor, claim_id: int, target: int, now: datetime, **more: Any) -> reviews.Decision:
    pointing = Pointing(target, **{"same_conditions": True, **more})
    return reviews.decide_as(session, actor=actor, claim_id=claim_id, pointing=pointing, row_version=None, now=now)


def state(session: Session, claim_id: int) -> tuple[ClaimState, Verdict | None]:
    claim = session.get_one(Claim, claim_id, populate_existing=True)
    return claim.state, claim.verdict


def why_again(session: Session, claim_id: int) -> list[str]:
    return [row.words for row in rechecks.of_claim(session, claim_id) if row.ended_at is None]


def test_a_verdict_points_and_the_two_claims_are_one_cluster(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime
) -> None:
    there, here = ids
    give(session, ana, there, C, now=now)
    decision = point(session, ana, here, there, now, note="Same opening.")
    assert state(session, here) == (ClaimState.DECIDED, C)
    assert session.get_one(Review, decision.review_id).rationale == f"As decided on claim {there}. Same opening."
    found = pointers.of_claim(session, here)
    assert found and (found.claim_id, found.given, found.has_changed) == (there, C, False)
    assert pointers.of_claim(session, there) is None
    match = session.scalars(select(Match).execution_options(populate_existing=True)).one()
    assert (match.state, match.decided_by_id) == (MatchState.CONFIRMED, ana.user_id)
    assert len(session.scalars(select(ClusterMember)).all()) == 2
    assert_records_equal_recomputation(session, now.date())


@pytest.mark.parametrize("verdict", [D, U])
def test_disputes_and_open_questions_are_taken_over_too(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime, verdict: Verdict
) -> None:
    there, here = ids
    give(session, ana, there, verdict, now=now)
    point(session, ana, here, there, now)
    assert state(session, here) == (ClaimState.DECIDED, verdict)


def test_a_change_of_the_other_verdict_says_so_and_changes_nothing_here(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime
) -> None:
    there, here = ids
    give(session, ana, there, C, now=now)
    point(session, ana, here, there, now)
    give(session, ana, there, D, now=now, row_version=2)
    assert state(session, here) == (ClaimState.RECHECK, C)
    assert why_again(session, here) == [f"the verdict it points to changed: claim {there} is disputed now"]
    found = pointers.of_claim(session, here)
    assert found and found.has_changed and found.verdict is D
    give(session, ana, there, C, now=now, row_version=3)
    review_undo.undo(session, actor=ana, claim_id=there, now=now)
    assert len(why_again(session, here)) == 3
    assert_records_equal_recomputation(session, now.date())


@pytest.mark.parametrize(
    ("note", "left"), [("Same opening.", {"rationale": "Same opening."}), ("", {})], ids=["note", "none"]
)
def test_undone_it_leaves_no_verdict_of_ones_own_behind(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime, note: str, left: dict[str, str]
) -> None:
    there, here = ids
    give(session, ana, there, C, now=now)
    point(session, ana, here, there, now, note=note)
    review_undo.undo(session, actor=ana, claim_id=here, now=now)
    assert state(session, here) == (ClaimState.READY, None)
    assert drafts.of_claim(session, here, user_id=ana.user_id).typed == left


def test_it_is_looked_at_again_when_the_other_claim_goes_or_is_no_longer_the_same(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime
) -> None:
    there, here = ids
    give(session, ana, there, C, now=now)
    point(session, ana, here, there, now)
    match_decisions.decide(
        session, actor=ana, claim_id=here, other_id=there, finding=Finding(MatchState.REJECTED), now=now
    )
    claim_edits.withdraw(session, actor=ana, claim_id=there, reason="Not said.", row_version=None, now=now)
    assert [words.partition(": ")[2] for words in why_again(session, here)] == [
        f"claim {there} is withdrawn",
        f"it is no longer the same as claim {there}",
    ]
    assert state(session, here) == (ClaimState.RECHECK, C)


def test_what_does_not_carry_over_is_refused(session: Session, ids: tuple[int, int], ana: Actor, now: datetime) -> None:
    there, here = ids
    with pytest.raises(RuleRefused, match="no verdict that stands"):
        point(session, ana, here, there, now)
    give(session, ana, there, C, now=now)
    with pytest.raises(RuleRefused, match="true under the same conditions"):
        point(session, ana, here, there, now, same_conditions=False)
    with pytest.raises(NotFound):
        point(session, ana, here, 999, now)
    other = add_article(session, ["The ferry was sold."], outlet="Northline").claim_ids[0]
    with pytest.raises(RuleRefused, match="no match that says the same"):
        point(session, ana, other, there, now)
    point(session, ana, here, there, now)
    third = add_article(session, [BRIDGE], outlet="Coast Echo").claim_ids[0]
    match_decisions.decide(
        session,
        actor=SYSTEM,
        claim_id=third,
        other_id=here,
        finding=Finding(MatchState.CONFIRMED, MatchRelation.SAME),
        now=now,
    )
    with pytest.raises(RuleRefused, match=f"itself decided as claim {there} was"):
        point(session, ana, third, here, now)
    point(session, ana, third, there, now)  # they are one cluster


def test_ones_own_article_is_no_support_for_oneself(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime
) -> None:
    there, here = ids
    article_id = session.get_one(Claim, here).article_id
    items = session.scalars(select(Evidence.id).where(Evidence.claim_id == there).order_by(Evidence.id)).all()
    for item in items[:2]:
        evidence.remove(session, actor=ana, evidence_id=item, now=now)
    add_evidence(session, there, origin="Harbour Office")
    add_evidence(session, there, origin="", article_id=article_id, role=EvidenceRole.ORIGINAL_REPORTING)
    give(session, ana, there, C, now=now)
    with pytest.raises(RuleRefused, match="You have 1 origin: Harbour Office"):
        point(session, ana, here, there, now)


def test_a_first_review_that_points_is_told_to_nobody(
    session: Session, ids: tuple[int, int], ana: Actor, now: datetime
) -> None:
    there, here = ids
    give(session, ana, there, D, now=now)
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    assert point(session, ana, here, there, now).state is ClaimState.SECOND_REVIEW
    assert pointers.of_claim(session, here) is None
    assert session.scalars(select(Match.state)).one() is MatchState.SUGGESTED
    bo = add_person(session, Role.REVIEWER, now=now, name="bo")
    point(session, bo, here, there, now)
    assert state(session, here) == (ClaimState.DECIDED, D)
    assert session.scalars(select(Match.decided_by_id)).one() == bo.user_id
    assert len(session.scalars(select(Pointer)).all()) == 2
