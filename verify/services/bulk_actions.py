"""Doing one thing to many claims: parking, tagging, assigning, sending to recheck; and taking all of it back.

A bulk action is a list of claims and a job. The job works through the list a few claims a transaction, so that nobody else who
writes waits for more than those few; what it did to each claim is kept, and taking it back is one more bulk action.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from verify.core.claims import tag_key
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused, VerifyError
from verify.core.permissions import Action, Actor, require
from verify.core.rechecks import Cause, RecheckReason
from verify.core.typed_text import chosen
from verify.core.vocabulary import BulkAct, BulkState, ClaimState, JobKind, ParkReason
from verify.models import BulkAction, BulkClaim, Claim
from verify.services import audit, jobs, parking, rechecks, tags
from verify.services import claim_lineage as lineage

MOST = 10_000
"""So many claims at once."""
AT_ONCE = 20
"""Claims a transaction: about a tenth of a second, which is how long a verdict may have to wait for it."""
ROWS = cast(Table, BulkClaim.__table__)
TAKES: dict[BulkAct, Action] = {
    BulkAct.PARK: Action.REVIEW,
    BulkAct.RECHECK: Action.RECHECK,
    BulkAct.TAG: Action.ARRANGE,
    BulkAct.UNTAG: Action.ARRANGE,
    BulkAct.ASSIGN: Action.ARRANGE,
}
"""Who may do what to many claims; whoever may do it may take it back."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. `argument`: the reason to park, the tag, the person's id or nothing for anybody, the recheck batch."""

    act: BulkAct
    argument: str = ""


def begin(session: Session, *, actor: Actor, order: Order, claim_ids: Sequence[int], now: datetime) -> int:
    """Have a job do `order` to these claims; the bulk action's id. `Malformed` for none, too many, or a bad argument."""
    act = order.act
    if act is BulkAct.UNDO:
        raise Malformed("Take a bulk action back from its own page.", field="act")
    require(actor, TAKES[act])
    wanted = list(dict.fromkeys(claim_ids))
    if not wanted:
        raise Malformed("Choose at least one claim.", field="claim")
    if len(wanted) > MOST:
        raise Malformed(f"{MOST:,} claims at once are the most. Narrow the list.", field="claim")
    known = _known(session, wanted)
    if not known:
        raise NotFound("None of these claims is on this desk.")
    argument = _checked(session, order)
    if act is BulkAct.RECHECK:
        argument = str(rechecks.begin_batch(session, actor=actor, cause=Cause(RecheckReason.SENT), now=now))
    return _start(session, actor, Order(act, argument), known, None, now)


def undo(session: Session, *, actor: Actor, action_id: int, now: datetime) -> int:
    """Have a job take back what a bulk action did to each claim; the new action's id.

    `Conflict` while it still runs or where it was taken back already. A claim that changed since stays as it is, with the reason.
    """
    done = session.get(BulkAction, action_id, with_for_update=True)
    if done is None:
        raise NotFound("There is no such bulk action.")
    if done.act is BulkAct.UNDO:
        raise RuleRefused("This took something back. To have it again, choose the claims again.")
    require(actor, TAKES[done.act])
    if session.scalar(select(BulkAction.id).where(BulkAction.undoes_id == action_id)) is not None:
        raise Conflict("This was taken back already.")
    if session.scalar(_of(action_id, BulkState.WAITING).limit(1)) is not None:
        raise Conflict("This is still going on. Wait until it is done, then take it back.")
    changed = list(session.scalars(_of(action_id, BulkState.DONE)))
    if not changed:
        raise RuleRefused("Nothing was changed, so there is nothing to take back.")
    if done.act is BulkAct.RECHECK:
        rechecks.close_batch(session, actor=actor, batch_id=int(done.argument), now=now)
    return _start(session, actor, Order(BulkAct.UNDO), changed, action_id, now)


