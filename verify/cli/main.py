"""The `verify` command: one module a noun."""

import typer

from verify import __version__

app = typer.Typer(no_args_is_help=True, add_completion=False, help="A fact-checking desk in one command.")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
