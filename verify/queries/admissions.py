"""Corroborations that an editor admitted: which stands on a claim, and whether a review may lean on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from verify.core.vocabulary import Stance
from verify.models import Admission, AdmittedReview, Evidence, UndoneVerdict, User, VerdictEntry
from verify.queries.blindness import evidence_shown


@dataclass(frozen=True, slots=True)
class AdmissionLine:
    """An admission that stands: by whom, why, on which items. `is_used`: a verdict that stands, or stood, leans on it."""

    id: int
    claim_id: int
    reason: str
    who: str
    who_id: int
    at: datetime
    evidence: Collection[int]
    is_used: bool


# Of a first review that waits, no verdict has come yet: whether it leans on an admission is nobody's to know.
_USED = exists().where(
    AdmittedReview.admission_id == Admission.id,
    VerdictEntry.review_id == AdmittedReview.review_id,
    ~exists().where(UndoneVerdict.entry_id == VerdictEntry.id),
)
_LINES = select(Admission, User.name, _USED.label("is_used")).join(User, User.id == Admission.admitted_by_id)


def on_claim(session: Session, claim_id: int) -> AdmissionLine | None:
    """The admission that stands on a claim, None where there is none."""
    standing = _LINES.where(Admission.claim_id == claim_id, Admission.taken_back_at.is_(None))
    row = session.execute(standing.order_by(Admission.id.desc()).limit(1)).first()
    return _line(row) if row else None


def holding(session: Session, claim_id: int, *, reviewer_id: int | None, evidence: Collection[int]) -> int | None:
    """The id of the admission that a review by this person, on these items, may lean on.

    `evidence` are the supporting items that stand, without what was retracted. None where there is no admission, where they gave
    it themselves, and where one of the items that it was given on stands no more.
    """
    found = on_claim(session, claim_id)
    if found is None or found.who_id == reviewer_id or not set(found.evidence) <= set(evidence):
        return None
    return found.id


def supporting(session: Session, claim_id: int, *, reader_id: int | None) -> list[int]:
    """Ids of the items that support a claim, as far as the reader may see them."""
    items = select(Evidence.id).where(Evidence.claim_id == claim_id, Evidence.stance == Stance.SUPPORTS)
    return list(
        session.scalars(items.where(Evidence.removed_at.is_(None), evidence_shown(reader_id)).order_by(Evidence.id))
    )


def _line(row: Any) -> AdmissionLine:
    found: Admission = row.Admission
    return AdmissionLine(
        found.id,
        found.claim_id,
        found.reason,
        row.name,
        found.admitted_by_id,
        found.admitted_at,
        found.evidence,
        bool(row.is_used),
    )
