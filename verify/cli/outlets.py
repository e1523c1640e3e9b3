"""`verify outlets`: outlets with their records."""

from datetime import date
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.errors import Malformed
from verify.core.record_history import View
from verify.core.records import Reading, interval_text, missing, of_hundred
from verify.core.vocabulary import HandoverKind, OutletKind, Verdict, Voice
from verify.queries import handovers as handed
from verify.queries import histories
from verify.queries import outlets as lines
from verify.queries.handovers import HandoverLine
from verify.queries.histories import OutletHistory
from verify.queries.outlets import OutletLine
from verify.services import handovers, outlets
from verify.services.handovers import EraDraft
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
def show(
    outlet_id: Annotated[int, typer.Argument(metavar="ID")],
    as_of: Annotated[str, typer.Option(metavar="DAY", help="The record of that day, as it was known then.")] = "",
    known: Annotated[str, typer.Option(metavar="DAY", help="From what was known on that day.")] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="Only what was published since.")] = "",
    topic: Annotated[str, typer.Option(help="Only articles filed under this topic.")] = "",
) -> None:
    """Show one outlet: its record and the counts behind it, now or on any day."""
    asked = {"as_of": as_of, "known": known, "since": since, "topic": topic}
    with opened() as database, database.reading() as session:
        today = clock.now().date()
        view = View.parsed(asked, today=today)
        line = lines.one(session, outlet_id, as_of=today)
        about = [line.kind, line.country, line.ownership_group, *line.domains]
        out.print(f"[bold]{escape(line.name)}[/]  {escape(' · '.join(str(k) for k in about if k))}", highlight=False)
        for told in handed.of_outlet(session, outlet_id):
            if told.holds(view.known):
                out.print(_told(told, outlet_id), highlight=False, markup=False)
        if view.params():
            _print_view(histories.of_outlet(session, outlet_id, view))
        else:
            _print_now(line)


def _print_now(line: OutletLine) -> None:
    out.print(f"{_record(line.reading)}  as of {line.reading.as_of}, {line.reading.method}", highlight=False)
    table = Table("Voice", "Corroborated", "Disputed", "Unverified", "Pending")
    counts = line.counts
    table.add_row("own", *_numbers(counts.corroborated, counts.disputed, counts.unverified, counts.pending))
    relayed = (counts.relayed_corroborated, counts.relayed_disputed, counts.relayed_unverified)
    table.add_row("relayed", *_numbers(*relayed, counts.relayed_pending))
    out.print(table)
    if counts.said_confirmed or counts.said_wrong:
        out.print(f"Quoted rightly {counts.said_confirmed}, wrongly {counts.said_wrong}.", highlight=False)


def _print_view(history: OutletHistory) -> None:
    view, reading = history.view, history.reading
    days = f"as of {view.as_of}, as known on {view.known}" if view.known else f"as of {view.as_of}"
    days += f", published since {view.since}" if view.since else ""
    days += f", filed under {view.topic}" if view.topic else ""
    out.print(f"{_record(reading)}  {days}, {reading.method}", highlight=False, markup=False)
    table = Table("Voice", "Corroborated", "Disputed", "Unverified")
    for voice in Voice:
        table.add_row(voice, *_numbers(*(history.number(voice, verdict) for verdict in Verdict)))
    out.print(table)
    rightly, wrongly = (history.number(Voice.OWN, v, said=True) for v in (Verdict.CORROBORATED, Verdict.DISPUTED))
    if rightly or wrongly:
        out.print(f"Quoted rightly {rightly}, wrongly {wrongly}.", highlight=False)


def _told(line: HandoverLine, outlet_id: int) -> str:
    taken = line.from_id == outlet_id
    if line.kind is HandoverKind.ERA:
        return (
            f"From {line.day} on: outlet {line.to_id}, {line.to_name}"
            if taken
            else (f"An era since {line.day}; before it: outlet {line.from_id}, {line.from_name}")
        )
    return (
        f"Part of outlet {line.to_id}, {line.to_name}, since {line.known}"
        if taken
        else (f"Outlet {line.from_id}, {line.from_name}, is part of it since {line.known}")
    )


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


