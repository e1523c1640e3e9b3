"""`verify queue`: what waits for a verdict, and taking the next claim."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.claims import QUEUE, ClaimFilters
from verify.core.errors import Malformed
from verify.queries import claims, reviews
from verify.queries import leases as held
from verify.queries.claims import ClaimLine
from verify.services import leases
from verify.settings import get_settings

app = typer.Typer(invoke_without_command=True, help="What waits for a verdict.")

OUTLET = Annotated[str, typer.Option(help="Only claims of the outlet with this id.")]
VOICE = Annotated[str, typer.Option(help="own or relayed.")]
TEXT = Annotated[str, typer.Option(help="Only claims that hold all these words.")]
WHERE = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE", help="Any filter of the queue, such as topic=floods, tag=urgent or age=week. Repeat it."
    ),
]
STATE = Annotated[str, typer.Option(help="A state, pending, or any.")]


@app.callback()
def list_queue(
    context: typer.Context,
    state: STATE = "pending",
    outlet: OUTLET = "",
    voice: VOICE = "",
    text: TEXT = "",
    where: WHERE = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many.")] = 20,
) -> None:
    """List what waits for a verdict, most urgent first."""
    if context.invoked_subcommand:
        return
    with opened() as database, database.reading() as session:
        sides = {"state": "" if state == "any" else state, "outlet": outlet, "voice": voice, "text": text}
        filters = _filters(sides, where)
        now = clock.now()
        page = claims.page(session, filters, cursor=None, now=now, limit=limit)
        if not page.rows:
            out.print("Nothing here. `verify ingest` brings articles in; `--state any` lists every claim.")
            return
        table = Table("Claim", "Statement", "Outlet", "Voice", "State", "Worth")
        for row in page.rows:
            table.add_row(*_cells(row))
        out.print(table)
        out.print(f"{len(page.rows)} of {claims.count(session, filters, now=now)} claims", highlight=False)


@app.command("next")
def take_next(
    outlet: OUTLET = "", voice: VOICE = "", text: TEXT = "", where: WHERE = None, email: str | None = AS
) -> None:
    """Take the most urgent claim that nobody holds."""
    with opened() as database, database.writing() as session:
        filters = _filters({"outlet": outlet, "voice": voice, "text": text}, where)
        now = clock.now()
        actor, minutes = acting_as(session, email), get_settings().lease_minutes
        claim_id = leases.take_next(session, actor=actor, filters=filters, now=now, minutes=minutes)
        if claim_id is None:
            out.print(str(held.nothing_left(session, filters, user_id=actor.user_id, now=now)), highlight=False)
            raise typer.Exit(1)
        _print_claim(session, claim_id, minutes)


def _print_claim(session: Session, claim_id: int, minutes: int) -> None:
    claim = reviews.the_claim(session, claim_id, now=clock.now())
    said_by = f", said by {claim.speaker}" if claim.speaker else ""
    out.print(f"[bold]Claim {claim.id}[/]  {escape(claim.statement)}", highlight=False)
    out.print(f"“{escape(claim.quote)}”", highlight=False)
    out.print(escape(f"{claim.outlet_name}, {claim.published:%d %B %Y}{said_by}: {claim.title}"), highlight=False)
    out.print(f"Yours for {minutes} minutes. Decide it with `verify review {claim.id} --verdict …`.", highlight=False)


def _filters(sides: Mapping[str, str], where: Sequence[str] | None) -> ClaimFilters:
    """The queue's filters, changed by those options that were given; `where` wins."""
    names = ClaimFilters().params(unset=True)
    for given in where or ():
        name, equals, value = given.partition("=")
        if not equals or name not in names:
            raise Malformed(
                f"“{given}” is no filter. Write NAME=VALUE; the names are {', '.join(names)}.", field="where"
            )
        sides = {**sides, name: value}
    return ClaimFilters.parsed({**QUEUE.params(), **sides})


def _cells(row: ClaimLine) -> tuple[str, ...]:
    state = row.verdict or (f"held by {row.holder}" if row.holder else row.state.replace("_", " "))
    voice = f"said by {row.speaker}" if row.speaker else row.voice
    return (
        str(row.id),
        escape(row.statement),
        escape(row.outlet_name),
        escape(voice),
        escape(state),
        f"{row.worthiness:.2f}",
    )
