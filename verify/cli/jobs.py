"""`verify jobs`: background work, and a process that does it."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.vocabulary import FetchState, JobState
from verify.queries import jobs
from verify.services.retries import retry as try_again
from verify.settings import get_settings
from verify.worker.running import working

app = typer.Typer(no_args_is_help=True, help="Background work: batches, fetches, exports.")


@app.command("list")
def list_jobs() -> None:
    """List the last jobs."""
    with opened() as database, database.reading() as session:
        rows = jobs.newest(session).rows
        if not rows:
            out.print("No jobs yet. `verify ingest batch.jsonl` puts one in line.")
            return
        table = Table("Id", "Job", "State", "Done", "Failed", "Of", "Begun")
        for job in rows:
            numbers = (f"{job.done:,}", f"{job.failed:,}", f"{job.total:,}")
            table.add_row(str(job.id), escape(job.title), job.state, *numbers, f"{job.created_at:%Y-%m-%d %H:%M}")
        out.print(table)


@app.command()
def show(job_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Show how far a job is, and what failed."""
    with opened() as database, database.reading() as session:
        job = jobs.the_job(session, job_id)
        out.print(escape(f"{job.title}: {job.state}. {job.done:,} of {job.total:,} done, {job.failed:,} failed."))
        if job.message:
            out.print(escape(job.message))
        for line in jobs.lines(session, job_id, FetchState.FAILED):
            what = line.title or line.url or ""
            out.print(escape(f"  {line.line_number}  {what}  {line.reason}"), highlight=False, soft_wrap=True)


@app.command()
def retry(job_id: Annotated[int, typer.Argument(metavar="ID")], as_email: str | None = AS) -> None:
    """Put what failed of a job in line again."""
    with opened() as database, database.writing() as session:
        try_again(session, actor=acting_as(session, as_email), job_id=job_id, now=clock.now())
    out.print(f"What failed of job {job_id} is in line again.")


@app.command()
def work(
    name: Annotated[
        str | None, typer.Option(help="What this process is called; the same after every start. The host's by default.")
    ] = None,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Stop once no job waits or runs.")] = False,
) -> None:
    """Do background work in this process, until interrupted. For desks that set VERIFY_WORKER_INSIDE=false."""
    executor = name or f"work-{socket.gethostname()}"
    with (
        _told_to_stop() as over,
        opened() as database,
        working(database, get_settings(), executor=executor) as is_alive,
    ):
        out.print("Working (Ctrl+C stops it; unfinished jobs go on at the next start).")
        while not over.wait(0.5):
            if not is_alive():
                raise typer.Exit(1)
            with database.reading() as session:
                if until_idle and not jobs.any_in(session, (JobState.WAITING, JobState.RUNNING)):
                    return


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that is set when the process is asked to end."""
    over = threading.Event()
    asked = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: over.set()) for number in asked]
    try:
        yield over
    finally:
        for number, handler in zip(asked, before, strict=True):
            signal.signal(number, handler)
