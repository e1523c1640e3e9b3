"""What background jobs do: kind → function. A task may be killed at any point and begun again from the start."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from verify import clock
from verify.adapters.fetching import Fetched
from verify.core.articles import ArticleDraft
from verify.core.errors import FetchFailed, VerifyError
from verify.core.vocabulary import JobKind
from verify.db import Database
from verify.models import IntakeLine
from verify.queries import articles, audit
from verify.queries import fact_checks as checked
from verify.queries import suggestions as suggested
from verify.queries.jobs import ToCapture, to_capture, waiting_lines
from verify.services import (
    bulk_actions,
    fact_checks,
    intake,
    jobs,
    log_checks,
    notifications,
    pages,
    readings,
    snapshots,
    suggestions,
)
from verify.services.articles import Prepared, cleaned, prepared
from verify.services.queue_order import carry_on as place_more
from verify.services.readings import Read, Taken
from verify.settings import Settings

T = TypeVar("T")
log = logging.getLogger("verify.worker")

LINES_AT_ONCE = 16
FETCHES_AT_ONCE = 4
BROKEN = "Something broke on our side. It is in the desk's log; try again, or tell whoever keeps the desk."


class Stopped(Exception):
    """The worker was asked to stop; the job goes on where it was when a worker starts again."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What tasks work with."""

    database: Database
    settings: Settings
    now: Callable[[], datetime] = clock.now
    stopping: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Raise `Stopped` if the worker is to stop."""
        if self.stopping.is_set():
            raise Stopped


def perform(tools: Tools, job_id: int) -> None:
    """Carry out one job to its end and note how it ended. Does nothing for a job that is over."""
    with tools.database.writing() as session:
        kind = jobs.begin(session, job_id)
    if kind is None:
        return
    message = None
    try:
        TASKS[kind](tools, job_id)
    except Stopped:
        raise
    except VerifyError as error:
        message = error.message
    except Exception:
        log.exception("job %d broke", job_id)
        message = BROKEN
    with tools.database.writing() as session:
        jobs.finish(session, job_id, message=message, now=tools.now())
        notifications.tell_of_job(session, job_id=job_id, now=tools.now())


def ingest(tools: Tools, job_id: int) -> None:
    """Take in the waiting lines of an intake: pages fetched a few side by side, articles split and stored one by one."""
    with ThreadPoolExecutor(FETCHES_AT_ONCE, thread_name_prefix="verify-fetch") as pool:
        while lines := _next_lines(tools, job_id):
            drafts = pool.map(lambda line: _guarded(line, lambda: pages.draft_of_line(line, tools.settings)), lines)
            for line, draft in zip(lines, drafts, strict=True):
                tools.go_on()
                outcome = draft if isinstance(draft, VerifyError) else _made_ready(tools, line, draft)
                with tools.database.writing() as session:
                    intake.settle(session, line_id=line.id, outcome=outcome, now=tools.now())


def capture(tools: Tools, job_id: int) -> None:
    """Fetch the page of an evidence item, or read the file that was handed in, and keep a snapshot of it."""
    with tools.database.reading() as session:
        wanted = to_capture(session, job_id)
    if wanted is None:
        return
    try:
        done = _fetched_or_read(wanted, tools.settings)
    except FetchFailed as error:
        with tools.database.writing() as session:
            snapshots.fail(session, job_id=job_id, error=error, now=tools.now())
        raise
    with tools.database.writing() as session:
        if isinstance(done, Taken):
            snapshots.store(session, job_id=job_id, taken=done, now=tools.now())
        else:
            snapshots.store_read(session, job_id=job_id, read=done, now=tools.now())
        jobs.advance(session, job_id, done=1)


def suggest(tools: Tools, job_id: int) -> None:
    """Ask the language model about an article and keep what passes of its answer."""
    with tools.database.reading() as session:
        article_id = suggested.article_of_job(session, job_id)
        to_ask = suggested.to_ask(session, article_id) if article_id is not None else None
    if to_ask is None:
        return
    answered = suggestions.put_to_model(to_ask, tools.settings)
    with tools.database.writing() as session:
        actor = jobs.actor_of(session, job_id)
        suggestions.store(session, actor=actor, answered=answered, job_id=job_id, now=tools.now())
        jobs.advance(session, job_id, done=1)


def change_claims(tools: Tools, job_id: int) -> None:
    """Do to each claim of a bulk action what is asked for, a few a transaction."""
    is_more = True
    while is_more:
        tools.go_on()
        with tools.database.writing() as session:
            is_more = bulk_actions.carry_on(session, job_id=job_id, now=tools.now())


def sort_queue(tools: Tools, job_id: int) -> None:
    """Place every claim by a new order of the queue, a few a transaction."""
    is_more = True
    while is_more:
        tools.go_on()
        with tools.database.writing() as session:
            is_more = place_more(session, job_id=job_id)


def check_log(tools: Tools, job_id: int) -> None:
    """Walk the whole log in one read of it; the first row that does not fit is why the job failed."""

    def seen(events: int) -> None:
        tools.go_on()
        with tools.database.writing() as session:
            jobs.reach(session, job_id, done=events)

    with tools.database.reading() as session:
        found = audit.check(session, now=tools.now(), seen=seen)
    with tools.database.writing() as session:
        log_checks.keep(session, job_id=job_id, found=found)
    if found.broken:
        raise VerifyError(found.broken)


def read_fact_checks(tools: Tools, job_id: int) -> None:
    """Read a file, or what an address holds, and keep its fact-checks, a few a transaction."""
    with tools.database.reading() as session:
        wanted = checked.to_read(session, job_id)
    if wanted is None:
        return
    held = fact_checks.handed_in(wanted, tools.settings)
    with tools.database.writing() as session:
        actor = jobs.actor_of(session, job_id)
        fact_checks.begin(session, import_id=wanted.id, found=held)
    for start in range(0, len(held.found), fact_checks.AT_ONCE):
        tools.go_on()
        some = held.found[start : start + fact_checks.AT_ONCE]
        with tools.database.writing() as session:
            fact_checks.keep(session, import_id=wanted.id, found=some)
            jobs.reach(session, job_id, done=start + len(some))
    with tools.database.writing() as session:
        fact_checks.settle(session, actor=actor, import_id=wanted.id, now=tools.now())


TASKS: dict[JobKind, Callable[[Tools, int], None]] = {
    JobKind.INGEST: ingest,
    JobKind.CAPTURE: capture,
    JobKind.SUGGEST: suggest,
    JobKind.BULK: change_claims,
    JobKind.SORT: sort_queue,
    JobKind.LOG_CHECK: check_log,
    JobKind.FACT_CHECKS: read_fact_checks,
}


def _fetched_or_read(wanted: ToCapture, settings: Settings) -> Taken | Read:
    if wanted.body is None:
        return readings.capture(wanted.url or "", settings)
    return readings.read(Fetched(wanted.url or "", wanted.media_type, None, wanted.body), settings)


def _next_lines(tools: Tools, job_id: int) -> Sequence[IntakeLine]:
    tools.go_on()
    with tools.database.reading() as session:
        lines = waiting_lines(session, job_id, limit=LINES_AT_ONCE)
        session.expunge_all()
    return lines


def _made_ready(tools: Tools, line: IntakeLine, draft: ArticleDraft) -> Prepared | VerifyError:
    """A draft cleaned and split, unless its text is stored already."""

    def make() -> Prepared:
        clean = cleaned(draft)
        with tools.database.reading() as session:
            is_stored = articles.is_stored(session, url=clean.url, text=clean.text)
        return prepared(clean, stored=is_stored)

    return _guarded(line, make)


def _guarded(line: IntakeLine, make: Callable[[], T]) -> T | VerifyError:
    """What `make` gives, or the reason why it gives nothing: one line must never take the others down with it."""
    try:
        return make()
    except VerifyError as error:
        return error
    except Exception:
        log.exception("line %d of job %d broke", line.line_number, line.job_id)
        return VerifyError(BROKEN)
