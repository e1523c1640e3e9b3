"""A claim taken in hand to be edited, changed with its outlet's record in step, and the edit written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.reliability_rollup import Outcome
from verify.core.vocabulary import PENDING_STATES, ClaimState, EditKind, EditSide
from verify.models import Attribution, Claim, ClaimEdit, ClaimEditPart, FirstReview, Review, User
from verify.queries.claim_edits import ROW_VERSION
from verify.queries.records import NEVER_COUNTED
from verify.services import audit, leases, matches, pointed, queue_order, records, text_owners

SAID_BY = ("speaker", "cue", "direct", "hedged", "via", "speaker_span", "cue_span")
"""What an attribution's row holds beside the claim's id."""

PLACED_BY = {"check_worthiness", "voice"}
"""Columns that a claim's place in the queue hangs on, of those that an edit changes."""

FIRST_REVIEW = "first_review"
"""Kept in the lineage for an undo, and told to nobody: neither the log nor any page may say that a claim had one."""

_LOGGED = {
    (EditKind.SPLIT, EditSide.CHILD): "claim.made_by_split",
    (EditKind.MERGED, EditSide.CHILD): "claim.made_by_merge",
    (EditKind.UNDONE, EditSide.CHANGED): "claim.edit_undone",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A claim's part in an edit, with what of it stood before and what after (None where it was not there)."""

    claim: Claim
    side: EditSide
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did: the kind of edit, why, and the edit that it takes back, if any."""

    kind: EditKind
    reason: str = ""
    undoes_id: int | None = None


def at_hand(session: Session, actor: Actor, claim_id: int, row_version: int | None, *, now: datetime) -> Claim:
    """The claim, locked, as it stands now.

    `NotFound`; `Conflict` where somebody else holds it, or where it changed since `row_version` (None: whatever it was); then
    `details` say how it reads now and who changed it.
    """
    leases.lock_claim(session, claim_id)
    claim = session.get(Claim, claim_id, populate_existing=True)
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    leases.refuse_if_held(leases.holder_of(session, claim_id, now=now), actor, now=now)
    if row_version is not None and row_version != claim.row_version:
        _refuse_stale(session, claim)
    return claim


def refuse_withdrawn(claim: Claim) -> None:
    """`RuleRefused` for a claim that was withdrawn, by itself or because it was split or merged."""
    if claim.state is ClaimState.WITHDRAWN:
        raise RuleRefused(f"Claim {claim.id} is withdrawn, and what is withdrawn is not edited. Undo that first.")


def outcome_of(claim: Claim) -> Outcome | None:
    """What the claim counts as in its outlet's record; None without a verdict, and while it is parked or withdrawn."""
    return Outcome(claim.verdict, claim.said) if claim.verdict and claim.state not in NEVER_COUNTED else None


def change(session: Session, claim: Claim, *, now: datetime, **values: Any) -> None:
    """Set columns of a claim, one version on, and move its outlet's record where what counts is another now."""
    old = outcome_of(claim)
    revoiced = values.get("voice", claim.voice) != claim.voice
    if old is not None and values.get("state", claim.state) in NEVER_COUNTED:
        pointed.follow(session, claim_id=claim.id, what=f"is {values['state']}", now=now)
    if old is not None and (revoiced or values.get("state", claim.state) in NEVER_COUNTED):
        # Before the row changes: what leaves the record leaves it in the voice that it was counted in.
        records.move(session, claim_id=claim.id, old=old, new=None, now=now)
        old = None
    if revoiced:
        values["record_voice"] = text_owners.record_voice(session, claim.article_id, values["voice"])
    for name, value in values.items():
        setattr(claim, name, value)
    claim.row_version += 1
    session.flush()  # the record's query reads the row
    if not PLACED_BY.isdisjoint(values):
        claim.priority = queue_order.priority_of(session, claim)
    new = outcome_of(claim)
    if old is None and new is not None:
        records.move(session, claim_id=claim.id, old=None, new=new, now=now)
    if claim.state in NEVER_COUNTED:
        leases.end(session, claim.id)


def attribution_of(session: Session, claim: Claim) -> dict[str, Any]:
    """The claim's voice with its attribution's row, as lineage keeps them; the row's columns are None where there is none."""
    row = session.get(Attribution, claim.id, populate_existing=True)
    return {"voice": claim.voice, **{name: getattr(row, name) if row else None for name in SAID_BY}}


def attribute(session: Session, claim_id: int, said_by: Mapping[str, Any]) -> None:
    """Write the claim's attribution as `attribution_of` gave it; its voice is a column of the claim."""
    row = session.get(Attribution, claim_id)
    values = {name: said_by[name] for name in SAID_BY}
    if values["cue"] is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(Attribution(claim_id=claim_id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()


def set_first_review_aside(session: Session, claim_id: int) -> dict[str, Any]:
    """Let a first review wait no longer for its second, as it judged other words; what `wait_again` takes, for the lineage."""
    waiting = session.get(FirstReview, claim_id, populate_existing=True)
    if waiting is None:
        return {}
    session.delete(waiting)
    return {FIRST_REVIEW: [waiting.reviewer_id, waiting.review_id]}


def wait_again(session: Session, claim_id: int, before: Mapping[str, Any]) -> None:
    """Have the first review wait again that was set aside, as the words that it judged are back."""
    waiting = session.get(FirstReview, claim_id, populate_existing=True)
    if waiting is not None:
        session.delete(waiting)  # it is on the words that are taken back
        session.flush()  # the row that comes has the same key
    if FIRST_REVIEW in before:
        reviewer_id, review_id = before[FIRST_REVIEW]
        session.add(FirstReview(claim_id=claim_id, reviewer_id=reviewer_id, review_id=review_id))


def resting(state: ClaimState) -> ClaimState:
    """The state that a claim comes back to: what was in somebody's hands is ready again."""
    return ClaimState.READY if state is ClaimState.IN_REVIEW else state


def standing(claim: Claim) -> dict[str, Any]:
    """Whether the claim is in the queue, decided, or out of it, as lineage keeps it."""
    return {"state": resting(claim.state), "park_reason": claim.park_reason}


def write(session: Session, actor: Actor, act: Act, parts: Sequence[Part], *, now: datetime) -> int:
    """Write an edit down, with a log entry for each claim of it; its id."""
    edit = ClaimEdit(
        article_id=parts[0].claim.article_id,
        kind=act.kind,
        reason=act.reason,
        undoes_id=act.undoes_id,
        edited_by_id=actor.user_id,
        edited_at=now,
    )
    session.add(edit)
    session.flush()  # the parts and the log need its id
    newest = _newest_reviews(session, [part.claim.id for part in parts])
    for part in parts:
        row = {"edit_id": edit.id, "claim_id": part.claim.id, "side": part.side}
        after = part.after and {**part.after, ROW_VERSION: part.claim.row_version}
        session.add(ClaimEditPart(**row, before=part.before, after=after, last_review_id=newest.get(part.claim.id)))
        others = [other.claim.id for other in parts if other.claim.id != part.claim.id]
        _log(session, actor, act, part, {"edit": edit.id} | ({"with": others} if others else {}), now=now)
    session.flush()
    matches.ask(session, article_id=edit.article_id, now=now)
    return edit.id


def _log(session: Session, actor: Actor, act: Act, part: Part, linked: Mapping[str, Any], *, now: datetime) -> None:
    why = ({"reason": act.reason} if act.reason else {}) | ({"undoes": act.undoes_id} if act.undoes_id else {})
    audit.record(
        session,
        actor=actor,
        action=_LOGGED.get((act.kind, part.side), f"claim.{act.kind}"),
        subject=("claim", part.claim.id),
        before=_told(part.before),
        after={**(_told(part.after) or {}), **linked, **why},
        now=now,
    )


def _told(side: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What the log says of one side: that a claim awaits its second review is nobody's to read there."""
    if side is None:
        return None
    shown = {name: value for name, value in side.items() if name != FIRST_REVIEW}
    return shown | ({"state": ClaimState.READY} if shown.get("state") in PENDING_STATES else {})


def _newest_reviews(session: Session, claim_ids: Sequence[int]) -> dict[int, int]:
    newest = select(Review.claim_id, func.max(Review.id)).where(Review.claim_id.in_(claim_ids))
    return dict(session.execute(newest.group_by(Review.claim_id)).all())


def _refuse_stale(session: Session, claim: Claim) -> None:
    # Only who edited it is named, never who judged it: a first review must leave no trace for the second reviewer.
    editor = session.scalar(
        select(User.name)
        .join(ClaimEdit, ClaimEdit.edited_by_id == User.id)
        .join(ClaimEditPart, ClaimEditPart.edit_id == ClaimEdit.id)
        .where(ClaimEditPart.claim_id == claim.id)
        .order_by(ClaimEdit.id.desc())
        .limit(1)
    )
    stands = attribution_of(session, claim)
    raise Conflict(
        f"{editor or 'Somebody'} changed this claim while you worked on it. Nothing was stored, and what you wrote is kept "
        "below. Compare both, then send again.",
        details={
            "row_version": claim.row_version,
            "statement": claim.statement,
            "kind": claim.kind,
            **{name: value for name, value in stands.items() if not name.endswith("_span")},
        },
    )
