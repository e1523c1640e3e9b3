"""`verify records`: holding the records to the verdict history, and the prior that they all start from."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.records import Reading, interval_text, of_hundred
from verify.core.reliability import Prior
from verify.core.reliability_prior import DECIDED_NEEDED, OUTLETS_NEEDED
from verify.queries import priors as versions
from verify.queries.priors import Refit
from verify.services import priors, records

SHOWN = 20

app = typer.Typer(no_args_is_help=True, help="Records as a whole: rebuild them, refit what they start from.")


@app.command()
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Only compare; exit status 1 where anything differs.")] = False,
    as_email: str | None = AS,
) -> None:
    """Bring all records back in line with the verdict history, and print what differed."""
    with opened() as database:
        if check:
            with database.reading() as session:
                found = records.check(session)
        else:
            with database.writing() as session:
                found = records.rebuild(session, actor=acting_as(session, as_email), now=clock.now())
        for difference in found:
            stored, right = f"{difference.stored:.12g}", f"{difference.recomputed:.12g}"
            out.print(
                f"outlet {difference.outlet_id}: {difference.what}: {stored}, history gives {right}", highlight=False
            )
    told = "1 difference" if len(found) == 1 else f"{len(found):,} differences"
    if not found:
        out.print("Every record equals its verdict history.")
    elif check:
        out.print(f"{told}: `verify records rebuild` mends them.", highlight=False)
        raise typer.Exit(1)
    else:
        out.print(f"{told} mended.", highlight=False)


@app.command()
def refit(
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Read every record with the new prior from today on; logged.")
    ] = False,
    as_email: str | None = AS,
) -> None:
    """Fit the prior on the desk's outlets and show what it would change; nothing is adopted without --adopt."""
    with opened() as database:
        if adopt:
            with database.writing() as session:
                found = priors.adopt(session, actor=acting_as(session, as_email), now=clock.now())
        else:
            with database.reading() as session:
                found = versions.refitted(session, on=clock.now().date())
        _print(found)
    if not found.possible:
        out.print(
            f"{found.enough} of {OUTLETS_NEEDED} outlets needed have {DECIDED_NEEDED} decided own-voice claims of the last"
            " three half-lives: the prior in force stays.",
            highlight=False,
        )
    elif adopt:
        out.print("Adopted: records are read with it from today on. Earlier days stay as they were known.")
    elif found.changes:
        out.print("Nothing was changed. `verify records refit --adopt` adopts it.")
    else:
        out.print("The fit equals the prior in force.")


def _print(found: Refit) -> None:
    out.print(f"In force: {_told(found.before)}", highlight=False)
    if not found.changes:
        return
    out.print(f"Fitted:   {_told(found.after)}", highlight=False)
    table = Table("Id", "Outlet", "Record in force", "With the fit", "Points")
    for moved in found.moved[:SHOWN]:
        points = f"{100 * moved.change:+.1f}".replace("-", "−")
        table.add_row(str(moved.outlet_id), escape(moved.name), _record(moved.before), _record(moved.after), points)
    out.print(table)
    if len(found.moved) > SHOWN:
        out.print(f"And {len(found.moved) - SHOWN:,} outlets that move less.", highlight=False)


def _told(prior: Prior) -> str:
    start = f"mean {prior.mean:.4f}, strength {prior.strength:.4f}"
    spread = f"variances {prior.v11:.4f}, {prior.v22:.4f}, covariance {prior.v12:.4f}"
    if prior.data_date is None:
        return f"{start} ({spread}), the installation default"
    version = f"version {prior.version}, " if prior.version else ""
    return f"{start} ({spread}), {version}fitted on {prior.outlets:,} outlets on {prior.data_date}"


def _record(reading: Reading) -> str:
    if not reading.sufficient:
        return "insufficient record"
    record = reading.record
    word = reading.label.replace("_", " ")
    return f"{of_hundred(record.mean, 1)} ({interval_text(record.low, record.high, 1)}) {word}"
