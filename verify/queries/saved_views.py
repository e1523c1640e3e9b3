"""The lists of claims that a person has under a name: their own, and those that others share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.errors import Malformed
from verify.models import SavedView, User

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Saved:
    """A view and whose it is. `filters` is None where they name a word that the desk does not have any more."""

    id: int
    name: str
    filters: ClaimFilters | None
    is_shared: bool
    is_mine: bool
    owner: str


def seen_by(session: Session, user_id: int | None) -> Sequence[Saved]:
    """The person's own views and those that others share, by name."""
    rows = session.execute(
        select(SavedView.id, SavedView.name, SavedView.filters, SavedView.is_shared, SavedView.owner_id, User.name)
        .join(User, User.id == SavedView.owner_id)
        .where(or_(SavedView.owner_id == user_id, SavedView.is_shared))
        .order_by(SavedView.name_key, SavedView.id)
        .limit(MOST_SHOWN)
    )
    return [_saved(row, user_id) for row in rows]


def _saved(row: Any, user_id: int | None) -> Saved:
    return Saved(row.id, row[1], _filters(row.filters), row.is_shared, row.owner_id == user_id, row[5])


def _filters(text: str) -> ClaimFilters | None:
    try:
        return ClaimFilters.parsed(dict(parse_qsl(text)))
    except Malformed:
        return None