ID = Annotated[int, typer.Argument(metavar="ID")]


@app.command()
def change(
    outlet_id: ID,
    name: Annotated[str | None, typer.Option(help="Its record goes on under a new name.")] = None,
    kind: Annotated[OutletKind | None, typer.Option(help="What sort of publisher it is.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters, such as GB; empty for none.")] = None,
    group: Annotated[str | None, typer.Option(help="Ownership group; empty for none.")] = None,
    as_email: str | None = AS,
) -> None:
    """Change what is known of an outlet; what is not given stays."""
    asked = {"name": name, "kind": kind, "country": country, "ownership_group": group}
    given = {field: value for field, value in asked.items() if value is not None}
    with opened() as database, database.writing() as session:
        made = outlets.change_some(
            session, actor=acting_as(session, as_email), outlet_id=outlet_id, given=given, now=clock.now()
        )
        out.print(f"Outlet {made.id} is {made.name}.", highlight=False, markup=False)


@app.command()
def merge(outlet_id: ID, into: Annotated[int, typer.Argument(metavar="INTO")], as_email: str | None = AS) -> None:
    """Make an outlet part of another one: its articles count there from today on. `unmerge` takes it back."""
    with opened() as database, database.writing() as session:
        made = handovers.merge(
            session, actor=acting_as(session, as_email), outlet_id=outlet_id, into_id=into, now=clock.now()
        )
        told = f"{made.from_name} is part of {made.to_name}, with {made.articles:,} articles."
        out.print(told, highlight=False, markup=False)


@app.command()
def unmerge(outlet_id: ID, as_email: str | None = AS) -> None:
    """Take an outlet's merge back, from today on."""
    with opened() as database, database.writing() as session:
        made = handovers.undo_merge(session, actor=acting_as(session, as_email), outlet_id=outlet_id, now=clock.now())
        out.print(f"{made.from_name} has its {made.articles:,} articles back.", highlight=False, markup=False)


@app.command()
def era(
    outlet_id: ID,
    day: Annotated[str, typer.Argument(metavar="DAY", help="First day of publication under the new owner.")],
    name: Annotated[str, typer.Option(help="Name of the new record; by default this one's, and since when.")] = "",
    group: Annotated[str | None, typer.Option(help="The new ownership group.")] = None,
    as_email: str | None = AS,
) -> None:
    """Start a record of its own for what an outlet published from a day on."""
    try:
        draft = EraDraft(date.fromisoformat(day), name, group)
    except ValueError:
        raise Malformed(f"{day} is no day. Write it like 2026-03-04.", field="day") from None
    with opened() as database, database.writing() as session:
        made = handovers.start_era(
            session, actor=acting_as(session, as_email), outlet_id=outlet_id, draft=draft, now=clock.now()
        )
        told = f"{made.to_name} is outlet {made.to_id}, with {made.articles:,} articles."
        out.print(told, highlight=False, markup=False)


def _place(line: OutletLine) -> str:
    if line.placed is None:
        return ""
    return f"{'=' if line.placed.tied else ''}{line.placed.place}"


def _cells(line: OutletLine) -> list[str]:
    counts = line.counts
    numbers = _numbers(counts.corroborated, counts.disputed, counts.unverified, counts.pending)
    return [str(line.id), escape(line.name), _record(line.reading), *numbers]


def _record(reading: Reading) -> str:
    record = reading.record
    if not reading.sufficient:
        return f"insufficient record ({', '.join(missing(reading.enough))})"
    word = reading.label.replace("_", " ")
    return f"{of_hundred(record.mean)} ({interval_text(record.low, record.high)}) {word}"


def _numbers(*counts: int) -> list[str]:
    return [f"{count:,}" for count in counts]
