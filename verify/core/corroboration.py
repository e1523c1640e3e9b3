"""How many independent origins stand behind a claim: the graph of who drew on whom, and its roots (REL-1 2.11).

An edge `(d, s)` says that d's support for the claim derives from s. Nodes are the claim's own article, the items of evidence and
whatever they go back to: an agency, a person, a document, a newsroom, a shared text. Which edges there are is told by
`verify.core.origins`; here is only what follows from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from verify.core.vocabulary import Stance

Node = str


class Dropped(StrEnum):
    """Why a root does not count as an independent origin (2.11, step 4)."""

    LOOP = "loop"
    """Sources that only cite each other."""
    UNIDENTIFIED = "unidentified"
    """“Sources said”: nobody stands for it."""
    OWN = "own"
    """The claim's own article, or something that it draws on itself."""
    RETRACTED = "retracted"
    """Whoever published it has taken it back: neither it nor what copied it stands for anything."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An item of evidence in the graph. Two items from one article share its node."""

    node: Node
    stance: Stance


@dataclass(frozen=True, slots=True)
class Graph:
    """Who drew on whom for one claim. `examined`: nodes of primary sources that a reviewer has examined directly.

    What was `retracted` ends there: whoever drew on it drew on nothing beyond.
    """

    claim: Node
    items: Sequence[Cited]
    edges: Iterable[tuple[Node, Node]] = ()
    unidentified: frozenset[Node] = frozenset()
    examined: frozenset[Node] = frozenset()
    retracted: frozenset[Node] = frozenset()


Root = frozenset[Node]
"""A sink of the condensed graph: one node, or the nodes of a closed loop."""


@dataclass(frozen=True, slots=True)
class Origins:
    """What one stance goes back to: how many items, the roots that count, and those that do not, with why (2.11, steps 3-5)."""

    items: int
    counted: Sequence[Root]
    dropped: Sequence[tuple[Root, Dropped]]

    @property
    def independent(self) -> int:
        """independent(stance) of 2.11."""
        return len(self.counted)


def independent_origins(graph: Graph, stance: Stance) -> Origins:
    """The roots behind the items of a stance, in the order of their names (2.11, steps 2-5). Time O(V + E · roots)."""
    mine = [item for item in graph.items if item.stance is stance]
    roots = _roots(graph, mine)
    own = roots[graph.claim]
    reached = {root for item in mine for root in roots[item.node]}
    counted, dropped = [], []
    for root in sorted(reached, key=sorted):
        why = _why_dropped(root, graph, own)
        if why is None:
            counted.append(root)
        else:
            dropped.append((root, why))
    return Origins(len(mine), counted, dropped)


def only_retracted(graph: Graph) -> frozenset[Node]:
    """The nodes of items that rest on nothing but what was retracted."""
    roots = _roots(graph, graph.items)
    return frozenset(item.node for item in graph.items if all(root & graph.retracted for root in roots[item.node]))


def reaching(edges: Iterable[tuple[Node, Node]], target: Node) -> frozenset[Node]:
    """The target, and every node that draws on it, through whatever is between."""
    back: dict[Node, list[Node]] = {}
    for derived, source in edges:
        back.setdefault(source, []).append(derived)
    seen, waiting = {target}, [target]
    while waiting:
        new = [node for node in back.get(waiting.pop(), ()) if node not in seen]
        seen.update(new)
        waiting += new
    return frozenset(seen)


def _roots(graph: Graph, items: Iterable[Cited]) -> Mapping[Node, frozenset[Root]]:
    edges = [edge for edge in graph.edges if edge[0] not in graph.retracted]
    return roots_of(edges, [graph.claim, *(item.node for item in items)])


def roots_of(edges: Iterable[tuple[Node, Node]], nodes: Iterable[Node]) -> Mapping[Node, frozenset[Root]]:
    """For each node the sinks that it reaches, of the graph with its strongly connected components condensed (2.11, steps 2-3)."""
    onward: dict[Node, list[Node]] = {node: [] for node in nodes}
    for derived, source in edges:
        onward.setdefault(derived, [])
        onward.setdefault(source, [])
        if derived != source:
            onward[derived].append(source)
    found: dict[Node, frozenset[Root]] = {}
    # Components come with every component that they lead to before them.
    for component in components(onward):
        members = frozenset(component)
        beyond = [found[to] for node in component for to in onward[node] if to not in members]
        roots = frozenset().union(*beyond) if beyond else frozenset({members})
        found.update(dict.fromkeys(component, roots))
    return found


@dataclass(slots=True)
class _Walk:
    """What Tarjan's algorithm has seen."""

    onward: Mapping[Node, Sequence[Node]]
    index: dict[Node, int] = field(default_factory=dict)
    low: dict[Node, int] = field(default_factory=dict)
    open: list[Node] = field(default_factory=list)
    is_open: set[Node] = field(default_factory=set)
    found: list[list[Node]] = field(default_factory=list)

    def enter(self, node: Node) -> None:
        self.index[node] = self.low[node] = len(self.index)
        self.open.append(node)
        self.is_open.add(node)

    def leave(self, node: Node) -> None:
        if self.low[node] < self.index[node]:
            return
        component: list[Node] = []
        while not component or component[-1] != node:
            component.append(self.open.pop())
        self.is_open.difference_update(component)
        self.found.append(component)


def components(onward: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """Strongly connected components, each after those that it leads to (Tarjan 1972, without recursion: chains may be long)."""
    walk = _Walk(onward)
    for start in onward:
        if start in walk.index:
            continue
        walk.enter(start)
        path = [(start, iter(onward[start]))]
        while path:
            node, rest = path[-1]
            for to in rest:
                if to not in walk.index:
                    walk.enter(to)
                    path.append((to, iter(onward[to])))
                    break
                if to in walk.is_open:
                    walk.low[node] = min(walk.low[node], walk.index[to])
            else:
                path.pop()
                if path:
                    before = path[-1][0]
                    walk.low[before] = min(walk.low[before], walk.low[node])
                walk.leave(node)
    return walk.found


def _why_dropped(root: Root, graph: Graph, own: frozenset[Root]) -> Dropped | None:
    if root & graph.retracted:
        return Dropped.RETRACTED
    if root & graph.examined:
        return None
    if root & graph.unidentified:
        return Dropped.UNIDENTIFIED
    if graph.claim in root or (root in own and len(root) == 1):
        return Dropped.OWN
    return Dropped.LOOP if len(root) > 1 else None
