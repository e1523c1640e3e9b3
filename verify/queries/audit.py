"""The log, read: its events in words, and whether its chain holds."""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
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
from verify.core.vocabulary import JobKind, JobState
from verify.models import AuditEvent, Export, Job, LogCheck, User
from verify.queries.accounts import name_shown
from verify.queries.blindness import TWO_PEOPLE, events_shown
from verify.queries.paging import Page, fetch

EVENTS = cast(Table, AuditEvent.__table__)
AT_ONCE = 2_000
SOON = timedelta(minutes=5)
"""On PostgreSQL an event is sealed some seconds after its commit. One that is older than this and unsealed was passed by."""
PAGE_SIZE = 50
TOLD_EACH = 20_000
"""A check tells how far it is each time after so many events."""
ROUNDED = 1_000


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
    name_shown(EVENTS.c.actor_id, EVENTS.c.actor_name).label("who"),
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
        who=row.who,
        words=words_of(row.action),
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        changes=changes(row.before, row.after),
        request_id=row.request_id,
    )


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The last check of the log: who asked for it, how far it is, and once it is over what it found.

    While two people judge claims apart `events` is cut to whole thousands: how many entries the log has grown by says what
    its entries themselves may not.
    """

    job_id: int
    by: str | None
    at: datetime
    state: JobState
    message: str | None
    events: int | None
    head: str | None
    broken: str | None
    is_rounded: bool


def last_check(session: Session) -> CheckLine | None:
    """The last check that was asked for; None where the log was never checked from its page."""
    row = session.execute(
        select(Job, LogCheck, User.name)
        .outerjoin(LogCheck, LogCheck.job_id == Job.id)
        .outerjoin(User, User.id == Job.created_by_id)
        .where(Job.kind == JobKind.LOG_CHECK)
        .order_by(Job.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    job, found, by = row
    is_rounded = bool(session.scalar(select(TWO_PEOPLE)))
    at = job.finished_at or job.created_at
    if found is None:
        return CheckLine(job.id, by, at, job.state, job.message, None, None, None, is_rounded)
    events = found.events - found.events % ROUNDED if is_rounded else found.events
    return CheckLine(job.id, by, at, job.state, job.message, events, found.head, found.broken, is_rounded)


def length_told(session: Session, events: int) -> int:
    """How many events a check is said to have before it; while two people judge claims apart up to the next whole thousand."""
    return -(-events // ROUNDED) * ROUNDED if session.scalar(select(TWO_PEOPLE)) else events


def check(
    session: Session, *, now: datetime, head: str | None = None, seen: Callable[[int], None] = lambda events: None
) -> Walk:
    """Walk the whole log, telling `seen` now and then how many events were passed. `broken` names the first row that does not fit.

    A chain that was cut off at its end, or made anew as a whole, holds in itself. So every end of the log that an export of
    this desk was given, and `head` (one that was kept elsewhere), must still be in it. A million events take about half a minute.
    """
    wanted = _known_ends(session)
    if head is not None:
        wanted[head] = "you named"
    found = _walked(session, wanted, seen)
    broken = found.broken or _unsealed(session, now) or _lost(wanted)
    return Walk(found.events, found.head, broken)


def _walked(session: Session, wanted: dict[str, str], seen: Callable[[int], None]) -> Walk:
    """The walk; takes every hash that it passes out of `wanted`."""
    last = 0

    def noted() -> Generator[SealedEvent, None, None]:
        nonlocal last
        with closing(_sealed(session)) as events:
            for event in events:
                last = event.place
                wanted.pop(event.hash or "", None)
                yield event
                if last % TOLD_EACH == 0:
                    seen(last)

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
