"""Cursors come from the outside: whatever they hold, the answer is a page or a refusal."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from verify.core.claims import QUEUE
from verify.core.errors import Malformed
from verify.queries import claims
from verify.queries.paging import Cursor


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


def test_a_cursor_past_the_end_gives_an_empty_page(session: Session, now: datetime) -> None:
    add_article(session, priority=0.5)
    assert page(session, Cursor((-1.0, 1)).encode(), now).rows == []
    assert len(page(session, Cursor((2, 1)).encode(), now).rows) == 1
