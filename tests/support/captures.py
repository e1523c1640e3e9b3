"""Captures of the tests, stored without fetching anything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Reading
from verify.models import Capture, Evidence
from verify.services import snapshots
from verify.services.readings import Read, Taken


def add_capture(session: Session, evidence_id: int, text: str, *, now: datetime, **fields: Any) -> int:
    """One more capture of an item's page, which holds this text then; its id. `fields` are those of `Read`, and `body`."""
    item = session.get_one(Evidence, evidence_id)
    body = fields.pop("body", f"<p>{text}</p>".encode())
    media_type = fields.pop("media_type", "text/html")
    read = Read(text, **{"reading": Reading.TEXT if text else Reading.UNREADABLE, **fields})
    capture = session.scalars(
        select(Capture).where(Capture.evidence_id == evidence_id, Capture.captured_at.is_(None))
    ).first() or snapshots.wait_for(session, actor=SYSTEM, item=item, now=now)
    taken = Taken(body, media_type, item.url or "https://page.example/", read)
    snapshots.store(session, job_id=capture.job_id or 0, taken=taken, now=now)
    return capture.id
