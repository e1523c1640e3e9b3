"""What has changed on the desk since a moment ago, as far as everybody may know it: for pages that are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from verify.models import AuditEvent, Lease
from verify.queries.blindness import TOLD_VERDICTS, events_shown

MOST_EVENTS = 500
"""Beyond so many in one look, open pages are told that much has changed, not what."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has looked: the last log entry, and who holds which claim."""

    last_event: int = 0
    holders: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changed:
    """Claims that may look different now. A lease that ended says nothing of why: a reload would show as much."""

    claim_ids: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.claim_ids)


def look(session: Session, before: Mark | None, *, now: datetime) -> tuple[Mark, Changed]:
    """Look again after `before`; the new mark, and what is different. A first look, after None, finds nothing different."""
    held = session.execute(select(Lease.claim_id, Lease.user_id).where(Lease.expires_at > now))
    holders = {row.claim_id: row.user_id for row in held}
    newest = session.scalar(select(func.max(AuditEvent.id))) or 0
    mark = Mark(newest, holders)
    if before is None:
        return mark, Changed(frozenset())
    leased = {claim for claim in {*holders, *before.holders} if holders.get(claim) != before.holders.get(claim)}
    # That a verdict was taken back moves rows as well: it stood for all to see, and only which claim is told here.
    told = select(AuditEvent.subject_id).where(
        AuditEvent.id > before.last_event,
        AuditEvent.subject_type == "claim",
        or_(AuditEvent.action.in_(TOLD_VERDICTS), events_shown(None)),
    )
    return mark, Changed(frozenset(leased | set(session.scalars(told.limit(MOST_EVENTS)))))
