"""Looking at a cited page again: asking for it, the passage in one of its captures, and what to do about a change."""

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.anchors import find
from verify.core.errors import Malformed, NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimState, FetchState
from verify.models import Capture, Claim, Evidence, Snapshot
from verify.services import audit, evidence, snapshots

MOST_AT_ONCE = 20
"""Pages that are put in line in one go; the next ones follow when the worker looks again."""


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


def choose_passage(
    session: Session, *, actor: Actor, capture_id: int, passage: str, near: int | None = None, now: datetime
) -> int:
    """Take words of a capture as the passage that bears on the claim; the item's id. It rests on that capture from then on.

    `near` is where they were selected. `Malformed` where the capture's text does not hold them. A verdict that leaned on other
    words is flagged for a recheck.
    """
    require(actor, Action.ADD_EVIDENCE)
    evidence_id = session.scalar(select(Capture.evidence_id).where(Capture.id == capture_id))
    item = evidence.changeable(session, actor, evidence_id or 0)
    capture = session.get_one(Capture, capture_id)
    if capture.snapshot_id is None:
        raise NotFound("Nothing was kept of this capture.")
    words = typed(passage, field="quote", name="The passage", longest=evidence.LONGEST_PASSAGE, required=True)
    text = session.scalars(select(Snapshot.text).where(Snapshot.id == capture.snapshot_id)).one()
    if text and find(text, words, near=near) is None:
        raise Malformed("This capture does not hold these words. Copy them from its text below.", field="quote")
    with evidence.changing(session, actor, item, now):
        item.passage = words
        item.snapshot_id, item.final_url, item.retrieved_at = (
            capture.snapshot_id,
            capture.final_url,
            capture.captured_at,
        )
        snapshots.anchor(session, item, near=near)
        capture.anchoring = item.anchoring
    return item.id


def _fetch(session: Session, actor: Actor, item: Evidence, now: datetime) -> None:
    if item.snapshot_id is None:
        item.fetch_state, item.fetch_reason = FetchState.WAITING, None
    snapshots.wait_for(session, actor=actor, item=item, now=now)
    audit.record(session, actor=actor, action="evidence.fetched_again", subject=("evidence", item.id), now=now)
