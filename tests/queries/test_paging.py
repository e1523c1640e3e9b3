"""Cursors come from the outside: whatever they hold, the answer is a page or a refusal."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from verify.core.audit import LogFilters
from verify.core.claims import QUEUE
from verify.core.errors import Malformed
from verify.core.permissions import SYSTEM
from verify.queries import claims
from verify.queries.audit import entries
from verify.queries.paging import Cursor
from verify.services import audit


def page(session: Session, cursor: str, now: datetime) -> Any:
    return claims.page(session, QUEUE, cursor=cursor, now=now)


@pytest.mark.parametrize(
    "values", [(0.5, 2**40), (0.5, 2**64 - 1), ("high", 1), (0.5, "one"), (0.5, 1.5), (True, 1), (0.5,), (0.5, 1, 2)]
)
def test_a_forged_cursor_is_refused(session: Session, now: datetime, values: tuple[Any, ...]) -> None:
    with pytest.raises(Malformed, match="not valid") as refused:
        page(session, Cursor(values).encode(), now)
    assert refused.value.field == "cursor"


@pytest.mark.parametrize("text", ["x", "====", "bnVsbA", "e30", "W10", "\u2603", "W251bGwsMSwxXQ"])
def test_what_is_no_cursor_is_refused(session: Session, now: datetime, text: str) -> None:
    with pytest.raises(Malformed, match="not valid"):
        page(session, text, now)


@pytest.mark.parametrize("when", ["yesterday", "2026-11-22", 5, "9999-12-31T23:59:59-23:00"])
def test_a_forged_time_is_refused_or_taken_as_one(session: Session, when: Any) -> None:
    cursor = Cursor((when, 1)).encode()
    if when == "2026-11-22":
        assert entries(session, LogFilters(), reader_id=None, cursor=cursor).rows == []
        return
    with pytest.raises(Malformed, match="not valid"):
        entries(session, LogFilters(), reader_id=None, cursor=cursor)


def test_the_log_is_paged_by_time_and_one_moments_events_stay_apart(session: Session, now: datetime) -> None:
    times = [now, now, now - timedelta(seconds=1), now, now + timedelta(microseconds=5)]
    for number, at in enumerate(times, 1):
        audit.record(session, actor=SYSTEM, action="outlet.added", subject=("outlet", number), now=at)
    seen, cursor = list[int](), None
    for _ in range(3):
        found = entries(session, LogFilters(), reader_id=None, cursor=cursor, limit=2)
        seen += [entry.subject_id for entry in found.rows]
        cursor = found.older
    assert seen == [5, 4, 2, 1, 3] and cursor is None
    back = entries(session, LogFilters(), reader_id=None, cursor=found.newer, limit=2)
    assert [entry.subject_id for entry in back.rows] == [2, 1]


def test_a_cursor_past_the_end_gives_an_empty_page(session: Session, now: datetime) -> None:
    add_article(session, priority=0.5)
    assert page(session, Cursor((-1.0, 1)).encode(), now).rows == []
    assert len(page(session, Cursor((2, 1)).encode(), now).rows) == 1
