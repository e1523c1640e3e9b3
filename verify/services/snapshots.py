"""Storing what a page or file held when it was captured as evidence, each capture beside those before it."""

import hashlib
import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.anchors import find
from verify.core.captures import text_key
from verify.core.errors import FetchFailed, NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.vocabulary import Anchoring, FetchState, JobKind
from verify.models import Capture, Evidence, Job, Snapshot
from verify.services import audit, captured_copies, jobs, leases, lost_origins
from verify.services.readings import Read, Taken


def wait_for(session: Session, *, actor: Actor, item: Evidence, now: datetime) -> Capture:
    """Have a job fetch the item's page, or read the file that was handed in: the capture that it will fill."""
    title = f"Capture {item.url}" if item.url else f"Read what {item.publisher} published"
    job = jobs.add(session, actor=actor, kind=JobKind.CAPTURE, title=title, now=now)
    job.subject_id = item.id
    file_id = item.snapshot_id if item.fetch_state is FetchState.WAITING else None
    waiting = Capture(evidence_id=item.id, job_id=job.id, state=FetchState.WAITING, snapshot_id=file_id)
    session.add(waiting)
    session.flush()
    return waiting


def store(session: Session, *, job_id: int, taken: Taken, now: datetime) -> int:
    """Keep what a job fetched; the snapshot's id. Equal bytes are stored once, and what a job fetched never twice."""
    capture, item = _of_job(session, job_id)
    if capture.state is FetchState.STORED and capture.snapshot_id is not None:
        return capture.snapshot_id
    capture.snapshot_id = keep(session, taken.body, taken.media_type, taken.read)
    capture.final_url = taken.final_url
    _settle(session, capture, item, now)
    if item.snapshot_id == capture.snapshot_id:
        item.published_day = item.published_day or taken.read.published
        captured_copies.trace(session, evidence_id=item.id, now=now)
        lost_origins.look_at(session, actor=SYSTEM, claim_id=item.claim_id, now=now)
    return capture.snapshot_id


def store_read(session: Session, *, job_id: int, read: Read, now: datetime) -> None:
    """Keep what a job read in a file that was handed in."""
    capture, item = _of_job(session, job_id)
    snapshot = session.get_one(Snapshot, capture.snapshot_id, with_for_update=True)
    if snapshot.reading is None:
        for name, value in _columns(read).items():
            setattr(snapshot, name, value)
        session.flush()
    _settle(session, capture, item, now)
    captured_copies.trace(session, evidence_id=item.id, now=now)
    lost_origins.look_at(session, actor=SYSTEM, claim_id=item.claim_id, now=now)


def fail(session: Session, *, job_id: int, error: FetchFailed, now: datetime) -> None:
    """Keep the reason why a page could not be captured; the evidence itself, and what it rests on, stays."""
    capture, item = _of_job(session, job_id)
    if capture.state is not FetchState.STORED:
        capture.state, capture.reason, capture.captured_at = FetchState.FAILED, error.message, now
        if item.snapshot_id is None:
            item.fetch_state, item.fetch_reason = FetchState.FAILED, error.message
        note_change(session, item, now)


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> None:
    """Have a page that could not be captured fetched again."""
    require(actor, Action.ADD_EVIDENCE)
    job = session.get(Job, job_id)
    if job is None or job.kind is not JobKind.CAPTURE:
        raise NotFound("There is no such capture.")
    capture, item = _of_job(session, job_id)
    if capture.state is not FetchState.FAILED:
        raise RuleRefused("This page is captured, or still in line. There is nothing to try again.")
    capture.state, capture.reason = FetchState.WAITING, None
    if item.snapshot_id is None:
        item.fetch_state, item.fetch_reason = FetchState.WAITING, None
    jobs.run_again(session, job_id)
    session.flush()
    told = {"publisher": item.publisher, "stance": item.stance, "role": item.role}
    subject = ("evidence", item.id)
    audit.record(session, actor=actor, action="evidence.capture_retried", subject=subject, after=told, now=now)


