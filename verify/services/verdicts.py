"""What every verdict writes, whoever gives it: the review with its evidence, the claim's outcome, the record, the log.

The statements are SQLAlchemy Core, built once: this is the busiest write of a desk.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, and_, bindparam, exists, insert, select, update
from sqlalchemy.orm import Session

from verify.core.claim_edits import differences
from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.origins import account
from verify.core.permissions import Actor
from verify.core.reliability_rollup import Outcome
from verify.core.review_rules import NOTHING_BEHIND, ClaimAtHand, Judgement, backing, checked
from verify.core.vocabulary import ClaimState, ReviewPolicy, Stance, Verdict
from verify.db import Prepared, UtcDateTime
from verify.models import (
    AdmittedReview,
    Claim,
    Comment,
    CommentMention,
    Desk,
    Evidence,
    FirstReview,
    Lease,
    Policy,
    Review,
    ReviewEvidence,
    UndoneVerdict,
    User,
    VerdictEntry,
)
from verify.queries import admissions, claim_edits, origins
from verify.queries.retracted import SOME_RETRACTED
from verify.services import audit, leases, pointed, pointers, rechecks, records, review_dates

CLAIMS = cast(Table, Claim.__table__)
COMMENTS = cast(Table, Comment.__table__)
DESKS = cast(Table, Desk.__table__)
POLICIES = cast(Table, Policy.__table__)
LEASES = cast(Table, Lease.__table__)
USERS = cast(Table, User.__table__)
EVIDENCE = cast(Table, Evidence.__table__)
REVIEWS = cast(Table, Review.__table__)
FIRST_REVIEWS = cast(Table, FirstReview.__table__)
LEANED_ON = cast(Table, ReviewEvidence.__table__)
ADMITTED = cast(Table, AdmittedReview.__table__)
VERDICTS = cast(Table, VerdictEntry.__table__)
UNDONE = cast(Table, UndoneVerdict.__table__)
AnyRow = Row[*tuple[Any, ...]]

_THE_CLAIM = CLAIMS.c.id == bindparam("claim")
_HELD = and_(LEASES.c.claim_id == CLAIMS.c.id, LEASES.c.expires_at > bindparam("now", type_=UtcDateTime))
_NAMES_PEOPLE = exists().where(
    COMMENTS.c.claim_id == CLAIMS.c.id, COMMENTS.c.is_apart, CommentMention.comment_id == COMMENTS.c.id
)
"""Whether somebody is named in what was said of the claim while it was judged apart."""
_AT_HAND = Prepared(
    select(
        *(CLAIMS.c[name] for name in ("id", "outlet_id", "kind", "voice", "state", "park_reason", "row_version")),
        *(CLAIMS.c[name] for name in ("verdict", "reason_code", "said", "is_drawn")),
        POLICIES.c.id.label("policy_id"),
        POLICIES.c.origins_needed,
        POLICIES.c.reviews_needed,
        FIRST_REVIEWS.c.review_id.label("first_id"),
        FIRST_REVIEWS.c.reviewer_id.label("first_by_id"),
        _NAMES_PEOPLE.label("names_people"),
        LEASES.c.user_id,
        LEASES.c.expires_at,
        USERS.c.name,
    )
    .select_from(CLAIMS)
    .join(DESKS, DESKS.c.id == 1)
    .join(POLICIES, POLICIES.c.id == DESKS.c.policy_id)
    .outerjoin(FIRST_REVIEWS, FIRST_REVIEWS.c.claim_id == CLAIMS.c.id)
    .outerjoin(LEASES, _HELD)
    .outerjoin(USERS, USERS.c.id == LEASES.c.user_id)
    .where(_THE_CLAIM)
)
_EVIDENCE = Prepared(
    select(
        *(EVIDENCE.c[name] for name in ("id", "stance", "examined_at", "examined_by_id")),
        *(EVIDENCE.c[name] for name in ("is_apart", "added_by_id")),
        SOME_RETRACTED.label("some_retracted"),
    ).where(EVIDENCE.c.claim_id == bindparam("claim"), EVIDENCE.c.removed_at.is_(None))
)
_STANDING = Prepared(
    select(*(VERDICTS.c[name] for name in ("id", "review_id", "verdict", "reason_code", "said", "decided_at")))
    .add_columns(REVIEWS.c.rationale, REVIEWS.c.searched, REVIEWS.c.reviewer_id, USERS.c.name)
    .join(REVIEWS, REVIEWS.c.id == VERDICTS.c.review_id)
    .join(USERS, USERS.c.id == REVIEWS.c.reviewer_id)
    .where(VERDICTS.c.claim_id == bindparam("claim"), ~exists().where(UNDONE.c.entry_id == VERDICTS.c.id))
    .order_by(VERDICTS.c.id.desc())
    .limit(1)
)
_TOLD = ("verdict", "reason_code", "said", "rationale", "searched", "decided_at")
"""What of the verdict that stands is told to who comes too late."""
_CHANGE_CLAIM = update(CLAIMS).where(_THE_CLAIM)
_READY_AGAIN = _CHANGE_CLAIM.where(CLAIMS.c.state == ClaimState.IN_REVIEW).values(state=ClaimState.READY)
_DECIDED = ("state", "verdict", "reason_code", "said", "decided_at", "row_version")
_DECIDE = Prepared(_CHANGE_CLAIM, _DECIDED)
_ADD_REVIEW = Prepared(insert(REVIEWS).returning(REVIEWS.c.id), [c.name for c in REVIEWS.c if c.name != "id"])
_LEAN_ON = Prepared(insert(LEANED_ON), [c.name for c in LEANED_ON.c])
_ADD_VERDICT = Prepared(insert(VERDICTS), [c.name for c in VERDICTS.c if c.name != "id"])


def at_hand(session: Session, claim_id: int, *, now: datetime) -> AnyRow:
    """The claim, locked, with who holds it, the rules in force, and the first review that waits on it. `NotFound`."""
    leases.lock_claim(session, claim_id)
    for claim in _AT_HAND.run(session.connection(), {"claim": claim_id, "now": now}):
        return cast(AnyRow, claim)
    raise NotFound(f"There is no claim {claim_id}.")


def standing_of(session: Session, claim: AnyRow) -> AnyRow | None:
    """The verdict that stands on the claim, with the review that gave it; None where there is none."""
    if claim.verdict is None:
        return None
    found = _STANDING.run(session.connection(), {"claim": claim.id})
    return found[0] if found else None


def refuse_if_changed(
    session: Session,
    claim: AnyRow,
    standing: AnyRow | None,
    row_version: int | None,
    *,
    actor: Actor,
    judgement: Judgement,
) -> None:
    """`Conflict` where the claim is not as the sender saw it.

    `details` then carry the verdict that stands, the wording where it changed, and as `yours` what was sent. `row_version` None
    means "as long as it has no verdict".
    """
    if standing is None:
        refuse_if_moved(session, claim, row_version, judgement)
        return
    if row_version == claim.row_version:
        return
    who = "You" if standing.reviewer_id == actor.user_id else standing.name
    since = (
        "already" if row_version is None else "from another page of yours" if who == "You" else "while you worked on it"
    )
    raise Conflict(
        f"{who} decided this claim {since}: {standing.verdict} ({standing.reason_code.replace('_', ' ')}). "
        "Read that decision; if you see it differently, send yours again as a revision.",
        details={
            "decided_by": standing.name,
            **{name: getattr(standing, name) for name in _TOLD},
            **_what_changed(session, claim, row_version, judgement),
        },
    )


def refuse_if_moved(session: Session, claim: AnyRow, row_version: int | None, judgement: Judgement) -> None:
    """`Conflict` where the claim is not on this version any more, None being any; `details` as `refuse_if_changed` has them."""
    if row_version is None or row_version == claim.row_version:
        return
    details = _what_changed(session, claim, row_version, judgement)
    what = "was reworded" if "statement" in details else "changed"
    raise Conflict(
        f"This claim {what} while you worked on it. Look at it as it stands now, then send again.", details=details
    )


def _what_changed(session: Session, claim: AnyRow, row_version: int | None, judgement: Judgement) -> dict[str, Any]:
    found: dict[str, Any] = {
        "row_version": claim.row_version,
        "yours": {name: value for name, value in asdict(judgement).items() if name != "as_claim"},
    }
    seen = claim_edits.lineage_of(session, claim.id).statement_at(row_version) if row_version is not None else None
    stands = session.scalar(select(CLAIMS.c.statement).where(CLAIMS.c.id == claim.id))
    if seen is None or seen == stands:
        return found
    stretches = [asdict(stretch) for stretch in differences(seen, str(stands))]
    return {**found, "statement_seen": seen, "statement": stands, "differences": stretches}


def evidence_seen(session: Session, claim: AnyRow, actor: Actor) -> Sequence[AnyRow]:
    """The claim's standing evidence as far as the reviewer may see it (`verify.queries.blindness`)."""
    items = _EVIDENCE.run(session.connection(), {"claim": claim.id})
    if not _is_open(claim):
        return items
    return [item for item in items if not item.is_apart or item.added_by_id == actor.user_id]


