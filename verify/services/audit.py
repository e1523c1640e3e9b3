"""Writing the log. Every change of the desk is one event in the change's own transaction.

The events form a chain of hashes. On SQLite there is one writer, so an event is sealed into the chain as it is written. On
PostgreSQL that would make every writer wait for the one before; there `seal` chains committed events soon afterwards.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, text, update
from sqlalchemy.orm import Session

from verify.core.permissions import Actor
from verify.core.sealing import FIELDS, START, event_hash
from verify.db import Prepared
from verify.models import AuditEvent

SEALER_LOCK = 7_304_221
"""PostgreSQL advisory lock: one sealer at a time."""

# Every write of the desk passes here, so the statements are made once.
EVENTS = cast(Table, AuditEvent.__table__)
_SEALED = Prepared(insert(EVENTS), [column.name for column in EVENTS.c])
_UNSEALED = Prepared(insert(EVENTS), [name for name in FIELDS if name != "id"])
_LAST_ID = Prepared(select(func.max(EVENTS.c.id).label("id")))
_CHAIN_END = Prepared(
    select(EVENTS.c.sealed_as, EVENTS.c.hash)
    .where(EVENTS.c.sealed_as.is_not(None))
    .order_by(EVENTS.c.sealed_as.desc())
    .limit(1)
)


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: tuple[str, int],
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Log one change: `action` is `noun.verb`, `subject` a table's singular and a row's id."""
    event = {
        "at": now,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "action": action,
        "subject_type": subject[0],
        "subject_id": subject[1],
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
        "request_id": actor.request_id,
    }
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        _UNSEALED.run(connection, event)
        return
    number, previous = chain_end(session)
    event["id"] = (_LAST_ID.run(connection, {})[0].id or 0) + 1
    event |= {"sealed_as": number + 1, "prev_hash": previous, "hash": event_hash(previous, event)}
    _SEALED.run(connection, event)


def chain_end(session: Session) -> tuple[int, str]:
    """The number and hash of the last sealed event; 0 and the start hash for an empty log."""
    for last in _CHAIN_END.run(session.connection(), {}):
        return last.sealed_as, last.hash
    return 0, START


def seal(session: Session, *, limit: int = 10_000) -> int:
    """Chain committed events that stand outside the chain, oldest first; returns how many. A no-op while another seals."""
    if session.get_bind().dialect.name == "sqlite":
        return 0
    if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SEALER_LOCK}):
        return 0
    number, previous = chain_end(session)
    columns = [getattr(AuditEvent, name) for name in FIELDS]
    waiting = session.execute(
        select(*columns).where(AuditEvent.sealed_as.is_(None)).order_by(AuditEvent.id).limit(limit)
    ).mappings()
    count = 0
    for count, event in enumerate(waiting.all(), start=1):
        digest = event_hash(previous, dict(event))
        session.execute(
            update(AuditEvent)
            .where(AuditEvent.id == event["id"])
            .values(sealed_as=number + count, prev_hash=previous, hash=digest)
        )
        previous = digest
    return count
