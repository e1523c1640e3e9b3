"""Corrections of claims: of one claim, of an outlet on any day, and the line beside the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from verify.core.corrections import Corrected
from verify.core.record_history import View
from verify.core.vocabulary import Contact, CorrectionKind, Prominence
from verify.models import Article, Claim, Correction, User
from verify.queries import handovers


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction with its claim's statement; `by` is None for the desk itself."""

    id: int
    claim_id: int
    statement: str
    published: date
    kind: CorrectionKind
    day: date
    prominence: Prominence
    contact: Contact
    note: str
    url: str | None
    by: str | None
    at: datetime
    removed: bool

    def as_corrected(self) -> Corrected:
        """What the rate needs of it."""
        return Corrected(self.claim_id, self.kind, self.day, self.contact)


_LINES = (
    select(Correction, Claim.statement, Claim.published_day, User.name)
    .join(Claim, Claim.id == Correction.claim_id)
    .outerjoin(User, User.id == Correction.added_by_id)
    .order_by(Correction.day.desc(), Correction.id.desc())
)


def of_claim(session: Session, claim_id: int) -> list[CorrectionLine]:
    """What is noted on a claim, entries taken back among it, the newest first."""
    rows = session.execute(_LINES.where(Correction.claim_id == claim_id))
    return [_line(row.Correction, row.statement, row.published_day, row.name) for row in rows]


def of_outlet(session: Session, outlet_id: int, view: View) -> list[CorrectionLine]:
    """An outlet's corrections up to day `as_of` as they were known on day `known`, the newest first."""
    its = handovers.belonged(session, outlet_id, view.known, outlet=Claim.outlet_id, article=Claim.article_id)
    wanted = _LINES.where(its, Correction.day <= view.as_of)
    if view.known is None:
        wanted = wanted.where(Correction.removed_at.is_(None))
    else:
        end = datetime.combine(view.known, time(), UTC) + timedelta(days=1)
        wanted = wanted.where(
            Correction.created_at < end, or_(Correction.removed_at.is_(None), Correction.removed_at >= end)
        )
    if view.since is not None:
        wanted = wanted.where(Claim.published_day >= view.since)
    if view.topic is not None:
        wanted = wanted.where(Claim.article_id.in_(select(Article.id).where(Article.topic == view.topic)))
    rows = session.execute(wanted)
    return [_line(row.Correction, row.statement, row.published_day, row.name) for row in rows]


def _line(found: Correction, statement: str, published: date, by: str | None) -> CorrectionLine:
    same = ("id", "claim_id", "kind", "day", "prominence", "contact", "note", "url")
    return CorrectionLine(
        **{name: getattr(found, name) for name in same},
        statement=statement,
        published=published,
        by=by,
        at=found.created_at,
        removed=found.removed_at is not None,
    )


def unanswered(disputed: Mapping[int, date], lines: Iterable[CorrectionLine]) -> int:
    """How many of these claims stand without any later word of their outlet."""
    return len(set(disputed) - {line.claim_id for line in lines})
