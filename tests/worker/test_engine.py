"""The engine behind job rows: what waits is carried out once, and what a process left behind is taken up."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from verify import jobs
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import JobKind, JobState
from verify.db import Database
from verify.models import Job
from verify.services import jobs as job_rows

PATIENCE = 60.0


def made(database: Database, now: datetime, state: JobState = JobState.WAITING) -> int:
    with database.writing() as session:
        job = job_rows.add(session, actor=SYSTEM, kind=JobKind.INGEST, title="test", now=now)
        job.state = state
        return job.id


def finisher(database: Database, now: datetime, seen: list[int]) -> Callable[[int], None]:
    def perform(job_id: int) -> None:
        seen.append(job_id)
        with database.writing() as session:
            job_rows.finish(session, job_id, now=now)

    return perform


def run_until(database: Database, perform: Callable[[int], None], over: Callable[[], bool]) -> None:
    with jobs.working(database, perform, executor="test", at_once=2) as is_alive:
        deadline = time.monotonic() + PATIENCE
        while not over():
            assert is_alive() and time.monotonic() < deadline
            time.sleep(0.05)


def state_of(database: Database, job_id: int) -> tuple[JobState, int]:
    with database.reading() as session:
        job = session.get_one(Job, job_id)
        return job.state, job.runs


def test_work_goes_on_when_the_database_is_back(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    asked = jobs._Engine._jobs

    def away_for_a_while(engine: jobs._Engine, states: Sequence[JobState]) -> list[tuple[int, int]]:
        nonlocal looks
        looks += 1
        if 2 <= looks <= 4:  # the first look is the one at the start
            raise RuntimeError("the database is away")
        return asked(engine, states)

    monkeypatch.setattr(jobs._Engine, "_jobs", away_for_a_while)
    monkeypatch.setattr(jobs, "_LONGEST_PAUSE", 0.5)
    late: list[int] = []
    seen: list[int] = []

    def over() -> bool:
        if looks >= 2 and not late:
            late.append(made(database, now))
        return bool(seen)

    run_until(database, finisher(database, now, seen), over)
    assert seen == late
    assert looks > 4


def test_waiting_jobs_are_carried_out_once_also_those_made_meanwhile(database: Database, now: datetime) -> None:
    seen: list[int] = []
    before = made(database, now)
    meanwhile: list[int] = []

    def over() -> bool:
        if seen == [before] and not meanwhile:
            meanwhile.append(made(database, now))
        return bool(meanwhile) and state_of(database, meanwhile[0])[0] is JobState.DONE

    run_until(database, finisher(database, now, seen), over)
    assert seen == [before, *meanwhile]


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_a_job_that_the_engine_never_heard_of_is_taken_up(database: Database, now: datetime, state: JobState) -> None:
    seen: list[int] = []
    job_id = made(database, now, state)
    run_until(database, finisher(database, now, seen), lambda: state_of(database, job_id)[0] is JobState.DONE)
    assert seen == [job_id]


def test_a_job_whose_work_broke_off_is_run_anew_at_the_next_start(database: Database, now: datetime) -> None:
    broke: list[int] = []

    def breaking(job_id: int) -> None:
        broke.append(job_id)
        raise ConnectionError("the database went away")

    job_id = made(database, now)
    run_until(database, breaking, lambda: bool(broke))
    assert state_of(database, job_id) == (JobState.WAITING, 0)
    seen: list[int] = []
    run_until(database, finisher(database, now, seen), lambda: state_of(database, job_id)[0] is JobState.DONE)
    assert (broke, seen) == ([job_id], [job_id])
    assert state_of(database, job_id) == (JobState.DONE, 1)


def test_jobs_that_are_over_are_left_alone(database: Database, now: datetime) -> None:
    over = [made(database, now, state) for state in (JobState.DONE, JobState.FAILED)]
    seen: list[int] = []
    last = made(database, now)
    run_until(database, finisher(database, now, seen), lambda: state_of(database, last)[0] is JobState.DONE)
    assert seen == [last] and last not in over


def test_the_engines_own_rows_stay_out_of_the_desks_file(database: Database, now: datetime) -> None:
    job_id = made(database, now)
    run_until(database, finisher(database, now, []), lambda: state_of(database, job_id)[0] is JobState.DONE)
    with database.reading() as session:
        if database.on_sqlite:
            names = session.connection().exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
            assert not [name for name in names if "workflow" in name]
            file = Path(make_url(database.url).database or "")
            assert file.with_name("desk-jobs.sqlite3").exists()
        else:
            held = "SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_name = 'workflow_status'"
            assert session.connection().exec_driver_sql(held).scalars().all() == ["dbos"]
