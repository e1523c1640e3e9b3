"""Storing what a page held when it was captured as evidence."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.errors import FetchFailed, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.vocabulary import FetchState, JobKind
from verify.models import Evidence, Job, Snapshot
from verify.services import audit, jobs


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was fetched: its bytes, where the redirects ended, and the text that was found in it."""

    body: bytes
    media_type: str
    final_url: str
    text: str = ""
    title: str | None = None
    published: date | None = None


def store(session: Session, *, evidence_id: int, capture: Capture, now: datetime) -> int:
    """Keep a capture with its evidence; the snapshot's id. Equal bytes are stored once, a capture never twice."""
    item = session.get_one(Evidence, evidence_id, with_for_update=True)
    if item.snapshot_id is not None:
        return item.snapshot_id
    item.snapshot_id = _snapshot(session, capture)
    item.final_url, item.retrieved_at = capture.final_url, now
    item.fetch_state, item.fetch_reason = FetchState.STORED, None
    item.published_day = item.published_day or capture.published
    session.flush()
    return item.snapshot_id


def fail(session: Session, *, evidence_id: int, error: FetchFailed) -> None:
    """Keep the reason why a page could not be captured; the evidence itself stays as it was entered."""
    item = session.get_one(Evidence, evidence_id, with_for_update=True)
    if item.snapshot_id is None:
        item.fetch_state, item.fetch_reason = FetchState.FAILED, error.message
        session.flush()


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> None:
    """Have a page that could not be captured fetched again."""
    require(actor, Action.ADD_EVIDENCE)
    job = session.get(Job, job_id)
    if job is None or job.kind is not JobKind.CAPTURE:
        raise NotFound("There is no such capture.")
    item = session.get_one(Evidence, job.subject_id, with_for_update=True)
    if item.fetch_state is not FetchState.FAILED:
        raise RuleRefused("This page is captured, or still in line. There is nothing to try again.")
    item.fetch_state, item.fetch_reason = FetchState.WAITING, None
    jobs.run_again(session, job_id)
    session.flush()
    audit.record(session, actor=actor, action="evidence.capture_retried", subject=("evidence", item.id), now=now)


def _snapshot(session: Session, capture: Capture) -> int:
    sha256 = hashlib.sha256(capture.body).hexdigest()
    row = {
        "sha256": sha256,
        "media_type": capture.media_type,
        "body": zlib.compress(capture.body),
        "size": len(capture.body),
        "text": capture.text,
        "title": capture.title,
        "published_day": capture.published,
    }
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(Snapshot).values(row).on_conflict_do_nothing(index_elements=["sha256"]))
    return session.scalars(select(Snapshot.id).where(Snapshot.sha256 == sha256)).one()