def judged(
    session: Session, judgement: Judgement, claim: AnyRow, evidence: Sequence[AnyRow], actor: Actor
) -> tuple[Judgement, int | None]:
    """The judgement, tidied, if the rules of a verdict hold for this evidence; `Malformed` or `RuleRefused` if not.

    With it the id of the admission that it leans on, where an editor lets less than the rule of origins be enough.
    """
    if judgement.as_claim is not None:
        return pointers.judged(session, judgement, claim, origins_needed=claim.origins_needed), None
    about = ClaimAtHand(claim.kind, claim.voice, claim.state, claim.park_reason)
    support, standing = NOTHING_BEHIND, evidence
    # Only a corroboration asks where its support comes from, and what was retracted stands for nothing.
    if evidence and (judgement.verdict is Verdict.CORROBORATED or evidence[0].some_retracted):
        apart = _is_open(claim) and claim.reviews_needed is not ReviewPolicy.SINGLE
        examined = {
            item.id: item.examined_at is not None and (not apart or item.examined_by_id == actor.user_id)
            for item in evidence
        }
        found = account(origins.known(session, claim.id, examined=examined, reader_id=actor.user_id))
        support, gone = backing(found), found.retracted_sources()
        standing = [item for item in evidence if item.id not in gone]
    stances = [item.stance for item in standing]
    needed = claim.origins_needed
    try:
        return checked(judgement, about, stances, support, origins_needed=needed), None
    except RuleRefused:
        if not support.items:
            raise
        ids = [item.id for item in standing if item.stance is Stance.SUPPORTS]
        admission = admissions.holding(session, claim.id, reviewer_id=actor.user_id, evidence=ids)
        if admission is None:
            raise
        return checked(judgement, about, stances, replace(support, is_admitted=True), origins_needed=needed), admission


