"""Having verdicts looked at again. A verdict keeps counting until somebody has looked; this alone puts claims into recheck.

A claim may have several reasons at once, each a row that is open until it ends. As long as one is open the claim is in recheck,
unless it is parked or withdrawn: then it goes there when it comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Select, Table, select, update
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.rechecks import LONGEST_NOTE, REASON_WORDS, Cause, RecheckEnd, RecheckReason
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimState
from verify.models import Claim, Recheck, RecheckBatch
from verify.services import audit, leases, notifications

ROWS = cast(Table, Recheck.__table__)
MOST = 5_000
"""So many claims go to recheck, or come back, in one transaction at most."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking a batch back: claims whose verdict stands again, and those that stayed as they are, each with why."""

    restored: Sequence[int]
    stayed: Sequence[tuple[int, str]]


def send(session: Session, *, actor: Actor, claim_id: int, cause: Cause, now: datetime) -> bool:
    """Have the claim's verdict looked at again, for one more reason; False where it has none, or has this reason already.

    Asks for no permission: whatever is the cause did. The claim's version stays, as nothing of what a reviewer judges changes here.
    """
    leases.lock_claim(session, claim_id)
    state = session.scalar(select(Claim.state).where(Claim.id == claim_id, Claim.verdict.is_not(None)))
    same = [Recheck.reason == cause.reason, Recheck.detail == cause.detail, Recheck.batch_id == cause.batch_id]
    if state is None or session.scalar(_open(claim_id).where(*same).limit(1)) is not None:
        return False
    sent = {"claim_id": claim_id, "sent_by_id": actor.user_id, "sent_at": now}
    row = {"reason": cause.reason, "detail": cause.detail, "batch_id": cause.batch_id}
    session.add(Recheck(**sent, **row))
    session.flush()  # the state is told by the rows
    if state is ClaimState.DECIDED:
        _set_state(session, claim_id, ClaimState.RECHECK)
    audit.record(session, actor=actor, action="claim.sent_to_recheck", subject=("claim", claim_id), after=row, now=now)
    if cause.batch_id is None:  # of a batch people are told once, by whoever sends it
        notifications.tell_rechecked(session, actor=actor, claim_ids=[claim_id], now=now)
    return True


def send_one(session: Session, *, actor: Actor, claim_id: int, note: str, now: datetime) -> None:
    """Have a verdict looked at again because somebody wants it, and says why. `NotFound`; `RuleRefused` without a verdict."""
    require(actor, Action.RECHECK)
    why = typed(note, field="note", name="Why it is looked at again", longest=LONGEST_NOTE, required=True)
    leases.lock_claim(session, claim_id)
    claim = session.execute(select(Claim.state, Claim.verdict).where(Claim.id == claim_id)).first()
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    if claim.state not in (ClaimState.DECIDED, ClaimState.RECHECK):
        raise RuleRefused("Only a verdict that stands is looked at again, and none stands on this claim.", field="note")
    if not send(session, actor=actor, claim_id=claim_id, cause=Cause(RecheckReason.SENT, why), now=now):
        raise Conflict("It was sent to recheck for this already.", field="note")


def begin_batch(session: Session, *, actor: Actor, cause: Cause, now: datetime, day: date | None = None) -> int:
    """Open a batch for claims that are sent together, for one cause; its id."""
    batch = RecheckBatch(reason=cause.reason, detail=cause.detail, day=day, made_by_id=actor.user_id, made_at=now)
    session.add(batch)
    session.flush()  # its rows need its id
    after = {"reason": cause.reason, "detail": cause.detail}
    audit.record(
        session, actor=actor, action="recheck.begun", subject=("recheck_batch", batch.id), after=after, now=now
    )
    return batch.id


def send_batch(session: Session, *, actor: Actor, cause: Cause, claim_ids: Sequence[int], now: datetime) -> int:
    """Send claims to recheck together; the batch's id. `RuleRefused` for more than one transaction may hold up others with."""
    if len(claim_ids) > MOST:
        raise RuleRefused(f"{len(claim_ids):,} verdicts are more than the {MOST:,} that are sent to recheck at once.")
    batch_id = begin_batch(session, actor=actor, cause=cause, now=now)
    for claim_id in sorted(claim_ids):  # in one order, so that two batches never wait for each other
        send(session, actor=actor, claim_id=claim_id, cause=Cause(cause.reason, cause.detail, batch_id), now=now)
    notifications.tell_rechecked(session, actor=actor, claim_ids=claim_ids, now=now)
    return batch_id


