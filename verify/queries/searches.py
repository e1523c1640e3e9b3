"""Where people looked for evidence on a claim and found nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.models import Search, User
from verify.queries.blindness import searches_shown

MOST = 200
"""Searches of a claim that are listed, the last ones."""


@dataclass(frozen=True, slots=True)
class SearchLine:
    """A search without result."""

    id: int
    query: str
    place: str
    searched_on: date
    made_by: str | None
    made_at: datetime

    @property
    def words(self) -> str:
        """`Port register: “quay wall” (2026-11-22)`."""
        return f"{self.place}: “{self.query}” ({self.searched_on.isoformat()})"


def of_claim(session: Session, claim_id: int, *, reader_id: int | None) -> Sequence[SearchLine]:
    """The searches that the reader may see, but for those taken back, in the order in which they were noted."""
    rows = session.execute(
        select(Search.id, Search.query, Search.place, Search.searched_on, User.name, Search.made_at)
        .outerjoin(User, User.id == Search.made_by_id)
        .where(Search.claim_id == claim_id, Search.withdrawn_at.is_(None), searches_shown(reader_id))
        .order_by(Search.id.desc())
        .limit(MOST)
    )
    return [SearchLine(*row) for row in rows][::-1]
