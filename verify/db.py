"""Engines, sessions and column types for SQLite and PostgreSQL.

SQLite has two engines over one file: reads begin deferred on a small pool; writes begin immediate on a pool of one
connection, so that checking it out is the writers' queue (SQLite's own busy back-off ruins the tail).
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Double,
    Engine,
    Enum,
    Float,
    LargeBinary,
    MetaData,
    Select,
    String,
    UpdateBase,
    create_engine,
    event,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The tables' common base."""

    metadata = MetaData(naming_convention=NAMING)


for _type, _name in (
    (DateTime, "TEXT"),
    (Date, "TEXT"),
    (Boolean, "INTEGER"),
    (JSON, "TEXT"),
    (String, "TEXT"),
    (Enum, "TEXT"),
    (Float, "REAL"),
    (Double, "REAL"),
    (LargeBinary, "BLOB"),
):
    # STRICT tables know INTEGER, REAL, TEXT and BLOB only.
    compiles(_type, "sqlite")(lambda _element, _compiler, _name=_name, **_: _name)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` on PostgreSQL, sortable ISO text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One desk's engines. `reading()` and `writing()` each give one transaction."""

    def __init__(self, url: str, *, readers: int = 8) -> None:
        self.url = url
        self.on_sqlite = url.startswith("sqlite")
        if self.on_sqlite:
            self.reader = _sqlite_engine(url, size=readers, begin="BEGIN")
            self.writer = _sqlite_engine(url, size=1, begin="BEGIN IMMEDIATE")
        else:
            self.reader = self.writer = create_engine(
                url, pool_size=readers + 8, max_overflow=8, pool_pre_ping=True, json_serializer=_json
            )

    def session(self, *, write: bool) -> Session:
        """A session that takes its connection, and on SQLite its lock, with its first statement. Use it in `transaction`."""
        return Session(self.writer if write else self.reader, autoflush=False, close_resets_only=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; whatever it did is rolled back."""
        with transaction(self.session(write=False), commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose transaction is committed at the end, or rolled back by an exception."""
        with transaction(self.session(write=True), commit=True) as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.reader.dispose()
        self.writer.dispose()


_Turn = Callable[[Any], Any] | None
"""What takes a value to the driver or back, where it does not go as it is."""


class Prepared:
    """A statement whose SQL is made once for each database, for the few that a desk runs all day.

    It takes and gives the same values as `Connection.execute` would, which takes several times as long over them as the
    database does. Every value that the statement leaves open must be given.
    """

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Run it in the connection's transaction, which must have begun; the rows that it gives, as named tuples."""
        made = self._made.get(connection.dialect.name) or self._make(connection.dialect)
        sent: Any = {name: turn(values[name]) if turn else values[name] for name, turn in made.given}
        sent.update(made.known)
        if made.order:
            sent = [sent[name] for name in made.order]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(made.sql, sent)
            rows = cursor.fetchall() if made.shown else ()
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(made.sql, None, error, connection.dialect.loaded_dbapi.Error) from error
        finally:
            cursor.close()
        return [
            made.row._make([turn(v) if turn else v for turn, v in zip(made.shown, row, strict=True)]) for row in rows
        ]

    def _make(self, dialect: Dialect) -> "_Made":
        compiled: Any = self._statement.compile(dialect=dialect)
        turns = {n: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, n in compiled.bind_names.items()}
        known = {n: bind.value for bind, n in compiled.bind_names.items() if not bind.required}
        columns = self._statement.exported_columns
        self._made[dialect.name] = made = _Made(
            sql=str(compiled),
            order=tuple(compiled.positiontup or ()),
            given=tuple((name, turn) for name, turn in turns.items() if name not in known),
            known={name: turn(value) if (turn := turns[name]) else value for name, value in known.items()},
            shown=tuple(c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns),
            row=namedtuple("Row", [str(c.key) for c in columns]),
        )
        return made


class _Made(NamedTuple):
    """A prepared statement on one database: its SQL, the order of its values, which are given and known, and its rows."""

    sql: str
    order: tuple[str, ...]
    given: tuple[tuple[str, _Turn], ...]
    known: dict[str, Any]
    shown: tuple[_Turn, ...]
    row: type[Any]


@contextmanager
def transaction(session: Session, *, commit: bool) -> Iterator[Session]:
    """The one place that commits: at the end, unless an exception passes. Begin and end it in one thread."""
    with session:
        yield session
        if commit:
            session.commit()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sqlite_engine(url: str, *, size: int, begin: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        json_serializer=_json,
        connect_args={"check_same_thread": False, "timeout": 15},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own implicit BEGIN is deferred and late
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "cache_size=-65536",
            "mmap_size=268435456",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def data_folder(name: str) -> Path:
    """The packaged copy of a top-level folder (`templates`, `alembic`), else the folder of the checkout."""
    here = Path(__file__).parent
    packaged = here / f"_{name}"
    return packaged if packaged.is_dir() else here.parent / name
