"""Trying again what a job could not do, whatever kind it is."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.errors import NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import JobKind
from verify.models import Job
from verify.services import fact_checks, intake, queue_order, snapshots, suggestions


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> None:
    """Put what failed of a job in line again. `NotFound`; `RuleRefused` where nothing can be tried again."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    again = RETRY.get(job.kind)
    if again is None:
        raise RuleRefused("Jobs of this kind are not tried again. Start a new one.")
    again(session, actor=actor, job_id=job_id, now=now)


RETRY: dict[JobKind, Callable[..., object]] = {
    JobKind.INGEST: intake.retry,
    JobKind.CAPTURE: snapshots.retry,
    JobKind.SUGGEST: suggestions.retry,
    JobKind.SORT: queue_order.retry,
    JobKind.FACT_CHECKS: fact_checks.retry,
}
"""What is done again for each kind of job."""
