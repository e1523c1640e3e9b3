"""The log's hash chain: what an event's hash is made of."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
"""The hash before the first event."""


def event_hash(previous: str, event: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the previous hash and the event's fields as canonical JSON. Times count in microseconds, UTC."""
    plain = {name: _plain(value) for name, value in event.items()}
    body = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
