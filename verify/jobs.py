"""Durable background work behind one door: job rows in the desk's database, carried out by DBOS.

A job is a row, and whoever makes the row has nothing more to do: a watcher in the worker hands waiting rows to DBOS, under an
id made of the row's id and run, so that a row that is handed over twice still runs once. On SQLite DBOS keeps a file of its
own beside the desk's, so that its polling never queues in front of verdicts; on PostgreSQL it keeps a schema of its own.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.engine import make_url

from verify import clock
from verify.core.vocabulary import JobState
from verify.db import Database
from verify.models import Job

log = logging.getLogger("verify.jobs")

QUEUE = "verify-jobs"
TASKS_VERSION = "1"
"""Work that another version began is not taken up again. Tasks start over from what is stored, so this rarely changes."""
KEPT_DAYS = 7
"""How long DBOS keeps its own rows of finished work; the job rows stay."""
_LOOK_SECONDS = _POLL_SECONDS = 0.5
"""How often the watcher looks for waiting rows, and DBOS for work. Idle, 0.3 and 0.1 cost 4.3 % of a core, these 1.9 %."""
_LONGEST_PAUSE = 15.0
"""Between two looks while the database, or DBOS, does not answer."""
_STOP_SECONDS = 10

Perform = Callable[[int], None]


@contextmanager
def working(database: Database, perform: Perform, *, executor: str, at_once: int) -> Iterator[Callable[[], bool]]:
    """Carry out jobs with `perform(job_id)` for as long as the context lasts; take up what a killed process left.

    `executor` names this process among others of the desk, and must be the same after a restart. The context does not wait for
    the work to begin: a server answers its first request before that. It gives a function that says whether work still goes on.
    """
    engine = _Engine(database, perform, executor=executor, at_once=at_once)
    engine.start()
    try:
        yield engine.is_alive
    finally:
        engine.stop()


class _Engine:
    """DBOS with the watcher beside it. One a process, as DBOS itself is.

    All calls of DBOS are made on threads of our own: on a thread that runs an event loop, as a server's does, it refuses them.
    """

    def __init__(self, database: Database, perform: Perform, *, executor: str, at_once: int) -> None:
        self._database = database
        self._perform = perform
        self._executor = executor
        self._at_once = at_once
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="verify-jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        from dbos import DBOS  # loads slowly; only processes that work need it

        # With a handler of ours it adds none of its own, and speaks where the desk's log speaks.
        if not (speaker := logging.getLogger("dbos")).handlers:
            speaker.addHandler(logging.NullHandler())
        try:
            DBOS(config=_config(self._database.url, self._executor))
            self._workflow = DBOS.workflow(name="verify_job")(self._perform)
            DBOS.launch()
            DBOS.register_queue(
                QUEUE, worker_concurrency=self._at_once, polling_interval_sec=_POLL_SECONDS, on_conflict="always_update"
            )
            self._take_up()
            self._forget()
            self._watch()
        except Exception:
            log.critical("background work has stopped; start the desk again to go on with it", exc_info=True)
        finally:
            DBOS.destroy(workflow_completion_timeout_sec=_STOP_SECONDS, destroy_registry=True)

    def _watch(self) -> None:
        """Hand over what waits. Rows in hand are remembered, or each look would hand over the whole backlog again.

        A database that is away is logged once, and looked for ever more rarely until it is back.
        """
        in_hand: set[tuple[int, int]] = set()
        pause = _LOOK_SECONDS
        while not self._over.wait(pause):
            try:
                waiting = self._jobs([JobState.WAITING])
                for job_id, run in waiting:
                    if (job_id, run) not in in_hand:
                        self._hand_over(job_id, run)
            except Exception:  # drivers, pools and DBOS have errors of many kinds for one thing
                if pause == _LOOK_SECONDS:
                    log.warning("waiting jobs could not be handed over; trying until they can", exc_info=True)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                in_hand, pause = set(waiting), _LOOK_SECONDS

    def _take_up(self) -> None:
        """Find jobs that no work of DBOS stands for any more (its file was lost, its work broke off), and run them anew."""
        from dbos import DBOS

        for job_id, run in self._jobs([JobState.WAITING, JobState.RUNNING]):
            known = DBOS.get_workflow_status(_work_id(job_id, run))
            if known is None:
                self._hand_over(job_id, run)
            elif known.status not in ("PENDING", "ENQUEUED", "DELAYED"):
                with self._database.writing() as session:
                    job = session.get_one(Job, job_id)
                    job.state, job.runs = JobState.WAITING, run + 1

    def _hand_over(self, job_id: int, run: int) -> None:
        from dbos import DBOS, SetWorkflowID

        with SetWorkflowID(_work_id(job_id, run)):
            DBOS.enqueue_workflow(QUEUE, self._workflow, job_id)

    def _jobs(self, states: Sequence[JobState]) -> list[tuple[int, int]]:
        with self._database.reading() as session:
            rows = session.execute(select(Job.id, Job.runs).where(Job.state.in_(states)).order_by(Job.id))
            return [(row.id, row.runs) for row in rows]

    def _forget(self) -> None:
        from dbos import DBOS

        before = (clock.now() - timedelta(days=KEPT_DAYS)).isoformat()
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before, load_input=False, load_output=False
        )
        if ended:
            DBOS.delete_workflows([work.workflow_id for work in ended])


def _work_id(job_id: int, run: int) -> str:
    return f"job-{job_id}-{run}"


def _config(url: str, executor: str) -> Any:
    from dbos import DBOSPortableJSONSerializer

    config: dict[str, Any] = {
        "name": "verify",
        "executor_id": executor,
        "application_version": TASKS_VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "sys_db_pool_size": 4,
    }
    if not url.startswith("sqlite"):
        return {**config, "system_database_url": url, "dbos_system_schema": "dbos"}
    engine = _sqlite_engine(url)
    return {**config, "system_database_url": str(engine.url), "system_database_engine": engine}


def _sqlite_engine(url: str) -> Engine:
    """DBOS's own file `<desk>-jobs.sqlite3`. A lost last write costs nothing: the job rows are what counts."""
    file = make_url(url).database or "desk.sqlite3"
    engine = create_engine(f"sqlite:///{file.removesuffix('.sqlite3')}-jobs.sqlite3", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
