"""What the desk knows of where a claim's support comes from (`verify.core.origins`), in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import CTE, ColumnElement, Integer, Table, and_, bindparam, exists, func, select, union
from sqlalchemy.orm import Session, aliased

from verify.core.corroboration import Node
from verify.core.credits import cited_links, cited_names, root_name
from verify.core.domains import registrable_domain
from verify.core.errors import NotFound
from verify.core.origins import Hint, Known, Mark, Paper, Source, Trace, article_node
from verify.core.vocabulary import HandoverKind, OriginRule, OutletKind
from verify.db import Prepared
from verify.models import (
    Article,
    Attribution,
    Claim,
    Derivation,
    Evidence,
    EvidenceDerivation,
    Handover,
    OriginEntry,
    Outlet,
    OutletDomain,
    ReviewEvidence,
    UndoneVerdict,
    User,
    VerdictEntry,
)
from verify.queries.blindness import evidence_shown, examination_shown, origin_entries_shown
from verify.queries.outlets import name_key
from verify.queries.retracted import article_retracted, page_retracted

CLAIMS = cast(Table, Claim.__table__).c
ARTICLES = cast(Table, Article.__table__)
OUTLETS = cast(Table, Outlet.__table__)
EVIDENCE = cast(Table, Evidence.__table__)
DERIVATIONS = cast(Table, Derivation.__table__)
FROM_ITEMS = cast(Table, EvidenceDerivation.__table__)
ENTRIES = cast(Table, OriginEntry.__table__)

_ARTICLE_OF = Prepared(select(CLAIMS.article_id).where(CLAIMS.id == bindparam("claim")))
_BY_ADDRESS = aliased(ARTICLES)
_ARTICLE = func.coalesce(EVIDENCE.c.article_id, _BY_ADDRESS.c.id).label("article_id")
_ITEMS = (
    select(*(EVIDENCE.c[name] for name in ("id", "stance", "role", "publisher", "origin", "outlet_id")), _ARTICLE)
    .select_from(EVIDENCE)
    .add_columns(page_retracted(EVIDENCE).label("is_retracted"))
    .outerjoin(_BY_ADDRESS, and_(EVIDENCE.c.article_id.is_(None), _BY_ADDRESS.c.canonical_url == EVIDENCE.c.url))
    .where(EVIDENCE.c.claim_id == bindparam("claim"), EVIDENCE.c.removed_at.is_(None))
    .order_by(EVIDENCE.c.id)
)
_CITED = _ITEMS.subquery()
_FROM = FROM_ITEMS.c
_ITEMS_OF = Prepared(
    _ITEMS.add_columns(*(_FROM[name] for name in ("rule", "is_sure", "is_tie", "is_source", "why", "other_id", "root")))
    .add_columns(_FROM.article_id.label("other_article_id"))
    .outerjoin(FROM_ITEMS, _FROM.evidence_id == EVIDENCE.c.id)
    .order_by(_FROM.id)
)
_START = union(
    select(CLAIMS.article_id.label("id")).where(CLAIMS.id == bindparam("claim")),
    select(_CITED.c.article_id).where(_CITED.c.article_id.is_not(None)),
    select(_FROM.article_id)
    .join(EVIDENCE, EVIDENCE.c.id == _FROM.evidence_id)
    .where(EVIDENCE.c.claim_id == bindparam("claim"), _FROM.article_id.is_not(None), ~_FROM.is_source),
).subquery()
_REACHED = select(_START.c.id).cte("reached", recursive=True)
_REACHED = _REACHED.union(
    select(DERIVATIONS.c.from_article_id)
    .join(_REACHED, _REACHED.c.id == DERIVATIONS.c.article_id)
    .where(DERIVATIONS.c.from_article_id.is_not(None))
)
_FOUND = Prepared(
    select(ARTICLES.c.id, OUTLETS.c.name, OUTLETS.c.ownership_group, OUTLETS.c.kind)
    .add_columns(*(DERIVATIONS.c[name] for name in ("rule", "is_sure", "is_tie", "why", "from_article_id", "root")))
    .add_columns(article_retracted(ARTICLES.c.id).label("is_retracted"))
    .join(OUTLETS, OUTLETS.c.id == ARTICLES.c.outlet_id)
    .outerjoin(DERIVATIONS, DERIVATIONS.c.article_id == ARTICLES.c.id)
    .where(ARTICLES.c.id.in_(select(_REACHED.c.id)))  # as a join, SQLite would walk all articles of all outlets first
    .order_by(ARTICLES.c.id, DERIVATIONS.c.id)
)
_SAID = Prepared(
    select(*(ENTRIES.c[name] for name in ("derived", "derived_from", "mark", "why", "made_at", "name")))
    .add_columns(User.name.label("by"))
    .outerjoin(User, User.id == ENTRIES.c.made_by_id)
    .where(ENTRIES.c.claim_id == bindparam("claim"), origin_entries_shown(bindparam("reader", type_=Integer)))
    .order_by(ENTRIES.c.id)
)
_MERGES = select(Handover.from_id, Handover.to_id).where(
    Handover.kind == HandoverKind.MERGE, Handover.undone_at.is_(None)
)


def known(session: Session, claim_id: int, *, examined: Mapping[int, bool], reader_id: int | None) -> Known:
    """All that bears on where a claim's support comes from. `examined`: the items that count, and which of them were examined.

    Six queries at most, however many items there are; texts are followed to whatever they derive from. Of other items, and of what
    only they lead to, nothing is told. `NotFound`: no claim.
    """
    connection, claim = session.connection(), {"claim": claim_id}
    its = _ARTICLE_OF.run(connection, claim)
    if not its:
        raise NotFound(f"There is no claim {claim_id}.")
    found = _FOUND.run(connection, claim)
    rows = [row for row in _ITEMS_OF.run(connection, claim) if row.id in examined]
    items = list({row.id: row for row in rows}.values())
    papers = {row.id: _paper(row) for row in found}
    by_outlet = publishers(session, {row.outlet_id for row in items if row.outlet_id})
    sources = [_source(row, papers, by_outlet, examined[row.id]) for row in items]
    traces = [_trace(row) for row in found if row.rule] + [*_traces_of_items(rows, {one.id: one for one in sources})]
    reached = _reached([article_node(its[0].article_id), *(one.node for one in sources)], sources, traces)
    gone = {row.id for row in found if row.is_retracted}
    retracted = {s.node for s, row in zip(sources, items, strict=True) if row.is_retracted or row.article_id in gone}
    return Known(
        its[0].article_id,
        {number: paper for number, paper in papers.items() if article_node(number) in reached},
        sources,
        [trace for trace in traces if trace.derived in reached],
        marks=_marks(session, claim_id, reader_id),
        retracted=frozenset(retracted | {article_node(number) for number in gone} & reached),
    )


def shown(session: Session, claim_id: int, *, reader_id: int | None) -> Known:
    """`known` with everything that the reader may see, and with what the sentences themselves suggest (R1, R4)."""
    rows = session.execute(
        select(Evidence.id, Evidence.examined_at, Evidence.passage, examination_shown(reader_id).label("is_told"))
        .where(Evidence.claim_id == claim_id, Evidence.removed_at.is_(None), evidence_shown(reader_id))
        .order_by(Evidence.id)
    ).all()
    examined = {row.id: bool(row.examined_at is not None and row.is_told) for row in rows}
    found = known(session, claim_id, examined=examined, reader_id=reader_id)
    passages = {source.node: row.passage for source, row in zip(found.sources, rows, strict=True)}
    return replace(
        found, hints=[*_cited(session, claim_id, found, passages), *_said(session, claim_id, found, passages)]
    )


def copies_of(article_id: int) -> CTE:
    """An article and those that were found to derive from it, at whatever remove."""
    start = select(ARTICLES.c.id).where(ARTICLES.c.id == article_id).cte("from_it", recursive=True)
    return start.union(select(DERIVATIONS.c.article_id).join(start, start.c.id == DERIVATIONS.c.from_article_id))


def entry_stands() -> ColumnElement[bool]:
    """The condition that an entry of a claim's history is the one that stands, if any does."""
    later = aliased(VerdictEntry)
    newer = exists().where(
        later.claim_id == VerdictEntry.claim_id,
        later.id > VerdictEntry.id,
        ~exists().where(UndoneVerdict.entry_id == later.id),
    )
    return and_(~exists().where(UndoneVerdict.entry_id == VerdictEntry.id), ~newer)


