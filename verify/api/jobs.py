"""Background jobs: taking in batches and pages, how far jobs are, trying again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Body
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.intake import read_jsonl
from verify.core.permissions import Action
from verify.core.vocabulary import FetchState, JobKind, JobState
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import jobs
from verify.queries.jobs import JobRow, LineRow
from verify.services import intake
from verify.services.retries import retry

router = Routes(tags=["jobs"])
Ingesting = Annotated[Visit, writing(Action.INGEST)]


class JobOut(BaseModel):
    """A job and how far it has come; nothing more happens by itself once it is `done` or `failed`."""

    id: int
    kind: JobKind
    state: JobState
    title: str
    total: int
    done: int
    failed: int
    message: str | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, row: JobRow) -> "JobOut":
        """A job as the API gives it."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class JobPage(BaseModel):
    """Some jobs, the last begun first; `next` is the cursor of the ones before them, null at the end."""

    jobs: Sequence[JobOut]
    next: str | None


class LineOut(BaseModel):
    """A line of a batch and what became of it; `was_new` is false where its text was stored before."""

    line_number: int
    url: str | None
    title: str | None
    state: FetchState
    reason: str | None
    attempts: int
    article_id: int | None
    was_new: bool | None

    @classmethod
    def of(cls, row: LineRow) -> "LineOut":
        """A line as the API gives it."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class PageIn(Sent):
    """A page on the web to be fetched; without an `outlet` it is found by the address."""

    url: str = Field(max_length=2_000)
    outlet: str | None = None


@router.post("/intake/pages", status_code=202)
def fetch_page(visit: Ingesting, body: PageIn) -> JobOut:
    """Have a page fetched and taken in. Only public addresses can be."""
    job_id = intake.open_url(visit.session, actor=visit.actor, url=body.url, outlet=body.outlet, now=visit.now)
    return JobOut.of(jobs.the_job(visit.session, job_id, reader_id=visit.actor.user_id))


@router.post("/intake/batches", status_code=202)
def take_in_batch(
    visit: Ingesting, body: Annotated[bytes, Body(media_type="application/x-ndjson")], title: str = "batch"
) -> JobOut:
    """Have a JSONL batch taken in. Broken lines count as failed from the start and are listed with their numbers."""
    lines = read_jsonl(body, most_lines=visit.settings.max_batch_lines)
    job_id = intake.open_batch(visit.session, actor=visit.actor, lines=lines, title=title, now=visit.now)
    return JobOut.of(jobs.the_job(visit.session, job_id, reader_id=visit.actor.user_id))


@router.get("/jobs")
def list_jobs(visit: Annotated[Visit, reading()], cursor: str | None = None) -> JobPage:
    """Jobs, the last begun first."""
    page = jobs.newest(visit.session, cursor=cursor, reader_id=visit.actor.user_id)
    return JobPage(jobs=[JobOut.of(row) for row in page.rows], next=page.older)


@router.get("/jobs/{job_id}")
def one(visit: Annotated[Visit, reading()], job_id: RowId) -> JobOut:
    """One job."""
    return JobOut.of(jobs.the_job(visit.session, job_id, reader_id=visit.actor.user_id))


@router.get("/jobs/{job_id}/lines")
def lines_of(
    visit: Annotated[Visit, reading()], job_id: RowId, state: FetchState = FetchState.FAILED, after: RowNumber = 0
) -> list[LineOut]:
    """Lines of an intake in one state, at most 200, beginning after the line number `after`."""
    jobs.the_job(visit.session, job_id, reader_id=visit.actor.user_id)
    return [LineOut.of(row) for row in jobs.lines(visit.session, job_id, state, after=after)]


@router.post("/jobs/{job_id}/retry", status_code=202)
def try_again(visit: Ingesting, job_id: RowId) -> JobOut:
    """Put what failed in line again. 409 where nothing can be tried again."""
    retry(visit.session, actor=visit.actor, job_id=job_id, now=visit.now)
    return JobOut.of(jobs.the_job(visit.session, job_id, reader_id=visit.actor.user_id))
