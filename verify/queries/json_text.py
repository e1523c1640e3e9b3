"""SQL expressions that write JSON in the database, alike on SQLite and PostgreSQL.

Building each row as an object in Python costs twice what reading it costs; the databases do it in C as they read.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam, literal_column, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[int]):
    """A column is one of the ids, which go in as one JSON text: the statement stays the same however many there are."""

    inherit_cache = True
    type = Integer()  # as a Boolean it would be compared with 1 on SQLite, out of the reach of every index


class _Object(FunctionElement[Any]):
    inherit_cache = True
    type = String()


class _Stored(FunctionElement[Any]):
    inherit_cache = True
    type = String()


class _YesNo(FunctionElement[Any]):
    inherit_cache = True
    type = String()


class _TimeText(FunctionElement[str]):
    inherit_cache = True
    type = String()


class _DayText(FunctionElement[str]):
    inherit_cache = True
    type = String()


def among(column: Any) -> Any:
    """`column` is one of the parameter `ids`, a JSON list of numbers."""
    return _Among(column, bindparam("ids", type_=String))


def an_object(values: dict[str, Any]) -> Any:
    """A JSON object of these names and values; inside another one it is nested."""
    parts: list[Any] = []
    for name, value in values.items():
        parts += (literal_column(f"'{name}'"), _plain(value))
    return _Object(*parts)


def as_text(value: Any) -> ColumnElement[str]:
    """A JSON value as text, so that no driver reads it."""
    return sql_cast(value, String)


def stored(column: Any) -> Any:
    """A column that holds JSON, as it stands."""
    return _Stored(column)


def yes_no(condition: Any) -> Any:
    """A truth value as JSON's true, false or null."""
    return _YesNo(condition)


def time(column: Any) -> Any:
    """A time as ISO 8601 text in UTC, to the microsecond."""
    return _TimeText(column)


def day(column: Any) -> Any:
    """A day as ISO 8601 text."""
    return _DayText(column)


def text_id(letter: str, column: Any) -> Any:
    """`<key>-c12`: the parameter `key`, a letter and the number; null for null."""
    return bindparam("key", type_=String).op("||")(literal_column(f"'-{letter}'")).op("||")(sql_cast(column, String))


def _plain(value: Any) -> Any:
    """A word as the text that is stored, without looking it up in its vocabulary."""
    return value if isinstance(value, FunctionElement) else type_coerce(value, String)


def _inner(element: Any, compiler: SQLCompiler, kwargs: Any) -> str:
    return str(compiler.process(element.clauses, **kwargs))


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, listed = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, listed = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{column} = ANY (ARRAY(SELECT json_array_elements_text(CAST({listed} AS json))::integer))"


@compiles(_Object, "sqlite")
def _object_on_sqlite(element: _Object, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json_object({_inner(element, compiler, kwargs)})"


@compiles(_Object, "postgresql")
def _object_on_postgresql(element: _Object, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json_build_object({_inner(element, compiler, kwargs)})"


@compiles(_Stored, "sqlite")
def _stored_on_sqlite(element: _Stored, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json({_inner(element, compiler, kwargs)})"


@compiles(_Stored, "postgresql")
def _stored_on_postgresql(element: _Stored, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"CAST({_inner(element, compiler, kwargs)} AS json)"


@compiles(_YesNo, "sqlite")
def _yes_no_on_sqlite(element: _YesNo, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json(CASE {_inner(element, compiler, kwargs)} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"


@compiles(_YesNo, "postgresql")
def _yes_no_on_postgresql(element: _YesNo, compiler: SQLCompiler, **kwargs: Any) -> str:
    return _inner(element, compiler, kwargs)


@compiles(_TimeText, "sqlite")
def _time_on_sqlite(element: _TimeText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"replace({_inner(element, compiler, kwargs)}, ' ', 'T') || 'Z'"


@compiles(_TimeText, "postgresql")
def _time_on_postgresql(element: _TimeText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"""to_char({_inner(element, compiler, kwargs)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@compiles(_DayText, "sqlite")
def _day_on_sqlite(element: _DayText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return _inner(element, compiler, kwargs)


@compiles(_DayText, "postgresql")
def _day_on_postgresql(element: _DayText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"to_char({_inner(element, compiler, kwargs)}, 'YYYY-MM-DD')"
