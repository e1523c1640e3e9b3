"""What holds claims together that say the same: pairs, and those of them without which the claims would come apart."""

from collections.abc import Iterable, Sequence

Pair = tuple[int, int]


def only_ties(pairs: Sequence[Pair]) -> frozenset[Pair]:
    """The pairs that alone join what lies on their two sides (a graph's bridges; Tarjan 1974), in one walk. No pair comes twice."""
    beside: dict[int, list[int]] = {}
    for one, other in pairs:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    found: dict[int, int] = {}
    lowest: dict[int, int] = {}
    alone = set[frozenset[int]]()
    for start in beside:
        if start not in found:
            _walk(start, beside, found, lowest, alone)
    return frozenset(pair for pair in pairs if frozenset(pair) in alone)


def _walk(
    start: int,
    beside: dict[int, list[int]],
    found: dict[int, int],
    lowest: dict[int, int],
    alone: set[frozenset[int]],
) -> None:
    """Walk all that hangs together. `found`: when a claim was reached; `lowest`: the earliest that is reached from behind it."""
    way: list[tuple[int, int, Iterable[int]]] = [(start, 0, iter(beside[start]))]
    found[start] = lowest[start] = len(found)
    while way:
        here, came_from, left = way[-1]
        for there in left:
            if there == came_from:
                continue
            if there in found:
                lowest[here] = min(lowest[here], found[there])
                continue
            found[there] = lowest[there] = len(found)
            way.append((there, here, iter(beside[there])))
            break
        else:
            way.pop()
            if not way:
                return
            lowest[came_from] = min(lowest[came_from], lowest[here])
            if lowest[here] > found[came_from]:
                alone.add(frozenset((here, came_from)))
