"""`verify rematch` looks for the desk's claims elsewhere anew; `verify matches` tells what people said of what was found."""

from typing import Annotated

import typer

from verify.cli.desk import opened, out

app = typer.Typer(
    no_args_is_help=True, help="What people said of matches: labels, and how often suggestions were right."
)


def rematch(
    anew: Annotated[bool, typer.Option("--all", help="Also articles that the present model has looked at.")] = False,
) -> None:
    """Look for the claims of the desk's articles elsewhere. For articles of an earlier release. Safe to stop and to repeat."""
    from verify import clock
    from verify.services import matches
    from verify.settings import get_settings
    from verify.worker.matching import look_for_claims
    from verify.worker.tasks import Tools

    last, asked, done = 0, 0, 0
    with opened() as database:
        while True:
            with database.writing() as session:
                ids = matches.ask_all(session, after=last, now=clock.now(), anew=anew)
            if not ids:
                break
            last, asked = ids[-1], asked + len(ids)
        while look_for_claims(Tools(database, get_settings())):
            done += 1
            if done % 100 == 0:
                out.print(f"{done} articles looked at", highlight=False)
    out.print(f"{done} articles looked at" if done else "There is nothing to look at.", highlight=False)


@app.command()
def labels() -> None:
    """Print every match that people confirmed or rejected, one JSON object a line, with both statements and what they show."""
    from verify.services.match_labels import label_set

    with opened() as database:
        for line in label_set(database):
            typer.echo(line.decode(), nl=False)


@app.command()
def quality() -> None:
    """Print how often suggested matches were right, by relation and score, as people decided."""
    from verify.queries import match_labels

    with opened() as database, database.reading() as session:
        bands = match_labels.quality(session)
    for band in bands:
        scores = f"{band.low:.1f}–{band.high:.1f}"
        typer.echo(f"{band.relation:9} {scores}  right {band.precision:.2f} of {band.decided}")
    if not bands:
        typer.echo("Nobody has confirmed or rejected a suggested match yet.")
