"""Engines, sessions and column types for SQLite and PostgreSQL.

SQLite has two engines over one file: reads begin deferred on a small pool; writes begin immediate on a pool of one
connection, so that checking it out is the writers' queue (SQLite's own busy back-off ruins the tail).
"""

import json
from collections import deque, namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import orjson
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
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.types import TypeDecorator, TypeEngine

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
                url,
                pool_size=readers + 8,
                max_overflow=8,
                pool_pre_ping=True,
                hide_parameters=True,  # what people typed is no part of an error that is logged
                json_serializer=_json,
                json_deserializer=orjson.loads,
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


def is_busy(error: SQLAlchemyError) -> bool:
    """Whether only others were in the way: no connection or lock was free in time, or a deadlock was broken up."""
    if isinstance(error, PoolTimeout):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else None
    return "database is locked" in str(cause) or getattr(cause, "sqlstate", None) in ("40001", "40P01", "55P03")


_Turn = Callable[[Any], Any] | None
"""What takes a value to the driver or back, where it does not go as it is."""


class Prepared:
    """A statement whose SQL is made once for each database, for the few that a desk runs all day.

    It takes and gives the same values as `Connection.execute` would, which takes several times as long over them as the
    database does. Every value that the statement leaves open must be given; `columns` are those that an insert or an update
    writes, where its `values` do not name them.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | UpdateBase, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._made: dict[str, _Made] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Run it in the connection's transaction, which must have begun; the rows that it gives, as named tuples."""
        made = self._made.get(connection.dialect.name) or self._make(connection.dialect)
        with _cursor(connection, made) as cursor:
            cursor.execute(made.sql, made.sent(values))
            rows = cursor.fetchall() if made.row else []
        return [made.shown(row) for row in rows]

    def run_each(self, connection: Connection, values: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of the values; it gives no rows."""
        made = self._made.get(connection.dialect.name) or self._make(connection.dialect)
        with _cursor(connection, made) as cursor:
            cursor.executemany(made.sql, [made.sent(one) for one in values])

    def _make(self, dialect: Dialect) -> "_Made":
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError(f"columns with a default of their own must be given: {compiled}")
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        # Lists of known values, and words that a database takes no parameter for, have their places in the SQL once for all.
        whole = compiled.construct_expanded_state({name: None for name, bind in binds.items() if bind.required})
        for name, places in whole.parameter_expansion.items():
            binds |= dict.fromkeys(places, binds.pop(name))
        columns = self._statement.exported_columns
        turns = [_from_driver(column.type, dialect) for column in columns]
        self._made[dialect.name] = made = _Made(
            sql=whole.statement,
            places=tuple((name, _to_driver(binds[name].type, dialect)) for name in whole.positiontup or binds),
            known={name: bind.value for name, bind in binds.items() if not bind.required} | whole.additional_parameters,
            is_ordered=compiled.positiontup is not None,
            turned=tuple((place, turn) for place, turn in enumerate(turns) if turn),
            row=namedtuple("Row", [str(c.key) for c in columns]) if turns else None,
        )
        return made


class _Made(NamedTuple):
    """A prepared statement on one database: its SQL, the values that it takes and knows already, and its rows."""

    sql: str
    places: tuple[tuple[str, _Turn], ...]
    known: dict[str, Any]
    is_ordered: bool
    turned: tuple[tuple[int, Callable[[Any], Any]], ...]
    row: type[Any] | None

    def sent(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        if self.known:
            values = {**self.known, **values}
        if self.is_ordered:
            return [turn(values[name]) if turn else values[name] for name, turn in self.places]
        return {name: turn(values[name]) if turn else values[name] for name, turn in self.places}

    def shown(self, row: Sequence[Any]) -> Any:
        """A row as the driver gave it, with its names and with values of the columns' own types."""
        values = list(row)
        for place, turn in self.turned:
            values[place] = turn(values[place])
        return self.row._make(values) if self.row else row


@contextmanager
def _cursor(connection: Connection, made: _Made) -> Iterator[Any]:
    """A cursor of the driver's, whose errors come as SQLAlchemy's own; whoever listens for statements hears of this one."""
    cursor = connection.connection.cursor()
    try:
        for listen in connection.dispatch.before_cursor_execute:
            listen(connection, cursor, made.sql, (), None, False)
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(made.sql, None, error, connection.dialect.loaded_dbapi.Error) from error
    finally:
        cursor.close()


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> _Turn:
    words = kind.enum_class if isinstance(kind, Enum) else None
    if words is None:
        return kind.dialect_impl(dialect).bind_processor(dialect)
    sent: dict[Any, Any] = {None: None, **{word: word.value for word in words}}
    return sent.__getitem__


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> _Turn:
    if isinstance(kind, Float):
        return None  # both drivers give floats, and on PostgreSQL the type would first ask which number was sent
    # A type's own way to look a word up takes ten times as long.
    words = kind.enum_class if isinstance(kind, Enum) else None
    if words is None:
        return kind.dialect_impl(dialect).result_processor(dialect, None)
    shown: dict[Any, Any] = {None: None, **{word.value: word for word in words}}
    return shown.__getitem__


@contextmanager
def transaction(session: Session, *, commit: bool) -> Iterator[Session]:
    """The one place that commits: at the end, unless an exception passes. Begin and end it in one thread."""
    with session:
        yield session
        if commit:
            session.commit()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Turns(QueuePool):
    """A pool whose connections go to who has waited longest.

    The library's own gives one to whoever asks first once it is back, and that is who has just given it back: a job that writes
    in a loop would keep all others out for as long as it has work.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._mutex = Lock()
        self._free: int = self._pool.maxsize
        self._waiting = deque[Lock]()

    def _do_get(self) -> ConnectionPoolEntry:
        self._take_turn()
        try:
            return super()._do_get()
        except BaseException:
            self._end_turn()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._end_turn()

    def _take_turn(self) -> None:
        with self._mutex:
            if self._free:
                self._free -= 1
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=self._timeout):
            return
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise PoolTimeout(f"No connection was free within {self._timeout:.0f} seconds.")
        # It was handed over in this very moment.

    def _end_turn(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


def _sqlite_engine(url: str, *, size: int, begin: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=_Turns,
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        json_serializer=_json,
        json_deserializer=orjson.loads,
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
            "recursive_triggers=ON",  # or REPLACE would take a row's place without a word from its triggers
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
