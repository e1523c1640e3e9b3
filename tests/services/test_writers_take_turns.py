"""Who writes in a loop keeps nobody out: on SQLite writers have one connection, and whoever waited longest is next."""

from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from verify.db import Database

ROUNDS = 10


def test_a_job_that_writes_in_a_loop_lets_others_in_between(database: Database) -> None:
    turns, inside, done = 0, Event(), Event()

    def work() -> None:
        nonlocal turns
        while not done.is_set():
            with database.writing() as session:
                session.execute(text("SELECT 1"))
                turns += 1
                inside.set()
                done.wait(0.02)  # as long as a job's few claims take; meanwhile the other one comes to wait

    job = Thread(target=work)
    job.start()
    waited = []
    try:
        for _ in range(ROUNDS):
            inside.clear()
            inside.wait()
            before = turns
            with database.writing() as session:
                session.execute(text("SELECT 1"))
                waited.append(turns - before)
    finally:
        done.set()
        job.join()
    assert max(waited) <= 1, waited


def test_who_waits_too_long_is_told_and_takes_no_turn_with_them(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/turns.sqlite3")
    database.writer.pool._timeout = 0.05  # type: ignore[attr-defined]
    with database.writing() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(PoolTimeout, match="No connection was free"), database.writing() as other:
            other.execute(text("SELECT 1"))
    for _ in range(2):
        with database.writing() as session:
            assert session.execute(text("SELECT 1")).scalar_one() == 1
    database.dispose()
