"""Where the boxes and arrows of a claim's origins stand: an account in, coordinates of an SVG out."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.core.corroboration import Node, components
from verify.core.origins import OWN_ACCOUNT, Account, EdgeState, NodeKind, kind_of
from verify.core.vocabulary import OriginRule, Stance

LINE, PAD, ROW_GAP = 15.0, 7.0, 12.0


@dataclass(frozen=True, slots=True)
class Look:
    """How wide a picture is made: for a desk or for a phone, since words in a picture shrink with it."""

    box: float
    gap: float
    letters: int


WIDE, NARROW = Look(220, 96, 30), Look(104, 16, 14)


@dataclass(frozen=True, slots=True)
class Box:
    """One account, or several that have it from the same places; `look` is claim, counted, dropped or plain."""

    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]
    look: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """From who has it to where they have it from; a suggested one does not count yet."""

    path: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class OriginPicture:
    """The boxes and arrows, in a frame of their own units."""

    width: float
    height: float
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]


def origin_picture(account: Account, look: Look = WIDE) -> OriginPicture:
    """The graph from left (the claim and its evidence) to right (the roots); accounts with the same arrows share a box."""
    arrows = _arrows(account)
    groups = _groups(account, arrows)
    of = {node: group for group in groups for node in group}
    between = {(of[a], of[b]): suggested for (a, b), suggested in arrows.items() if of[a] != of[b]}
    between = _without_detours(between)
    columns = _columns(groups, between, of[_same(account).get(account.graph.claim, account.graph.claim)])
    boxes = _boxes(account, columns, look)
    drawn = [Arrow(_line(boxes[a], boxes[b]), suggested) for (a, b), suggested in between.items()]
    width = max((box.x + box.width for box in boxes.values()), default=0)
    height = max((box.y + box.height for box in boxes.values()), default=0)
    return OriginPicture(width + 2, height + 2, list(boxes.values()), drawn)


Group = tuple[Node, ...]


def _arrows(account: Account) -> dict[tuple[Node, Node], bool]:
    """Each arrow with whether it is only suggested. An account that ends in its own newsroom is drawn as that newsroom.

    The claim's own newsroom is left out where nobody else ends in it.
    """
    same = _same(account)
    standing = {(same.get(a, a), same.get(b, b)) for a, b in account.graph.edges}
    waiting = [edge for edge in account.edges if edge.state is EdgeState.SUGGESTED]
    suggested = {(same.get(edge.derived, edge.derived), same.get(edge.source, edge.source)) for edge in waiting}
    arrows = dict.fromkeys(sorted(standing), False) | dict.fromkeys(sorted(suggested - standing), True)
    claim = account.graph.claim
    shared = {b for a, b in arrows if a != claim}
    own = {edge.source for edge in account.edges if edge.rule is OriginRule.NEWSROOM} - shared
    return {(a, b): waits for (a, b), waits in arrows.items() if a != b and not (a == claim and b in own)}


def _same(account: Account) -> dict[Node, Node]:
    """The nodes that are one box with another: an account and the newsroom that it ends in; the claim keeps its own name."""
    own = {edge.derived: edge.source for edge in account.edges if edge.why == OWN_ACCOUNT}
    home = own.pop(account.graph.claim, None)
    same = {node: account.graph.claim if newsroom == home else newsroom for node, newsroom in own.items()}
    return same | ({home: account.graph.claim} if home else {})


def _groups(account: Account, arrows: Mapping[tuple[Node, Node], bool]) -> list[Group]:
    same = _same(account)
    cited = (same.get(item.node, item.node) for item in account.graph.items)
    nodes = {account.graph.claim, *cited, *(node for pair in arrows for node in pair)}
    sources = {b for _, b in arrows}
    alike: dict[tuple[object, ...], list[Node]] = {}
    for node in sorted(nodes):
        onward = tuple(sorted((b, suggested) for (a, b), suggested in arrows.items() if a == node))
        alone = node in sources or node == account.graph.claim or not onward
        alike.setdefault((node,) if alone else ("", *onward), []).append(node)
    return [tuple(group) for group in alike.values()]


def _without_detours(between: Mapping[tuple[Group, Group], bool]) -> dict[tuple[Group, Group], bool]:
    """The arrows but for those that say no more than a way by others does: who has it from a copy has it from its source."""
    standing = [pair for pair, suggested in between.items() if not suggested]
    kept = dict(between)
    for a, b in standing:
        seen, ahead = {a}, [to for start, to in standing if start == a and to != b]
        while ahead:
            here = ahead.pop()
            seen.add(here)
            ahead += [to for start, to in standing if start == here and to not in seen]
        back = any(start == b and to == a for start, to in standing)
        if b in seen and not back and not _loops(a, standing):
            del kept[a, b]
    return kept


def _loops(group: Group, pairs: Sequence[tuple[Group, Group]]) -> bool:
    seen: set[Group] = set()
    ahead = [to for start, to in pairs if start == group]
    while ahead:
        here = ahead.pop()
        if here not in seen:
            seen.add(here)
            ahead += [to for start, to in pairs if start == here]
    return group in seen


def _columns(groups: Sequence[Group], between: Mapping[tuple[Group, Group], bool], claim: Group) -> list[list[Group]]:
    """Groups by how far they are from what they end in, the claim and the farthest first; those of a loop stand together."""
    names = {group: group[0] for group in groups}
    by_name = {name: group for group, name in names.items()}
    onward = {name: [names[b] for a, b in between if names[a] == name] for name in by_name}
    depth: dict[Node, int] = {}
    for component in components(onward):
        beyond = [depth[to] + 1 for node in component for to in onward[node] if to not in component]
        depth.update(dict.fromkeys(component, max(beyond, default=0)))
    deepest = max(depth.values(), default=0)
    columns: list[list[Group]] = [[] for _ in range(deepest + 1)]
    for name in sorted(depth):
        is_first = by_name[name] == claim and claim not in [b for _, b in between]
        columns[0 if is_first else deepest - depth[name]].append(by_name[name])
    return columns


def _boxes(account: Account, columns: Sequence[Sequence[Group]], look: Look) -> dict[Group, Box]:
    counted = {
        n for stance in (Stance.SUPPORTS, Stance.REFUTES) for root in account.origins(stance).counted for n in root
    }
    dropped = {n for stance in Stance for root, _ in account.origins(stance).dropped for n in root}
    boxes: dict[Group, Box] = {}
    for place, column in enumerate(columns):
        y = 1.0
        for group in sorted(column, key=lambda group: account.graph.claim not in group):
            kind = kind_of(group[0], account.graph.claim)
            name = "counted" if counted & set(group) else "dropped" if dropped & set(group) else "plain"
            head = "the claim: " if kind is NodeKind.CLAIM else f"{len(group)} accounts: " if len(group) > 1 else ""
            text = head + ", ".join(sorted(account.names.get(node, node) for node in group))
            lines = textwrap.wrap(text, look.letters) or [""]
            height = len(lines) * LINE + 2 * PAD
            look_of = "claim" if kind is NodeKind.CLAIM else name
            boxes[group] = Box(1 + place * (look.box + look.gap), y, look.box, height, lines, look_of)
            y += height + ROW_GAP
    return boxes


def _line(a: Box, b: Box) -> str:
    if a.x == b.x:  # within a loop: out at the right side and back in
        x, top, foot = a.x + a.width, a.y + a.height / 2, b.y + b.height / 2
        return f"M{x:g} {top:g}C{x + 14:g} {top:g} {x + 14:g} {foot:g} {x:g} {foot:g}"
    x1, y1, x2, y2 = a.x + a.width, a.y + a.height / 2, b.x - 5, b.y + b.height / 2
    middle = (x1 + x2) / 2
    return f"M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
