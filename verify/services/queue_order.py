"""Putting the queue in another order, and placing claims by the order in force.

A new order is in force at once: claims that come in or change are placed by it. A job places the others, a few a transaction,
from the newest down; meanwhile each claim stands somewhere, so taking and deciding go on. A job that is stopped goes on where it
was, and one whose order is no longer in force leaves the rest to the job of the newer one.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.queue_order import Facts, Part, QueueOrder, priority, uses
from verify.core.vocabulary import JobKind
from verify.models import Claim, Desk, DeskOrder, Job, QueueSort
from verify.queries import queue_order as queries
from verify.services import audit, jobs

CLAIMS = cast(Table, Claim.__table__)
AT_ONCE = 500
"""Claims a transaction: about a twentieth of a second, which is how long a verdict may have to wait for it."""
_PLACE = update(CLAIMS).where(CLAIMS.c.id == bindparam("claim")).values(priority=bindparam("place"))


def adopt(session: Session, *, actor: Actor, order: QueueOrder, seen: int, now: datetime) -> int:
    """Put another order in force and have a job place every claim by it; the version's id.

    `seen` is the version in force when it was chosen: `Conflict` where it is no more. `RuleRefused` for the same order again.
    """
    require(actor, Action.SET_POLICY)
    _hold(session, alone=True)
    before = queries.version_in_force(session)
    if seen != before.id:
        raise Conflict(f"The order changed meanwhile: version {before.id} is in force. Look at it, then choose again.")
    if order == before.order:
        raise RuleRefused("This order is in force already. Nothing was changed.")
    made = DeskOrder(rules=order.as_text(), adopted_at=now, adopted_by_id=actor.user_id)
    session.add(made)
    session.flush()  # the job and the log need its id
    total = session.scalar(select(func.count()).select_from(CLAIMS)) or 0
    title = f"Place claims by version {made.id} of the queue's order"
    job = jobs.add(session, actor=actor, kind=JobKind.SORT, title=title, total=total, now=now)
    session.add(QueueSort(order_id=made.id, job_id=job.id, down_to=queries.newest_claim(session) + 1))
    subject, after = ("desk_order", made.id), {"version": made.id, "rules": made.rules}
    told = {"version": before.id, "rules": before.order.as_text()}
    audit.record(session, actor=actor, action="queue.ordered", subject=subject, before=told, after=after, now=now)
    session.flush()
    return made.id


def carry_on(session: Session, *, job_id: int) -> bool:
    """Place the next few claims of a job; whether there may be more."""
    _hold(session)
    sort = session.scalars(select(QueueSort).where(QueueSort.job_id == job_id)).one()
    in_force = queries.version_in_force(session)
    if in_force.id != sort.order_id:
        session.execute(update(Job).where(Job.id == job_id).values(total=Job.done))
        return False
    rows = queries.facts_below(session, sort.down_to, limit=AT_ONCE)
    if rows:
        _place(session, rows, in_force.order)
        sort.down_to = rows[0][0]
        jobs.advance(session, job_id, done=len(rows))
        session.flush()
    return bool(rows)


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> None:
    """Have a job that broke go on where it was."""
    require(actor, Action.SET_POLICY)
    job = jobs.run_again(session, job_id)
    session.flush()
    audit.record(session, actor=actor, action="queue.sorted_on", subject=("job", job.id), now=now)


def place(session: Session, claim_ids: Sequence[int]) -> None:
    """Place claims anew that have changed, by the order in force."""
    _hold(session)
    _place(session, queries.facts_of(session, claim_ids), queries.version_in_force(session).order)


def is_moved_by(session: Session, part: Part) -> bool:
    """Whether a part moves claims by the order in force, which stays in force until the transaction ends."""
    _hold(session)
    return uses(queries.version_in_force(session).order, part)


def priority_of(session: Session, claim: Claim) -> float:
    """The priority of a stored claim by the order in force, for a caller that is changing it."""
    _hold(session)
    ((_, _, facts),) = queries.facts_of(session, [claim.id])
    return priority(queries.version_in_force(session).order, facts)


def placing(session: Session) -> Callable[[Facts], float]:
    """What gives new claims their priority, by the order in force until the transaction ends."""
    _hold(session)
    order = queries.version_in_force(session).order
    return lambda facts: priority(order, facts)


def _place(session: Session, rows: Sequence[tuple[int, float, Facts]], order: QueueOrder) -> None:
    """Write the priorities that are others now, in the order of the ids, as everybody locks claims."""
    wanted = ((claim_id, stored, priority(order, facts)) for claim_id, stored, facts in rows)
    moved = [{"claim": claim_id, "place": there} for claim_id, stored, there in wanted if there != stored]
    if moved:
        session.connection().execute(_PLACE, moved)


def _hold(session: Session, *, alone: bool = False) -> None:
    """On PostgreSQL no order comes into force while claims are placed, so that none is left at an older one's place."""
    if session.get_bind().dialect.name != "sqlite":
        # The weakest lock: who joins or parts claims holds the desk too, before claims that somebody here may hold already.
        session.execute(select(Desk.id).with_for_update(read=not alone, key_share=not alone))
