"""Days on which verdicts are to be looked at again: set with a verdict or later, and acted on when they come."""

from datetime import date, datetime
from typing import cast

from sqlalchemy import Select, Table, insert, select
from sqlalchemy.orm import Session

from verify.core.errors import Malformed, NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.rechecks import Cause, RecheckReason
from verify.models import Claim, RecheckBatch, ReviewDate
from verify.queries import review_dates as queries
from verify.services import audit, leases, notifications, rechecks

DATES = cast(Table, ReviewDate.__table__)
AT_ONCE = 20
"""Verdicts sent in one transaction."""


def set_with_review(session: Session, actor: Actor, *, claim_id: int, review_id: int, day: date, now: datetime) -> None:
    """Keep the day that a review names; the review is logged. `Malformed` for a day that is not ahead."""
    _refuse_past(day, now)
    row = {"review_id": review_id, "claim_id": claim_id, "day": day, "set_by_id": actor.user_id, "set_at": now}
    session.execute(insert(DATES).values(**row))


def keep_earlier(session: Session, *, first_id: int, second_id: int, now: datetime) -> date | None:
    """Of the days that two agreeing reviews name, let the earlier one hold for the second, whose verdict stands; that day.

    A day of the first one that came while it waited was met by the second.
    """
    named = {kept.review_id: kept for kept in session.scalars(_of_reviews(first_id, second_id))}
    first, second = named.get(first_id), named.get(second_id)
    if first is None or first.day <= now.date() or (second is not None and second.day <= first.day):
        return second.day if second is not None else None
    if second is not None:
        session.delete(second)
        session.flush()  # the row that comes has the same key
    whose = {"set_by_id": first.set_by_id, "set_at": first.set_at}
    session.add(ReviewDate(review_id=second_id, claim_id=first.claim_id, day=first.day, **whose))
    session.flush()
    return first.day


def change(session: Session, *, actor: Actor, claim_id: int, day: date | None, now: datetime) -> None:
    """Set, move or (None) take away the day on which the verdict that stands is looked at again. `NotFound`, `RuleRefused`."""
    require(actor, Action.RECHECK)
    if day is not None:
        _refuse_past(day, now)
    leases.lock_claim(session, claim_id)
    verdict = session.execute(select(Claim.verdict).where(Claim.id == claim_id)).first()
    if verdict is None:
        raise NotFound(f"There is no claim {claim_id}.")
    review_id = queries.standing_review(session, claim_id) if verdict.verdict else None
    if review_id is None:
        raise RuleRefused("Only a verdict that stands is looked at again, and none stands on this claim.", field="day")
    kept = session.get(ReviewDate, review_id, populate_existing=True)
    before = kept.day if kept is not None and kept.sent_at is None else None
    if kept is not None:
        session.delete(kept)
        session.flush()  # the row that comes has the same key
    if day is not None:
        set_by = {"set_by_id": actor.user_id, "set_at": now}
        session.add(ReviewDate(review_id=review_id, claim_id=claim_id, day=day, **set_by))
    session.flush()
    sides = {"before": {"day": before and before.isoformat()}, "after": {"day": day and day.isoformat()}}
    audit.record(session, actor=actor, action="claim.review_by_set", subject=("claim", claim_id), now=now, **sides)


def send_due(session: Session, *, now: datetime) -> bool:
    """Send the next few verdicts whose day has come to recheck, in the one batch of today; whether there were any.

    Safe to be killed and begun again: what a transaction sent is noted in it.
    """
    dates = queries.due(session, now.date(), limit=AT_ONCE)
    if not dates:
        return False
    batch_id = session.scalar(select(RecheckBatch.id).where(RecheckBatch.day == now.date()))
    if batch_id is None:
        cause = Cause(RecheckReason.REVIEW_BY)
        batch_id = rechecks.begin_batch(session, actor=SYSTEM, cause=cause, day=now.date(), now=now)
    for found in sorted(dates, key=lambda found: found.claim_id):
        cause = Cause(RecheckReason.REVIEW_BY, f"{found.day.day} {found.day:%B %Y}", batch_id)
        rechecks.send(session, actor=SYSTEM, claim_id=found.claim_id, cause=cause, now=now)
        found.sent_at = now
    session.flush()
    notifications.tell_rechecked(session, actor=SYSTEM, claim_ids=[found.claim_id for found in dates], now=now)
    return True


def _of_reviews(*review_ids: int) -> Select[ReviewDate]:
    return select(ReviewDate).where(ReviewDate.review_id.in_(review_ids)).execution_options(populate_existing=True)


def _refuse_past(day: date, now: datetime) -> None:
    if day <= now.date():
        raise Malformed("Name a day that is still to come.", field="again_on")
