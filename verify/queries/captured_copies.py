"""What items of evidence hold that are no articles of the desk, and which of them may be copies of an article, or it of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CompoundSelect, Select, Table, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import Session

from verify.core.captures import LEAST_LETTERS
from verify.core.copies import Appeared
from verify.models import Article, Claim, Evidence, EvidenceDerivation, Snapshot
from verify.queries.origins import publishers
from verify.queries.prints import OF_ITEMS

FOUND = cast(Table, EvidenceDerivation.__table__).c

_CITING = (
    select(Claim.article_id)
    .join(Evidence, Evidence.claim_id == Claim.id)
    .join(Article, Article.canonical_url == Evidence.url)
    # Asked for as null, SQLite would walk all items that are no article.
    .where(func.coalesce(Evidence.article_id, 0) == 0, Article.id == bindparam("article"))
)


@dataclass(frozen=True, slots=True)
class Held:
    """The text of an item: that of its captured page or file, else its pasted passage. `publisher`: by name."""

    evidence_id: int
    claim_id: int
    snapshot_id: int | None
    publisher: str
    is_agency: bool
    text: str
    byline: str | None
    is_passage: bool
    appeared: Appeared


def of_item(session: Session, evidence_id: int) -> Held | None:
    """What one item holds; None where it is an article of the desk."""
    return next(iter(_held(session, Evidence.id == evidence_id)), None)


def of_claim(session: Session, claim_id: int) -> list[Held]:
    """What the items of a claim hold that are no articles of the desk, in the order they came."""
    return _held(session, Evidence.claim_id == claim_id)


def on_claims_of(session: Session, article_id: int) -> list[Held]:
    """What the items of an article's claims hold that are no articles of the desk."""
    return _held(session, Evidence.claim_id.in_(select(Claim.id).where(Claim.article_id == article_id)))


def articles_around(session: Session, claim_id: int) -> list[int]:
    """The claim's own article and those that it has as evidence."""
    attached = select(Evidence.article_id).where(Evidence.claim_id == claim_id, Evidence.article_id.is_not(None))
    own = select(Claim.article_id).where(Claim.id == claim_id)
    return sorted({one for one in session.scalars(own.union(attached)) if one is not None})


def articles_behind(session: Session, items: Collection[int]) -> set[int]:
    """The articles whose claims these items are on."""
    on_claims = select(Claim.article_id).join(Evidence, Evidence.claim_id == Claim.id)
    return set(session.scalars(on_claims.where(Evidence.id.in_(items)))) if items else set()


def articles_citing(session: Session, article_id: int) -> set[int]:
    """The articles on whose claims somebody cited an article by its address, before the desk had it."""
    return set(session.connection().scalars(_CITING, {"article": article_id}))


def articles_of_compared(articles: Select[Any], outlet_ids: Collection[int]) -> CompoundSelect[Any]:
    """The articles on whose claims an item is like one of these articles, or like another item and of one of these outlets."""
    on_claims = select(Claim.article_id).join(Evidence, Evidence.claim_id == Claim.id)
    like_article = on_claims.join(EvidenceDerivation, FOUND.evidence_id == Evidence.id)
    compared = or_(exists().where(FOUND.evidence_id == Evidence.id), exists().where(FOUND.other_id == Evidence.id))
    return union(
        like_article.where(FOUND.article_id.in_(articles)),
        on_claims.where(Evidence.outlet_id.in_(outlet_ids), compared),
    )


def candidates(session: Session, numbers: Sequence[int]) -> list[Held]:
    """At most sixty items that share enough of an article's prints to be worth comparing with it."""
    likely = OF_ITEMS.alike(session, numbers)
    return _held(session, Evidence.id.in_(likely)) if likely else []


def _held(session: Session, condition: Any) -> list[Held]:
    found: Any = (
        select(Evidence, Snapshot.text, Snapshot.byline, Snapshot.published_day.label("page_day"))
        .outerjoin(Snapshot, Snapshot.id == Evidence.snapshot_id)
        .where(condition, Evidence.article_id.is_(None))
        .order_by(Evidence.id)
    )
    rows = session.execute(found).all()
    papers = publishers(session, {row.Evidence.outlet_id for row in rows if row.Evidence.outlet_id is not None})
    agencies = {outlet_id for outlet_id, paper in papers.items() if paper.is_agency}
    return [_item(row, row.Evidence, row.Evidence.outlet_id in agencies) for row in rows]


def _item(row: Any, item: Evidence, is_agency: bool) -> Held:
    is_passage = len(row.text or "") < LEAST_LETTERS
    seen = (None if is_passage else item.retrieved_at) or item.added_at
    return Held(
        item.id,
        item.claim_id,
        item.snapshot_id,
        item.publisher,
        is_agency,
        item.passage if is_passage else row.text,
        None if is_passage else row.byline,
        is_passage,
        Appeared(item.published_day or row.page_day or seen.date(), seen),
    )
