"""Who drew on whom for one claim, from what the desk knows: the edges of REL-1 2.11, R1-R6, and the account in words.

`Known` is what was found about the claim's article, its evidence and the articles they go back to; `account` makes of it the graph
that `verify.core.corroboration` counts in. An automatic edge counts until somebody lifts it, a suggested one once somebody
confirms it. R6 needs no rule: who cites the claim's article ends in the claim's article.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from verify.core.corroboration import (
    Cited,
    Dropped,
    Graph,
    Node,
    Origins,
    Root,
    independent_origins,
    only_retracted,
    reaching,
)
from verify.core.credits import is_nobody, listed
from verify.core.vocabulary import PRIMARY_ROLES, EvidenceRole, OriginMark, OriginRule, Stance

ELSEWHERE = frozenset({EvidenceRole.SYNDICATED_COPY, EvidenceRole.CITES_OTHER, EvidenceRole.ANONYMOUS})
"""Roles whose account is not the publisher's own: their origin stays open, and does not count, until somebody names it."""

OWN_ACCOUNT = "its own account"
"""Why an account ends in its own newsroom: nothing was found behind it."""


class NodeKind(StrEnum):
    """What a node of the picture stands for."""

    CLAIM = "claim"
    ARTICLE = "article"
    ITEM = "item"
    NAME = "name"
    """An agency, a person, a document's office, a newsroom: whose account it is."""
    TEXT = "text"
    """A text that several published within ten minutes, so that none can be called the first."""
    NOBODY = "nobody"


class EdgeState(StrEnum):
    """How an edge stands; the first three count."""

    AUTOMATIC = "automatic"
    CONFIRMED = "confirmed"
    ADDED = "added"
    SUGGESTED = "suggested"
    LIFTED = "lifted"


