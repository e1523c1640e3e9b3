"""Who has a claim in hand: handing out the next one, taking, keeping, leaving, giving back, skipping, handing over.

On SQLite a writing transaction is alone; on PostgreSQL the claim's row is locked first, always before any other row of the
claim's, and claims that somebody else is just being handed are passed over.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    TextClause,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.notifications import Notice
from verify.core.object_rules import refuse_colleague, refuse_held, refuse_twice
from verify.core.permissions import SYSTEM, Action, Actor, require_person
from verify.core.typed_text import typed
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState, NoticeKind, Role, SkipReason
from verify.db import Prepared, UtcDateTime
from verify.models import Assignment, AuditEvent, Claim, FirstReview, Lease, Review, User
from verify.models.claims import HANDED_OUT
from verify.queries import blindness, claims, search
from verify.queries.leases import SKIP_HOURS
from verify.services import audit, notifications

CLAIMS = cast(Table, Claim.__table__)
LEASES = cast(Table, Lease.__table__)
REVIEWS = cast(Table, Review.__table__)
EVENTS = cast(Table, AuditEvent.__table__)
ASSIGNMENTS = cast(Table, Assignment.__table__)
LONGEST = timedelta(hours=4)
"""No lease is longer. One that ends later was given by a clock that has been put back since, and is over."""
LEAVING = timedelta(minutes=3)
"""What is left of a lease when its page was left: enough for a reload, or a look at another page, to keep it."""

FREED_AT_ONCE = 25
"""So many run-out leases at most are cleared away before a claim is handed out, so that nobody waits for a pile of them."""

LONGEST_NOTE = 500

_ADD = Prepared(insert(LEASES), [column.name for column in LEASES.c])
_IN_REVIEW = Prepared(
    update(CLAIMS)
    .where(CLAIMS.c.id == bindparam("claim"), CLAIMS.c.state == ClaimState.READY)
    .values(state=ClaimState.IN_REVIEW)
)
_NOW, _FAR = bindparam("now", type_=UtcDateTime), bindparam("far", type_=UtcDateTime)


def _over(now: Any, far: Any) -> ColumnElement[bool]:
    return or_(LEASES.c.expires_at <= now, LEASES.c.expires_at > far)


_OVER = _over(_NOW, _FAR)
_EXPIRED = select(LEASES.c.claim_id).where(_OVER).order_by(LEASES.c.expires_at).limit(FREED_AT_ONCE)
# Whoever changes a claim locks its row first, so that is what is locked here too; SQLite has one writer anyway.
_EXPIRED_LOCKED = Prepared(
    _EXPIRED.join(CLAIMS, CLAIMS.c.id == LEASES.c.claim_id).with_for_update(of=CLAIMS, skip_locked=True)
)
_EXPIRED_HERE = Prepared(_EXPIRED)
_DROP = Prepared(delete(LEASES).where(LEASES.c.claim_id == bindparam("claim")))
_ME = bindparam("actor", type_=Integer)
_REVIEWED = exists().where(REVIEWS.c.claim_id == CLAIMS.c.id, REVIEWS.c.reviewer_id == _ME)
_SKIPPED = exists().where(
    EVENTS.c.subject_type == "claim",
    EVENTS.c.subject_id == CLAIMS.c.id,
    EVENTS.c.action == "claim.skipped",
    EVENTS.c.actor_id == _ME,
    EVENTS.c.at > bindparam("lately", type_=UtcDateTime),
)
_ELSEWHERE = exists().where(ASSIGNMENTS.c.claim_id == CLAIMS.c.id, ASSIGNMENTS.c.user_id != _ME)
_BY_URGENCY = (CLAIMS.c.priority.desc(), CLAIMS.c.id.desc())
_MINE, _ANYBODYS = CLAIMS.c.assignee_id == _ME, CLAIMS.c.assignee_id.is_(None)


def _to_hand_out(*which: ColumnElement[bool] | TextClause) -> Select[int]:
    claim = select(CLAIMS.c.id).where(*which, ~_REVIEWED, ~_SKIPPED).limit(1)
    return claim.with_for_update(of=CLAIMS, skip_locked=True)


def _most_urgent(waiting: ColumnElement[bool]) -> Select[int]:
    # Cheapest test first: where much is meant for others each is asked of many claims. The table of assignments is read faster
    # than the claim itself, which filters mostly need not.
    return _to_hand_out(waiting, CLAIMS.c.kind == ClaimKind.FACTUAL, ~_ELSEWHERE).order_by(*_BY_URGENCY)


def _of_all() -> Select[int]:
    """The more urgent one of what is meant for the actor and what is for anybody.

    Each is read along its own part of an index, so nothing that is meant for others is passed over. A claim for anybody that
    would not be taken is not locked either, or it would be kept from others meanwhile.
    """
    waiting = text(HANDED_OUT)
    # The order begins with the assignee, who is one: only that index has it, whatever the database takes the numbers to be.
    order = (CLAIMS.c.assignee_id.desc(), *_BY_URGENCY)
    mine = _to_hand_out(waiting, _MINE).add_columns(CLAIMS.c.priority).order_by(*order).cte("mine")
    at_least = func.coalesce(select(mine.c.priority).scalar_subquery(), literal_column("-1e308"))
    anybodys = _to_hand_out(waiting, _ANYBODYS, CLAIMS.c.priority > at_least).order_by(*order).cte("anybodys")
    first, second = (select(part.c.id).scalar_subquery() for part in (anybodys, mine))
    return select(func.coalesce(first, second).label("id"))


_FREE_OF_ALL = Prepared(_of_all())
_FREE = _most_urgent(CLAIMS.c.state == ClaimState.READY)
"""The most urgent claim that nobody holds and that is not meant for somebody else, to be narrowed by filters."""
_RUN_OUT = _most_urgent(
    and_(CLAIMS.c.state == ClaimState.IN_REVIEW, CLAIMS.c.id.in_(select(LEASES.c.claim_id).where(_OVER)))
)
"""The same of those whose lease ran out and was not cleared away yet."""


def take_next(session: Session, *, actor: Actor, filters: ClaimFilters, now: datetime, minutes: int) -> int | None:
    """Hand the most urgent free claim to the actor for `minutes`; its id, or None where there is none.

    Where more leases ran out than are cleared away at once, the claims of the rest come later than they should, but they come.

    All filters count but state, kind, verdict and holder: what is handed out is always factual and without a verdict, never
    held by anybody, assigned to somebody else, reviewed by the actor before, or skipped by them lately.
    """
    require_person(actor, Action.REVIEW)
    may_be_more = free_expired(session, now=now)
    claim_id = _next(session, actor, filters, now)
    if claim_id is None and may_be_more:
        claim_id = _next_run_out(session, actor, filters, now)
    if claim_id is not None:
        _hold(session, actor, claim_id, now=now, minutes=minutes)
    return claim_id


def take(session: Session, *, actor: Actor, claim_id: int, now: datetime, minutes: int) -> None:
    """Take one claim for `minutes`; one's own lease is prolonged. `Conflict` where somebody else holds it."""
    require_person(actor, Action.REVIEW)
    lock_claim(session, claim_id)
    row = session.execute(
        select(CLAIMS.c.kind, CLAIMS.c.state, FirstReview.reviewer_id)
        .outerjoin(FirstReview, FirstReview.claim_id == CLAIMS.c.id)
        .where(CLAIMS.c.id == claim_id)
    ).first()
    if row is None:
        raise NotFound(f"There is no claim {claim_id}.")
    refuse_twice(actor, row.reviewer_id)
    if row.state is ClaimState.ADJUDICATION:
        raise RuleRefused("Two reviews of this claim disagree, and an adjudicator decides it. Take another one.")
    if row.kind is not ClaimKind.FACTUAL or row.state not in PENDING_STATES:
        what = row.kind if row.kind is not ClaimKind.FACTUAL else row.state.replace("_", " ")
        raise RuleRefused(f"Only factual claims without a verdict are taken; this one is {what}.")
    held = holder_of(session, claim_id, now=now)
    refuse_if_held(held, actor, now=now)
    if held is not None:
        extend(session, actor=actor, claim_id=claim_id, now=now, minutes=minutes)
        return
    session.execute(delete(LEASES).where(LEASES.c.claim_id == claim_id))  # one that ran out
    _hold(session, actor, claim_id, now=now, minutes=minutes)


