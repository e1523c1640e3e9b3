"""`verify db`: the desk's tables."""

import typer

from verify import schema
from verify.cli.desk import out, plain_errors, prepared
from verify.db import Database
from verify.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="The desk's tables: their revision, bringing them up to date.")


@app.command()
def upgrade() -> None:
    """Bring the tables up to this program's revision."""
    with plain_errors(), prepared(get_settings()) as database:
        out.print(f"The tables are at revision {schema.revision(database)}.", highlight=False)


@app.command()
def status() -> None:
    """Show the tables' revision and this program's. Exit status 1 where they differ."""
    database = Database(get_settings().url, readers=1)
    at, newest = schema.revision(database), schema.head()
    database.dispose()
    out.print(f"The tables are at revision {at or 'none'}; this program brings {newest}.", highlight=False)
    raise typer.Exit(0 if at == newest else 1)
