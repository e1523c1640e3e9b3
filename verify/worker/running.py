"""The worker: carries out jobs inside `verify serve`, or in a process of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from verify import jobs, logs
from verify.db import Database
from verify.services import audit
from verify.settings import Settings
from verify.worker.tasks import Tools, perform

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
    over = threading.Event()

    def seal() -> None:
        pause = every
        while not over.wait(pause):
            try:
                with database.writing() as session:
                    audit.seal(session)
                pause = every
            except SQLAlchemyError as error:
                if pause == every:
                    logs.failed("sealing the log failed; trying until it can be done", error)
                pause = min(2 * pause, _LONGEST_PAUSE)

    thread = threading.Thread(target=seal, name="verify-sealing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
