"""Retractions: what was retracted, which verdicts lean on it, themselves or through copies of it, and how far those are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from verify.core.corroboration import reaching
from verify.core.errors import NotFound
from verify.core.origins import account, article_node
from verify.core.rechecks import RecheckReason
from verify.core.retractions import Target
from verify.core.vocabulary import ClaimKind, ClaimState, Verdict
from verify.models import (
    Article,
    Claim,
    Derivation,
    Evidence,
    EvidenceDerivation,
    OriginEntry,
    Outlet,
    Recheck,
    Retraction,
    ReviewEvidence,
    User,
    VerdictEntry,
)
from verify.queries import origins
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
RETRACTIONS = cast(Table, Retraction.__table__)
EVIDENCE = cast(Table, Evidence.__table__).c


@dataclass(frozen=True, slots=True)
class Leaned:
    """A verdict that leans on something: `through` are publishers of copies of it, none where the verdict leans on it itself."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetractionLine:
    """One retraction; `by` is None for the desk itself."""

    id: int
    title: str
    article_id: int | None
    url: str | None
    evidence_id: int | None
    day: date
    note: str
    notice_url: str | None
    batch_id: int | None
    by: str | None
    at: datetime
    undone_by: str | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class LookedAtSince:
    """How many of an outlet's verdicts are looked at again since something was retracted."""

    title: str
    batch_id: int
    number: int


def target_of_article(session: Session, article_id: int) -> Target:
    """An article as something to retract. `NotFound`."""
    found = select(Article.title, Outlet.name).join(Outlet, Outlet.id == Article.outlet_id)
    row = session.execute(found.where(Article.id == article_id)).first()
    if row is None:
        raise NotFound(f"There is no article {article_id}.")
    return Target(f"{row.title} ({row.name})", article_id=article_id)


def target_of_evidence(session: Session, evidence_id: int, *, shown: ColumnElement[bool]) -> Target:
    """What an item of evidence is of: an article of the desk, the page at its address, or the item alone. `NotFound`."""
    item = session.scalars(select(Evidence).where(Evidence.id == evidence_id, shown)).first()
    if item is None:
        raise NotFound(f"There is no evidence {evidence_id}.")
    article_id = item.article_id
    if article_id is None and item.url:
        article_id = session.scalar(select(Article.id).where(Article.canonical_url == item.url))
    if article_id is not None:
        return target_of_article(session, article_id)
    title = f"{item.publisher}: {item.passage[:80]}" if item.passage else item.publisher
    return Target(title, url=item.url) if item.url else Target(title, evidence_id=evidence_id)


def standing_of(session: Session, target: Target) -> RetractionLine | None:
    """The retraction of this that stands, or None."""
    same = [RETRACTIONS.c[name] == getattr(target, name) for name in _SIDES if getattr(target, name) is not None]
    row = session.execute(_LINES.where(*same, RETRACTIONS.c.undone_at.is_(None)).limit(1)).first()
    return RetractionLine(**row._mapping) if row else None


def leaned(session: Session, target: Target) -> Sequence[Leaned]:
    """The verdicts that stand and lean on it, those that lean on it themselves first; copies are followed along standing edges."""
    directly = _claims(session, _is_it(target))
    if target.article_id is None:
        others = _claims(session, EVIDENCE.claim_id.in_(select(EVIDENCE.claim_id).where(_is_it(target))))
    else:
        others = _claims(session, _may_copy(_derived(session, target.article_id), target.article_id))
    known = {line.claim_id for line in directly}
    through = (_through(session, line, target) for line in others if line.claim_id not in known)
    return [*directly, *(line for line in through if line is not None)]


