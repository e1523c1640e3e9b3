"""The one keyset implementation: a page is what comes before or after a row, never an offset."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import ColumnElement, Date, Float, Integer, Numeric, Select, bindparam, tuple_
from sqlalchemy.orm import QueryableAttribute, Session

from verify.core.errors import Malformed
from verify.db import Prepared, UtcDateTime

T = TypeVar("T")
_FURTHER = bindparam("further", type_=Integer)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort values of a row, and whether the rows before it are wanted."""

    values: tuple[Any, ...]
    backwards: bool = False

    def encode(self) -> str:
        """The cursor as URL-safe text."""
        body = orjson.dumps([self.backwards, *self.values])
        return base64.urlsafe_b64encode(body).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str | None, *, size: int) -> "Cursor | None":
        """A cursor of `size` sort values from URL text; None from none. `Malformed` if it is not one of ours."""
        if not text:
            return None
        try:
            backwards, *values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error, TypeError) as error:
            raise _not_ours() from error
        if (
            not isinstance(backwards, bool)
            or len(values) != size
            or not all(isinstance(v, str | int | float) for v in values)
        ):
            raise _not_ours()
        return cls(tuple(values), backwards)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, with the cursors of its neighbours (None at an end)."""

    rows: Sequence[T]
    newer: str | None = None
    older: str | None = None
    is_full: bool = False
    """Whether more rows come after these, the way the page was read."""


def fetch(
    session: Session,
    query: Select[Any],
    *,
    keys: Sequence[ColumnElement[Any] | QueryableAttribute[Any]],
    cursor: str | None,
    limit: int,
    values: Mapping[str, Any] | None = None,
) -> Page[Any]:
    """One page of `query`, sorted by `keys` highest first. The query must select each key, under the key's own name.

    `values` are those of the query's own parameters, all of them, of a query that is built once and handed in again and again:
    that one's SQL is made once too.
    """
    place = Cursor.decode(cursor, size=len(keys))
    backwards = place is not None and place.backwards
    way = None if place is None else backwards
    if values is None:
        rows = list(session.execute(_paged(query, tuple(keys), limit + 1, way), _stored(keys, place)))
    else:
        rows = _kept(query, tuple(keys), limit + 1, way).run(session.connection(), {**values, **_stored(keys, place)})
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    has_newer = more if backwards else place is not None
    has_older = True if backwards else more
    names = [key.key for key in keys]

    def edge(row: Any, back: bool) -> str:
        return Cursor(tuple(getattr(row, str(name)) for name in names), back).encode()

    newer, older = edge(rows[0], True) if has_newer else None, edge(rows[-1], False) if has_older else None
    return Page(rows, newer, older, is_full=more)


def end_of(
    session: Session,
    query: Select[Any],
    *,
    keys: Sequence[Any],
    cursor: str | None,
    rows: int,
    values: Mapping[str, Any],
) -> Mapping[str, Any] | None:
    """Where the list is so many rows on from the cursor, as values for `ending`; None where it has no more than those."""
    place = Cursor.decode(cursor, size=len(keys))
    far = _far(query, tuple(keys), None if place is None else place.backwards)
    found = far.run(session.connection(), {**values, **_stored(keys, place), "further": rows})
    return {f"end_{n}": getattr(found[0], str(key.key)) for n, key in enumerate(keys)} if found else None


def ending(query: Select[Any], keys: tuple[Any, ...], cursor: str | None) -> Select[Any]:
    """The query up to a row that lies further on, whose `end_of` is given with its values."""
    place = Cursor.decode(cursor, size=len(keys))
    return _ending(query, keys, place is not None and place.backwards)


@lru_cache(maxsize=512)
def _ending(query: Select[Any], keys: tuple[Any, ...], backwards: bool) -> Select[Any]:
    row, end = tuple_(*keys), tuple_(*(bindparam(f"end_{n}", type_=key.type) for n, key in enumerate(keys)))
    return query.where(row <= end if backwards else row >= end)


@lru_cache(maxsize=512)
def _paged(query: Select[Any], keys: tuple[Any, ...], rows: int, backwards: bool | None) -> Select[Any]:
    """The query in order and cut; `backwards` None means from the start, without a cursor."""
    if backwards is not None:
        row, here = tuple_(*keys), tuple_(*(bindparam(f"key_{n}", type_=key.type) for n, key in enumerate(keys)))
        query = query.where(row > here if backwards else row < here)
    return query.order_by(*(key.asc() if backwards else key.desc() for key in keys)).limit(rows)


@lru_cache(maxsize=512)
def _kept(query: Select[Any], keys: tuple[Any, ...], rows: int, backwards: bool | None) -> Prepared:
    return Prepared(_paged(query, keys, rows, backwards))


@lru_cache(maxsize=512)
def _far(query: Select[Any], keys: tuple[Any, ...], backwards: bool | None) -> Prepared:
    return Prepared(_paged(query, keys, 1, backwards).offset(_FURTHER))


def _stored(keys: Sequence[Any], place: Cursor | None) -> dict[str, Any]:
    at = () if place is None else map(_as_stored, keys, place.values)
    return {f"key_{number}": value for number, value in enumerate(at)}


def _as_stored(key: Any, value: Any) -> Any:
    """A cursor's value as the key has it: days and times travel as text. `Malformed` for one that the key cannot have."""
    if not _fits(key, value):
        raise _not_ours()
    if not isinstance(key.type, UtcDateTime | Date):
        return value
    try:
        return (
            date.fromisoformat(value) if isinstance(key.type, Date) else datetime.fromisoformat(value).astimezone(UTC)
        )
    except (ValueError, OverflowError):
        raise _not_ours() from None


def _fits(key: Any, value: Any) -> bool:
    """Whether a key can have the value; a forged one would reach the database and break there."""
    if isinstance(key.type, Integer):
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31
    if isinstance(key.type, Float | Numeric):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _not_ours() -> Malformed:
    return Malformed("This page address is not valid. Go back to the start of the list.", field="cursor")
