"""The worker: carries out jobs inside `verify serve`, or in a process of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from verify import jobs
from verify.db import Database
from verify.settings import Settings
from verify.worker.tasks import Tools, perform


@contextmanager
def working(database: Database, settings: Settings, *, executor: str = "serve") -> Iterator[Callable[[], bool]]:
    """Carry out jobs in the background for as long as the context lasts; gives whether work still goes on."""
    tools = Tools(database, settings)

    def carry_out(job_id: int) -> None:
        perform(tools, job_id)

    with jobs.working(database, carry_out, executor=executor, at_once=settings.worker_concurrency) as is_alive:
        try:
            yield is_alive
        finally:
            tools.stopping.set()
