"""Who has a claim in hand: handing out the next one, taking, keeping, giving back, skipping.

On SQLite a writing transaction is alone; on PostgreSQL the claim's row is locked first, always before any other row of the
claim's, and claims that somebody else is just being handed are passed over.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Integer, Select, Table, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.object_rules import refuse_held, refuse_twice
from verify.core.permissions import Action, Actor, require_person
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState
from verify.models import AuditEvent, Claim, FirstReview, Lease, Review, User
from verify.queries import claims, search
from verify.services import audit

CLAIMS = cast(Table, Claim.__table__)
LEASES = cast(Table, Lease.__table__)
REVIEWS = cast(Table, Review.__table__)
EVENTS = cast(Table, AuditEvent.__table__)
SKIP_HOURS = 12
"""A claim that somebody skipped is not handed to them again for so long; others get it at once."""

_ADD = insert(LEASES)
_IN_REVIEW = (
    update(CLAIMS)
    .where(CLAIMS.c.id == bindparam("claim"), CLAIMS.c.state == ClaimState.READY)
    .values(state=ClaimState.IN_REVIEW)
)
_EXPIRED = select(LEASES.c.claim_id).where(LEASES.c.expires_at <= bindparam("now"))
# Whoever changes a claim locks its row first, so that is what is locked here too; SQLite has one writer anyway.
_EXPIRED_LOCKED = _EXPIRED.join(CLAIMS, CLAIMS.c.id == LEASES.c.claim_id).with_for_update(of=CLAIMS, skip_locked=True)
_DROP = delete(LEASES).where(LEASES.c.claim_id == bindparam("claim"))


def take_next(session: Session, *, actor: Actor, filters: ClaimFilters, now: datetime, minutes: int) -> int | None:
    """Hand the most urgent free claim to the actor for `minutes`; its id, or None where there is none.

    Of the filters outlet, article, voice and text count; what is handed out is always factual and without a verdict, never
    held by anybody, reviewed by the actor before, or skipped by them lately.
    """
    require_person(actor, Action.REVIEW)
    free_expired(session, now=now)
    claim_id = _next(session, actor, filters, now)
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


def skip(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> None:
    """Give a claim back and do not be handed it again for `SKIP_HOURS`. `Conflict` where one does not hold it."""
    require_person(actor, Action.REVIEW)
    _give_back(session, actor, claim_id)
    audit.record(session, actor=actor, action="claim.skipped", subject=("claim", claim_id), now=now)


def free_expired(session: Session, *, now: datetime) -> int:
    """Put claims whose lease ran out back into the queue; returns how many."""
    expired = _EXPIRED if session.get_bind().dialect.name == "sqlite" else _EXPIRED_LOCKED
    ids = list(session.connection().scalars(expired, {"now": now}))
    if not ids:
        return 0
    gone = delete(LEASES).where(LEASES.c.claim_id.in_(ids), LEASES.c.expires_at <= now).returning(LEASES.c.claim_id)
    freed = list(session.scalars(gone))
    _set_ready(session, freed)
    return len(freed)


def end(session: Session, claim_id: int) -> None:
    """Drop a claim's lease where there is one; the claim's state is the caller's to set."""
    session.connection().execute(_DROP, {"claim": claim_id})


def lock_claim(session: Session, claim_id: int) -> None:
    """Hold the claim's row until the commit. On SQLite the writing transaction itself is that."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(CLAIMS.c.id).where(CLAIMS.c.id == claim_id).with_for_update())


def holder_of(session: Session, claim_id: int, *, now: datetime) -> Any | None:
    """Who holds a claim (`user_id`, `name`, `expires_at`), or None."""
    return session.execute(
        select(LEASES.c.user_id, User.name, LEASES.c.expires_at)
        .join(User, User.id == LEASES.c.user_id)
        .where(LEASES.c.claim_id == claim_id, LEASES.c.expires_at > now)
    ).first()


def refuse_if_held(held: Any | None, actor: Actor, *, now: datetime) -> None:
    """`Conflict`, naming the holder and the minutes left, if somebody else holds the claim."""
    if held is not None and held.user_id is not None:
        refuse_held(actor, holder_id=held.user_id, holder=held.name, minutes=claims.minutes_left(held.expires_at, now))


def _next(session: Session, actor: Actor, filters: ClaimFilters, now: datetime) -> int | None:
    sides = {"outlet_id": filters.outlet_id, "article_id": filters.article_id, "voice": filters.voice}
    asked = {name: value for name, value in sides.items() if value is not None}
    query = _free_claims(tuple(asked))
    if filters.text:
        query = query.where(search.matching(session, filters.text).condition)
    lately = now - timedelta(hours=SKIP_HOURS)
    return session.connection().scalar(query, {**asked, "actor": actor.user_id, "lately": lately})


@lru_cache
def _free_claims(sides: tuple[str, ...]) -> Select[int]:
    """The most urgent claim that nobody holds; built once for each set of filters, as it runs all day."""
    mine = bindparam("actor", type_=Integer)
    reviewed = exists().where(REVIEWS.c.claim_id == CLAIMS.c.id, REVIEWS.c.reviewer_id == mine)
    skipped = exists().where(
        EVENTS.c.subject_type == "claim",
        EVENTS.c.subject_id == CLAIMS.c.id,
        EVENTS.c.action == "claim.skipped",
        EVENTS.c.actor_id == mine,
        EVENTS.c.at > bindparam("lately"),
    )
    return (
        select(CLAIMS.c.id)
        .where(CLAIMS.c.state == ClaimState.READY, CLAIMS.c.kind == ClaimKind.FACTUAL, ~reviewed, ~skipped)
        .where(*(CLAIMS.c[side] == bindparam(side) for side in sides))
        .order_by(CLAIMS.c.priority.desc(), CLAIMS.c.id.desc())
        .limit(1)
        .with_for_update(of=CLAIMS, skip_locked=True)
    )


def _hold(session: Session, actor: Actor, claim_id: int, *, now: datetime, minutes: int) -> None:
    until = now + timedelta(minutes=minutes)
    lease = {"claim_id": claim_id, "user_id": actor.user_id, "taken_at": now, "expires_at": until}
    session.connection().execute(_ADD, lease)
    session.connection().execute(_IN_REVIEW, {"claim": claim_id})
    audit.record(session, actor=actor, action="claim.taken", subject=("claim", claim_id), now=now)


def _give_back(session: Session, actor: Actor, claim_id: int) -> None:
    lock_claim(session, claim_id)
    mine = delete(LEASES).where(LEASES.c.claim_id == claim_id, LEASES.c.user_id == actor.user_id)
    if session.scalar(mine.returning(LEASES.c.claim_id)) is None:
        raise Conflict("You do not hold this claim, so there is nothing to give back.")
    _set_ready(session, [claim_id])


def _set_ready(session: Session, claim_ids: list[int]) -> None:
    session.execute(
        update(CLAIMS)
        .where(CLAIMS.c.id.in_(claim_ids), CLAIMS.c.state == ClaimState.IN_REVIEW)
        .values(state=ClaimState.READY)
    )
