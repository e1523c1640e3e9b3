"""Background jobs as people see them: the list, one with its progress, the lines that failed."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.vocabulary import FetchState, JobKind, JobState
from verify.models import Capture, Evidence, IntakeLine, Job, Snapshot, User
from verify.queries.blindness import captures_shown
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
MOST_LINES = 200
"""How many failed, or stored, lines a page shows at once."""
_COLUMNS: list[Any] = [
    Job.id,
    Job.kind,
    Job.state,
    Job.title,
    Job.subject_id,
    Job.total,
    Job.done,
    Job.failed,
    Job.message,
    Job.created_at,
    Job.finished_at,
    User.name.label("created_by"),
]


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job and how far it has come."""

    id: int
    kind: JobKind
    state: JobState
    title: str
    subject_id: int | None
    total: int
    done: int
    failed: int
    message: str | None
    created_at: datetime
    finished_at: datetime | None
    created_by: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.FAILED)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an intake, and what became of it."""

    id: int
    line_number: int
    url: str | None
    title: str | None
    state: FetchState
    reason: str | None
    attempts: int
    article_id: int | None
    was_new: bool | None
    can_retry: bool


def newest(session: Session, *, cursor: str | None = None, reader_id: int | None = None) -> Page[JobRow]:
    """The jobs that the reader may see, the last made first."""
    page = fetch(session, _rows().where(captures_shown(reader_id)), keys=[Job.id], cursor=cursor, limit=PAGE_SIZE)
    return Page([JobRow(**row._mapping) for row in page.rows], page.newer, page.older)


def the_job(session: Session, job_id: int, *, reader_id: int | None = None) -> JobRow:
    """One job. `NotFound`, also where it captures evidence that the reader may not see."""
    found = session.execute(_rows().where(Job.id == job_id, captures_shown(reader_id))).first()
    if found is None:
        raise NotFound("There is no such job.")
    return JobRow(**found._mapping)


def lines(
    session: Session, job_id: int, state: FetchState, *, after: int = 0, limit: int = MOST_LINES
) -> Sequence[LineRow]:
    """Lines of an intake in this state, in their order, from the one after line number `after`."""
    rows = session.execute(
        select(
            IntakeLine.id,
            IntakeLine.line_number,
            IntakeLine.url,
            IntakeLine.title,
            IntakeLine.state,
            IntakeLine.reason,
            IntakeLine.attempts,
            IntakeLine.article_id,
            IntakeLine.was_new,
            (IntakeLine.url.is_not(None) | IntakeLine.body.is_not(None)).label("can_retry"),
        )
        .where(IntakeLine.job_id == job_id, IntakeLine.state == state, IntakeLine.line_number > after)
        .order_by(IntakeLine.line_number)
        .limit(limit)
    )
    return [LineRow(**row._mapping) for row in rows]


def waiting_lines(session: Session, job_id: int, *, limit: int) -> Sequence[IntakeLine]:
    """The next lines to be taken in, with their bodies."""
    return session.scalars(
        select(IntakeLine)
        .where(IntakeLine.job_id == job_id, IntakeLine.state == FetchState.WAITING)
        .order_by(IntakeLine.line_number)
        .limit(limit)
    ).all()


def any_in(session: Session, states: Sequence[JobState]) -> bool:
    """Whether some job is in one of these states."""
    return session.scalar(select(Job.id).where(Job.state.in_(states)).limit(1)) is not None


def can_retry(session: Session, job: JobRow) -> bool:
    """Whether something of the job failed that could go well another time."""
    if job.kind in (JobKind.BULK, JobKind.LOG_CHECK):
        return False  # what was refused, or does not fit, stays so until somebody looks at it
    if job.kind in (JobKind.CAPTURE, JobKind.SUGGEST, JobKind.SORT, JobKind.FACT_CHECKS):
        return job.state is JobState.FAILED
    again = select(IntakeLine.id).where(
        IntakeLine.job_id == job.id,
        IntakeLine.state == FetchState.FAILED,
        IntakeLine.url.is_not(None) | IntakeLine.body.is_not(None),
    )
    return session.scalar(again.limit(1)) is not None


def claim_of_capture(session: Session, job_id: int) -> int | None:
    """The claim that the page of a capture job is evidence for."""
    wanted = select(Evidence.claim_id).join(Job, Job.subject_id == Evidence.id).where(Job.id == job_id)
    return session.scalar(wanted)


@dataclass(frozen=True, slots=True)
class ToCapture:
    """What a capture job has to do: fetch a page, or, where `body` is there, read a file that was handed in."""

    url: str | None
    media_type: str = ""
    body: bytes | None = None


def to_capture(session: Session, job_id: int) -> ToCapture | None:
    """What a capture job has still to do; None where it is done."""
    found = session.execute(
        select(Evidence.url, Capture.state, Snapshot.media_type, Snapshot.body)
        .join(Capture, Capture.evidence_id == Evidence.id)
        .outerjoin(Snapshot, Snapshot.id == Capture.snapshot_id)
        .where(Capture.job_id == job_id)
    ).one()
    if found.state is FetchState.STORED:
        return None
    if found.body is None:
        return ToCapture(found.url)
    return ToCapture(found.url, found.media_type, zlib.decompress(found.body))


def _rows() -> Select[Any]:
    return select(*_COLUMNS).outerjoin(User, User.id == Job.created_by_id)
