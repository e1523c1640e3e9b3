"""What is sent to the database: the statements, and the plans of those that a desk runs all day."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from verify.db import Prepared
from verify.queries import search


@contextmanager
def counted_queries(session: Session) -> Iterator[list[str]]:
    """The statements that are sent while the block runs."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_other: object) -> None:
        sent.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def explained(session: Session) -> Iterator[list[str]]:
    """The plans of the prepared statements that run in the block, as on a desk too large to be read whole or sorted."""
    run, plans, on_sqlite = Prepared.run, [], search.on_sqlite(session)
    for costly in () if on_sqlite else ("seqscan", "bitmapscan", "sort"):  # which a desk of three claims would do
        session.execute(text(f"SET LOCAL enable_{costly} = off"))

    def noted(prepared: Prepared, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        rows, made = run(prepared, connection, values), prepared._made[connection.dialect.name]
        if made.row:
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN {'QUERY PLAN' if on_sqlite else '(COSTS OFF)'} {made.sql}", made.sent(values))
            plans.append("\n".join(str(row) for row in cursor.fetchall()))
        return rows

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Prepared, "run", noted)
        yield plans
