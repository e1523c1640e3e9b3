"""Looking at a cited page again: asking for it, the passage in one of its captures, and what to do about a change."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.anchors import find
from verify.core.errors import Malformed, NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.rechecks import Cause, RecheckReason
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimState, FetchState
from verify.models import Capture, Claim, Evidence, Snapshot
from verify.services import audit, captured_copies, evidence, rechecks, snapshots

MOST_AT_ONCE = 20
"""Pages that are put in line in one go; the next ones follow when the worker looks again."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Words of a capture, and the code point at which they were selected in it, where that is known."""

    capture_id: int
    passage: str
    near: int | None = None


def fetch_again(session: Session, *, actor: Actor, evidence_id: int, now: datetime) -> int:
    """Have an item's page fetched once more, as a new capture beside the others; the claim's id.

    `RuleRefused` where there is no page, or where it is in line already.
    """
    require(actor, Action.ADD_EVIDENCE)
    item = evidence.present(session, actor, evidence_id)
    if item.url is None or item.fetch_state is None:
        raise RuleRefused("This evidence has no page of its own that could be fetched.")
    waits = select(Capture.id).where(Capture.evidence_id == item.id, Capture.state == FetchState.WAITING)
    if session.scalar(waits.limit(1)) is not None:
        raise RuleRefused("This page is in line to be fetched already.")
    _fetch(session, actor, item, now)
    told = {"publisher": item.publisher, "stance": item.stance, "role": item.role}
    subject = ("evidence", item.id)
    audit.record(session, actor=actor, action="evidence.fetched_again", subject=subject, after=told, now=now)
    return item.claim_id


def fetch_due(session: Session, *, days: int, now: datetime) -> int:
    """Put pages in line that were last fetched so many days ago, the longest ago first; how many, at most twenty."""
    last = select(func.max(Capture.captured_at)).where(Capture.evidence_id == Evidence.id).scalar_subquery()
    waiting = aliased(Capture)
    found = session.scalars(
        select(Evidence)
        .join(Claim, and_(Claim.id == Evidence.claim_id, Claim.state.not_in((ClaimState.PARKED, ClaimState.WITHDRAWN))))
        .where(Evidence.url.is_not(None), Evidence.snapshot_id.is_not(None), Evidence.removed_at.is_(None))
        .where(last < now - timedelta(days=days))
        .where(~exists().where(waiting.evidence_id == Evidence.id, waiting.state == FetchState.WAITING))
        .order_by(last, Evidence.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Evidence, skip_locked=True)  # two workers share the work
    ).all()
    for item in found:
        _fetch(session, SYSTEM, item, now)
    return len(found)


def choose_passage(session: Session, *, actor: Actor, evidence_id: int, chosen: Chosen, now: datetime) -> None:
    """Take words of a capture as the passage that bears on the claim; the item rests on that capture from then on.

    `Malformed` where the capture's text does not hold them. A verdict that leaned on other words is flagged for a recheck.
    """
    require(actor, Action.ADD_EVIDENCE)
    item = evidence.changeable(session, actor, evidence_id)
    capture = session.get(Capture, chosen.capture_id)
    if capture is None or capture.evidence_id != item.id or capture.state is not FetchState.STORED:
        raise NotFound("There is no stored capture of this evidence.")
    near = chosen.near
    words = typed(chosen.passage, field="quote", name="The passage", longest=evidence.LONGEST_PASSAGE, required=True)
    text = session.scalars(select(Snapshot.text).where(Snapshot.id == capture.snapshot_id)).one()
    found = find(text, words, near=near) if text else None
    if text and found is None:
        raise Malformed("This capture does not hold these words. Copy them from its text below.", field="quote")
    with evidence.changing(session, actor, item, now):
        item.passage = text[found.start : found.end] if found and near == found.start else words
        item.snapshot_id, item.final_url, item.retrieved_at = (
            capture.snapshot_id,
            capture.final_url,
            capture.captured_at,
        )
        snapshots.anchor(session, item, near=near)
        capture.anchoring = item.anchoring
        snapshots.note_change(session, item, now)
        captured_copies.trace(session, evidence_id=item.id, now=now)


def ask_recheck(session: Session, *, actor: Actor, evidence_id: int, now: datetime) -> int:
    """Have the claim's verdict looked at again because an item's page or article changed; the claim's id.

    Only a person asks for that: what was captured stands as it was, and a page may be gone, or behind a wall, for an hour.
    """
    require(actor, Action.RECHECK)
    item = evidence.present(session, actor, evidence_id)
    what = "article" if item.article_id is not None else "page"
    cause = Cause(RecheckReason.EVIDENCE_CHANGED, f"the {what} of {item.publisher} changed")
    if not rechecks.send(session, actor=actor, claim_id=item.claim_id, cause=cause, now=now):
        raise RuleRefused("No verdict stands on this claim, or it is looked at again for this already.")
    return item.claim_id


def _fetch(session: Session, actor: Actor, item: Evidence, now: datetime) -> None:
    if item.snapshot_id is None:
        item.fetch_state, item.fetch_reason = FetchState.WAITING, None
    snapshots.wait_for(session, actor=actor, item=item, now=now)
