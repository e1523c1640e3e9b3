"""Deciding claims: the verdict, its log entry and the outlet's record in one transaction.

The statements are SQLAlchemy Core, built once: this is the busiest write of a desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, NotFound
from verify.core.permissions import Action, Actor, require_person
from verify.core.reliability_rollup import Outcome
from verify.core.review_rules import ClaimAtHand, Item, Judgement, checked
from verify.core.vocabulary import ClaimState, Verdict
from verify.db import UtcDateTime
from verify.models import Claim, Desk, Evidence, Lease, Outlet, Policy, Review, ReviewEvidence, User, VerdictEntry
from verify.services import audit, leases, records

CLAIMS = cast(Table, Claim.__table__)
OUTLETS = cast(Table, Outlet.__table__)
DESKS = cast(Table, Desk.__table__)
POLICIES = cast(Table, Policy.__table__)
LEASES = cast(Table, Lease.__table__)
USERS = cast(Table, User.__table__)
EVIDENCE = cast(Table, Evidence.__table__)
REVIEWS = cast(Table, Review.__table__)
LEANED_ON = cast(Table, ReviewEvidence.__table__)
VERDICTS = cast(Table, VerdictEntry.__table__)

_THE_CLAIM = CLAIMS.c.id == bindparam("claim")
_HELD = and_(LEASES.c.claim_id == CLAIMS.c.id, LEASES.c.expires_at > bindparam("now", type_=UtcDateTime))
_AT_HAND = (
    select(
        *(CLAIMS.c[name] for name in ("id", "outlet_id", "kind", "voice", "state", "park_reason", "row_version")),
        *(CLAIMS.c[name] for name in ("verdict", "reason_code", "said")),
        OUTLETS.c.name.label("outlet"),
        OUTLETS.c.ownership_group,
        POLICIES.c.id.label("policy_id"),
        POLICIES.c.origins_needed,
        LEASES.c.user_id,
        LEASES.c.expires_at,
        USERS.c.name,
    )
    .select_from(CLAIMS)
    .join(OUTLETS, OUTLETS.c.id == CLAIMS.c.outlet_id)
    .join(DESKS, DESKS.c.id == 1)
    .join(POLICIES, POLICIES.c.id == DESKS.c.policy_id)
    .outerjoin(LEASES, _HELD)
    .outerjoin(USERS, USERS.c.id == LEASES.c.user_id)
    .where(_THE_CLAIM)
)
_EVIDENCE = select(*(EVIDENCE.c[name] for name in ("id", "stance", "role", "origin", "examined_at"))).where(
    EVIDENCE.c.claim_id == bindparam("claim"), EVIDENCE.c.removed_at.is_(None)
)
_STANDING = (
    select(VERDICTS.c.review_id, VERDICTS.c.verdict, VERDICTS.c.reason_code, VERDICTS.c.said, VERDICTS.c.decided_at)
    .add_columns(REVIEWS.c.rationale, USERS.c.name)
    .join(REVIEWS, REVIEWS.c.id == VERDICTS.c.review_id)
    .join(USERS, USERS.c.id == REVIEWS.c.reviewer_id)
    .where(VERDICTS.c.claim_id == bindparam("claim"))
    .order_by(VERDICTS.c.id.desc())
    .limit(1)
)
_CHANGE_CLAIM = update(CLAIMS).where(_THE_CLAIM)
_ADD_REVIEW, _LEAN_ON, _ADD_VERDICT = insert(REVIEWS), insert(LEANED_ON), insert(VERDICTS)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review brought about. `revised_id` is the review that it replaces, None for a first verdict."""

    review_id: int
    claim_id: int
    outlet_id: int
    verdict: Verdict
    revised_id: int | None
    row_version: int


