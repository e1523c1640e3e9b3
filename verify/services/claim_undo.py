"""Taking an edit of claims back: a new edit that puts what stood before in place again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.claim_edits import is_material
from verify.core.errors import NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.vocabulary import ClaimKind, ClaimState, EditKind, EditSide, ParkReason, Voice
from verify.models import Claim, ClaimEdit, ClaimEditPart, Review
from verify.queries.blindness import reviews_shown
from verify.services import claim_lineage as lineage
from verify.services import rechecks
from verify.services.claim_edits import JUDGED, SAID_BY_ELSE, SAYS_ELSE, withdrawn
from verify.services.claim_lineage import SAID_BY, Act, Part

_CAUSES = {EditKind.REWORDED: SAYS_ELSE, EditKind.ATTRIBUTION_CORRECTED: SAID_BY_ELSE}
"""Edits that send a verdict to recheck, and why."""
_WORDS: dict[str, type[ClaimKind | Voice]] = {"kind": ClaimKind, "voice": Voice}


def undo(session: Session, *, actor: Actor, edit_id: int, now: datetime) -> int:
    """Take an edit back; the new edit's id. What it made is withdrawn, what it changed or withdrew stands as before.

    `NotFound`. `RuleRefused` for an undo, for an edit that was taken back, and where one of its claims was edited or reviewed
    since; `Conflict` where somebody else holds one of them.
    """
    require(actor, Action.EDIT_CLAIMS)
    edit = session.get(ClaimEdit, edit_id)
    if edit is None:
        raise NotFound(f"There is no edit {edit_id}.")
    rows = session.scalars(
        select(ClaimEditPart).where(ClaimEditPart.edit_id == edit_id).order_by(ClaimEditPart.claim_id)
    ).all()
    claims = {row.claim_id: lineage.at_hand(session, actor, row.claim_id, None, now=now) for row in rows}
    _refuse_late(session, actor, edit, rows)
    # What the edit made goes first, so that no moment has both the parent's verdict and the children's in the record.
    rows = sorted(rows, key=lambda row: row.side is not EditSide.CHILD)
    parts = [_taken_back(session, actor, edit, (row, claims[row.claim_id]), now) for row in rows]
    return lineage.write(session, actor, Act(EditKind.UNDONE, undoes_id=edit_id), parts, now=now)


def _refuse_late(session: Session, actor: Actor, edit: ClaimEdit, rows: Any) -> None:
    if edit.kind is EditKind.UNDONE:
        raise RuleRefused("This edit took another one back. To bring that one in again, make it anew.")
    undone = session.scalar(select(ClaimEdit.id).where(ClaimEdit.undoes_id == edit.id))
    if undone is not None:
        raise RuleRefused("This edit is taken back already.")
    for row in rows:
        newest = newest_standing(session, row.claim_id)
        if newest is not None and newest != edit.id:
            raise RuleRefused(
                f"Claim {row.claim_id} was edited again since (edit {newest}). Take the later edit back first."
            )
        # A first review of somebody else must leave no trace: it is kept with what it was about, and holds nothing up.
        since = select(Review.id).where(Review.claim_id == row.claim_id, Review.id > (row.last_review_id or 0))
        reviewed = session.scalar(since.where(reviews_shown(actor.user_id)).limit(1))
        if reviewed is not None:
            raise RuleRefused(
                f"Claim {row.claim_id} was reviewed since, as it stands now, so this edit cannot be taken back: the review "
                "would be on other words. Make a new edit instead; the reviews are kept."
            )


def newest_standing(session: Session, claim_id: int) -> int | None:
    """The id of the claim's newest edit that was not taken back; None where there is none."""
    undone = select(ClaimEdit.undoes_id).where(ClaimEdit.undoes_id.is_not(None))
    return session.scalar(
        select(func.max(ClaimEdit.id))
        .join(ClaimEditPart, ClaimEditPart.edit_id == ClaimEdit.id)
        .where(
            ClaimEditPart.claim_id == claim_id,
            ClaimEdit.kind != EditKind.UNDONE,
            ClaimEdit.id.not_in(undone),
        )
    )


def _taken_back(
    session: Session, actor: Actor, edit: ClaimEdit, part: tuple[ClaimEditPart, Claim], now: datetime
) -> Part:
    row, claim = part
    if row.before is None:
        return withdrawn(session, claim, EditSide.CHANGED, now=now)
    before, after = {name: v for name, v in row.before.items() if name != lineage.FIRST_REVIEW}, row.after or {}
    now_stands = {name: _now(session, claim, name) for name in before}
    values = {
        name: _WORDS[name](value) if name in _WORDS else value for name, value in before.items() if name not in SAID_BY
    }
    if (cause := _CAUSES.get(edit.kind)) is not None:
        rechecks.take_back_cause(session, actor=actor, claim_id=claim.id, cause=cause, at=edit.edited_at, now=now)
    values |= _standing_again(session, claim, before, after)
    if _was_material(before, after):
        lineage.wait_again(session, claim.id, row.before)
    lineage.change(session, claim, now=now, **values)
    if "cue" in before:
        lineage.attribute(session, claim.id, before)
    return Part(claim, EditSide.CHANGED, now_stands, {**before, **lineage.standing(claim)})


def _was_material(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the edit changed what a review judges, so that one given since was on other words than those that come back."""
    if "statement" in before:
        return is_material(before["statement"], after["statement"])
    return any(before.get(side) != after.get(side) for side in ("voice", "speaker"))


def _now(session: Session, claim: Claim, name: str) -> Any:
    return lineage.attribution_of(session, claim)[name] if name in SAID_BY else getattr(claim, name)


def _standing_again(
    session: Session, claim: Claim, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """State and park reason as before, unless the edit had left them alone; a verdict is in recheck if there is cause by now."""
    sides = ("state", "park_reason")
    state, park_reason = (getattr(claim, side) for side in sides)
    if any(before[side] != after[side] for side in sides):
        state, park_reason = ClaimState(before["state"]), before["park_reason"] and ParkReason(before["park_reason"])
    if state in JUDGED:
        state = rechecks.state_of_verdict(session, claim.id)
    return {"state": state, "park_reason": park_reason}
