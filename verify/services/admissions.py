"""Admitting a corroboration: an editor lets a claim be corroborated on less than the desk's rule of origins asks for."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from verify.core.errors import NotFound, RuleRefused
from verify.core.object_rules import refuse_own_admission
from verify.core.origins import account
from verify.core.permissions import Action, Actor, require_person
from verify.core.review_rules import ClaimAtHand, check_decidable
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimState, Verdict
from verify.models import Admission, Claim, Review
from verify.queries import admissions, origins
from verify.services import audit, leases

LONGEST_REASON = 2_000


def admit(session: Session, *, actor: Actor, claim_id: int, reason: str, now: datetime) -> int:
    """Let reviewers corroborate the claim on the evidence that supports it now; the admission's id.

    `Forbidden` for who reviewed the claim; `RuleRefused` where nothing supports it, where something was retracted, where it is
    corroborated or admitted already, and where it gets no verdict at all. `NotFound`, `Malformed`.
    """
    editor = require_person(actor, Action.ADMIT)
    why = typed(reason, field="admission_reason", name="The reason", longest=LONGEST_REASON, required=True)
    leases.lock_claim(session, claim_id)
    claim = session.get(Claim, claim_id, populate_existing=True)
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    reviewed = select(Review.id).where(Review.claim_id == claim_id, Review.reviewer_id == editor).limit(1)
    refuse_own_admission(has_reviewed=session.scalar(reviewed) is not None)
    evidence = _admissible(session, claim, reader_id=editor)
    row = Admission(
        claim_id=claim_id, reason=why, evidence=evidence, admitted_by_id=editor, admitted_at=now, taken_back_at=None
    )
    session.add(row)
    session.flush()  # the log needs its id
    after = {"admission": row.id, "reason": why, "evidence": evidence}
    audit.record(session, actor=actor, action="claim.admitted", subject=("claim", claim_id), after=after, now=now)
    return row.id


def take_back(session: Session, *, actor: Actor, admission_id: int, now: datetime) -> int:
    """Take an admission back; the claim's id. `RuleRefused` once a verdict leans on it, `NotFound`."""
    require_person(actor, Action.ADMIT)
    claim_id = session.scalar(select(Admission.claim_id).where(Admission.id == admission_id))
    if claim_id is None:
        raise NotFound("There is no such admission.")
    leases.lock_claim(session, claim_id)
    standing = admissions.on_claim(session, claim_id)
    if standing is None or standing.id != admission_id:
        raise RuleRefused("This admission is taken back already.")
    if standing.is_used:
        raise RuleRefused("A verdict leans on this admission, so it stays. Have the verdict looked at again instead.")
    session.execute(update(Admission).where(Admission.id == admission_id).values(taken_back_at=now))
    before = {"admission": admission_id, "reason": standing.reason}
    audit.record(
        session, actor=actor, action="claim.admission_taken_back", subject=("claim", claim_id), before=before, now=now
    )
    return claim_id


def _admissible(session: Session, claim: Claim, *, reader_id: int) -> list[int]:
    check_decidable(ClaimAtHand(claim.kind, claim.voice, claim.state, claim.park_reason))
    if claim.verdict is Verdict.CORROBORATED and claim.state is ClaimState.DECIDED:
        raise RuleRefused("This claim is corroborated already.")
    standing = admissions.on_claim(session, claim.id)
    if standing is not None:
        raise RuleRefused(f"{standing.who} admitted a corroboration of this claim already.")
    evidence = admissions.supporting(session, claim.id, reader_id=reader_id)
    gone = account(origins.shown(session, claim.id, reader_id=reader_id)).retracted_sources()
    if not gone.isdisjoint(evidence):
        raise RuleRefused(
            "Some of what supports this claim was retracted, and no admission makes up for that. Take it away first."
        )
    if not evidence:
        raise RuleRefused(
            "Nothing that you can see supports this claim, so there is nothing to admit. Attach it first."
        )
    return evidence