def write_review(
    session: Session,
    actor: Actor,
    claim: AnyRow,
    found: Judgement,
    *,
    revises_id: int | None,
    now: datetime,
) -> int:
    """Store the review; its id."""
    review = {
        "claim_id": claim.id,
        "reviewer_id": actor.user_id,
        "verdict": found.verdict,
        "reason_code": found.reason_code,
        "said": found.said,
        "rationale": found.rationale,
        "searched": found.searched,
        "policy_id": claim.policy_id,
        "revises_id": revises_id,
        "created_at": now,
    }
    review_id = int(_ADD_REVIEW.run(session.connection(), review)[0].id)
    if found.as_claim is not None:
        pointers.keep(session, review_id=review_id, target_id=found.as_claim)
    if found.again_on is not None:
        review_dates.set_with_review(
            session, actor, claim_id=claim.id, review_id=review_id, day=found.again_on, now=now
        )
    return review_id


def lean_on(session: Session, review_id: int, evidence: Sequence[AnyRow], admission_id: int | None) -> None:
    """Keep what evidence the reviewer had before them, and the admission without which it would not have been enough."""
    if admission_id is not None:
        session.execute(insert(ADMITTED).values(review_id=review_id, admission_id=admission_id))
    if evidence:
        _LEAN_ON.run_each(session.connection(), [{"review_id": review_id, "evidence_id": item.id} for item in evidence])


def set_verdict(session: Session, claim: AnyRow, found: Judgement, review_id: int, *, now: datetime) -> None:
    """Let the review's verdict stand from now on: on the claim, in its history and in its outlet's record."""
    outcome = {"verdict": found.verdict, "reason_code": found.reason_code, "said": found.said, "decided_at": now}
    entry = {"claim_id": claim.id, "review_id": review_id, "policy_id": claim.policy_id, **outcome}
    connection = session.connection()
    _ADD_VERDICT.run(connection, entry)
    changed = {"claim": claim.id, "state": ClaimState.DECIDED, "row_version": claim.row_version + 1, **outcome}
    _DECIDE.run(connection, changed)
    leases.end(session, claim.id)
    old, new = Outcome(claim.verdict, claim.said) if claim.verdict else None, Outcome(found.verdict, found.said)
    if claim.state is ClaimState.RECHECK:
        rechecks.end_by_review(session, claim_id=claim.id, review_id=review_id, same=old == new, now=now)
    if old is not None and (old, claim.reason_code) != (new, found.reason_code):
        pointed.follow(session, claim_id=claim.id, what=f"is {found.verdict} now", now=now)
    records.move(session, claim_id=claim.id, old=old, new=new, now=now)
    if found.as_claim is not None:
        pointers.stand(session, claim_id=claim.id, target_id=found.as_claim, review_id=review_id, now=now)


def change_claim(session: Session, claim: AnyRow, **values: Any) -> None:
    """Set columns of the claim, one version on, and end whoever's lease there is on it."""
    changed = {**values, "row_version": claim.row_version + 1}
    session.connection().execute(_CHANGE_CLAIM, {"claim": claim.id, **changed})
    leases.end(session, claim.id)


def put_back(session: Session, claim_id: int) -> None:
    """End whoever's lease there is and leave the claim as if nobody had had it in hand, its version too."""
    leases.end(session, claim_id)
    session.execute(_READY_AGAIN, {"claim": claim_id})


def log(session: Session, actor: Actor, action: str, claim: AnyRow, after: dict[str, Any], *, now: datetime) -> None:
    """Log what became of a claim, beside what it was before."""
    before = {name: getattr(claim, name) for name in ("state", "verdict", "reason_code", "said")}
    audit.record(session, actor=actor, action=action, subject=("claim", claim.id), before=before, after=after, now=now)


def as_logged(found: Judgement, review_id: int, claim: AnyRow) -> dict[str, Any]:
    """What the log says of a judgement."""
    return {
        "verdict": found.verdict,
        "reason_code": found.reason_code,
        "said": found.said,
        "review": review_id,
        "policy": claim.policy_id,
        **({"again_on": found.again_on.isoformat()} if found.again_on else {}),
    }


def _is_open(claim: AnyRow) -> bool:
    return claim.verdict is None and claim.state is not ClaimState.ADJUDICATION
