"""Telling a database which index to leave alone, where it would guess wrong."""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class unindexed(FunctionElement[Any]):
    """A column whose index is not to be used: `unindexed(column)` has the column's value and type."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(unindexed, "sqlite")
def _on_sqlite(element: unindexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses.clauses[0], **kw)}"


@compiles(unindexed, "postgresql")
def _on_postgresql(element: unindexed, compiler: SQLCompiler, **kw: Any) -> str:
    inside = compiler.process(element.clauses.clauses[0], **kw)
    return f"({inside} || '')" if isinstance(element.type, String) else inside
