"""`verify outlets`: outlets with their records."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.records import missing
from verify.core.vocabulary import OutletKind
from verify.queries import outlets as lines
from verify.queries.outlets import OutletLine
from verify.services import outlets
from verify.services.outlets import OutletDetails

app = typer.Typer(no_args_is_help=True, help="Outlets and their records.")


@app.command("list")
def list_outlets() -> None:
    """List all outlets: sufficient records by rank, then the others."""
    with opened() as database, database.reading() as session:
        today = clock.now().date()
        table = Table("Place", "Id", "Outlet", "Record", "Corroborated", "Disputed", "Unverified", "Pending")
        for line in lines.ranked(session, as_of=today):
            table.add_row(_place(line), *_cells(line))
        cursor: str | None = None
        while True:
            page = lines.unranked(session, as_of=today, cursor=cursor)
            for line in page.rows:
                table.add_row("", *_cells(line))
            cursor = page.older
            if cursor is None:
                break
        if not table.row_count:
            out.print("No outlets yet. An outlet is made with the first article, or by `verify outlets add NAME`.")
            return
        out.print(table)


@app.command()
def show(outlet_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Show one outlet: its record and the counts behind it."""
    with opened() as database, database.reading() as session:
        line = lines.one(session, outlet_id, as_of=clock.now().date())
        known = [line.kind, line.country, line.ownership_group, *line.domains]
        out.print(f"[bold]{escape(line.name)}[/]  {escape(' · '.join(str(k) for k in known if k))}", highlight=False)
        out.print(f"{_record(line)}  as of {line.reading.as_of}, {line.reading.method}", highlight=False)
        table = Table("Voice", "Corroborated", "Disputed", "Unverified", "Pending")
        counts = line.counts
        table.add_row("own", *_numbers(counts.corroborated, counts.disputed, counts.unverified, counts.pending))
        relayed = (counts.relayed_corroborated, counts.relayed_disputed, counts.relayed_unverified)
        table.add_row("relayed", *_numbers(*relayed, counts.relayed_pending))
        out.print(table)
        if counts.said_confirmed or counts.said_wrong:
            out.print(f"Quoted rightly {counts.said_confirmed}, wrongly {counts.said_wrong}.", highlight=False)


@app.command()
def add(
    name: str,
    domain: Annotated[list[str] | None, typer.Option(help="Where it publishes; may be given several times.")] = None,
    kind: Annotated[OutletKind, typer.Option(help="What sort of publisher it is.")] = OutletKind.NEWS,
    country: Annotated[str | None, typer.Option(help="Two letters, such as GB.")] = None,
    group: Annotated[str | None, typer.Option(help="Ownership group; outlets of one group are one origin.")] = None,
    as_email: str | None = AS,
) -> None:
    """Add an outlet."""
    with opened() as database, database.writing() as session:
        made = outlets.add(
            session,
            actor=acting_as(session, as_email),
            details=OutletDetails(name, kind, country, group),
            domains=tuple(domain or ()),
            now=clock.now(),
        )
        out.print(f"{made.name} is outlet {made.id}.", highlight=False, markup=False)


def _place(line: OutletLine) -> str:
    if line.placed is None:
        return ""
    return f"{'=' if line.placed.tied else ''}{line.placed.place}"


def _cells(line: OutletLine) -> list[str]:
    counts = line.counts
    numbers = _numbers(counts.corroborated, counts.disputed, counts.unverified, counts.pending)
    return [str(line.id), escape(line.name), _record(line), *numbers]


def _record(line: OutletLine) -> str:
    record = line.reading.record
    if not line.reading.sufficient:
        return f"insufficient record ({', '.join(missing(line.reading.enough))})"
    word = line.reading.label.replace("_", " ")
    return f"{100 * record.mean:.0f} ({100 * record.low:.0f}–{100 * record.high:.0f}) {word}"


def _numbers(*counts: int) -> list[str]:
    return [f"{count:,}" for count in counts]