def newest(session: Session, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[RetractionLine]:
    """The retractions, the last noted first, those that were taken back among them."""
    found = fetch(session, _LINES, keys=[RETRACTIONS.c.id], cursor=cursor, limit=limit)
    return Page([RetractionLine(**row._mapping) for row in found.rows], found.newer, found.older)


def the_retraction(session: Session, retraction_id: int) -> RetractionLine:
    """One retraction. `NotFound`."""
    row = session.execute(_LINES.where(RETRACTIONS.c.id == retraction_id)).first()
    if row is None:
        raise NotFound(f"There is no retraction {retraction_id}.")
    return RetractionLine(**row._mapping)


def of_items(session: Session, items: Collection[tuple[int, int | None, str | None]]) -> Mapping[int, RetractionLine]:
    """The retractions that stand and are of these items, given as (id, article, address), by item."""
    articles, urls = {article for _, article, _ in items if article}, {url for _, _, url in items if url}
    pages = select(Article.canonical_url, Article.id).where(Article.canonical_url.in_(urls))
    at = {row.canonical_url: row.id for row in session.execute(pages)} if urls else {}
    ids = {number for number, _, _ in items}
    sides = [_OF.article_id.in_({*articles, *at.values()}), _OF.url.in_(urls), _OF.evidence_id.in_(ids)]
    rows = session.execute(_LINES.where(_OF.undone_at.is_(None), or_(*sides))) if items else ()
    lines = [RetractionLine(**row._mapping) for row in rows]
    return {
        number: line
        for line in lines
        for number, article, url in items
        if line.evidence_id == number
        or (line.url and line.url == url)
        or (line.article_id and line.article_id in (article, at.get(url or "")))
    }


def looked_at_since(session: Session, outlet_id: int) -> Sequence[LookedAtSince]:
    """Retractions since which verdicts on an outlet's claims wait to be looked at again, with how many."""
    number = func.count(Recheck.claim_id.distinct()).label("number")
    rows = session.execute(
        select(Retraction.title, Recheck.batch_id, number)
        .join(Recheck, Recheck.batch_id == Retraction.batch_id)
        .join(Claim, Claim.id == Recheck.claim_id)
        .where(Claim.outlet_id == outlet_id, Claim.state == ClaimState.RECHECK, Recheck.ended_at.is_(None))
        .group_by(Retraction.title, Recheck.batch_id)
        .order_by(Recheck.batch_id.desc())
    )
    return [LookedAtSince(row.title, row.batch_id, row.number) for row in rows]


def reason_for(session: Session, target: Target) -> RecheckReason:
    """What its retraction is called: of evidence, of an article, or of a wire story where others have their text from it."""
    if target.article_id is None:
        return RecheckReason.EVIDENCE_RETRACTED
    copied = select(Derivation.id).where(Derivation.from_article_id == target.article_id).limit(1)
    is_wire = session.scalar(copied) is not None
    return RecheckReason.WIRE_RETRACTED if is_wire else RecheckReason.ARTICLE_RETRACTED


def _is_it(target: Target) -> ColumnElement[bool]:
    if target.article_id is not None:
        return _of_articles([target.article_id])
    return EVIDENCE.url == target.url if target.url else EVIDENCE.id == target.evidence_id


def _of_articles(article_ids: Collection[int]) -> ColumnElement[bool]:
    pages = select(Article.canonical_url).where(Article.id.in_(article_ids), Article.canonical_url.is_not(None))
    return or_(EVIDENCE.article_id.in_(article_ids), and_(EVIDENCE.article_id.is_(None), EVIDENCE.url.in_(pages)))


def _may_copy(derived: set[int], article_id: int) -> ColumnElement[bool]:
    """Items of articles that were found to derive from it, and all items of claims that have a captured page of that kind.

    Also those of claims where somebody drew an edge to one of them.
    """
    ids = [article_id, *derived]
    drawn = exists().where(
        OriginEntry.claim_id == EVIDENCE.claim_id, OriginEntry.derived_from.in_([article_node(one) for one in ids])
    )
    found = and_(EvidenceDerivation.article_id.in_(ids), ~EvidenceDerivation.is_source)
    captured = select(Evidence.claim_id).join(EvidenceDerivation, EvidenceDerivation.evidence_id == Evidence.id)
    return or_(_of_articles(derived), drawn, EVIDENCE.claim_id.in_(captured.where(found)))


def _derived(session: Session, article_id: int) -> set[int]:
    """The articles that were found to derive from one, at whatever remove."""
    return set(session.scalars(select(origins.copies_of(article_id).c.id))) - {article_id}


def _claims(session: Session, of_item: ColumnElement[bool]) -> list[Leaned]:
    """The claims whose standing verdict's review leaned on such an item."""
    rows = session.execute(
        select(Claim.id.label("claim_id"), Claim.statement, Claim.outlet_id, Claim.kind, Claim.state, Claim.verdict)
        .add_columns(Outlet.name.label("outlet_name"))
        .join(Outlet, Outlet.id == Claim.outlet_id)
        .join(VerdictEntry, VerdictEntry.claim_id == Claim.id)
        .join(ReviewEvidence, ReviewEvidence.review_id == VerdictEntry.review_id)
        .join(Evidence, Evidence.id == ReviewEvidence.evidence_id)
        .where(Claim.verdict.is_not(None), origins.entry_stands(), EVIDENCE.removed_at.is_(None), of_item)
        .distinct()
        .order_by(Claim.id)
    )
    return [Leaned(**row._mapping) for row in rows]


def _through(session: Session, line: Leaned, target: Target) -> Leaned | None:
    """The verdict with the publishers of copies that it leans on; None where it leans on none."""
    ids = origins.leaned_on(session, line.claim_id)
    its: set[int] = set()  # a page is known by the items that cite it
    if target.article_id is None:
        its = set(session.scalars(select(EVIDENCE.id).where(EVIDENCE.claim_id == line.claim_id, _is_it(target))))
    known = origins.known(session, line.claim_id, examined=dict.fromkeys(ids | its, False), reader_id=None)
    edges = [(edge.derived, edge.source) for edge in account(known).edges if edge.stands]
    gone = {source.node for source in known.sources if source.id in its}
    gone |= {article_node(target.article_id)} if target.article_id is not None else set()
    reached = {node for one in gone for node in reaching(edges, one)}
    copies = tuple(sorted({s.paper.name for s in known.sources if s.node in reached and s.id in ids}))
    return replace(line, through=copies) if copies else None


_SIDES = ("article_id", "url", "evidence_id")
_OF = RETRACTIONS.c
_MAKER, _UNDOER = aliased(User), aliased(User)
_LINES: Select[Any] = (
    select(*(_OF[name] for name in ("id", "title", *_SIDES, "day", "note", "notice_url", "batch_id", "undone_at")))
    .add_columns(_OF.made_at.label("at"), _MAKER.name.label("by"), _UNDOER.name.label("undone_by"))
    .outerjoin(_MAKER, _MAKER.id == _OF.made_by_id)
    .outerjoin(_UNDOER, _UNDOER.id == _OF.undone_by_id)
)
