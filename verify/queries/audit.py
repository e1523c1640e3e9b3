"""The log, read: its events in words, and whether its chain holds."""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, String, Table, Text, select, type_coerce
from sqlalchemy import cast as as_type
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from verify.core.audit import Change, LogFilters, changes, words_of
from verify.core.sealing import FIELDS, START, SealedEvent, Walk, walk
from verify.models import AuditEvent, Export
from verify.queries.blindness import events_shown
from verify.queries.paging import Page, fetch

EVENTS = cast(Table, AuditEvent.__table__)
AT_ONCE = 2_000
SOON = timedelta(minutes=5)
"""On PostgreSQL an event is sealed some seconds after its commit. One that is older than this and unsealed was passed by."""
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An event as the log's page shows it: who did what to what, and what that changed."""

    at: datetime
    who: str
    words: str
    subject_type: str
    subject_id: int
    changes: Sequence[Change]
    request_id: str


_ENTRY = select(
    EVENTS.c.id,
    EVENTS.c.at,
    EVENTS.c.actor_name,
    EVENTS.c.action,
    EVENTS.c.subject_type,
    EVENTS.c.subject_id,
    EVENTS.c.before,
    EVENTS.c.after,
    EVENTS.c.request_id,
)


def entries(
    session: Session, filters: LogFilters, *, reader_id: int | None, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[LogEntry]:
    """Events that the reader may see, newest first. What would tell them of a review they must not know of is left out."""
    query = _ENTRY.where(events_shown(reader_id), *_conditions(filters))
    # By time, so that every filter walks an index in the list's own order; the id tells events of one moment apart.
    found = fetch(session, query, keys=[EVENTS.c.at, EVENTS.c.id], cursor=cursor, limit=limit)
    return Page([_entry(row) for row in found.rows], found.newer, found.older)


def _conditions(filters: LogFilters) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (EVENTS.c.actor_id, filters.who),
        (EVENTS.c.subject_type, filters.subject_type),
        (EVENTS.c.subject_id, filters.subject_id),
    ):
        if value is not None:
            yield column == value
    if filters.first:
        yield EVENTS.c.at >= datetime.combine(filters.first, time.min, UTC)
    if filters.last:
        yield EVENTS.c.at < datetime.combine(filters.last, time.min, UTC) + timedelta(days=1)


def _entry(row: Any) -> LogEntry:
    return LogEntry(
        at=row.at,
        who=row.actor_name,
        words=words_of(row.action),
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        changes=changes(row.before, row.after),
        request_id=row.request_id,
    )


def check(session: Session, *, now: datetime, head: str | None = None) -> Walk:
    """Walk the whole log. `broken` names the first row that does not fit.

    A chain that was cut off at its end, or made anew as a whole, holds in itself. So every end of the log that an export of
    this desk was given, and `head` (one that was kept elsewhere), must still be in it. A million events take about half a minute.
    """
    wanted = _known_ends(session)
    if head is not None:
        wanted[head] = "you named"
    found = _walked(session, wanted)
    broken = found.broken or _unsealed(session, now) or _lost(wanted)
    return Walk(found.events, found.head, broken)


def _walked(session: Session, wanted: dict[str, str]) -> Walk:
    """The walk; takes every hash that it passes out of `wanted`."""
    last = 0

    def noted() -> Generator[SealedEvent, None, None]:
        nonlocal last
        with closing(_sealed(session)) as events:
            for event in events:
                last = event.place
                wanted.pop(event.hash or "", None)
                yield event

    try:
        with closing(noted()) as events:
            return walk(events)
    except DBAPIError:
        # Bytes that are no text, or a page of the file that is no page: the database itself cannot give the row.
        return Walk(last, START, f"The database cannot read the log after event {last} of the chain.")


def _sealed(session: Session) -> Generator[SealedEvent, None, None]:
    """The chain's events as raw as they lie there: what cannot be read is one row's fault, not the end of the check."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    raw: dict[str, Any] = {"before": as_type(EVENTS.c.before, Text), "after": as_type(EVENTS.c.after, Text)}
    raw |= {"at": type_coerce(EVENTS.c.at, String)} if on_sqlite else {}
    columns = [raw.get(name, EVENTS.c[name]).label(name) for name in FIELDS]
    query = (
        select(*columns, EVENTS.c.sealed_as, EVENTS.c.prev_hash, EVENTS.c.hash)
        .where(EVENTS.c.sealed_as.is_not(None))
        .order_by(EVENTS.c.sealed_as)
        .execution_options(yield_per=AT_ONCE)
    )
    with session.connection().execute(query) as rows:
        for row in rows:
            yield SealedEvent(row.id, _fields(row), row.sealed_as, row.prev_hash, row.hash)


def _fields(row: Any) -> dict[str, Any] | None:
    fields = dict(zip(FIELDS, row, strict=False))
    try:
        fields["before"], fields["after"] = _object(row.before), _object(row.after)
        if isinstance(row.at, str):
            fields["at"] = datetime.fromisoformat(row.at).replace(tzinfo=UTC)
    except ValueError:
        return None
    return fields


def _object(text: str | None) -> Any:
    """What the text says, if it is what the desk writes: a name that stands twice would be read in two ways."""
    if text is None:
        return None
    value = json.loads(text)
    if json.dumps(value, ensure_ascii=False, separators=(",", ":")) != text:
        raise ValueError("not as the desk writes it")
    return value


def _unsealed(session: Session, now: datetime) -> str | None:
    query = select(EVENTS.c.id).where(EVENTS.c.sealed_as.is_(None)).order_by(EVENTS.c.id).limit(1)
    if session.get_bind().dialect.name != "sqlite":
        query = query.where(EVENTS.c.at < now - SOON)
    row_id = session.scalar(query)
    if row_id is None:
        return None
    return f"Row {row_id} of audit_events stands outside the chain: it was not written by the desk, or nothing seals the log."


def _known_ends(session: Session) -> dict[str, str]:
    """Hashes that the log once ended with, and who was given each."""
    given = select(Export.log_head, Export.id).where(Export.log_head.is_not(None), Export.log_head != START)
    return {head: f"export {export_id} was given" for head, export_id in session.execute(given) if head}


def _lost(wanted: dict[str, str]) -> str | None:
    for head, given in wanted.items():
        if head != START:
            return f"The end of the log that {given} is not in it any more ({head}): it was cut off or made anew since."
    return None