def carry_on(session: Session, *, job_id: int, now: datetime) -> bool:
    """Do the next few claims of a job's bulk action; whether there were any left."""
    action = session.scalars(select(BulkAction).where(BulkAction.job_id == job_id)).one()
    waiting = list(session.scalars(_of(action.id, BulkState.WAITING).limit(AT_ONCE)))
    actor = jobs.actor_of(session, job_id)
    undone = session.get_one(BulkAction, action.undoes_id) if action.undoes_id else None
    failed = 0
    for claim_id in waiting:
        outcome: dict[str, Any] = {"state": BulkState.DONE, "reason": None}
        try:
            with session.begin_nested():  # a claim that is refused half-way leaves nothing behind
                outcome["before"] = _done(session, actor, action, undone, claim_id, now)
        except VerifyError as error:
            failed += 1
            outcome = {"state": BulkState.REFUSED, "reason": error.message}
        row = update(ROWS).where(ROWS.c.action_id == action.id, ROWS.c.claim_id == claim_id)
        session.execute(row.values(**outcome))
    jobs.advance(session, job_id, done=len(waiting) - failed, failed=failed)
    return bool(waiting)


def _start(
    session: Session, actor: Actor, order: Order, claim_ids: Sequence[int], undoes_id: int | None, now: datetime
) -> int:
    title = _title(order, len(claim_ids))
    job = jobs.add(session, actor=actor, kind=JobKind.BULK, title=title, total=len(claim_ids), now=now)
    action = BulkAction(
        act=order.act,
        argument=order.argument,
        undoes_id=undoes_id,
        job_id=job.id,
        made_by_id=actor.user_id,
        made_at=now,
    )
    session.add(action)
    session.flush()  # the rows need its id
    job.subject_id = action.id
    rows = [{"action_id": action.id, "claim_id": claim_id, "state": BulkState.WAITING} for claim_id in claim_ids]
    session.execute(insert(ROWS), rows)
    after = {"act": order.act, "argument": order.argument, "claims": len(rows), "undoes": undoes_id}
    audit.record(session, actor=actor, action="bulk.begun", subject=("bulk_action", action.id), after=after, now=now)
    return action.id


def _title(order: Order, number: int) -> str:
    claims = f"{number:,} {'claim' if number == 1 else 'claims'}"
    words = order.argument.replace("_", " ")
    return {
        BulkAct.PARK: f"Park {claims}: {words}",
        BulkAct.RECHECK: f"Send {claims} to recheck",
        BulkAct.TAG: f"Tag {claims}: {words}",
        BulkAct.UNTAG: f"Take a tag off {claims}: {words}",
        BulkAct.ASSIGN: f"Assign {claims}" if words else f"Take the assignment off {claims}",
        BulkAct.UNDO: f"Take a change of {claims} back",
    }[order.act]


def _known(session: Session, claim_ids: Sequence[int]) -> list[int]:
    found = set[int]()
    for start in range(0, len(claim_ids), 500):
        found.update(session.scalars(select(Claim.id).where(Claim.id.in_(claim_ids[start : start + 500]))))
    return [claim_id for claim_id in claim_ids if claim_id in found]


def _checked(session: Session, order: Order) -> str:
    if order.act is BulkAct.PARK:
        return chosen(ParkReason, order.argument, field="reason", name="why the claims are parked")
    if order.act is BulkAct.ASSIGN:
        if order.argument:
            tags.check_assignee(session, _person(order.argument))
        return order.argument
    if order.act in (BulkAct.TAG, BulkAct.UNTAG):
        name = tag_key(order.argument)
        if not name:
            raise Malformed("Write the tag.", field="tag")
        return name
    return ""


