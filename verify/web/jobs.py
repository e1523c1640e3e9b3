"""Background jobs: the list, one with its progress and failures, trying again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.core.vocabulary import FetchState, JobKind
from verify.deps import Routes, RowId, Visit
from verify.queries import jobs
from verify.queries.jobs import JobRow, LineRow
from verify.queries.paging import Page
from verify.services.retries import retry
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/jobs")
_NOUNS = {
    JobKind.INGEST: "articles",
    JobKind.CAPTURE: "pages",
    JobKind.EXPORT: "exports",
    JobKind.SUGGEST: "answers",
    JobKind.BULK: "claims",
    JobKind.SORT: "claims",
    JobKind.LOG_CHECK: "entries",
    JobKind.FACT_CHECKS: "fact-checks",
}
_TRIED_AGAIN_BY = {JobKind.CAPTURE: Action.ADD_EVIDENCE, JobKind.SORT: Action.SET_POLICY}
"""Who may have a job tried again; where it is not named, whoever may ingest."""


@dataclass(frozen=True, slots=True)
class JobsPage:
    """What `jobs/list.html` shows."""

    jobs: Page[JobRow]


@dataclass(frozen=True, slots=True)
class JobPage:
    """What `jobs/detail.html` shows; `claim_id` is the claim that a captured page is evidence for."""

    job: JobRow
    noun: str
    failed: Sequence[LineRow]
    stored: Sequence[LineRow]
    claim_id: int | None
    can_retry: bool


@router.get("")
def list_jobs(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """Jobs, the last begun first."""
    return render(
        request,
        "jobs/list.html",
        JobsPage(jobs.newest(visit.session, cursor=cursor, reader_id=visit.actor.user_id)),
        fragment="job_list",
    )


@router.get("/{job_id}")
def show(request: Request, job_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """One job: how far it is, what failed and why, what was stored."""
    return render(request, "jobs/detail.html", _page(visit, job_id), fragment="job_status")


@router.post("/{job_id}/retry")
def try_again(request: Request, job_id: RowId, visit: Annotated[Visit, writing(Action.READ)]) -> Response:
    """Put what failed in line again; the service knows who may."""
    retry(visit.session, actor=visit.actor, job_id=job_id, now=visit.now)
    return see_other(request, f"/jobs/{job_id}", "What failed is in line again.")


def _page(visit: Visit, job_id: int) -> JobPage:
    job = jobs.the_job(visit.session, job_id, reader_id=visit.actor.user_id)
    failed = jobs.lines(visit.session, job_id, FetchState.FAILED)
    may = visit.actor.can(_TRIED_AGAIN_BY.get(job.kind, Action.INGEST))
    return JobPage(
        job=job,
        noun=_NOUNS[job.kind],
        failed=failed,
        stored=jobs.lines(visit.session, job_id, FetchState.STORED),
        claim_id=jobs.claim_of_capture(visit.session, job_id) if job.kind is JobKind.CAPTURE else None,
        can_retry=job.is_over and may and jobs.can_retry(visit.session, job),
    )
