"""The worker: carries out jobs inside `verify serve`, or in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from verify import jobs
from verify.db import Database
from verify.settings import Settings
from verify.worker.tasks import Tools, perform


@contextmanager
def working(database: Database, settings: Settings, *, executor: str = "serve") -> Iterator[Tools]:
    """Carry out jobs in the background for as long as the context lasts."""
    tools = Tools(database, settings)

    def carry_out(job_id: int) -> None:
        perform(tools, job_id)

    with jobs.working(database, carry_out, executor=executor, at_once=settings.worker_concurrency):
        try:
            yield tools
        finally:
            tools.stopping.set()
