"""Rules of reviewing for tests, and reviews given under them."""

from datetime import datetime

from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from verify.core.permissions import SYSTEM, Actor
from verify.core.policies import Rules
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ReasonCode, ReviewPolicy, Stance, Verdict
from verify.models import Claim
from verify.queries.desks import current_policy
from verify.services import policies, reviews
from verify.services.reviews import Decision

JUDGED = {
    Verdict.CORROBORATED: Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Two offices say so."),
    Verdict.DISPUTED: Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The register says otherwise."),
    Verdict.UNVERIFIED: Judgement(
        Verdict.UNVERIFIED, ReasonCode.NOTHING_FOUND, "Nobody knows.", searched="The register"
    ),
}


def put_in_force(session: Session, kind: ReviewPolicy, *, now: datetime) -> None:
    """Have the desk's claims judged under this policy from now on."""
    rules = Rules(kind)
    policies.adopt(session, actor=SYSTEM, rules=rules, seen=current_policy(session).id, now=now)


def add_backed_claim(
    session: Session, *, drawn: bool = False, sentence: str = "The bridge at Tarn opened in March."
) -> int:
    """A claim that any verdict can be given on: two origins for it, one against."""
    claim_id = add_article(session, [sentence]).claim_ids[0]
    session.get_one(Claim, claim_id).is_drawn = drawn
    for origin, stance in (
        ("Harbour Office", Stance.SUPPORTS),
        ("Northline", Stance.SUPPORTS),
        ("Court", Stance.REFUTES),
    ):
        add_evidence(session, claim_id, origin=origin, stance=stance)
    return claim_id


def give(
    session: Session, actor: Actor, claim_id: int, verdict: Verdict, *, now: datetime, row_version: int | None = None
) -> Decision:
    """Review the claim with this verdict."""
    judgement = JUDGED[verdict]
    return reviews.decide(
        session, actor=actor, claim_id=claim_id, judgement=judgement, row_version=row_version, now=now
    )
