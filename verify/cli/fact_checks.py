"""`verify fact-checks`: bringing in what others have checked, as ClaimReview files."""

from pathlib import Path
from typing import Annotated

import typer

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out

app = typer.Typer(no_args_is_help=True, help="Fact-checks of others, shown beside the claims that they are about.")


@app.callback()
def fact_checks() -> None:
    """Keep `import` a command of its own."""


@app.command(name="import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="ClaimReview: JSON, a list, a feed, JSON lines, a saved web page; gzipped or not.",
        ),
    ],
    as_email: str | None = AS,
) -> None:
    """Bring in the ClaimReviews of a file. Safe to repeat: each comes in once."""
    from verify.core import fact_checks as reading
    from verify.queries import fact_checks as queries
    from verify.services import fact_checks

    with opened() as database:
        with database.reading() as session:
            actor = acting_as(session, as_email)
        with file.open("rb") as stream:
            read = reading.read(stream.read(reading.MOST_BYTES + 1))
        with database.writing() as session:
            made = fact_checks.bring_in(session, actor=actor, found=read, title=file.name, now=clock.now())
            done = queries.the_import(session, made)
    out.print(f"Fact-checks read: {done.found}, new: {done.new}", highlight=False)
    for one in read.left_out:
        out.print(f"Left out: {one.number} ({one.why}; the first: {one.first})", highlight=False)
