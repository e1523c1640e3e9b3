"""Having the log checked in the background, and keeping what was found."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.permissions import Action, Actor, require
from verify.core.sealing import Walk
from verify.core.vocabulary import JobKind, JobState
from verify.models import Job, LogCheck
from verify.queries.audit import length_told
from verify.services import audit, jobs


def begin(session: Session, *, actor: Actor, now: datetime) -> int:
    """Have a job walk the whole log; its id, or that of the check which is on its way already."""
    require(actor, Action.MANAGE_JOBS)
    going = select(Job.id).where(Job.kind == JobKind.LOG_CHECK, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
    found = session.scalar(going.limit(1))
    if found is not None:
        return found
    total = length_told(session, audit.chain_end(session)[0])
    job = jobs.add(session, actor=actor, kind=JobKind.LOG_CHECK, title="Check the log", total=total, now=now)
    audit.record(session, actor=actor, action="log.check_begun", subject=("job", job.id), now=now)
    return job.id


def keep(session: Session, *, job_id: int, found: Walk) -> None:
    """Keep what a check found; a job that is run anew replaces what it found before."""
    kept = session.get(LogCheck, job_id)
    if kept is None:
        session.add(LogCheck(job_id=job_id, events=found.events, head=found.head, broken=found.broken))
    else:
        kept.events, kept.head, kept.broken = found.events, found.head, found.broken
    session.flush()
    if not found.broken:
        jobs.reach(session, job_id, done=session.get_one(Job, job_id).total)
