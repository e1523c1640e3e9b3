"""Corroborations that an editor admits: what they let through, for whom, on what, and how they end."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import JUDGED
from verify.core.errors import Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.retractions import Notice, Target
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, ClaimState, ReasonCode, Role, Stance, Verdict
from verify.models import AdmittedReview, AuditEvent, Claim
from verify.queries import admissions as queries
from verify.services import admissions, evidence, retractions, review_undo, reviews
from verify.services.reviews import Decision

WHY = "The ministry is the only one that could know, and it has said so on the record for years."
CORROBORATED = JUDGED[Verdict.CORROBORATED]


@pytest.fixture
def ed(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.EDITOR, now=now, name="Ed")


@pytest.fixture
def claim_id(session: Session) -> int:
    """A claim with one origin for it, and one item against it."""
    (made,) = add_article(session, ["The ministry counted 12 boats."]).claim_ids
    add_evidence(session, made, origin="Northline")
    add_evidence(session, made, origin="Court", stance=Stance.REFUTES)
    return made


def admit(session: Session, actor: Actor, claim_id: int, *, now: datetime, reason: str = WHY) -> int:
    return admissions.admit(session, actor=actor, claim_id=claim_id, reason=reason, now=now)


def decide(
    session: Session, actor: Actor, claim_id: int, *, now: datetime, judgement: Judgement = CORROBORATED
) -> Decision:
    version = session.get_one(Claim, claim_id, populate_existing=True).row_version
    return reviews.decide(session, actor=actor, claim_id=claim_id, judgement=judgement, row_version=version, now=now)


def test_what_the_rule_refuses_stands_once_an_editor_admits_it(
    session: Session, ana: Actor, ed: Actor, claim_id: int, now: datetime
) -> None:
    with pytest.raises(RuleRefused, match="two independent origins"):
        decide(session, ana, claim_id, now=now)
    admission = admit(session, ed, claim_id, now=now)
    decided = decide(session, ana, claim_id, now=now)
    assert (decided.verdict, decided.state) == (Verdict.CORROBORATED, ClaimState.DECIDED)
    used = session.scalars(select(AdmittedReview)).one()
    assert (used.review_id, used.admission_id) == (decided.review_id, admission)
    standing = queries.on_claim(session, claim_id)
    assert standing is not None and (standing.who, standing.reason, standing.is_used) == ("Ed", WHY, True)
    event = session.query(AuditEvent).filter_by(action="claim.admitted").one()
    assert (event.actor_id, event.subject_id) == (ed.user_id, claim_id)
    assert event.after == {"admission": admission, "reason": WHY, "evidence": list(standing.evidence)}


def test_no_verdict_leans_on_it_that_holds_without(
    session: Session, ana: Actor, ed: Actor, claim_id: int, now: datetime
) -> None:
    admit(session, ed, claim_id, now=now)
    add_evidence(session, claim_id, origin="Harbour Office")
    decide(session, ana, claim_id, now=now)
    assert session.scalar(select(func.count()).select_from(AdmittedReview)) == 0


def test_it_is_taken_back_until_a_verdict_leans_on_it(
    session: Session, ana: Actor, ed: Actor, claim_id: int, now: datetime
) -> None:
    first = admit(session, ed, claim_id, now=now)
    with pytest.raises(RuleRefused, match="Ed admitted a corroboration of this claim already"):
        admit(session, ed, claim_id, now=now)
    assert admissions.take_back(session, actor=ed, admission_id=first, now=now) == claim_id
    with pytest.raises(RuleRefused, match="two independent origins"):
        decide(session, ana, claim_id, now=now)
    with pytest.raises(RuleRefused, match="taken back already"):
        admissions.take_back(session, actor=ed, admission_id=first, now=now)
    second = admit(session, ed, claim_id, now=now)
    decide(session, ana, claim_id, now=now)
    with pytest.raises(RuleRefused, match="A verdict leans on this"):
        admissions.take_back(session, actor=ed, admission_id=second, now=now)
    review_undo.undo(session, actor=ana, claim_id=claim_id, now=now + timedelta(minutes=1))
    admissions.take_back(session, actor=ed, admission_id=second, now=now)
    logged = session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("claim.admi%")))
    assert sorted(logged) == ["claim.admission_taken_back"] * 2 + ["claim.admitted"] * 2


def test_nobody_admits_what_they_reviewed_nor_reviews_what_they_admitted(
    session: Session, claim_id: int, now: datetime
) -> None:
    both = add_person(session, Role.REVIEWER, Role.EDITOR, now=now, name="Both")
    other = add_person(session, Role.EDITOR, now=now, name="Other")
    admit(session, both, claim_id, now=now)
    with pytest.raises(RuleRefused, match="two independent origins"):
        decide(session, both, claim_id, now=now)
    (another,) = add_article(session, ["The ministry sold a boat."]).claim_ids
    add_evidence(session, another, origin="Northline")
    decide(session, both, another, now=now, judgement=JUDGED[Verdict.UNVERIFIED])
    with pytest.raises(Forbidden, match="reviewed this claim yourself"):
        admit(session, both, another, now=now)
    review_undo.undo(session, actor=both, claim_id=another, now=now)
    with pytest.raises(Forbidden, match="reviewed this claim yourself"):
        admit(session, both, another, now=now)
    admit(session, other, another, now=now)


def test_it_holds_as_long_as_all_of_its_evidence_stands(
    session: Session, ana: Actor, ed: Actor, claim_id: int, now: datetime
) -> None:
    add_evidence(session, claim_id, origin="Northline")
    item = queries.supporting(session, claim_id, reader_id=None)[0]
    admit(session, ed, claim_id, now=now)
    evidence.remove(session, actor=ana, evidence_id=item, now=now)
    with pytest.raises(RuleRefused, match="two independent origins"):
        decide(session, ana, claim_id, now=now)
    evidence.restore(session, actor=ana, evidence_id=item, now=now)
    assert decide(session, ana, claim_id, now=now).verdict is Verdict.CORROBORATED


def test_it_never_makes_up_for_a_retraction(
    session: Session, ana: Actor, ed: Actor, claim_id: int, now: datetime
) -> None:
    (item,) = queries.supporting(session, claim_id, reader_id=None)
    admit(session, ed, claim_id, now=now)
    decide(session, ana, claim_id, now=now)
    retractions.retract(
        session, actor=ed, target=Target("A letter", evidence_id=item), notice=Notice(now.date(), "Withdrawn."), now=now
    )
    add_evidence(session, claim_id, origin="Harbour Office")
    with pytest.raises(RuleRefused):
        decide(session, ana, claim_id, now=now)
    (other,) = add_article(session, ["The ministry sold a boat."]).claim_ids
    gone = add_evidence(session, other, origin="Northline")
    retractions.retract(
        session, actor=ed, target=Target("A letter", evidence_id=gone), notice=Notice(now.date(), "Withdrawn."), now=now
    )
    with pytest.raises(RuleRefused, match="was retracted"):
        admit(session, ed, other, now=now)


def test_what_cannot_be_admitted(session: Session, ana: Actor, ed: Actor, claim_id: int, now: datetime) -> None:
    bare, decided = add_article(session, ["Nothing supports this.", "Two say this."]).claim_ids
    opinion = add_article(session, ["It was the best of times."], kind=ClaimKind.OPINION).claim_ids[0]
    for origin in ("Northline", "Harbour Office"):
        add_evidence(session, decided, origin=origin)
    decide(session, ana, decided, now=now)
    for wanted, why in (
        (bare, "Nothing that you can see"),
        (opinion, "only factual"),
        (decided, "corroborated already"),
    ):
        with pytest.raises(RuleRefused, match=why):
            admit(session, ed, wanted, now=now)
    with pytest.raises(Malformed):
        admit(session, ed, claim_id, now=now, reason=" ")
    with pytest.raises(NotFound):
        admit(session, ed, 999_999, now=now)
    with pytest.raises(NotFound):
        admissions.take_back(session, actor=ed, admission_id=999_999, now=now)
    with pytest.raises(Forbidden):
        admit(session, ana, claim_id, now=now)


def test_it_lets_no_other_verdict_and_no_other_fault_pass(
    session: Session, ana: Actor, ed: Actor, now: datetime
) -> None:
    (claim_id,) = add_article(session, ["The ministry counted 12 boats."]).claim_ids
    add_evidence(session, claim_id, origin="Northline")
    admit(session, ed, claim_id, now=now)
    with pytest.raises(RuleRefused, match="Disputed needs"):
        decide(session, ana, claim_id, now=now, judgement=JUDGED[Verdict.DISPUTED])
    wrong = Judgement(Verdict.CORROBORATED, ReasonCode.CONTRADICTED, "Why not.")
    with pytest.raises(Malformed, match="is no reason for corroborated"):
        decide(session, ana, claim_id, now=now, judgement=wrong)
