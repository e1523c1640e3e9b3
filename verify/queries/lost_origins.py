"""Corroborations that may have lost an origin: which claims an article bears on, and which verdicts need what they leaned on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CompoundSelect, Select, Table, exists, func, or_, select, union
from sqlalchemy.orm import Session

from verify.core.rechecks import RecheckEnd, RecheckReason
from verify.core.vocabulary import ReasonCode, Verdict
from verify.models import (
    AdmittedReview,
    Article,
    Claim,
    Derivation,
    Evidence,
    EvidenceDerivation,
    Pointer,
    Policy,
    Recheck,
    VerdictEntry,
)
from verify.queries.origins import copies_of, entry_stands

ITEMS = cast(Table, Evidence.__table__).c
ARTICLES = cast(Table, Article.__table__).c
FROM_ITEMS = cast(Table, EvidenceDerivation.__table__).c


@dataclass(frozen=True, slots=True)
class Corroborated:
    """A corroboration that stands on independent origins, and how many of them the rules asked for that it was given under."""

    claim_id: int
    origins_needed: int


def claims_resting_on(session: Session, article_id: int, *, after: int, limit: int) -> list[int]:
    """The next claims that have evidence and an article in their graph of origins: their own, an item's, or what these copied.

    Whatever state they are in: one that is just being decided is told by its lock.
    """
    its = select(copies_of(article_id).c.id)
    attached = select(ITEMS.claim_id)
    addresses = select(ARTICLES.canonical_url).where(ARTICLES.id.in_(its), ARTICLES.canonical_url.is_not(None))
    found = union(
        select(Claim.id).where(Claim.article_id.in_(its)),
        attached.where(ITEMS.article_id.in_(its)),
        attached.where(ITEMS.url.in_(addresses)),
        attached.join(EvidenceDerivation, FROM_ITEMS.evidence_id == ITEMS.id).where(FROM_ITEMS.article_id.in_(its)),
    ).subquery()
    has_evidence = exists().where(ITEMS.claim_id == Claim.id, ITEMS.removed_at.is_(None))
    wanted = select(Claim.id).where(Claim.id.in_(select(found.c.id)), Claim.id > after, has_evidence)
    return list(session.scalars(wanted.order_by(Claim.id).limit(limit)))


def articles_bearing_on_verdicts(articles: Select[Any], outlet_ids: Collection[int]) -> CompoundSelect[Any]:
    """Those of the articles that corroborations may rest on, and the articles of claims whose evidence names one of the outlets."""
    theirs = select(Article.id).where(Article.id.in_(articles))
    stands = Claim.verdict == Verdict.CORROBORATED
    bears = or_(
        exists().where(Claim.article_id == Article.id, stands),
        exists().where(ITEMS.article_id == Article.id),
        exists().where(ITEMS.url == Article.canonical_url),
        exists().where(Derivation.from_article_id == Article.id),
        exists().where(FROM_ITEMS.article_id == Article.id),
    )
    named = select(Claim.article_id).join(Evidence, ITEMS.claim_id == Claim.id)
    return union(theirs.where(bears), named.where(stands, ITEMS.outlet_id.in_(outlet_ids)))


def corroborated(session: Session, claim_ids: Sequence[int]) -> list[Corroborated]:
    """Of these claims those whose verdict that stands is a corroboration by its own count of origins."""
    mine = VerdictEntry.review_id
    excused = or_(exists().where(AdmittedReview.review_id == mine), exists().where(Pointer.review_id == mine))
    rows = session.execute(
        select(Claim.id.label("claim_id"), Policy.origins_needed)
        .join(VerdictEntry, VerdictEntry.claim_id == Claim.id)
        .join(Policy, Policy.id == VerdictEntry.policy_id)
        .where(Claim.id.in_(claim_ids), Claim.verdict == Verdict.CORROBORATED, entry_stands(), ~excused)
        .where(VerdictEntry.reason_code == ReasonCode.INDEPENDENT_ORIGINS)
        .order_by(Claim.id)
    )
    return [Corroborated(**row._mapping) for row in rows]


def is_told(session: Session, claim_id: int, detail: str) -> bool:
    """Whether the verdict that stands is in recheck for its origins, or was for just this, and that was taken back."""
    since = select(func.max(VerdictEntry.decided_at)).where(VerdictEntry.claim_id == claim_id, entry_stands())
    dismissed = (Recheck.detail == detail) & (Recheck.ending == RecheckEnd.TAKEN_BACK)
    told = select(Recheck.id).where(
        Recheck.claim_id == claim_id,
        Recheck.reason == RecheckReason.ORIGINS_CHANGED,
        Recheck.sent_at >= since.scalar_subquery(),
        or_(Recheck.ended_at.is_(None), dismissed),
    )
    return session.scalar(told.limit(1)) is not None
