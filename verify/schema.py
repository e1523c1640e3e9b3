"""Bringing a desk's tables up to date, with Alembic and the packaged migrations."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from alembic import command
from verify.db import Database, data_folder


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the packaged migrations."""
    made = Config()
    made.set_main_option("script_location", str(data_folder("alembic")))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the tables up to revision `to`, in one transaction."""
    with database.writer.connect() as connection, connection.begin():
        command.upgrade(config(connection), to)


def downgrade(database: Database, to: str) -> None:
    """Take the tables back to revision `to`, in one transaction."""
    with database.writer.connect() as connection, connection.begin():
        command.downgrade(config(connection), to)


def revision(database: Database) -> str | None:
    """The revision that the tables are at; None before the first migration."""
    with database.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision that this version of the program brings."""
    return ScriptDirectory.from_config(config()).get_current_head()
