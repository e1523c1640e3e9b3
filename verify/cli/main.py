"""The `verify` command: one module a noun. A noun with several commands is a Typer app of its own, mounted here."""

import typer

from verify import __version__
from verify.cli import (
    audit,
    claims,
    db,
    demo,
    exports,
    fact_checks,
    ingest,
    jobs,
    mail,
    matches,
    matching,
    method,
    origins,
    outlets,
    rechecks,
    records,
    reviews,
    serving,
    split,
    stories,
    suggest,
    tokens,
    users,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help="A fact-checking desk in one command.")
app.command()(serving.init)
app.command()(serving.serve)
app.command()(demo.demo)
app.command()(ingest.ingest)
app.command(name="split")(split.split_command)
app.command()(suggest.suggest)
app.command()(exports.export)
app.command()(reviews.review)
app.command()(rechecks.rechecks)
app.command()(origins.origins)
app.command()(origins.trace)
app.command()(stories.stories)
app.command()(matching.match)
app.command()(matching.pairs)
app.command()(matches.rematch)
app.add_typer(claims.app, name="queue")
app.add_typer(matches.app, name="matches")
app.add_typer(fact_checks.app, name="fact-checks")
app.add_typer(outlets.app, name="outlets")
app.add_typer(records.app, name="records")
app.add_typer(method.app, name="method")
app.add_typer(users.app, name="users")
app.add_typer(tokens.app, name="tokens")
app.add_typer(jobs.app, name="jobs")
app.add_typer(audit.app, name="log")
app.add_typer(mail.app, name="mail")
app.add_typer(db.app, name="db")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
