"""Edits of claims: written down, the record in step, and taken back for as long as nobody has built on them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import Written, add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import put_in_force
from tests.support.records import assert_records_equal_recomputation
from verify.core.claim_edits import Change, NewClaim, Passage, SaidBy
from verify.core.errors import Conflict, Forbidden, Malformed, RuleRefused
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import (
    ClaimKind,
    ClaimState,
    EditKind,
    ParkReason,
    ReasonCode,
    ReviewPolicy,
    Role,
    Said,
    Verdict,
    Voice,
)
from verify.models import Attribution, AuditEvent, Claim, ClaimEdit, FirstReview, RecordTotal, Review
from verify.queries.reviews import history
from verify.services import claim_edits, claim_splits, claim_undo, leases, parking, reviews

BRIDGE = "The bridge at Tarn opened in March and cost nine million."
FERRY = "The ferry stopped in April, and the ferry stopped again in May."


@pytest.fixture
def written(session: Session) -> Written:
    return add_article(session, (BRIDGE, FERRY))


@pytest.fixture
def stands(session: Session) -> Callable[[int], Claim]:
    return lambda claim_id: session.get_one(Claim, claim_id, populate_existing=True)


def decide(session: Session, actor: Actor, claim_id: int, now: datetime, said: Said | None = None) -> None:
    for origin in ("Northline", "Harbour Office"):
        add_evidence(session, claim_id, origin=origin, passage=f"{origin} says so of {claim_id}")
    judged = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Both say so.", said)
    reviews.decide(session, actor=actor, claim_id=claim_id, judgement=judged, row_version=None, now=now)


def counted(session: Session, written: Written) -> tuple[int, int]:
    """Corroborated claims in the outlet's two records, once these equal a recomputation by other code."""
    assert_records_equal_recomputation(session, date(2026, 11, 22))
    totals = session.get_one(RecordTotal, written.outlet_id, populate_existing=True)
    return totals.own_corroborated, totals.relayed_corroborated


def halves(*statements: str) -> list[NewClaim]:
    passages = (Passage("The bridge at Tarn opened in March"), Passage(spans=((39, 56),)))
    return [NewClaim(words, place) for words, place in zip(statements, passages, strict=True)]


