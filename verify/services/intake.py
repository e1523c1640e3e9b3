"""Articles that come in by a job: opened as lines, each stored or kept with its reason, failed ones tried again.

Each line is one transaction that stores the article and settles the line together. A worker that is killed and starts again
finds every line either settled or untouched, so nothing is lost and nothing comes twice.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from verify.adapters.addresses import canonical_url
from verify.core.errors import NotFound, RuleRefused, VerifyError
from verify.core.intake import LineDraft
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import FetchState, JobKind
from verify.models import IntakeLine, Job
from verify.services import audit, jobs
from verify.services.articles import Added, Prepared, add_prepared

LONGEST_TITLE = 300
LONGEST_OUTLET = 200
AT_ONCE = 1_000
"""Rows of one INSERT."""


def open_batch(session: Session, *, actor: Actor, lines: Sequence[LineDraft], title: str, now: datetime) -> int:
    """Put the lines of a batch in line and return the job's id. Lines with a problem are kept as failed from the start."""
    require(actor, Action.INGEST)
    broken = sum(1 for line in lines if line.problem)
    called = typed(title[:LONGEST_TITLE], field="title", name="The title", longest=LONGEST_TITLE)
    job = jobs.add(session, actor=actor, kind=JobKind.INGEST, title=called, total=len(lines), now=now)
    job.failed = broken
    session.flush()
    for start in range(0, len(lines), AT_ONCE):
        session.execute(insert(IntakeLine), [_row(job.id, line, now) for line in lines[start : start + AT_ONCE]])
    after = {"title": job.title, "lines": len(lines), "broken": broken}
    audit.record(session, actor=actor, action="intake.opened", subject=("job", job.id), after=after, now=now)
    return job.id


def open_url(session: Session, *, actor: Actor, url: str, outlet: str | None = None, now: datetime) -> int:
    """Put one page in line to be fetched and return the job's id. `Malformed` if it is no web address."""
    require(actor, Action.INGEST)
    named = typed(outlet or "", field="outlet", name="The outlet", longest=LONGEST_OUTLET)
    line = LineDraft(1, url=canonical_url(url), outlet=named or None)
    return open_batch(session, actor=actor, lines=[line], title=f"Fetch {line.url}", now=now)


def settle(session: Session, *, line_id: int, outcome: Prepared | VerifyError, now: datetime) -> Added | None:
    """Store a line's article, or keep the reason why not; None where it failed, or was settled before."""
    line = session.get(IntakeLine, line_id, with_for_update=True)
    if line is None or line.state is not FetchState.WAITING:
        return None
    line.attempts += 1
    line.finished_at = now
    stored = outcome if isinstance(outcome, VerifyError) else _stored(session, line, outcome, now)
    if isinstance(stored, VerifyError):
        line.state, line.reason = FetchState.FAILED, stored.message
        jobs.advance(session, line.job_id, failed=1)
        session.flush()
        return None
    line.state, line.reason, line.body = FetchState.STORED, None, None
    line.article_id, line.was_new = stored.article_id, stored.created
    jobs.advance(session, line.job_id, done=1)
    session.flush()
    return stored


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> int:
    """Put the failed lines of a job in line again and return how many. Lines that were no articles stay as they are."""
    require(actor, Action.INGEST)
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.kind is not JobKind.INGEST:
        raise NotFound("There is no such intake.")
    again = session.scalars(
        update(IntakeLine)
        .where(
            IntakeLine.job_id == job_id,
            IntakeLine.state == FetchState.FAILED,
            IntakeLine.url.is_not(None) | IntakeLine.body.is_not(None),
        )
        .values(state=FetchState.WAITING, reason=None, finished_at=None)
        .returning(IntakeLine.id)
    ).all()
    if not again:
        raise RuleRefused("No line of this intake can be tried again. Correct the file and send it as a new batch.")
    jobs.advance(session, job_id, failed=-len(again))
    jobs.run_again(session, job_id)
    session.flush()
    audit.record(
        session, actor=actor, action="intake.retried", subject=("job", job_id), after={"lines": len(again)}, now=now
    )
    return len(again)


def _stored(session: Session, line: IntakeLine, prepared: Prepared, now: datetime) -> Added | VerifyError:
    actor = jobs.actor_of(session, line.job_id)
    try:
        with session.begin_nested():  # an article that is refused half-way must not leave its outlet behind
            return add_prepared(session, actor=actor, prepared=prepared, now=now)
    except VerifyError as error:
        return error


def _row(job_id: int, line: LineDraft, now: datetime) -> dict[str, object]:
    return {
        "job_id": job_id,
        "line_number": line.number,
        "url": line.url,
        "outlet_name": line.outlet,
        "title": line.title,
        "published_day": line.published,
        "topic": line.topic,
        "body": line.body,
        "body_is_html": line.body_is_html,
        "state": FetchState.FAILED if line.problem else FetchState.WAITING,
        "reason": line.problem,
        "attempts": 0,
        "finished_at": now if line.problem else None,
    }