def keep(session: Session, body: bytes, media_type: str, read: Read | None) -> int:
    """Store bytes, once for each SHA-256; the snapshot's id. `read` None: a job is still to read them."""
    sha256 = hashlib.sha256(body).hexdigest()
    nothing = dict.fromkeys(("title", "byline", "published_day", "reading", "page_starts", "text_key"))
    row = {
        "sha256": sha256,
        "media_type": media_type,
        "body": zlib.compress(body),
        "size": len(body),
        **(_columns(read) if read else {"text": "", **nothing}),
    }
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(Snapshot).values(row).on_conflict_do_nothing(index_elements=["sha256"]))
    return session.scalars(select(Snapshot.id).where(Snapshot.sha256 == sha256)).one()


def anchor(session: Session, item: Evidence, *, near: int | None = None) -> None:
    """Note where the snapshot that the item rests on has its passage."""
    text = _text(session, item.snapshot_id)
    found = find(text, item.passage, near=near) if text else None
    item.passage_start, item.passage_end = (found.start, found.end) if found else (None, None)
    item.anchoring = found.how if found else Anchoring.MISSING if text and item.passage else None


def note_change(session: Session, item: Evidence, now: datetime) -> None:
    """Note since when the newest look at an item's page is another than what the item rests on, or found nothing any more."""
    session.flush()
    looks = session.execute(
        select(Capture.state, Capture.snapshot_id, Snapshot.text_key)
        .outerjoin(Snapshot, Snapshot.id == Capture.snapshot_id)
        .where(Capture.evidence_id == item.id, Capture.state != FetchState.WAITING)
        .order_by(Capture.id.desc())
        .limit(2)
    ).all()
    key = session.scalar(select(Snapshot.text_key).where(Snapshot.id == item.snapshot_id))
    newest = looks[0] if looks and item.snapshot_id is not None else None
    if newest is None or not (newest.state is FetchState.FAILED or _is_other(newest, item, key)):
        item.changed_at = None
    elif item.changed_at is None or (newest.state, newest.text_key) != (looks[-1].state, looks[-1].text_key):
        item.changed_at = now
    session.flush()


def _is_other(look: Any, item: Evidence, key: str | None) -> bool:
    return bool(look.snapshot_id != item.snapshot_id and look.text_key != key)


def _of_job(session: Session, job_id: int) -> tuple[Capture, Evidence]:
    """The capture that a job is to fill and its item, locked after its claim: two workers may hold one job for a moment.

    Not against rows that name the item: an article that comes in just then may have copied it.
    """
    capture = session.scalars(select(Capture).where(Capture.job_id == job_id)).one()
    leases.lock_claim(
        session, session.scalars(select(Evidence.claim_id).where(Evidence.id == capture.evidence_id)).one()
    )
    alone = {"key_share": True}
    item = session.get_one(Evidence, capture.evidence_id, with_for_update=alone, populate_existing=True)
    session.refresh(capture)
    return capture, item


def _settle(session: Session, capture: Capture, item: Evidence, now: datetime) -> None:
    capture.state, capture.reason, capture.captured_at = FetchState.STORED, None, now
    if item.snapshot_id in (None, capture.snapshot_id):
        item.snapshot_id = capture.snapshot_id
        item.final_url, item.retrieved_at = capture.final_url, item.retrieved_at or now
        item.fetch_state, item.fetch_reason = FetchState.STORED, None
        anchor(session, item)
        capture.anchoring = item.anchoring
    else:
        text = _text(session, capture.snapshot_id)
        found = find(text, item.passage) if text else None
        capture.anchoring = found.how if found else Anchoring.MISSING if text and item.passage else None
    note_change(session, item, now)


def _text(session: Session, snapshot_id: int | None) -> str:
    return session.scalar(select(Snapshot.text).where(Snapshot.id == snapshot_id)) or ""


def _columns(read: Read) -> dict[str, object]:
    return {
        "text": read.text,
        "title": read.title,
        "byline": read.byline,
        "published_day": read.published,
        "reading": read.reading,
        "page_starts": list(read.page_starts) if read.page_starts else None,
        "text_key": text_key(read.text),
    }
