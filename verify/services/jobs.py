"""The life of a background job: made, begun, advanced, over. Making the row is all it takes to have it run."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import JobKind, JobState, Role
from verify.models import Job, User


def add(session: Session, *, actor: Actor, kind: JobKind, title: str, total: int = 1, now: datetime) -> Job:
    """Make a job that a worker picks up once the transaction is committed."""
    job = Job(
        kind=kind,
        state=JobState.WAITING,
        title=title[:300],
        total=total,
        done=0,
        failed=0,
        runs=0,
        created_by_id=actor.user_id,
        created_at=now,
    )
    session.add(job)
    session.flush()  # lines and the log need its id
    return job


def begin(session: Session, job_id: int) -> JobKind | None:
    """Mark a job as running; its kind, or None where it is over already (it was done before the worker was killed)."""
    job = session.get(Job, job_id)
    if job is None or job.state in (JobState.DONE, JobState.FAILED):
        return None
    job.state = JobState.RUNNING
    return job.kind


def advance(session: Session, job_id: int, *, done: int = 0, failed: int = 0) -> None:
    """Count work done, in the transaction that did it."""
    session.execute(update(Job).where(Job.id == job_id).values(done=Job.done + done, failed=Job.failed + failed))


def reach(session: Session, job_id: int, *, done: int) -> None:
    """Note how far a job is that counts from its start, where it begins anew each time it is run."""
    session.execute(update(Job).where(Job.id == job_id).values(done=done))


def finish(session: Session, job_id: int, *, message: str | None = None, now: datetime) -> None:
    """Mark a job as done, or with a `message` as failed."""
    job = session.get_one(Job, job_id)
    job.state = JobState.FAILED if message else JobState.DONE
    job.message = message
    job.finished_at = now


def run_again(session: Session, job_id: int) -> Job:
    """Put a job that is over, or that its worker lost, back in line under a new run."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None:
        raise NotFound("There is no such job.")
    job.state, job.message, job.finished_at = JobState.WAITING, None, None
    job.runs += 1
    return job


def actor_of(session: Session, job_id: int) -> Actor:
    """The person on whose behalf a job runs, with the roles they have now; the desk itself where nobody asked."""
    user = session.get(User, session.get_one(Job, job_id).created_by_id or 0)
    if user is None:
        return SYSTEM
    return Actor(user.id, user.name, frozenset(Role(role) for role in user.roles), f"job-{job_id}")
