"""Background work a person can watch, and the lines of an intake."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import FetchState, JobKind, JobState
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class Job(Base):
    """One piece of background work. `subject_id` is what it works on (an evidence row, an export), where it is one thing."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state", "state", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(word(JobKind, "kind"))
    state: Mapped[JobState] = mapped_column(word(JobState, "state"))
    title: Mapped[str]
    subject_id: Mapped[int | None]
    total: Mapped[int]
    done: Mapped[int]
    failed: Mapped[int]
    runs: Mapped[int]
    """How often it was started anew by a person; part of the durable workflow's id."""
    message: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IntakeLine(Base):
    """One article to be taken in: a URL, or a line of a batch. Kept with its reason where it failed."""

    __tablename__ = "intake_lines"
    __table_args__ = (Index("ix_intake_lines_job", "job_id", "state", "line_number"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    line_number: Mapped[int]
    url: Mapped[str | None]
    outlet_name: Mapped[str | None]
    title: Mapped[str | None]
    published_day: Mapped[date | None]
    topic: Mapped[str | None]
    body: Mapped[str | None]
    """Text or HTML as handed in; null where it is to be fetched, and emptied once stored."""
    body_is_html: Mapped[bool]
    state: Mapped[FetchState] = mapped_column(word(FetchState, "state"))
    reason: Mapped[str | None]
    attempts: Mapped[int]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    was_new: Mapped[bool | None]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
