"""The captures of an item's page: the list of them, one as it was, and two beside each other."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from verify.core.anchors import Anchor, find
from verify.core.captures import Changes, Layout, changes, laid_out, page_at
from verify.core.errors import NotFound
from verify.core.media_types import PICTURES
from verify.core.vocabulary import Anchoring, FetchState, Reading
from verify.models import Capture, Evidence, Snapshot
from verify.queries.blindness import evidence_shown

_NOTHING = "There is no stored capture of this evidence."
MOST = 200
"""Captures that a page lists, the newest ones."""


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """One try to fetch the page. `is_cited`: the item rests on this one; `has_changed`: its text is another than that one's."""

    id: int
    state: FetchState
    reason: str | None
    captured_at: datetime | None
    final_url: str | None
    sha256: str | None
    anchoring: Anchoring | None
    is_cited: bool
    has_changed: bool


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """What a page held when it was captured, laid out; `text` is what was found in it, empty for a picture."""

    evidence_id: int
    claim_id: int
    capture_id: int | None
    publisher: str
    passage: str
    url: str | None
    archived_url: str | None
    final_url: str | None
    retrieved_at: datetime | None
    sha256: str
    media_type: str
    size: int
    title: str | None
    reading: Reading | None
    text: str
    is_cited: bool
    anchor: Anchor | None
    page: int | None
    layout: Layout

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture that can be shown safely."""
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class Compared:
    """Two captures of one page: the one that the item rests on and another one, and what changed between them."""

    evidence_id: int
    claim_id: int
    publisher: str
    passage: str
    old_at: datetime | None
    new_at: datetime | None
    new_capture_id: int
    anchoring: Anchoring | None
    changes: Changes


def of_evidence(session: Session, evidence_id: int, *, reader_id: int | None) -> Sequence[CaptureLine]:
    """The captures of an item that the reader may see, the newest first. `NotFound` where they may not see it."""
    base = session.execute(
        select(Evidence.snapshot_id, Snapshot.text_key)
        .outerjoin(Snapshot, Snapshot.id == Evidence.snapshot_id)
        .where(Evidence.id == evidence_id, evidence_shown(reader_id))
    ).first()
    if base is None:
        raise NotFound(f"There is no evidence {evidence_id}.")
    rows = session.execute(
        select(Capture, Snapshot.sha256, Snapshot.text_key)
        .outerjoin(Snapshot, Snapshot.id == Capture.snapshot_id)
        .where(Capture.evidence_id == evidence_id)
        .order_by(Capture.id.desc())
        .limit(MOST)
    )
    return [_line(row, base) for row in rows]


def view(
    session: Session,
    evidence_id: int,
    *,
    capture_id: int | None = None,
    part: int | None = None,
    reader_id: int | None = None,
) -> SnapshotView:
    """A stored capture of an item, the one it rests on unless another is named. `NotFound` where the reader may see none."""
    item, kept, capture = _found(session, evidence_id, capture_id, reader_id)
    is_cited = kept.id == item.snapshot_id
    anchor = _anchor(item, kept, is_cited)
    return SnapshotView(
        evidence_id=item.id,
        capture_id=capture.id if capture else None,
        final_url=capture.final_url if capture else item.final_url,
        retrieved_at=capture.captured_at if capture else item.retrieved_at,
        is_cited=is_cited,
        anchor=anchor,
        page=page_at(kept.page_starts, anchor.start if anchor else None),
        layout=laid_out(kept.text, anchor, kept.page_starts, part),
        **{name: getattr(item, name) for name in ("claim_id", "publisher", "passage", "url", "archived_url")},
        **{name: getattr(kept, name) for name in ("sha256", "media_type", "size", "title", "text", "reading")},
    )


def compared(session: Session, evidence_id: int, *, capture_id: int, reader_id: int | None) -> Compared:
    """What changed from the capture that an item rests on to another one. `NotFound` where either is not there."""
    item, new, capture = _found(session, evidence_id, capture_id, reader_id)
    _, old, _ = _found(session, evidence_id, None, reader_id)
    assert capture is not None
    return Compared(
        evidence_id=item.id,
        claim_id=item.claim_id,
        publisher=item.publisher,
        passage=item.passage,
        old_at=item.retrieved_at,
        new_at=capture.captured_at,
        new_capture_id=capture.id,
        anchoring=capture.anchoring,
        changes=changes(old.text, new.text),
    )


def original(session: Session, evidence_id: int, *, capture_id: int | None, reader_id: int | None) -> tuple[str, bytes]:
    """The media type and the bytes of a stored capture. `NotFound`."""
    _, kept, _ = _found(session, evidence_id, capture_id, reader_id)
    return kept.media_type, zlib.decompress(kept.body)


def _found(
    session: Session, evidence_id: int, capture_id: int | None, reader_id: int | None
) -> tuple[Any, Any, Any | None]:
    """The item, a snapshot of its page and the capture that brought it."""
    wanted: Any = (
        select(Evidence, Snapshot, Capture)
        .options(defer(Snapshot.body))
        .where(Evidence.id == evidence_id, evidence_shown(reader_id))
    )
    if capture_id is None:
        cited = (Capture.evidence_id == Evidence.id) & (Capture.snapshot_id == Evidence.snapshot_id)
        wanted = wanted.join(Snapshot, Snapshot.id == Evidence.snapshot_id).outerjoin(Capture, cited)
        row = session.execute(wanted.order_by(Capture.id).limit(1)).first()
    else:
        wanted = wanted.join(Capture, Capture.evidence_id == Evidence.id)
        wanted = wanted.join(Snapshot, Snapshot.id == Capture.snapshot_id)
        row = session.execute(wanted.where(Capture.id == capture_id)).first()
    if row is None:
        raise NotFound(_NOTHING)
    return row[0], row[1], row[2]


def _anchor(item: Any, kept: Any, is_cited: bool) -> Anchor | None:
    """Where the capture has the passage: as it is noted, else looked for now (other captures, those of earlier releases)."""
    if is_cited and item.anchoring is not None:
        if item.passage_start is None:
            return None
        return Anchor(item.passage_start, item.passage_end, item.anchoring)
    return find(kept.text, item.passage)


def _line(row: Any, base: Any) -> CaptureLine:
    capture = row.Capture
    is_kept = capture.snapshot_id is not None and capture.state is FetchState.STORED
    return CaptureLine(
        sha256=row.sha256,
        is_cited=is_kept and capture.snapshot_id == base.snapshot_id,
        has_changed=is_kept and capture.snapshot_id != base.snapshot_id and row.text_key != base.text_key,
        **{name: getattr(capture, name) for name in ("id", "state", "reason", "captured_at", "final_url", "anchoring")},
    )
