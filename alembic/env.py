"""Alembic's environment. The connection is handed in by `verify.schema`, or made from the settings on the command line."""

from typing import Any

from sqlalchemy import Connection

import verify.models
from alembic import context
from verify.db import Database
from verify.settings import get_settings

target = verify.models.Article.metadata

NOT_OURS = ("claims_fts", "dbos", "datasource", "transaction_")
"""Prefixes of tables that the models do not know: the full-text index, and the durable-job engine's own."""


def include_object(_object: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:
    """Leave out what is kept by hand in migrations (search) or by a library (jobs)."""
    return not (reflected and name is not None and (name.startswith(NOT_OURS) or name == "ix_claims_words"))


def run(connection: Connection) -> None:
    """Run the migrations on one connection, in its transaction."""
    context.configure(
        connection=connection, target_metadata=target, include_object=include_object, render_as_batch=False
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(get_settings().url)
    with database.writer.connect() as own, own.begin():
        run(own)
    database.dispose()