def test_a_verdict_on_other_words_goes_to_recheck_and_comes_back(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    claim_id = written.claim_ids[0]
    decide(session, ana, claim_id, now)
    version = stands(claim_id).row_version
    to = Change("the bridge at Tarn opened in March, and cost nine million")
    claim_edits.correct(session, actor=ana, claim_id=claim_id, to=to, row_version=version, now=now)
    assert stands(claim_id).state is ClaimState.DECIDED, "the same words"
    to = Change("The bridge at Tarn opened in May and cost nine million.")
    (edit,) = claim_edits.correct(session, actor=ana, claim_id=claim_id, to=to, row_version=version + 1, now=now)
    claim = stands(claim_id)
    assert (claim.state, claim.verdict, claim.quote) == (ClaimState.RECHECK, Verdict.CORROBORATED, BRIDGE)
    assert counted(session, written) == (1, 0), "it counts until somebody looks again"
    claim_undo.undo(session, actor=ana, edit_id=edit, now=now)
    claim = stands(claim_id)
    assert (claim.state, claim.statement) == (
        ClaimState.DECIDED,
        "the bridge at Tarn opened in March, and cost nine million",
    )
    assert session.query(Review).count() == 1


def test_a_corrected_attribution_moves_the_verdict_to_the_other_record(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    claim_id = written.claim_ids[0]
    decide(session, ana, claim_id, now)
    assert counted(session, written) == (1, 0)
    oda = SaidBy(Voice.RELAYED, " Mayor  Oda ", "said", via=("Northline", ""))
    edits = claim_edits.correct(
        session, actor=ana, claim_id=claim_id, to=Change(said_by=oda), row_version=None, now=now
    )
    assert counted(session, written) == (0, 1)
    row = session.get_one(Attribution, claim_id)
    assert (row.speaker, row.cue, row.via, stands(claim_id).state) == (
        "Mayor Oda",
        "said",
        ["Northline"],
        ClaimState.RECHECK,
    )
    claim_undo.undo(session, actor=ana, edit_id=edits[0], now=now)
    assert counted(session, written) == (1, 0)
    assert session.get(Attribution, claim_id) is None


def test_what_is_sent_back_as_it_was_is_no_edit(session: Session, ana: Actor, written: Written, now: datetime) -> None:
    claim_id = written.claim_ids[0]
    session.add(Attribution(claim_id=claim_id, speaker=None, cue="it is told", direct=False, hedged=False, via=["AP"]))
    session.flush()
    same = Change("Other words.", ClaimKind.FACTUAL, SaidBy(Voice.OWN, "", "it is told", via=("AP",)))
    edits = claim_edits.correct(session, actor=ana, claim_id=claim_id, to=same, row_version=None, now=now)
    assert [session.get_one(ClaimEdit, edit).kind for edit in edits] == [EditKind.REWORDED]
    with pytest.raises(RuleRefused, match="reads like this already"):
        claim_edits.correct(session, actor=ana, claim_id=claim_id, to=same, row_version=None, now=now)


def test_a_verdict_on_what_is_no_fact_leaves_the_record(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    claim_id = written.claim_ids[0]
    decide(session, ana, claim_id, now)
    to = Change(kind=ClaimKind.OPINION)
    (edit,) = claim_edits.correct(session, actor=ana, claim_id=claim_id, to=to, row_version=None, now=now)
    claim = stands(claim_id)
    assert (claim.state, claim.park_reason) == (ClaimState.PARKED, ParkReason.NOT_CHECKABLE)
    assert counted(session, written) == (0, 0)
    with pytest.raises(RuleRefused, match="Correct its kind first"):
        parking.unpark(session, actor=ana, claim_id=claim_id, now=now)
    claim_undo.undo(session, actor=ana, edit_id=edit, now=now)
    assert (stands(claim_id).state, counted(session, written)) == (ClaimState.DECIDED, (1, 0))


def test_splitting_withdraws_the_parent_with_its_verdict_and_undo_brings_it_back(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    parent = written.claim_ids[0]
    decide(session, ana, parent, now)
    decide(session, ana, written.claim_ids[1], now)
    assert counted(session, written) == (2, 0)
    made = claim_splits.split(
        session, actor=ana, claim_id=parent, parts=halves("It opened.", "It cost 9m."), row_version=None, now=now
    )
    children = [stands(claim_id) for claim_id in made.claim_ids]
    assert [child.quote for child in children] == ["The bridge at Tarn opened in March", "cost nine million"]
    assert {child.state for child in children} == {ClaimState.READY}
    assert (stands(parent).state, stands(parent).verdict) == (ClaimState.WITHDRAWN, Verdict.CORROBORATED)
    assert counted(session, written) == (1, 0), "the sibling weighs as if it were alone"
    assert session.scalars(select(Review.claim_id)).all() == [parent, written.claim_ids[1]]
    claim_undo.undo(session, actor=ana, edit_id=made.edit_id, now=now)
    assert {stands(child).state for child in made.claim_ids} == {ClaimState.WITHDRAWN}
    assert (stands(parent).state, counted(session, written)) == (ClaimState.DECIDED, (2, 0))
    with pytest.raises(RuleRefused, match="taken back already"):
        claim_undo.undo(session, actor=ana, edit_id=made.edit_id, now=now)


def test_what_was_reviewed_or_edited_since_is_not_taken_back(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    parent = written.claim_ids[0]
    made = claim_splits.split(
        session, actor=ana, claim_id=parent, parts=halves("It opened.", "It cost 9m."), row_version=None, now=now
    )
    child = made.claim_ids[0]
    to = Change("It opened in March.")
    (later,) = claim_edits.correct(session, actor=ana, claim_id=child, to=to, row_version=None, now=now)
    with pytest.raises(RuleRefused, match=f"edited again since .edit {later}"):
        claim_undo.undo(session, actor=ana, edit_id=made.edit_id, now=now)
    claim_undo.undo(session, actor=ana, edit_id=later, now=now)
    decide(session, ana, child, now)
    with pytest.raises(RuleRefused, match="was reviewed since"):
        claim_undo.undo(session, actor=ana, edit_id=made.edit_id, now=now)
    assert (stands(parent).state, stands(child).state) == (ClaimState.WITHDRAWN, ClaimState.DECIDED)


def test_merging_makes_one_claim_that_stands_where_all_of_them_stand(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    first, second = written.claim_ids
    decide(session, ana, second, now)
    made = claim_splits.merge(
        session, actor=ana, claims={first: 1, second: None}, statement="Bridge and ferry.", now=now
    )
    child = stands(made.claim_ids[0])
    assert (child.quote, child.spans) == (f"{BRIDGE} {FERRY}", [[0, len(BRIDGE) + 1 + len(FERRY)]])
    assert {stands(parent).state for parent in (first, second)} == {ClaimState.WITHDRAWN}
    assert counted(session, written) == (0, 0)
    claim_undo.undo(session, actor=ana, edit_id=made.edit_id, now=now)
    assert [stands(claim_id).state for claim_id in (first, second, child.id)] == [
        ClaimState.READY,
        ClaimState.DECIDED,
        ClaimState.WITHDRAWN,
    ]
    assert counted(session, written) == (1, 0)
    elsewhere = add_article(session).claim_ids[0]
    with pytest.raises(RuleRefused, match="Only claims of one article"):
        claim_splits.merge(session, actor=ana, claims={first: None, elsewhere: None}, statement="Both.", now=now)


def test_an_added_claim_stands_exactly_where_it_was_selected(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    def add(passage: Passage, statement: str = "The ferry no longer runs.") -> int:
        made = claim_splits.add(
            session,
            actor=ana,
            article_id=written.article_id,
            version_id=None,
            claim=NewClaim(statement, passage),
            now=now,
        )
        return made.claim_ids[0]

    words, start = "The ferry stopped in April", len(BRIDGE) + 1
    claim = stands(add(Passage("The ferry   stopped\nin April")))
    assert (claim.spans, claim.quote) == ([[start, start + len(words)]], words)
    with pytest.raises(Conflict, match=f"it is claim {claim.id}"):
        add(Passage(words))
    with pytest.raises(Malformed, match="says this 2 times") as asked:
        add(Passage("ferry stopped"))
    places = asked.value.details["places"]
    assert [place["before"][-4:] for place in places] == ["The ", "the "]
    second = stands(add(Passage("ferry stopped", tuple(map(tuple, places[1]["spans"])))))
    assert second.spans == places[1]["spans"]
    with pytest.raises(Malformed, match="not what the stored text says"):
        add(Passage("The ferry stopped in June", ((start, start + len(words)),)))


def test_withdrawing_takes_a_reason_and_ends_the_lease(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    claim_id = written.claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    ben = add_person(session, Role.REVIEWER, now=now, name="Ben")
    with pytest.raises(Conflict, match="Ana holds this claim"):
        claim_edits.withdraw(session, actor=ben, claim_id=claim_id, reason="No claim.", row_version=None, now=now)
    with pytest.raises(Malformed, match="reason is missing"):
        claim_edits.withdraw(session, actor=ana, claim_id=claim_id, reason=" ", row_version=None, now=now)
    edit = claim_edits.withdraw(session, actor=ana, claim_id=claim_id, reason="No claim.", row_version=1, now=now)
    assert (stands(claim_id).state, leases.holder_of(session, claim_id, now=now)) == (ClaimState.WITHDRAWN, None)
    with pytest.raises(RuleRefused, match="Undo that first"):
        claim_edits.correct(session, actor=ana, claim_id=claim_id, to=Change("Other words."), row_version=None, now=now)
    claim_undo.undo(session, actor=ben, edit_id=edit, now=now)
    assert stands(claim_id).state is ClaimState.READY
    logged = session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_type == "claim").order_by(AuditEvent.id)
    ).all()
    assert logged == ["claim.taken", "claim.withdrawn", "claim.edit_undone"]


def test_a_stale_edit_is_refused_with_the_words_that_stand(
    session: Session, ana: Actor, written: Written, now: datetime
) -> None:
    claim_id = written.claim_ids[0]
    claim_edits.correct(session, actor=ana, claim_id=claim_id, to=Change("Ana's words."), row_version=1, now=now)
    ben = add_person(session, Role.REVIEWER, now=now, name="Ben")
    with pytest.raises(Conflict, match="Ana changed this claim while you worked on it") as stale:
        claim_edits.correct(session, actor=ben, claim_id=claim_id, to=Change("Ben's words."), row_version=1, now=now)
    assert (stale.value.details["statement"], stale.value.details["row_version"]) == ("Ana's words.", 2)


def test_what_was_parked_under_recheck_comes_back_under_recheck(
    session: Session, ana: Actor, written: Written, stands: Callable[[int], Claim], now: datetime
) -> None:
    claim_id = written.claim_ids[0]
    decide(session, ana, claim_id, now)
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.MIS_SPLIT, row_version=None, now=now)
    claim_edits.correct(session, actor=ana, claim_id=claim_id, to=Change("Other words."), row_version=None, now=now)
    parking.unpark(session, actor=ana, claim_id=claim_id, now=now)
    assert (stands(claim_id).state, counted(session, written)) == (ClaimState.RECHECK, (1, 0))


def test_a_first_review_of_other_words_waits_no_longer_until_they_are_back(
    session: Session, ana: Actor, written: Written, now: datetime
) -> None:
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    ben = add_person(session, Role.REVIEWER, now=now, name="Ben")
    claim_id = written.claim_ids[0]
    decide(session, ana, claim_id, now)
    first = session.get_one(FirstReview, claim_id).review_id

    def reword(statement: str) -> int:
        to = Change(statement)
        return claim_edits.correct(session, actor=ben, claim_id=claim_id, to=to, row_version=None, now=now)[0]

    edit = reword("The bridge at Tarn opened in May.")
    assert session.get(FirstReview, claim_id) is None
    seen_by_ben = [done.action for done in history(session, claim_id, reader_id=ben.user_id)]
    assert not {"claim.reviewed", "claim.decided"} & set(seen_by_ben), "it stays out of sight"
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim.reworded")).one()
    assert "first_review" not in (logged.before or {})
    claim_undo.undo(session, actor=ben, edit_id=edit, now=now)
    assert session.get_one(FirstReview, claim_id, populate_existing=True).review_id == first
    with pytest.raises(RuleRefused, match="taken back already"):
        claim_undo.undo(session, actor=ben, edit_id=edit, now=now)


def test_editing_takes_a_reviewer(session: Session, written: Written, now: datetime) -> None:
    eva = add_person(session, Role.EDITOR, now=now, name="Eva")
    for attempt in (
        lambda: claim_edits.correct(
            session, actor=eva, claim_id=written.claim_ids[0], to=Change("x y"), row_version=None, now=now
        ),
        lambda: claim_splits.merge(session, actor=eva, claims={}, statement="x", now=now),
        lambda: claim_undo.undo(session, actor=eva, edit_id=1, now=now),
    ):
        with pytest.raises(Forbidden, match="edit claims"):
            attempt()
    assert session.scalars(select(ClaimEdit.kind)).all() == list[EditKind]()
