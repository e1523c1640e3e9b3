"""Noting what outlets did about their claims, and taking back an entry that was made by mistake."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.days import is_to_come
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed, web_address
from verify.core.vocabulary import Contact, CorrectionKind, Prominence
from verify.models import Article, Claim, Correction
from verify.services import audit, leases

LONGEST_NOTE = 2_000
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What an editor notes; `day` is the day of the outlet's act, in UTC."""

    kind: CorrectionKind
    day: date
    prominence: Prominence
    contact: Contact
    note: str = ""
    url: str = ""


def add(session: Session, *, actor: Actor, claim_id: int, draft: CorrectionDraft, now: datetime) -> int:
    """Note a correction of a claim; its id. The claim's verdict and the record stay as they are (REL-1 2.9).

    `NotFound`; `Malformed` for a day that cannot be or an address that is none; `Conflict` if the same one is noted already;
    `RuleRefused` for a silent edit that is said to be marked.
    """
    require(actor, Action.KEEP_OUTLETS)
    leases.lock_claim(session, claim_id)
    claim = session.execute(
        select(Claim.outlet_id, Claim.published_day, Article.published_known)
        .join(Article, Article.id == Claim.article_id)
        .where(Claim.id == claim_id)
    ).first()
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    if is_to_come(draft.day, now):
        raise Malformed("This day has not come yet.", field="day")
    if claim.published_known and draft.day < claim.published_day:
        raise Malformed(f"The article is of {claim.published_day}; it cannot be corrected before that.", field="day")
    if draft.kind is CorrectionKind.SILENT_EDIT and draft.prominence is not Prominence.UNMARKED:
        raise RuleRefused("A silent edit is not marked by the outlet. Choose unmarked.", field="prominence")
    _refuse_twice(session, claim_id, draft)
    noted = {
        "kind": draft.kind,
        "day": draft.day,
        "prominence": draft.prominence,
        "contact": draft.contact,
        "note": typed(draft.note, field="note", name="The note", longest=LONGEST_NOTE),
        "url": web_address(draft.url, field="url", longest=LONGEST_URL),
    }
    made = Correction(
        claim_id=claim_id,
        outlet_id=claim.outlet_id,
        added_by_id=actor.user_id,
        created_at=now,
        removed_at=None,
        **noted,
    )
    session.add(made)
    session.flush()  # the id is needed
    after = {**noted, "day": draft.day.isoformat(), "correction": made.id}
    audit.record(session, actor=actor, action="correction.added", subject=("claim", claim_id), after=after, now=now)
    return made.id


def remove(session: Session, *, actor: Actor, correction_id: int, now: datetime) -> int:
    """Take an entry back that was made by mistake; the claim's id. It stays in the log and in what was known before."""
    require(actor, Action.KEEP_OUTLETS)
    correction = session.get(Correction, correction_id)
    if correction is None:
        raise NotFound(f"There is no correction {correction_id}.")
    if correction.removed_at is not None:
        raise Conflict("This correction is taken back already.")
    correction.removed_at = now
    before = {"correction": correction_id, "kind": correction.kind, "day": correction.day.isoformat()}
    subject = ("claim", correction.claim_id)
    audit.record(session, actor=actor, action="correction.removed", subject=subject, before=before, now=now)
    session.flush()
    return correction.claim_id


def _refuse_twice(session: Session, claim_id: int, draft: CorrectionDraft) -> None:
    same = session.scalar(
        select(Correction.id).where(
            Correction.claim_id == claim_id,
            Correction.kind == draft.kind,
            Correction.day == draft.day,
            Correction.removed_at.is_(None),
        )
    )
    if same is not None:
        raise Conflict(
            f"A {draft.kind.replace('_', ' ')} of this day is noted already. Nothing was added.", field="day"
        )
