"""Evidence on a claim, and the stored snapshots it was read from."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import Anchoring, EvidenceRole, FetchState, Reading, Stance
from verify.db import Base, UtcDateTime
from verify.models.columns import word

_CHANGED = text("changed_at IS NOT NULL")


class Snapshot(Base):
    """What a page or file held when it was captured: its text and its original bytes, once for each SHA-256 of the bytes."""

    __tablename__ = "snapshots"
    __table_args__ = (Index("ix_snapshots_text_key", "text_key"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    """Of the original bytes, hexadecimal."""
    media_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """The original bytes, zlib-compressed."""
    size: Mapped[int]
    """Of the original bytes, uncompressed."""
    text: Mapped[str]
    title: Mapped[str | None]
    byline: Mapped[str | None]
    published_day: Mapped[date | None]
    reading: Mapped[Reading | None] = mapped_column(word(Reading, "reading"))
    """What came of reading the bytes. Null: a file that was handed in, and that a job has still to read."""
    page_starts: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """Of a PDF: the code points of the text at which its pages begin."""
    text_key: Mapped[str | None]
    """Equal for texts that differ in case, spaces and marks only (`verify.core.captures.text_key`)."""


class Evidence(Base):
    """A passage or document that bears on a claim. `origin` names whose account it is; equal origins count once."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_claim", "claim_id", "id"),
        Index("ix_evidence_article", "article_id"),
        Index("ix_evidence_url", "url"),
        Index("ix_evidence_changed", "changed_at", "id", sqlite_where=_CHANGED, postgresql_where=_CHANGED),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    stance: Mapped[Stance] = mapped_column(word(Stance, "stance"))
    role: Mapped[EvidenceRole] = mapped_column(word(EvidenceRole, "role"))
    publisher: Mapped[str]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    origin: Mapped[str]
    passage: Mapped[str]
    passage_start: Mapped[int | None]
    """Where the text has the passage, `[start, end)` in code points: that of the snapshot, or of the article's version."""
    passage_end: Mapped[int | None]
    anchoring: Mapped[Anchoring | None] = mapped_column(word(Anchoring, "anchoring"))
    """How it stands there. Null where there is no passage, or no text that could have it."""
    article_version: Mapped[int | None]
    """The number of the version of the article in which the passage was looked for."""
    newest_anchoring: Mapped[Anchoring | None] = mapped_column(word(Anchoring, "newest_anchoring"))
    """How far a newer version of the article has it; null where there is none."""
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its page or article was found to be no longer as it was captured; null where it is, or nobody has looked."""
    url: Mapped[str | None]
    archived_url: Mapped[str | None]
    """Where an archive keeps the page, as somebody gave it."""
    published_day: Mapped[date | None]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    final_url: Mapped[str | None]
    retrieved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetch_state: Mapped[FetchState | None] = mapped_column(word(FetchState, "fetch_state"))
    """Null where nothing is to be fetched (a pasted passage without an address)."""
    fetch_reason: Mapped[str | None]
    examined_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    examined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_apart: Mapped[bool] = mapped_column(default=False)
    """Added by a reviewer who judges apart from others: nobody else sees it until the claim is out of blind review."""


class Capture(Base):
    """One try to fetch an item's page: what it held then, or why nothing was kept. The evidence rests on one of those kept."""

    __tablename__ = "captures"
    __table_args__ = (
        Index("ix_captures_evidence", "evidence_id", "id"),
        Index("ix_captures_job", "job_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    """The job that fetched it; null for captures of an earlier release."""
    state: Mapped[FetchState] = mapped_column(word(FetchState, "state"))
    reason: Mapped[str | None]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    final_url: Mapped[str | None]
    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it ended; null while it waits."""
    anchoring: Mapped[Anchoring | None] = mapped_column(word(Anchoring, "anchoring"))
    """How far this capture has the passage that the item had then."""
