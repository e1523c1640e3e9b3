"""The lists of claims that a person has under a name: their own, and those that others share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Integer, bindparam, or_, select
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.errors import Malformed
from verify.db import Prepared
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
    return [_saved(row, user_id) for row in _SEEN.run(session.connection(), {"reader": user_id})]


_SEEN = Prepared(
    select(
        SavedView.id,
        SavedView.name,
        SavedView.filters,
        SavedView.is_shared,
        SavedView.owner_id,
        User.name.label("owner"),
    )
    .join(User, User.id == SavedView.owner_id)
    .where(or_(SavedView.owner_id == bindparam("reader", type_=Integer), SavedView.is_shared))
    .order_by(SavedView.name_key, SavedView.id)
    .limit(MOST_SHOWN)
)


def _saved(row: Any, user_id: int | None) -> Saved:
    return Saved(row.id, row.name, _filters(row.filters), row.is_shared, row.owner_id == user_id, row.owner)


def _filters(text: str) -> ClaimFilters | None:
    try:
        return ClaimFilters.parsed(dict(parse_qsl(text)))
    except Malformed:
        return None
