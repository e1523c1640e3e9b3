"""Ending disagreements: an adjudicator who gave neither review decides the claim."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.notifications import Notice
from verify.core.object_rules import refuse_own_adjudication
from verify.core.permissions import Action, Actor, require_person
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimState, NoticeKind
from verify.models import Adjudication, Review
from verify.queries import adjudications
from verify.services import leases, notifications, verdicts
from verify.services.reviews import Decision

ADJUDICATIONS = cast(Table, Adjudication.__table__)


def adjudicate(
    session: Session, *, actor: Actor, claim_id: int, judgement: Judgement, row_version: int | None, now: datetime
) -> Decision:
    """Decide between two reviews that disagree, or about a change of the verdict that stands; the record moves with it.

    The rules of a verdict hold as for any review. `Forbidden` for who gave either review, `NotFound` where no disagreement
    waits, `Conflict` where the claim changed since `row_version` (None: whatever it was).
    """
    require_person(actor, Action.ADJUDICATE)
    claim = verdicts.at_hand(session, claim_id, now=now)
    pair = adjudications.open_pair(session, claim_id)
    if pair is None:
        raise NotFound("No disagreement about this claim waits for an adjudicator. It may have been decided already.")
    both = (pair.first_id, pair.second_id)
    reviewers = session.scalars(select(Review.reviewer_id).where(Review.id.in_(both))).all()
    refuse_own_adjudication(actor, reviewers)
    leases.refuse_if_held(claim, actor, now=now)
    verdicts.refuse_if_moved(session, claim, row_version, judgement)
    evidence = verdicts.evidence_seen(session, claim, actor)
    found, admission_id = verdicts.judged(session, judgement, claim, evidence, actor)
    standing = verdicts.standing_of(session, claim)
    revised_id = standing.review_id if standing else None
    review_id = verdicts.write_review(session, actor, claim, found, revises_id=revised_id, now=now)
    verdicts.lean_on(session, review_id, evidence, admission_id)
    session.execute(insert(ADJUDICATIONS).values(pair_id=pair.id, review_id=review_id, made_at=now))
    verdicts.set_verdict(session, claim, found, review_id, now=now)
    after = {"state": ClaimState.DECIDED, **verdicts.as_logged(found, review_id, claim), "between": list(both)}
    verdicts.log(session, actor, "claim.adjudicated", claim, after, now=now)
    notice = Notice(NoticeKind.ADJUDICATED, claim.id)
    notifications.tell(session, actor=actor, to=reviewers, notice=notice, now=now)
    return Decision(review_id, claim.id, claim.outlet_id, found.verdict, revised_id, claim.row_version + 1)
