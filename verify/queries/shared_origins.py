"""Whether two articles have what they say from one place: copies, agencies and owners that they share (REL-1 2.11)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from verify.core.corroboration import Node, Root, roots_of
from verify.core.origins import article_node, name_node
from verify.core.vocabulary import OriginMark
from verify.models import Article, Derivation, OriginEntry, Outlet
from verify.queries.blindness import origin_entries_shown

ARTICLES = cast(Table, Article.__table__).c
OUTLETS = cast(Table, Outlet.__table__).c
DERIVATIONS = cast(Table, Derivation.__table__).c
_EDGE = ("article_id", "is_sure", "is_tie", "from_article_id", "root")


def shared(
    session: Session, claim_id: int, article_id: int, others: Collection[int], *, reader_id: int | None
) -> dict[int, str]:
    """For each of the other articles what it has in common with the claim's own, in words; empty where both are independent.

    Three queries. Suggested edges count once somebody confirmed them on this claim, and lifted ones do not.
    """
    ids = {article_id, *others}
    said = _marks(session, claim_id, reader_id)
    rows = [row for row in _derivations(session, ids) if _counts(row, said)]
    papers = _papers(session, ids | {row.from_article_id for row in rows if row.from_article_id})
    names = {article_node(number): paper.name for number, paper in papers.items()}
    names |= {name_node(row.root): row.root for row in rows if row.root}
    groups = {name_node(p.ownership_group): p.ownership_group for p in papers.values() if p.ownership_group}
    roots = roots_of([*_edges(rows), *_owned(rows, papers)], [article_node(number) for number in ids])
    mine = roots[article_node(article_id)]
    return {other: _words(mine & roots[article_node(other)], {**groups, **names}, groups) for other in others}


def origins_of(session: Session, article_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Whose account each of these articles is where it is not its own outlet's: what it credits or copies, to the end."""
    ids = set(article_ids)
    rows = [row for row in _derivations(session, ids) if row.is_sure]
    papers = _papers(session, ids | {row.from_article_id for row in rows if row.from_article_id})
    names = {article_node(number): paper.name for number, paper in papers.items()}
    names |= {name_node(row.root): row.root for row in rows if row.root}
    roots = roots_of(_edges(rows), [article_node(number) for number in ids])
    whose = {number: {names[node] for root in roots[article_node(number)] for node in root} for number in ids}
    return {number: tuple(sorted(some - {papers[number].name})) for number, some in whose.items()}


def _derivations(session: Session, ids: Collection[int]) -> list[Any]:
    """What these articles derive from, and what that derives from in its turn."""
    reached = select(ARTICLES.id).where(ARTICLES.id.in_(ids)).cte("reached", recursive=True)
    onward = select(DERIVATIONS.from_article_id).join(reached, reached.c.id == DERIVATIONS.article_id)
    reached = reached.union(onward.where(DERIVATIONS.from_article_id.is_not(None)))
    columns = [DERIVATIONS[name] for name in _EDGE]
    return list(session.execute(select(*columns).where(DERIVATIONS.article_id.in_(select(reached.c.id)))))


def _papers(session: Session, ids: Collection[int]) -> dict[int, Any]:
    query = select(ARTICLES.id, OUTLETS.name, OUTLETS.ownership_group).join(Outlet, OUTLETS.id == ARTICLES.outlet_id)
    return {row.id: row for row in session.execute(query.where(ARTICLES.id.in_(ids)))}


def _marks(session: Session, claim_id: int, reader_id: int | None) -> dict[tuple[Node, Node], OriginMark]:
    rows = session.execute(
        select(OriginEntry.derived, OriginEntry.derived_from, OriginEntry.mark)
        .where(OriginEntry.claim_id == claim_id, origin_entries_shown(reader_id))
        .order_by(OriginEntry.id)
    )
    return {(row.derived, row.derived_from): row.mark for row in rows}


def _counts(row: Any, said: Mapping[tuple[Node, Node], OriginMark]) -> bool:
    mark = said.get((article_node(row.article_id), _source(row)))
    return bool(row.is_sure) if mark is None else mark is not OriginMark.LIFTED


def _source(row: Any) -> Node:
    return name_node(row.root) if row.root else article_node(row.from_article_id)


def _edges(rows: Iterable[Any]) -> Iterable[tuple[Node, Node]]:
    for row in rows:
        yield article_node(row.article_id), _source(row)
        if row.is_tie:  # one text, of which neither is the copy
            yield _source(row), article_node(row.article_id)


def _owned(rows: Iterable[Any], papers: Mapping[int, Any]) -> Iterable[tuple[Node, Node]]:
    """An article that has its text from nobody ends in its outlet's owner."""
    derived = {row.article_id for row in rows}
    for number, paper in papers.items():
        if paper.ownership_group and number not in derived:
            yield article_node(number), name_node(paper.ownership_group)


def _words(roots: Collection[Root], names: Mapping[Node, str], groups: Mapping[Node, str]) -> str:
    found = sorted({"one owner, " + groups[n] if n in groups else names[n] for root in roots for n in root})
    return " and ".join(found)
