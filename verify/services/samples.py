"""Drawing audit samples: claims of an outlet move to the random lane before anybody decides them (REL-1 2.8)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, Table, exists, func, insert, select, update
from sqlalchemy.orm import Session

from verify.core import samples
from verify.core.errors import Conflict, Malformed, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, Voice
from verify.models import AuditSample, AuditSampleClaim, Claim, Review
from verify.queries.outlets import the_outlet
from verify.services import audit, queue_order

CLAIMS = cast(Table, Claim.__table__)
LONGEST_SEED = 64


@dataclass(frozen=True, slots=True)
class Draw:
    """What to draw: at most `wanted` claims published from `first` to `last`. An empty seed is made by the desk."""

    first: date
    last: date
    wanted: int
    seed: str = ""


def draw(session: Session, *, actor: Actor, outlet_id: int, order: Draw, now: datetime) -> AuditSample:
    """Draw own-voice factual claims that nobody has looked at, and put them into the random lane.

    The draw is repeatable from the seed (`verify.core.samples`). `NotFound` for the outlet; `Malformed` for days or a number that
    cannot be; `RuleRefused` where there is nothing to draw from; `Conflict` where a claim was taken while we drew.
    """
    require(actor, Action.KEEP_OUTLETS)
    the_outlet(session, outlet_id)
    seed = _checked(order, today=now.date())
    frame = session.execute(_frame(outlet_id, order)).all()
    if not frame:
        raise RuleRefused("Nothing to draw: no own-voice claim of these days waits untouched. Choose other days.")
    chosen = samples.drawn(seed, (row.id for row in frame), order.wanted)
    _move(session, chosen)
    queue_order.place(session, chosen)
    looked_at = _claims_of(outlet_id, order).where(CLAIMS.c.lane != Lane.RANDOM).with_only_columns(func.count())
    sample = AuditSample(
        outlet_id=outlet_id,
        first_day=order.first,
        last_day=order.last,
        wanted=order.wanted,
        drawn=len(chosen),
        frame=len(frame),
        frame_sha256=samples.frame_hash(row.id for row in frame),
        left_out=(session.scalar(looked_at) or 0) + len(chosen) - len(frame),
        seed=seed,
        drawn_by_id=actor.user_id,
        drawn_at=now,
    )
    session.add(sample)
    session.flush()  # the id is needed
    places = [{"sample_id": sample.id, "claim_id": claim, "place": n} for n, claim in enumerate(chosen, start=1)]
    session.execute(insert(AuditSampleClaim), places)
    _log(session, actor, sample, {row.id: row for row in frame if row.id in set(chosen)}, now)
    return sample


def _checked(order: Draw, *, today: date) -> str:
    if order.last > today:
        raise Malformed("The last day has not come yet.", field="last")
    if order.first > order.last:
        raise Malformed("The first day is after the last one.", field="first")
    if not 1 <= order.wanted <= samples.LARGEST:
        raise Malformed(f"Draw between 1 and {samples.LARGEST} claims.", field="wanted")
    seed = typed(order.seed, field="seed", name="The seed", longest=LONGEST_SEED)
    if seed and not (seed.isascii() and seed.isprintable()):
        raise Malformed("A seed is plain letters and digits.", field="seed")
    return seed or secrets.token_hex(8)


def _claims_of(outlet_id: int, order: Draw) -> Any:
    return select(CLAIMS.c.id, CLAIMS.c.lane).where(
        CLAIMS.c.outlet_id == outlet_id,
        CLAIMS.c.published_day.between(order.first, order.last),
        CLAIMS.c.kind == ClaimKind.FACTUAL,
        CLAIMS.c.record_voice == Voice.OWN,
    )


def _frame(outlet_id: int, order: Draw) -> Any:
    return _claims_of(outlet_id, order).where(
        CLAIMS.c.state == ClaimState.READY,
        CLAIMS.c.verdict.is_(None),
        CLAIMS.c.lane != Lane.RANDOM,
        ~exists().where(Review.claim_id == CLAIMS.c.id),
    )


def _move(session: Session, chosen: list[int]) -> None:
    # On PostgreSQL somebody may have taken one since we looked; the condition holds on what stands now.
    moved = session.execute(
        update(CLAIMS)
        .where(CLAIMS.c.id.in_(chosen), CLAIMS.c.state == ClaimState.READY, CLAIMS.c.verdict.is_(None))
        .values(lane=Lane.RANDOM)
        .returning(CLAIMS.c.id)
    ).all()
    if len(moved) != len(chosen):
        raise Conflict("Somebody took one of these claims while the sample was drawn. Nothing was drawn; draw again.")


def _log(session: Session, actor: Actor, sample: AuditSample, drawn: dict[int, Row[Any]], now: datetime) -> None:
    told = {
        "sample": sample.id,
        "days": [sample.first_day.isoformat(), sample.last_day.isoformat()],
        "seed": sample.seed,
        "frame": sample.frame,
        "frame_sha256": sample.frame_sha256,
        "claims": sorted(drawn),
    }
    subject = ("outlet", sample.outlet_id)
    audit.record(session, actor=actor, action="sample.drawn", subject=subject, after=told, now=now)
    for claim_id, row in sorted(drawn.items()):
        audit.record(
            session,
            actor=actor,
            action="claim.drawn",
            subject=("claim", claim_id),
            before={"lane": row.lane},
            after={"lane": Lane.RANDOM, "sample": sample.id},
            now=now,
        )