def leaned_on(session: Session, claim_id: int) -> set[int]:
    """The items that the verdict which stands on a claim leans on; none where no verdict stands."""
    not_undone = ~exists().where(UndoneVerdict.entry_id == VerdictEntry.id)
    of_claim = select(VerdictEntry.review_id).where(VerdictEntry.claim_id == claim_id, not_undone)
    standing = of_claim.order_by(VerdictEntry.id.desc()).limit(1).scalar_subquery()
    return set(session.scalars(select(ReviewEvidence.evidence_id).where(ReviewEvidence.review_id == standing)))


def _cited(session: Session, claim_id: int, found: Known, passages: Mapping[Node, str]) -> Iterator[Hint]:
    """R1: outlets that the claim's sentence, or a passage, names as where it has it from."""
    claim = session.execute(
        select(CLAIMS.quote, Attribution.speaker, Attribution.via)
        .outerjoin(Attribution, Attribution.claim_id == CLAIMS.id)
        .where(CLAIMS.id == claim_id)
    ).one()
    texts = {article_node(found.article_id): claim.quote, **passages}
    names = {node: cited_names(text) for node, text in texts.items()}
    names[article_node(found.article_id)] += [name for name in (claim.speaker, *(claim.via or ())) if name]
    links = {node: [registrable_domain(link) or "" for link in cited_links(text)] for node, text in texts.items()}
    keys = {name_key(name) for some in names.values() for name in _forms(some)}
    domains = {domain for some in links.values() for domain in some}
    outlets = {row.name_key: row for row in session.execute(select(OUTLETS).where(OUTLETS.c.name_key.in_(keys))).all()}
    owners: dict[str, str] = {}
    if domains:
        owned = select(OutletDomain.domain, Outlet.name).join(Outlet).where(OutletDomain.domain.in_(domains))
        owners = {row.domain: row.name for row in session.execute(owned)}
    for node in texts:
        for name in _forms(names[node]):
            row = outlets.get(name_key(name))
            if row is not None:
                yield Hint(node, _paper(row).name, OriginRule.CITED, f"its sentence names {row.name}")
        for domain in links[node]:
            if domain in owners:
                yield Hint(node, owners[domain], OriginRule.CITED, f"its sentence links to {domain}")


