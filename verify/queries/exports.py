"""What an export would hold, and the exports that were made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.errors import NotFound
from verify.core.exports import ClaimSet
from verify.core.vocabulary import ExportFormat, Verdict
from verify.models import Claim, Evidence, Export, Outlet, Snapshot, User
from verify.queries.blindness import evidence_shown
from verify.queries.claims import conditions
from verify.queries.paging import Page, fetch

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the filters find: claims by verdict, where they are from, and their standing evidence."""

    corroborated: int
    disputed: int
    unverified: int
    undecided: int
    articles: int
    outlets: int
    evidence: int
    evidence_after_claim: int

    @property
    def claims(self) -> int:
        """All claims."""
        return self.corroborated + self.disputed + self.unverified + self.undecided

    def in_file(self, wanted: ClaimSet) -> int:
        """How many of the claims the format takes."""
        if wanted.verdicts is None:
            return self.claims
        return sum(int(getattr(self, verdict)) for verdict in wanted.verdicts)


@dataclass(frozen=True, slots=True)
class Made:
    """An export that was made: by whom, of what, and the hash that the log then ended with."""

    id: int
    format: ExportFormat
    filters: dict[str, str]
    claim_count: int
    log_head: str | None
    made_by: str
    created_at: datetime


def preflight(session: Session, filters: ClaimFilters, *, now: datetime) -> Preflight:
    """Count what the filters find. Exact, so its time grows with the number of claims found."""
    found = conditions(session, filters, now=now)
    by_verdict = dict(session.execute(select(Claim.verdict, func.count()).where(*found).group_by(Claim.verdict)).all())
    places = session.execute(
        select(func.count(Claim.article_id.distinct()), func.count(Claim.outlet_id.distinct())).where(*found)
    ).one()
    day = func.coalesce(Evidence.published_day, Snapshot.published_day)
    items = session.execute(
        select(func.count(), func.count().filter(day > Claim.published_day))
        .select_from(Claim)
        .join(Evidence, Evidence.claim_id == Claim.id)
        .outerjoin(Snapshot, Snapshot.id == Evidence.snapshot_id)
        .where(Evidence.removed_at.is_(None), evidence_shown(None), *found)
    ).one()
    return Preflight(
        corroborated=by_verdict.get(Verdict.CORROBORATED, 0),
        disputed=by_verdict.get(Verdict.DISPUTED, 0),
        unverified=by_verdict.get(Verdict.UNVERIFIED, 0),
        undecided=by_verdict.get(None, 0),
        articles=places[0],
        outlets=places[1],
        evidence=items[0],
        evidence_after_claim=items[1],
    )


def count(session: Session, wanted: ClaimSet, *, now: datetime) -> int:
    """How many claims the file will hold."""
    query = select(func.count()).select_from(Claim).where(*conditions(session, wanted.filters, now=now))
    if wanted.verdicts is not None:
        query = query.where(Claim.verdict.in_(wanted.verdicts))
    return session.scalar(query) or 0


_MADE = select(
    Export.id,
    Export.format,
    Export.filters,
    Export.claim_count,
    Export.log_head,
    func.coalesce(User.name, "system").label("made_by"),
    Export.created_at,
).outerjoin(User, User.id == Export.created_by_id)


def made(session: Session, export_id: int) -> Made:
    """One export. `NotFound` if there is none."""
    row = session.execute(_MADE.where(Export.id == export_id)).first()
    if row is None:
        raise NotFound("There is no such export.")
    return _made(row)


def past(session: Session, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[Made]:
    """Exports that were made, newest first."""
    found = fetch(session, _MADE, keys=[Export.id], cursor=cursor, limit=limit)
    return Page([_made(row) for row in found.rows], found.newer, found.older)


def outlet_names(session: Session, *, limit: int = 300) -> list[tuple[int, str]]:
    """Outlets to choose from, by name."""
    rows = session.execute(select(Outlet.id, Outlet.name).order_by(Outlet.name_key).limit(limit))
    return [(row.id, row.name) for row in rows]


def _made(row: Any) -> Made:
    return Made(*row)