def decide(
    session: Session, *, actor: Actor, claim_id: int, judgement: Judgement, row_version: int | None, now: datetime
) -> Decision:
    """Decide a claim, or revise its verdict, and move the outlet's record with it.

    `row_version` is the claim as the reviewer saw it; None means "as long as it has no verdict". Raises `NotFound`,
    `Malformed` and `RuleRefused` as the rules of a verdict say, and `Conflict` where somebody else holds the claim or it has
    changed meanwhile; `details` then carry the holder, or the verdict that stands.
    """
    require_person(actor, Action.REVIEW)
    leases.lock_claim(session, claim_id)
    connection = session.connection()
    claim = connection.execute(_AT_HAND, {"claim": claim_id, "now": now}).first()
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    leases.refuse_if_held(claim, actor, now=now)
    standing = connection.execute(_STANDING, {"claim": claim_id}).first() if claim.verdict else None
    _refuse_if_changed(claim, standing, row_version)
    evidence = connection.execute(_EVIDENCE, {"claim": claim_id}).all()
    judged = _checked(judgement, claim, evidence)
    revised_id = standing.review_id if standing else None
    review_id = _write_review(session, actor, claim, judged, revised_id, now=now)
    if evidence:
        connection.execute(_LEAN_ON, [{"review_id": review_id, "evidence_id": item.id} for item in evidence])
    _set_verdict(session, claim, judged, review_id, now=now)
    old = Outcome(claim.verdict, claim.said) if claim.verdict else None
    records.move(session, claim_id=claim_id, old=old, new=Outcome(judged.verdict, judged.said), now=now)
    _log(session, actor, claim, judged, review_id, now=now)
    return Decision(review_id, claim_id, claim.outlet_id, judged.verdict, revised_id, claim.row_version + 1)


def _refuse_if_changed(
    claim: Row[*tuple[Any, ...]], standing: Row[*tuple[Any, ...]] | None, row_version: int | None
) -> None:
    if standing is None:
        if row_version is None or row_version == claim.row_version:
            return
        raise Conflict(
            "This claim changed while you worked on it. Look at it as it stands now, then send again.",
            details={"row_version": claim.row_version},
        )
    if row_version == claim.row_version:
        return
    since = "already" if row_version is None else "while you worked on it"
    raise Conflict(
        f"{standing.name} decided this claim {since}: {standing.verdict} ({standing.reason_code.replace('_', ' ')}). "
        "Read that decision; if you see it differently, send yours again as a revision.",
        details={
            "decided_by": standing.name,
            "verdict": standing.verdict,
            "reason_code": standing.reason_code,
            "said": standing.said,
            "rationale": standing.rationale,
            "decided_at": standing.decided_at,
            "row_version": claim.row_version,
        },
    )


def _checked(
    judgement: Judgement, claim: Row[*tuple[Any, ...]], evidence: Sequence[Row[*tuple[Any, ...]]]
) -> Judgement:
    own = tuple(name for name in (claim.outlet, claim.ownership_group) if name)
    return checked(
        judgement,
        ClaimAtHand(claim.kind, claim.voice, claim.state, own, claim.park_reason),
        [Item(item.stance, item.role, item.origin, item.examined_at is not None) for item in evidence],
        origins_needed=claim.origins_needed,
    )


def _write_review(
    session: Session,
    actor: Actor,
    claim: Row[*tuple[Any, ...]],
    judged: Judgement,
    revised_id: int | None,
    *,
    now: datetime,
) -> int:
    review = {
        "claim_id": claim.id,
        "reviewer_id": actor.user_id,
        "verdict": judged.verdict,
        "reason_code": judged.reason_code,
        "said": judged.said,
        "rationale": judged.rationale,
        "searched": judged.searched,
        "policy_id": claim.policy_id,
        "revises_id": revised_id,
        "created_at": now,
    }
    made: Any = session.connection().execute(_ADD_REVIEW, review).inserted_primary_key
    return int(made[0])


def _set_verdict(
    session: Session, claim: Row[*tuple[Any, ...]], judged: Judgement, review_id: int, *, now: datetime
) -> None:
    outcome = {"verdict": judged.verdict, "reason_code": judged.reason_code, "said": judged.said, "decided_at": now}
    entry = {"claim_id": claim.id, "review_id": review_id, "policy_id": claim.policy_id, **outcome}
    session.connection().execute(_ADD_VERDICT, entry)
    changed = {**outcome, "state": ClaimState.DECIDED, "row_version": claim.row_version + 1}
    session.connection().execute(_CHANGE_CLAIM, {"claim": claim.id, **changed})
    leases.end(session, claim.id)


def _log(
    session: Session, actor: Actor, claim: Row[*tuple[Any, ...]], judged: Judgement, review_id: int, *, now: datetime
) -> None:
    before = {name: getattr(claim, name) for name in ("state", "verdict", "reason_code", "said")}
    after = {
        "state": ClaimState.DECIDED,
        "verdict": judged.verdict,
        "reason_code": judged.reason_code,
        "said": judged.said,
        "review": review_id,
        "policy": claim.policy_id,
    }
    action = "claim.revised" if claim.verdict else "claim.decided"
    audit.record(session, actor=actor, action=action, subject=("claim", claim.id), before=before, after=after, now=now)