def take_batch_back(session: Session, *, actor: Actor, batch_id: int, now: datetime) -> TakenBack:
    """Take a batch back: every verdict that nobody has looked at since stands as before. `NotFound`, `Conflict`, `RuleRefused`."""
    require(actor, Action.RECHECK)
    close_batch(session, actor=actor, batch_id=batch_id, now=now)
    sent = select(Recheck.claim_id).where(Recheck.batch_id == batch_id).order_by(Recheck.claim_id)
    claim_ids = session.scalars(sent).all()
    if len(claim_ids) > MOST:
        raise RuleRefused(
            f"{len(claim_ids):,} claims are too many to take back at once. Do it from the bulk action's page."
        )
    stays: dict[int, str] = {}
    for claim_id in claim_ids:
        try:
            stays[claim_id] = take_back(session, actor=actor, claim_id=claim_id, batch_id=batch_id, now=now)
        except Conflict as error:
            stays[claim_id] = error.message
    restored = [claim_id for claim_id, why in stays.items() if not why]
    return TakenBack(restored, [(claim_id, why) for claim_id, why in stays.items() if why])


def close_batch(session: Session, *, actor: Actor, batch_id: int, now: datetime) -> None:
    """Note that a batch is taken back, once. `NotFound`; `Conflict` where it was already."""
    batch = session.get(RecheckBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NotFound(f"There is no recheck {batch_id}.")
    if batch.undone_at is not None:
        raise Conflict("This recheck was taken back already.")
    batch.undone_at, batch.undone_by_id = now, actor.user_id
    session.flush()
    subject = ("recheck_batch", batch_id)
    audit.record(session, actor=actor, action="recheck.taken_back", subject=subject, now=now)


def take_back(session: Session, *, actor: Actor, claim_id: int, batch_id: int, now: datetime) -> str:
    """Take a claim out of a batch; empty if its verdict stands again, else why it does not. `Conflict` if it was looked at."""
    leases.lock_claim(session, claim_id)
    row = session.scalars(_open_row(claim_id).where(Recheck.batch_id == batch_id)).first()
    if row is None:
        raise Conflict("Somebody looked at it again since.")
    _end(session, row, actor, now)
    other = session.scalars(_open_row(claim_id).order_by(Recheck.id.desc()).limit(1)).first()
    if other is not None:
        return f"It is looked at again for another reason too: {REASON_WORDS[other.reason]}."
    state = session.scalar(select(Claim.state).where(Claim.id == claim_id))
    if state is not ClaimState.RECHECK:
        return f"It is {state} by now."
    _set_state(session, claim_id, ClaimState.DECIDED)
    return ""


def take_back_cause(
    session: Session, *, actor: Actor, claim_id: int, cause: Cause, at: datetime, now: datetime
) -> None:
    """End what one cause opened at a moment, as the cause itself is taken back. The claim's state is its caller's to set."""
    same = (Recheck.reason == cause.reason, Recheck.detail == cause.detail, Recheck.sent_at == at)
    for row in session.scalars(_open_row(claim_id).where(*same)).all():
        _end(session, row, actor, now)


def state_of_verdict(session: Session, claim_id: int) -> ClaimState:
    """Where a claim belongs whose verdict stands and that is neither parked nor withdrawn."""
    is_open = session.scalar(_open(claim_id).limit(1)) is not None
    return ClaimState.RECHECK if is_open else ClaimState.DECIDED


def end_by_review(session: Session, *, claim_id: int, review_id: int, same: bool, now: datetime) -> None:
    """Somebody looked again: the review's verdict, the same or another one, ends all that was open. The verdict is logged."""
    ending = RecheckEnd.SAME_VERDICT if same else RecheckEnd.OTHER_VERDICT
    values = {"ending": ending, "ended_at": now, "review_id": review_id}
    session.execute(update(ROWS).where(ROWS.c.claim_id == claim_id, ROWS.c.ended_at.is_(None)).values(**values))


def undo_review(session: Session, *, claim_id: int, review_id: int, stands: bool, now: datetime) -> None:
    """A verdict is undone: what it had ended is open again, or, where none `stands` now, over. The undoing is logged."""
    again = {"ending": None, "ended_at": None, "review_id": None}
    session.execute(update(ROWS).where(ROWS.c.claim_id == claim_id, ROWS.c.review_id == review_id).values(**again))
    if not stands:
        over = {"ending": RecheckEnd.VERDICT_UNDONE, "ended_at": now}
        session.execute(update(ROWS).where(ROWS.c.claim_id == claim_id, ROWS.c.ended_at.is_(None)).values(**over))


def _open(claim_id: int) -> Select[int]:
    return select(Recheck.id).where(Recheck.claim_id == claim_id, Recheck.ended_at.is_(None))


def _open_row(claim_id: int) -> Select[Recheck]:
    return select(Recheck).where(Recheck.claim_id == claim_id, Recheck.ended_at.is_(None))


def _set_state(session: Session, claim_id: int, state: ClaimState) -> None:
    session.execute(update(Claim).where(Claim.id == claim_id).values(state=state))


def _end(session: Session, row: Recheck, actor: Actor, now: datetime) -> None:
    row.ending, row.ended_at, row.ended_by_id = RecheckEnd.TAKEN_BACK, now, actor.user_id
    session.flush()
    told = {"reason": row.reason, "detail": row.detail, "batch_id": row.batch_id}
    subject = ("claim", row.claim_id)
    audit.record(session, actor=actor, action="claim.recheck_taken_back", subject=subject, after=told, now=now)
