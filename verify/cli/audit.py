"""`verify log`: proves that the log is as it was written."""

import re
import sys
from typing import Annotated

import typer

from verify import clock
from verify.cli.desk import err, opened, out
from verify.core.errors import Malformed
from verify.queries import audit

app = typer.Typer(no_args_is_help=True, help="The log of every change, and the proof that nobody changed it.")
HASH = re.compile(r"[0-9a-f]{64}")


@app.command()
def check(
    head: Annotated[
        str | None,
        typer.Option(help="A hash that the log once ended with, from an export's manifest or an earlier check."),
    ] = None,
) -> None:
    """Walk the whole log; names the first row that does not fit, with exit status 1."""
    with opened() as database, database.reading() as session:
        if head is not None and not HASH.fullmatch(head):
            raise Malformed("A head is 64 hexadecimal digits, as this command and every export's manifest give it.")
        found = audit.check(session, now=clock.now(), head=head)
    if found.broken:
        err.print(f"[bold red]broken:[/] {found.broken}", highlight=False, soft_wrap=True)
        err.print(f"The chain holds up to event {found.events:,}.", highlight=False)
        sys.exit(1)
    out.print(f"The log is whole: {found.events:,} events, each sealed to the one before.", highlight=False)
    out.print(f"It ends with {found.head}", highlight=False, soft_wrap=True)
    out.print(
        "Keep that elsewhere; `verify log check --head` proves later that all up to it still stands.", highlight=False
    )
