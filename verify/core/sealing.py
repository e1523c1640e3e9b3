"""The log's hash chain: what an event's hash is made of, and walking the chain to see whether it holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
"""The hash before the first event."""

FIELDS = ("id", "at", "actor_id", "actor_name", "action", "subject_type", "subject_id", "before", "after", "request_id")
"""What an event's hash covers."""


def event_hash(previous: str, event: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the previous hash and the event's fields as canonical JSON. Times count in microseconds, UTC."""
    plain = {name: _plain(value) for name, value in event.items()}
    body = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event as it is stored: its fields (None where they cannot be read), its place in the chain and its two hashes."""

    id: int
    fields: Mapping[str, Any] | None
    place: int
    prev_hash: str | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the chain holds: sealed events up to `head`; `broken` names the first row that does not fit, and why."""

    events: int
    head: str
    broken: str | None = None


def walk(events: Iterable[SealedEvent]) -> Walk:
    """Follow the chain from its start; `events` come in the order of their places."""
    count, head = 0, START
    for event in events:
        fault = _fault(event, count + 1, head)
        if fault is not None:
            return Walk(count, head, fault)
        count, head = event.place, event.hash or START
    return Walk(count, head)


def _fault(event: SealedEvent, place: int, previous: str) -> str | None:
    if event.place != place:
        return f"Event {place} of the chain is missing: the row after the gap has the id {event.id}."
    row = f"Event {place} (row {event.id} of audit_events)"
    if event.prev_hash != previous:
        return f"{row} does not follow the one before it: a row was changed, removed or moved there."
    if event.fields is None:
        return f"{row} cannot be read."
    if event.hash != event_hash(previous, event.fields):
        return f"{row} was changed after it was sealed: its hash does not fit what it says."
    return None


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
