"""Whether two articles have what they say from one place: copies, agencies and owners that they share (REL-1 2.11)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from verify.core.corroboration import Node, Root, roots_of
from verify.core.credits import root_name
from verify.core.origins import NodeKind, article_node, name_node
from verify.core.vocabulary import OriginMark, OutletKind
from verify.models import Article, Claim, Derivation, OriginEntry, Outlet
from verify.queries.blindness import origin_entries_shown

ARTICLES = cast(Table, Article.__table__).c
OUTLETS = cast(Table, Outlet.__table__).c
DERIVATIONS = cast(Table, Derivation.__table__).c
ARTICLE = f"{NodeKind.ARTICLE}-"
"""How the nodes of articles begin."""
Edge = tuple[Node, Node]
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
    ends = dict(_ends(rows, papers))
    names |= {name_node(name): name for name in ends.values()}
    ended = [(article_node(number), name_node(name)) for number, name in ends.items()]
    roots = roots_of([*_edges(rows), *ended], [article_node(number) for number in ids])
    mine = roots[article_node(article_id)]
    return {
        other: _words(mine & roots[article_node(other)], names, _owner_of_both(papers[article_id], papers[other]))
        for other in others
    }


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose account each of some articles is: what was found when they came in, and what people said on claims since."""

    found: Sequence[Any]
    papers: Mapping[int, Any]
    names: Mapping[Node, str]
    said: Sequence[tuple[int, Edge, OriginMark]]
    """Of which claim, about which edge; the last word comes last."""

    def of(self, claim_ids: Collection[int] = ()) -> dict[int, tuple[str, ...]]:
        """For each article whose account it is where not its own outlet's, to the end; what was said on these claims holds."""
        marks = {edge: mark for _, edge, mark in self.said}
        marks |= {edge: mark for claim_id, edge, mark in self.said if claim_id in claim_ids}
        rows = [row for row in self.found if _counts(row, marks)]
        there = {edge for row in self.found for edge in _edges([row])}
        drawn = [edge for edge, mark in marks.items() if mark is not OriginMark.LIFTED and edge not in there]
        roots = roots_of([*_edges(rows), *drawn], [article_node(number) for number in self.papers])
        return {
            number: tuple(
                sorted({self.names[node] for root in roots[article_node(number)] for node in root} - {p.name})
            )
            for number, p in self.papers.items()
        }

    def are_told_apart(self, claim_ids: Collection[int]) -> bool:
        """Whether people said anything about origins on one of these claims."""
        return any(claim_id in claim_ids for claim_id, _, _ in self.said)


def accounts_of(session: Session, article_ids: Collection[int], *, reader_id: int | None) -> Accounts:
    """Whose account these articles are, with what people said on their claims as far as the reader may see it. Three queries."""
    entries = _said_on(session, article_ids, reader_id)
    named = {node for row in entries for node in (row.derived, row.derived_from)}
    ids = {*article_ids, *(int(node.removeprefix(ARTICLE)) for node in named if node.startswith(ARTICLE))}
    rows = _derivations(session, ids)
    papers = _papers(session, ids | {row.from_article_id for row in rows if row.from_article_id})
    names = {name_node(paper.name): paper.name for paper in papers.values()}
    names |= {name_node(row.root): row.root for row in rows if row.root}
    names |= {row.derived_from: row.name for row in entries if row.name}
    names |= {article_node(number): paper.name for number, paper in papers.items()}
    # What was only ever confirmed under a name that nobody published under has no name to show here.
    said = [(row.claim_id, (row.derived, row.derived_from), row.mark) for row in entries if row.derived_from in names]
    return Accounts(rows, papers, names, said)


def _said_on(session: Session, article_ids: Collection[int], reader_id: int | None) -> Sequence[Any]:
    """What people said about edges of articles, on the claims of these, the last word last."""
    columns = (OriginEntry.claim_id, OriginEntry.derived, OriginEntry.derived_from, OriginEntry.mark, OriginEntry.name)
    return session.execute(
        select(*columns)
        .join(Claim, Claim.id == OriginEntry.claim_id)
        .where(
            Claim.article_id.in_(article_ids), OriginEntry.derived.startswith(ARTICLE), origin_entries_shown(reader_id)
        )
        .order_by(OriginEntry.id)
    ).all()


def _derivations(session: Session, ids: Collection[int]) -> list[Any]:
    """What these articles derive from, and what that derives from in its turn."""
    reached = select(ARTICLES.id).where(ARTICLES.id.in_(ids)).cte("reached", recursive=True)
    onward = select(DERIVATIONS.from_article_id).join(reached, reached.c.id == DERIVATIONS.article_id)
    reached = reached.union(onward.where(DERIVATIONS.from_article_id.is_not(None)))
    columns = [DERIVATIONS[name] for name in _EDGE]
    return list(session.execute(select(*columns).where(DERIVATIONS.article_id.in_(select(reached.c.id)))))


def _papers(session: Session, ids: Collection[int]) -> dict[int, Any]:
    query = select(ARTICLES.id, OUTLETS.name, OUTLETS.kind, OUTLETS.ownership_group).join(
        Outlet, OUTLETS.id == ARTICLES.outlet_id
    )
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


def _ends(rows: Iterable[Any], papers: Mapping[int, Any]) -> Iterable[tuple[int, str]]:
    """An article that has its text from nobody ends in its outlet's owner; an agency's in the agency, as those end that name it."""
    derived = {row.article_id for row in rows}
    for number, paper in papers.items():
        end = root_name(paper.name) if paper.kind is OutletKind.AGENCY else paper.ownership_group
        if end and number not in derived:
            yield number, end


def _owner_of_both(one: Any, other: Any) -> str:
    """Whose outlets both are, where neither is an agency."""
    same = one.ownership_group == other.ownership_group and OutletKind.AGENCY not in (one.kind, other.kind)
    return one.ownership_group or "" if same else ""


def _words(roots: Collection[Root], names: Mapping[Node, str], owner: str) -> str:
    found = {names[node] for root in roots for node in root}
    return " and ".join(sorted(f"one owner, {name}" if name == owner else name for name in found))