def extend(session: Session, *, actor: Actor, claim_id: int, now: datetime, minutes: int) -> None:
    """Prolong one's own lease to `minutes` from now. `Conflict` where one does not hold the claim any more."""
    require_person(actor, Action.REVIEW)
    prolonged = session.execute(
        update(LEASES)
        .where(LEASES.c.claim_id == claim_id, LEASES.c.user_id == actor.user_id, LEASES.c.expires_at > now)
        .values(expires_at=now + timedelta(minutes=minutes))
        .returning(LEASES.c.claim_id)
    ).first()
    if prolonged is None:
        raise Conflict("You do not hold this claim any more. Take it again.")


def release(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> None:
    """Give a claim back to the queue. `Conflict` where one does not hold it."""
    require_person(actor, Action.REVIEW)
    _give_back(session, actor, claim_id)
    audit.record(session, actor=actor, action="claim.released", subject=("claim", claim_id), now=now)


def leave(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> None:
    """Let one's own lease run out soon, as its page was left; to keep it within `LEAVING` is to have it back whole."""
    require_person(actor, Action.REVIEW)
    soon = now + LEAVING
    mine = update(LEASES).where(LEASES.c.claim_id == claim_id, LEASES.c.user_id == actor.user_id)
    session.execute(mine.where(LEASES.c.expires_at > soon).values(expires_at=soon))


def skip(session: Session, *, actor: Actor, claim_id: int, reason: SkipReason, note: str = "", now: datetime) -> None:
    """Give a claim back and do not be handed it again for `SKIP_HOURS`. `Conflict` where one does not hold it."""
    require_person(actor, Action.REVIEW)
    note = typed(note, field="note", name="The note", longest=LONGEST_NOTE)
    _give_back(session, actor, claim_id)
    why = {"reason": reason, "note": note}
    audit.record(session, actor=actor, action="claim.skipped", subject=("claim", claim_id), after=why, now=now)


def unskip(session: Session, *, actor: Actor, claim_id: int, now: datetime, minutes: int) -> None:
    """Have a claim back in hand for `minutes` that one skipped, as if one had not.

    `RuleRefused` where one has not skipped it lately, `Conflict` where somebody else has it in hand by now.
    """
    require_person(actor, Action.REVIEW)
    lock_claim(session, claim_id)
    newest = session.execute(
        select(EVENTS.c.id, EVENTS.c.action)
        .where(EVENTS.c.subject_type == "claim", EVENTS.c.subject_id == claim_id, EVENTS.c.actor_id == actor.user_id)
        .where(
            EVENTS.c.action.in_(("claim.skipped", "claim.unskipped")), EVENTS.c.at > now - timedelta(hours=SKIP_HOURS)
        )
        .order_by(EVENTS.c.id.desc())
        .limit(1)
    ).first()
    if newest is None or newest.action != "claim.skipped":
        raise RuleRefused("You have not skipped this claim lately, so there is nothing to undo.")
    take(session, actor=actor, claim_id=claim_id, now=now, minutes=minutes)
    subject, undone = ("claim", claim_id), {"skip": newest.id}
    audit.record(session, actor=actor, action="claim.unskipped", subject=subject, after=undone, now=now)


def hand_over(session: Session, *, actor: Actor, claim_id: int, to_id: int, now: datetime, minutes: int) -> str:
    """Let a colleague have the claim in one's place, for `minutes` from now; their name.

    `Conflict` where one does not hold it, `RuleRefused` for somebody who may not review, or is known to have reviewed it. Where
    two people judge apart nobody is told of a first review, so there it is handed over to its author as to anybody else.
    """
    require_person(actor, Action.REVIEW)
    lock_claim(session, claim_id)
    held = holder_of(session, claim_id, now=now)
    if held is None or held.user_id != actor.user_id:
        raise Conflict("You do not hold this claim, so you cannot hand it over.")
    to = session.execute(select(User.name, User.roles, User.is_active).where(User.id == to_id)).first()
    if to is None:
        raise NotFound("There is no such person.")
    roles = frozenset(Role(role) for role in to.roles) if to.is_active else frozenset()
    reviewed = select(Review.id).where(Review.claim_id == claim_id, Review.reviewer_id == to_id, ~blindness.TWO_PEOPLE)
    refuse_colleague(actor, Actor(to_id, to.name, roles), has_reviewed=session.scalar(reviewed.limit(1)) is not None)
    mine = update(LEASES).where(LEASES.c.claim_id == claim_id)
    session.execute(mine.values(user_id=to_id, taken_at=now, expires_at=now + timedelta(minutes=minutes)))
    after = {"to": to_id, "name": to.name}
    audit.record(session, actor=actor, action="claim.handed_over", subject=("claim", claim_id), after=after, now=now)
    notice = Notice(NoticeKind.HANDED_OVER, claim_id)
    notifications.tell(session, actor=actor, to=[to_id], notice=notice, now=now)
    return str(to.name)


def free_expired(session: Session, *, now: datetime) -> bool:
    """Put claims whose lease ran out back into the queue, the first `FREED_AT_ONCE`; returns whether there may be more."""
    expired = _EXPIRED_HERE if session.get_bind().dialect.name == "sqlite" else _EXPIRED_LOCKED
    ids = [lease.claim_id for lease in expired.run(session.connection(), _times(now))]
    if ids:
        _free(session, SYSTEM, ids, _over(now, now + LONGEST), now=now)
    return len(ids) == FREED_AT_ONCE


def free_all_of(session: Session, *, actor: Actor, user_id: int, now: datetime) -> int:
    """Put everything that a person holds back into the queue, as they may not review any more; returns how many."""
    held = select(CLAIMS.c.id).join(LEASES, LEASES.c.claim_id == CLAIMS.c.id).where(LEASES.c.user_id == user_id)
    ids = list(session.scalars(held.order_by(CLAIMS.c.id).with_for_update(of=CLAIMS)))
    return _free(session, actor, ids, LEASES.c.user_id == user_id, now=now) if ids else 0


def end(session: Session, claim_id: int) -> None:
    """Drop a claim's lease where there is one; the claim's state is the caller's to set."""
    _DROP.run(session.connection(), {"claim": claim_id})


def lock_claim(session: Session, claim_id: int) -> None:
    """Hold the claim's row until the commit. On SQLite the writing transaction itself is that."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(CLAIMS.c.id).where(CLAIMS.c.id == claim_id).with_for_update())


def holder_of(session: Session, claim_id: int, *, now: datetime) -> Any | None:
    """Who holds a claim (`user_id`, `name`, `expires_at`), or None."""
    return session.execute(
        select(LEASES.c.user_id, User.name, LEASES.c.expires_at)
        .join(User, User.id == LEASES.c.user_id)
        .where(LEASES.c.claim_id == claim_id, LEASES.c.expires_at > now, LEASES.c.expires_at <= now + LONGEST)
    ).first()


def refuse_if_held(held: Any | None, actor: Actor, *, now: datetime) -> None:
    """`Conflict`, naming the holder and the minutes left, if somebody else holds the claim."""
    if held is not None and held.user_id is not None:
        refuse_held(actor, holder_id=held.user_id, holder=held.name, minutes=claims.minutes_left(held.expires_at, now))


def _next(session: Session, actor: Actor, filters: ClaimFilters, now: datetime) -> int | None:
    values = {"actor": actor.user_id, "lately": now - timedelta(hours=SKIP_HOURS)}
    others = _others(filters)
    if others == ClaimFilters():
        (first,) = _FREE_OF_ALL.run(session.connection(), values)
        return cast(int | None, first.id)
    return session.connection().scalar(_narrowed(session, _FREE, others, now), values)


def _next_run_out(session: Session, actor: Actor, filters: ClaimFilters, now: datetime) -> int | None:
    values = {"actor": actor.user_id, "lately": now - timedelta(hours=SKIP_HOURS), **_times(now)}
    query = _narrowed(session, _RUN_OUT, _others(filters), now)
    while (claim_id := session.connection().scalar(query, values)) is not None:
        if _free(session, SYSTEM, [claim_id], _over(now, now + LONGEST), now=now):
            return claim_id  # otherwise somebody else has just been handed it
    return None


def _narrowed(session: Session, query: Select[int], filters: ClaimFilters, now: datetime) -> Select[int]:
    if filters.text:
        query = query.where(search.matching(session, filters.text).condition)
    return query.where(*claims.conditions(session, filters.without("text"), now=now))


def _others(filters: ClaimFilters) -> ClaimFilters:
    return replace(filters, state=None, kind=None, verdict=None, said=None, holder_id=None)


def _times(now: datetime) -> dict[str, datetime]:
    return {"now": now, "far": now + LONGEST}


def _hold(session: Session, actor: Actor, claim_id: int, *, now: datetime, minutes: int) -> None:
    until = now + timedelta(minutes=minutes)
    lease = {"claim_id": claim_id, "user_id": actor.user_id, "taken_at": now, "expires_at": until}
    _ADD.run(session.connection(), lease)
    _IN_REVIEW.run(session.connection(), {"claim": claim_id})
    audit.record(session, actor=actor, action="claim.taken", subject=("claim", claim_id), now=now)


def _give_back(session: Session, actor: Actor, claim_id: int) -> None:
    lock_claim(session, claim_id)
    mine = delete(LEASES).where(LEASES.c.claim_id == claim_id, LEASES.c.user_id == actor.user_id)
    if session.scalar(mine.returning(LEASES.c.claim_id)) is None:
        raise Conflict("You do not hold this claim, so there is nothing to give back.")
    _set_ready(session, [claim_id])


def _free(session: Session, actor: Actor, ids: list[int], over: ColumnElement[bool], *, now: datetime) -> int:
    gone = delete(LEASES).where(LEASES.c.claim_id.in_(ids), over).returning(LEASES.c.claim_id, LEASES.c.user_id)
    freed = session.execute(gone).all()
    _set_ready(session, [lease.claim_id for lease in freed])
    for lease in freed:
        subject, held = ("claim", lease.claim_id), {"held_by": lease.user_id}
        audit.record(session, actor=actor, action="claim.freed", subject=subject, before=held, now=now)
    return len(freed)


def _set_ready(session: Session, claim_ids: list[int]) -> None:
    session.execute(
        update(CLAIMS)
        .where(CLAIMS.c.id.in_(claim_ids), CLAIMS.c.state == ClaimState.IN_REVIEW)
        .values(state=ClaimState.READY)
    )
