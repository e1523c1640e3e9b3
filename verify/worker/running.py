"""The worker: carries out jobs inside `verify serve`, or in a process of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from verify import jobs, logs
from verify.db import Database
from verify.services import audit, captures, mails, review_dates
from verify.settings import Settings
from verify.worker.mails import send_waiting
from verify.worker.matching import look_for_claims
from verify.worker.stories import place_article
from verify.worker.tasks import Tools, perform
from verify.worker.text_owners import settle_article

_LONGEST_PAUSE = 30.0
"""Between two tries while the database is away."""


@contextmanager
def working(database: Database, settings: Settings, *, executor: str = "serve") -> Iterator[Callable[[], bool]]:
    """Carry out jobs in the background for as long as the context lasts; gives whether work still goes on."""
    tools = Tools(database, settings)

    def carry_out(job_id: int) -> None:
        perform(tools, job_id)

    with (
        sealing(database),
        matching(tools),
        posting(tools),
        telling_stories(tools),
        telling_owners(tools),
        looking_again(tools),
        reminding(tools),
        jobs.working(database, carry_out, executor=executor, at_once=settings.worker_concurrency) as is_alive,
    ):
        try:
            yield is_alive
        finally:
            tools.stopping.set()


@contextmanager
def sealing(database: Database, *, every: float = 2.0) -> Iterator[None]:
    """Chain the log's committed events every so many seconds. On SQLite each is chained as it is written, so nothing is done."""
    if database.on_sqlite:
        yield
        return

    def seal() -> None:
        with database.writing() as session:
            audit.seal(session)

    with _again_and_again(seal, every=every, name="verify-sealing", failed="sealing the log failed"):
        yield


@contextmanager
def matching(tools: Tools, *, every: float = 1.0) -> Iterator[None]:
    """Look for the claims of articles that wait for it, one article after the other.

    It is no job: what waits is a row that goes with the article's own transaction, and is gone only with what was found.
    """
    failed = "looking for claims elsewhere failed"
    with _one_by_one(lambda: look_for_claims(tools), every=every, name="verify-matching", failed=failed):
        yield


@contextmanager
def telling_stories(tools: Tools, *, every: float = 1.0) -> Iterator[None]:
    """Put articles that wait for it into their stories, one after the other; what waits is a row, as for `matching`."""
    failed = "putting articles into stories failed"
    with _one_by_one(lambda: place_article(tools), every=every, name="verify-stories", failed=failed):
        yield


@contextmanager
def telling_owners(tools: Tools, *, every: float = 1.0) -> Iterator[None]:
    """Work out whose texts articles are of which something was found since; what waits is a row, as for `matching`."""
    failed = "working out whose texts articles are failed"
    with _one_by_one(lambda: settle_article(tools), every=every, name="verify-owners", failed=failed):
        yield


@contextmanager
def looking_again(tools: Tools, *, every: float = 300.0) -> Iterator[None]:
    """Put pages that are cited as evidence in line to be fetched again, where the desk has set after how many days."""
    days = tools.settings.refetch_days
    if not days:
        yield
        return

    def look() -> None:
        with tools.database.writing() as session:
            captures.fetch_due(session, days=days, now=tools.now())

    with _again_and_again(look, every=every, name="verify-captures", failed="looking at cited pages again failed"):
        yield


@contextmanager
def reminding(tools: Tools, *, every: float = 60.0) -> Iterator[None]:
    """Send verdicts to recheck whose day has come, a few a transaction; what was sent is noted in it."""

    def send() -> bool:
        with tools.database.writing() as session:
            return review_dates.send_due(session, now=tools.now())

    failed = "sending verdicts to recheck failed"
    with _one_by_one(send, every=every, name="verify-reminding", failed=failed):
        yield


@contextmanager
def _one_by_one(work: Callable[[], bool], *, every: float, name: str, failed: str) -> Iterator[None]:
    """Do what waits, one after the other, until `work` says that nothing does, and look again every so many seconds."""
    over = threading.Event()

    def all_of_it() -> None:
        while not over.is_set() and work():
            pass

    with _again_and_again(all_of_it, every=every, name=name, failed=failed):
        try:
            yield
        finally:
            over.set()


@contextmanager
def posting(tools: Tools, *, every: float = 2.0) -> Iterator[None]:
    """Send the mails that wait, where a server is set; clear away those of long ago."""
    with tools.database.writing() as session:
        mails.forget(session, now=tools.now())
    if not tools.settings.may_mail:
        yield
        return

    def work() -> None:
        send_waiting(tools)

    with _again_and_again(work, every=every, name="verify-mail", failed="sending mails failed"):
        yield


@contextmanager
def _again_and_again(work: Callable[[], None], *, every: float, name: str, failed: str) -> Iterator[None]:
    """Work on a thread of its own every so many seconds; ever more rarely while the database is away."""
    over = threading.Event()

    def run() -> None:
        pause = every
        while not over.wait(pause):
            try:
                work()
                pause = every
            except SQLAlchemyError as error:
                if pause == every:
                    logs.failed(f"{failed}; trying until it can be done", error)
                pause = min(2 * pause, _LONGEST_PAUSE)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
