"""Evidence whose page or article is no longer as it was when it was captured, over all claims."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from verify.core.vocabulary import Anchoring, ClaimKind, ClaimState, FetchState, Verdict
from verify.models import Capture, Claim, Evidence, Outlet
from verify.queries.blindness import evidence_shown
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50


class ChangeKind(StrEnum):
    """What became of the words that a claim's evidence rests on; the most serious first."""

    PASSAGE_GONE = "passage_gone"
    PASSAGE_REWORDED = "passage_reworded"
    PAGE_GONE = "page_gone"
    """It could not be fetched any more."""
    PAGE_CHANGED = "page_changed"
    """Its text is another one; the passage, where there is one, still stands."""


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """An item, its claim, and what changed since when. `capture_id`: the one to compare with; `reason`: why no page was fetched."""

    id: int
    changed_at: datetime
    publisher: str
    kind: ChangeKind
    reason: str | None
    capture_id: int | None
    article_id: int | None
    claim_id: int
    statement: str
    claim_kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None
    outlet_id: int
    outlet_name: str


_TRIED, _KEPT = aliased(Capture), aliased(Capture)


def _newest(*conditions: Any) -> Any:
    settled = (Capture.evidence_id == Evidence.id, Capture.state != FetchState.WAITING)
    return select(func.max(Capture.id)).where(*settled, *conditions).correlate(Evidence).scalar_subquery()


_LINES = (
    select(Evidence.id, Evidence.changed_at, Evidence.publisher, Evidence.article_id, Evidence.newest_anchoring)
    .add_columns(_TRIED.state.label("tried"), _TRIED.reason, _KEPT.id.label("kept_id"), _KEPT.anchoring)
    .add_columns(Claim.id.label("claim_id"), Claim.statement, Claim.kind, Claim.state, Claim.verdict)
    .add_columns(Claim.outlet_id, Outlet.name.label("outlet_name"))
    .join(Claim, Claim.id == Evidence.claim_id)
    .join(Outlet, Outlet.id == Claim.outlet_id)
    .outerjoin(_TRIED, _TRIED.id == _newest())
    .outerjoin(_KEPT, _KEPT.id == _newest(Capture.state == FetchState.STORED))
    .where(Evidence.changed_at.is_not(None), Evidence.removed_at.is_(None))
    .where(Claim.state.not_in((ClaimState.PARKED, ClaimState.WITHDRAWN)))
    # Whoever gave a verdict since has seen it.
    .where(or_(Claim.verdict.is_(None), and_(Claim.decided_at <= Evidence.changed_at)))
)


def changed(session: Session, *, reader_id: int | None, cursor: str | None = None) -> Page[ChangedLine]:
    """What the reader may see of it, what was found last first, but for claims whose verdict was given since."""
    keys = [Evidence.changed_at, Evidence.id]
    page = fetch(session, _LINES.where(evidence_shown(reader_id)), keys=keys, cursor=cursor, limit=PAGE_SIZE)
    return Page([_line(row) for row in page.rows], page.newer, page.older)


def _line(row: Any) -> ChangedLine:
    kind = _kind(row)
    return ChangedLine(
        id=row.id,
        changed_at=row.changed_at,
        publisher=row.publisher,
        kind=kind,
        reason=row.reason if kind is ChangeKind.PAGE_GONE else None,
        capture_id=None if kind is ChangeKind.PAGE_GONE or row.article_id is not None else row.kept_id,
        article_id=row.article_id,
        claim_id=row.claim_id,
        statement=row.statement,
        claim_kind=row.kind,
        state=row.state,
        verdict=row.verdict,
        outlet_id=row.outlet_id,
        outlet_name=row.outlet_name,
    )


def _kind(row: Any) -> ChangeKind:
    if row.article_id is None and row.tried is FetchState.FAILED:
        return ChangeKind.PAGE_GONE
    how = row.newest_anchoring if row.article_id is not None else row.anchoring
    if how is Anchoring.MISSING:
        return ChangeKind.PASSAGE_GONE
    return ChangeKind.PASSAGE_REWORDED if how is Anchoring.CLOSE else ChangeKind.PAGE_CHANGED