def _person(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed("Choose a reviewer of this desk.", field="assignee")
    return int(text)


def _of(action_id: int, state: BulkState) -> Any:
    rows = select(ROWS.c.claim_id).where(ROWS.c.action_id == action_id, ROWS.c.state == state)
    return rows.order_by(ROWS.c.claim_id)


def _done(
    session: Session, actor: Actor, action: BulkAction, undone: BulkAction | None, claim_id: int, now: datetime
) -> Mapping[str, Any]:
    """Do it to one claim; what an undo has to know of how it stood."""
    if undone is None:
        return _ACTS[action.act](session, actor, claim_id, action.argument, now)
    row = session.execute(
        select(ROWS.c.before).where(ROWS.c.action_id == undone.id, ROWS.c.claim_id == claim_id)
    ).scalar_one()
    _UNDO[undone.act](session, actor, claim_id, (undone.argument, row or {}), now)
    return {}


def _park(session: Session, actor: Actor, claim_id: int, argument: str, now: datetime) -> Mapping[str, Any]:
    reason = ParkReason(argument)
    parking.park(session, actor=actor, claim_id=claim_id, reason=reason, row_version=None, now=now)
    return {"row_version": session.get_one(Claim, claim_id).row_version}


def _unpark(session: Session, actor: Actor, claim_id: int, done: tuple[str, Mapping[str, Any]], now: datetime) -> None:
    _refuse_changed(session, actor, claim_id, done[1], now)
    parking.unpark(session, actor=actor, claim_id=claim_id, now=now)


def _recheck(session: Session, actor: Actor, claim_id: int, argument: str, now: datetime) -> Mapping[str, Any]:
    require(actor, Action.RECHECK)
    claim = lineage.at_hand(session, actor, claim_id, None, now=now)
    if claim.state is not ClaimState.DECIDED:
        raise RuleRefused(f"Only decided claims are rechecked; this one is {lineage.resting(claim.state)}.")
    cause = Cause(RecheckReason.SENT, batch_id=int(argument))
    rechecks.send(session, actor=actor, claim_id=claim_id, cause=cause, now=now)
    return {}


def _back_to_verdict(
    session: Session, actor: Actor, claim_id: int, done: tuple[str, Mapping[str, Any]], now: datetime
) -> None:
    require(actor, Action.RECHECK)
    lineage.at_hand(session, actor, claim_id, None, now=now)
    rechecks.take_back(session, actor=actor, claim_id=claim_id, batch_id=int(done[0]), now=now)


def _tag(session: Session, actor: Actor, claim_id: int, argument: str, now: datetime) -> Mapping[str, Any]:
    return {"changed": tags.add(session, actor=actor, claim_id=claim_id, tag=argument, now=now)}


def _untag(session: Session, actor: Actor, claim_id: int, argument: str, now: datetime) -> Mapping[str, Any]:
    return {"changed": tags.remove(session, actor=actor, claim_id=claim_id, tag=argument, now=now)}


def _tag_undone(
    session: Session, actor: Actor, claim_id: int, done: tuple[str, Mapping[str, Any]], now: datetime
) -> None:
    if done[1].get("changed"):
        _untag(session, actor, claim_id, done[0], now)


def _untag_undone(
    session: Session, actor: Actor, claim_id: int, done: tuple[str, Mapping[str, Any]], now: datetime
) -> None:
    if done[1].get("changed"):
        _tag(session, actor, claim_id, done[0], now)


def _assign(session: Session, actor: Actor, claim_id: int, argument: str, now: datetime) -> Mapping[str, Any]:
    to_id = int(argument) if argument else None
    return {"to": tags.set_assignee(session, actor=actor, claim_id=claim_id, to_id=to_id, now=now)}


def _assigned_back(
    session: Session, actor: Actor, claim_id: int, done: tuple[str, Mapping[str, Any]], now: datetime
) -> None:
    if tags.assignee_of(session, claim_id) != (int(done[0]) if done[0] else None):
        raise Conflict("Somebody assigned it anew since.")
    tags.set_assignee(session, actor=actor, claim_id=claim_id, to_id=done[1].get("to"), now=now)


def _refuse_changed(session: Session, actor: Actor, claim_id: int, before: Mapping[str, Any], now: datetime) -> Claim:
    claim = lineage.at_hand(session, actor, claim_id, None, now=now)
    if claim.row_version != before.get("row_version"):
        raise Conflict("The claim changed since.")
    return claim


_ACTS: dict[BulkAct, Callable[..., Mapping[str, Any]]] = {
    BulkAct.PARK: _park,
    BulkAct.RECHECK: _recheck,
    BulkAct.TAG: _tag,
    BulkAct.UNTAG: _untag,
    BulkAct.ASSIGN: _assign,
}
_UNDO: dict[BulkAct, Callable[..., None]] = {
    BulkAct.PARK: _unpark,
    BulkAct.RECHECK: _back_to_verdict,
    BulkAct.TAG: _tag_undone,
    BulkAct.UNTAG: _untag_undone,
    BulkAct.ASSIGN: _assigned_back,
}