_STANDING = frozenset({EdgeState.AUTOMATIC, EdgeState.CONFIRMED, EdgeState.ADDED})
_STATE_OF = {
    OriginMark.CONFIRMED: EdgeState.CONFIRMED,
    OriginMark.LIFTED: EdgeState.LIFTED,
    OriginMark.ADDED: EdgeState.ADDED,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """Who publishes: an outlet of the desk, or a publisher that only evidence names. An agency is an origin of its own name."""

    name: str
    group: str | None = None
    is_agency: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """An item of evidence. `examined`: the reviewer who counts has examined it. An empty `origin` is one that nobody has named."""

    id: int
    stance: Stance
    role: EvidenceRole
    paper: Paper
    origin: str = ""
    article_id: int | None = None
    examined: bool = False

    @property
    def node(self) -> Node:
        """Items from one article share its node, but what nobody stands for is nobody else's account."""
        if self.article_id is None or self.role is EvidenceRole.ANONYMOUS:
            return f"item-{self.id}"
        return article_node(self.article_id)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a text was found to derive from when it came in: another text, or a named root. `is_tie`: none is the later."""

    derived: Node
    rule: OriginRule
    is_sure: bool
    why: str
    source: Node = ""
    root: str | None = None
    is_tie: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion that is read off the claim's own sentence or a passage (R1, R4): `node` may have it from `name`."""

    node: Node
    name: str
    rule: OriginRule
    why: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person did about an edge, and why; the last one of an edge holds. `source_name`: of a root that was added by name."""

    derived: Node
    source: Node
    mark: OriginMark
    why: str
    by: str
    at: datetime
    source_name: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """All that bears on where a claim's support comes from. `papers`: who published each article that is named anywhere here.

    `retracted` are nodes of articles and items; that the claim's own article was retracted says nothing of what supports it.
    """

    article_id: int
    papers: Mapping[int, Paper]
    sources: Sequence[Source] = ()
    traces: Sequence[Trace] = ()
    hints: Sequence[Hint] = ()
    marks: Sequence[Mark] = ()
    retracted: frozenset[Node] = frozenset()


@dataclass(frozen=True, slots=True)
class Edge:
    """One derives-from edge, with why it was drawn and what a person did about it. `is_tie`: the two share one text."""

    derived: Node
    source: Node
    rule: OriginRule
    state: EdgeState
    why: str
    mark: Mark | None = None
    is_tie: bool = False

    @property
    def stands(self) -> bool:
        """Whether the edge counts."""
        return self.state in _STANDING


@dataclass(frozen=True, slots=True)
class Account:
    """The graph of a claim, its edges with their reasons, and a name and a kind for each node."""

    graph: Graph
    edges: Sequence[Edge]
    names: Mapping[Node, str]
    sources: Sequence[Source] = ()

    def origins(self, stance: Stance) -> Origins:
        """What the items of a stance go back to."""
        return independent_origins(self.graph, stance)

    def called(self, root: Root) -> str:
        """A root in words."""
        return listed(self.names[node] for node in root)

    def dropped_words(self, stance: Stance) -> tuple[tuple[str, str], ...]:
        """(root, why it does not count), in words."""
        found = [(self.called(root), self._why(root, why)) for root, why in self.origins(stance).dropped]
        return tuple(dict.fromkeys(found))

    def retracted_sources(self) -> frozenset[int]:
        """The items that rest on nothing but what was retracted."""
        gone = only_retracted(self.graph)
        return frozenset(source.id for source in self.sources if source.node in gone)

    def _why(self, root: Root, why: Dropped) -> str:
        if why is Dropped.LOOP:
            return "they only cite each other"
        if why is Dropped.RETRACTED:
            return "it was retracted"
        if why is Dropped.UNIDENTIFIED:
            return "its origin is not named" if any(n.startswith("unnamed") for n in root) else "nobody stands for it"
        is_own = self.graph.claim in root or any((self.graph.claim, node) in _own_edges(self) for node in root)
        return "the claim's own outlet" if is_own else "the claim's article has it from there too"


def _own_edges(account: Account) -> set[tuple[Node, Node]]:
    edges = {(edge.derived, edge.source) for edge in account.edges if edge.rule is OriginRule.NEWSROOM}
    claim = account.graph.claim
    outlets = {source for derived, source in edges if derived == claim}
    return edges | {(claim, source) for derived, source in edges if derived in outlets}


def article_node(article_id: int) -> Node:
    """The node of an article of the desk."""
    return f"article-{article_id}"


def name_node(name: str) -> Node:
    """The node of a named root; case and spacing do not matter."""
    return f"name-{' '.join(name.split()).casefold()}"


def kind_of(node: Node, claim: Node) -> NodeKind:
    """What a node stands for, told by its id."""
    if node == claim:
        return NodeKind.CLAIM
    word = node.partition("-")[0]
    return NodeKind.NOBODY if word in ("nobody", "unnamed") else NodeKind(word)


def account(known: Known) -> Account:
    """The graph of a claim with its edges in words (2.11, step 1)."""
    made = _Drawing(known, article_node(known.article_id))
    made.draw()
    return Account(made.graph(), made.edges, made.names, known.sources)


@dataclass(slots=True)
class _Drawing:
    """A graph while its edges are drawn, rule by rule."""

    known: Known
    claim: Node
    edges: list[Edge] = field(default_factory=list)
    names: dict[Node, str] = field(default_factory=dict)
    own: dict[Node, Paper] = field(default_factory=dict)
    shared: dict[Node, Node] = field(default_factory=dict)

    def draw(self) -> None:
        for article_id, paper in self.known.papers.items():
            self._published(article_node(article_id), paper)
        for source in self.known.sources:
            self._published(source.node, source.paper)
        self.edges += [*self._of_traces(), *self._of_names(), *self._of_hints()]
        self._apply_marks()
        self._share_credits()
        self._share_texts()
        self._leave_open()
        self._end_in_newsrooms()

    def graph(self) -> Graph:
        # A shared text has what any of those who share it has beside it; who took theirs back shares it no more.
        retracted = self.known.retracted - {self.claim}
        shared = {node: text for node, text in self.shared.items() if node not in retracted}
        here = {node: shared.get(node, node) for node in self.names}
        # Its newsroom stays its own: a claim's article that shares a text does not lend the others its outlet.
        pairs = {
            (edge.derived if edge.rule is OriginRule.NEWSROOM else here[edge.derived], here[edge.source])
            for edge in self.edges
            if edge.stands
        }
        pairs |= set(shared.items())
        for gone in retracted & self.own.keys():
            # Who copied it credits its publisher for it, and that is the same account.
            pairs -= {(node, name_node(self.own[gone].name)) for node in reaching(pairs, gone)}
        items = [Cited(source.node, source.stance) for source in self.known.sources]
        nobody = frozenset(node for node in self.names if kind_of(node, self.claim) is NodeKind.NOBODY)
        return Graph(self.claim, items, pairs, nobody, frozenset(self._examined(pairs)), retracted)

    def _published(self, node: Node, paper: Paper) -> None:
        self.own.setdefault(node, paper)
        self.names.setdefault(node, paper.name)

    def _named(self, name: str) -> Node:
        node = name_node(name)
        self.names.setdefault(node, " ".join(name.split()))
        return node

    def _of_traces(self) -> Iterator[Edge]:
        for trace in self.known.traces:
            to = self._named(trace.root) if trace.root else trace.source
            state = EdgeState.AUTOMATIC if trace.is_sure else EdgeState.SUGGESTED
            yield Edge(trace.derived, to, trace.rule, state, trace.why, is_tie=trace.is_tie)

    def _of_names(self) -> Iterator[Edge]:
        """What whoever attached an item said of its origin, unless that is its publisher or the publisher's owner."""
        for source in self.known.sources:
            own = {name_node(name) for name in (source.paper.name, source.paper.group) if name}
            if source.role is EvidenceRole.ANONYMOUS or is_nobody(source.origin):
                to = f"nobody-{source.id}"
                self.names[to] = source.origin or f"{source.paper.name}, unnamed"
            elif not source.origin.strip() or name_node(source.origin) in own:
                continue
            else:
                to = self._named(source.origin)
            yield Edge(source.node, to, OriginRule.NAMED, EdgeState.AUTOMATIC, "named as its origin")

    def _of_hints(self) -> Iterator[Edge]:
        for hint in self.known.hints:
            yield Edge(hint.node, self._named(hint.name), hint.rule, EdgeState.SUGGESTED, hint.why)

    def _apply_marks(self) -> None:
        drawn: dict[tuple[Node, Node], Edge] = {}
        for edge in self.edges:
            there = drawn.setdefault((edge.derived, edge.source), edge)
            if edge.stands and not there.stands:
                drawn[edge.derived, edge.source] = edge
        for mark in self._last_marks():
            pair = (mark.derived, mark.source)
            if mark.derived not in self.names:
                continue  # the item was taken away since
            if pair not in drawn and mark.mark is OriginMark.ADDED:
                if mark.source_name:
                    self.names.setdefault(mark.source, mark.source_name)
                if mark.source in self.names:
                    drawn[pair] = Edge(*pair, OriginRule.ADDED, EdgeState.ADDED, mark.why, mark)
            elif pair in drawn:
                drawn[pair] = replace(drawn[pair], state=_STATE_OF[mark.mark], mark=mark)
        self.edges = [edge for edge in drawn.values() if edge.derived != edge.source]

    def _last_marks(self) -> Iterable[Mark]:
        return {(mark.derived, mark.source): mark for mark in self.known.marks}.values()

    def _share_credits(self) -> None:
        """Who credits an agency for a text credits it for the text's copies too: they are one text."""
        groups = _joined((e.derived, e.source) for e in self.edges if e.stands and e.rule is OriginRule.COPY)
        there = {(edge.derived, edge.source) for edge in self.edges}
        credited = [e for e in self.edges if e.stands and e.rule in (OriginRule.CREDIT, OriginRule.NAMED)]
        for edge in credited:
            if edge.source.startswith("nobody"):
                continue
            for node in sorted(groups.get(edge.derived, ())):
                its_own = node in self.own and name_node(self.own[node].name) == edge.source
                if (node, edge.source) not in there and not its_own:
                    there.add((node, edge.source))
                    why = f"the same text at {self.names[edge.derived]} has it from there"
                    self.edges.append(self._marked(Edge(node, edge.source, edge.rule, EdgeState.AUTOMATIC, why)))

    def _share_texts(self) -> None:
        ties = [(e.derived, e.source) for e in self.edges if e.stands and e.is_tie]
        for node, together in _joined(ties).items():
            text = f"text-{min(together)}"
            self.shared[node] = text
            self.names[text] = f"a text of {listed(self.names[one] for one in together)}"

    def _leave_open(self) -> None:
        """What a role says is somebody else's account, with nobody named and nothing found, has an origin that is not known."""
        drawn = {edge.derived for edge in self.edges if edge.stands}
        for source in self.known.sources:
            if source.role in ELSEWHERE and not source.origin.strip() and source.node not in drawn:
                to = f"unnamed-{source.id}"
                self.names[to] = source.paper.name
                self.edges.append(
                    Edge(source.node, to, OriginRule.NAMED, EdgeState.AUTOMATIC, "its origin is not named")
                )

    def _end_in_newsrooms(self) -> None:
        """R5: an account with nobody behind it is its newsroom's; newsrooms of one owner are one, but for their own reporting."""
        drawn = {edge.derived for edge in self.edges if edge.stands} | set(self.shared)
        ends = {node: paper for node, paper in self.own.items() if node not in drawn or node == self.claim}
        reporting = {name_node(s.paper.name) for s in self.known.sources if s.role is EvidenceRole.ORIGINAL_REPORTING}
        mine = name_node(self.own[self.claim].name)
        groups: dict[str, set[Node]] = {}
        for node, paper in ends.items():
            newsroom = self._named(paper.name)
            self.names[newsroom] = paper.name  # as it is written there, whatever somebody typed
            self.edges.append(Edge(node, newsroom, OriginRule.NEWSROOM, EdgeState.AUTOMATIC, OWN_ACCOUNT))
            if paper.group and not paper.is_agency and (newsroom == mine or newsroom not in reporting):
                groups.setdefault(paper.group, set()).add(newsroom)
        for group, newsrooms in sorted(groups.items()):
            if len(newsrooms) > 1 or mine in newsrooms or name_node(group) in self.names:
                owner = self._named(group)
                for newsroom in sorted(newsrooms - {owner}):
                    edge = Edge(newsroom, owner, OriginRule.NEWSROOM, EdgeState.AUTOMATIC, f"owned by {group}")
                    self.edges.append(self._marked(edge))

    def _marked(self, edge: Edge) -> Edge:
        mark = next((m for m in self._last_marks() if (m.derived, m.source) == (edge.derived, edge.source)), None)
        return replace(edge, state=_STATE_OF[mark.mark], mark=mark) if mark else edge

    def _examined(self, pairs: Iterable[tuple[Node, Node]]) -> Iterator[Node]:
        """Primary sources that were examined, and whose account each is by its own name."""
        examined = {s.node for s in self.known.sources if s.examined and s.role in PRIMARY_ROLES}
        yield from examined
        yield from (source for derived, source in pairs if derived in examined and source.startswith("name-"))


def _joined(pairs: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """For each node the set of those that pairs join it with, itself among them."""
    groups: dict[Node, set[Node]] = {}
    for one, other in pairs:
        merged = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(merged, merged))
    return groups