def _forms(names: list[str]) -> list[str]:
    return [form for name in names for form in (name, f"The {name}", name.removeprefix("The "))]


def _said(session: Session, claim_id: int, found: Known, passages: Mapping[Node, str]) -> Iterator[Hint]:
    """R4: where the claim, or the same sentence in an article that is cited, is somebody's, and another one's too."""
    ids = {source.article_id for source in found.sources if source.article_id} | {found.article_id}
    rows = session.execute(
        select(CLAIMS.id, CLAIMS.article_id, CLAIMS.quote, Attribution.speaker)
        .join(Attribution, Attribution.claim_id == CLAIMS.id)
        .where(CLAIMS.article_id.in_(ids), Attribution.speaker.is_not(None))
    )
    speakers: dict[str, dict[Node, str]] = {}
    for row in rows:
        node = article_node(row.article_id)
        passage = passages.get(node, "").strip()
        if row.id == claim_id or (passage and (passage in row.quote or row.quote in passage)):
            speakers.setdefault(name_key(row.speaker), {}).setdefault(node, row.speaker)
    for spoken in speakers.values():
        if len(spoken) > 1:
            for node, speaker in spoken.items():
                yield Hint(node, speaker, OriginRule.SAID, f"{speaker} says it there")


def _source(row: Any, papers: Mapping[int, Paper], publishers: Mapping[int, Paper], examined: bool) -> Source:
    paper = papers.get(row.article_id) or publishers.get(row.outlet_id) or Paper(row.publisher)
    # Named when it was attached: since then its outlet may have another name, or be part of another one.
    is_own = row.outlet_id is not None and name_key(row.origin) == name_key(row.publisher)
    origin = paper.name if is_own else root_name(row.origin)
    return Source(row.id, row.stance, row.role, paper, origin, row.article_id, examined)


