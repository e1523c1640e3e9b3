"""Fields of forms: the version of a row that the person saw, days, and places in a text."""

from datetime import date

from verify.core.claim_edits import Span
from verify.core.errors import Malformed


def version_of(text: str) -> int | None:
    """The row version that a form carries, None where it carries none. `Malformed` if it was tampered with."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _damaged()
    return int(text)


def day_of(text: str, *, field: str) -> date:
    """A day that was typed. `Malformed` where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Malformed("Write the day like 2026-11-22.", field=field) from None


def spans_at(text: str) -> tuple[Span, ...]:
    """Spans as forms and addresses write them, `10-24,30-41`; empty from nothing. `Malformed` if it is not that."""
    parts = [part.split("-") for part in text.split(",") if part.strip()]
    if any(len(part) != 2 or not all(_is_offset(number) for number in part) for part in parts):
        raise _damaged()
    return tuple((int(start), int(end)) for start, end in parts)


def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8


def _damaged() -> Malformed:
    return Malformed("This form is damaged. Reload the page and send it again.")