def publishers(session: Session, outlet_ids: set[int]) -> dict[int, Paper]:
    """The outlets that items name, each as the outlet that it is part of by now: merged outlets are one newsroom."""
    if not outlet_ids:
        return {}
    merges = {row.from_id: row.to_id for row in session.execute(_MERGES)}
    now = {outlet_id: _end(outlet_id, merges) for outlet_id in outlet_ids}
    rows = session.connection().execute(select(OUTLETS).where(OUTLETS.c.id.in_(set(now.values()))))
    papers = {row.id: _paper(row) for row in rows}
    return {outlet_id: papers[end] for outlet_id, end in now.items()}


def merged_into(session: Session, outlet_ids: Collection[int]) -> set[int]:
    """These outlets with all that are part of one of them by now."""
    merges = {row.from_id: row.to_id for row in session.execute(_MERGES)}
    return {*outlet_ids, *(one for one in merges if _end(one, merges) in outlet_ids)}


def _end(outlet_id: int, merges: Mapping[int, int]) -> int:
    seen = {outlet_id}
    while (onward := merges.get(outlet_id)) is not None and onward not in seen:
        seen.add(onward)
        outlet_id = onward
    return outlet_id


def _paper(row: Any) -> Paper:
    is_agency = row.kind is OutletKind.AGENCY
    return Paper(root_name(row.name) if is_agency else row.name, row.ownership_group, is_agency)


def _trace(row: Any) -> Trace:
    source = article_node(row.from_article_id) if row.from_article_id else ""
    return Trace(article_node(row.id), row.rule, row.is_sure, row.why, source, row.root, row.is_tie)


def _traces_of_items(rows: Sequence[Any], sources: Mapping[int, Source]) -> Iterator[Trace]:
    """What was found of the items' own texts. Of one that is an article of the desk the article's own traces tell."""
    for row in rows:
        here = sources[row.id]
        if row.rule is None or here.article_id is not None:
            continue
        derived, source = here.node, ""
        if row.other_article_id is not None:
            ends = here.node, article_node(row.other_article_id)
            derived, source = reversed(ends) if row.is_source else ends
        elif row.other_id is not None:
            other = sources.get(row.other_id)
            if other is None or other.article_id is not None or other.paper.name == here.paper.name:
                continue  # two passages of one publisher are no copies of one another
            source = other.node
        yield Trace(derived, row.rule, row.is_sure, row.why, source, row.root, row.is_tie)


def _reached(start: Sequence[Node], sources: Sequence[Source], traces: Sequence[Trace]) -> set[Node]:
    """The nodes to which the claim's article and the items that are told of lead."""
    onward: defaultdict[Node, list[Node]] = defaultdict(list)
    for trace in traces:
        onward[trace.derived].append(trace.source)
    for source in sources:
        if source.article_id is not None:
            onward[source.node].append(article_node(source.article_id))
    seen, waiting = set(start), list(start)
    while waiting:
        new = {node for node in onward[waiting.pop()] if node} - seen
        seen |= new
        waiting += new
    return seen


def _marks(session: Session, claim_id: int, reader_id: int | None) -> list[Mark]:
    rows = _SAID.run(session.connection(), {"claim": claim_id, "reader": reader_id})
    return [
        Mark(row.derived, row.derived_from, row.mark, row.why, row.by or "the desk", row.made_at, row.name)
        for row in rows
    ]
