"""What differs between two statements, with the places in both: figures, dates, names, negation, opposite words, hedges."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from verify.core.matching import dates, figures
from verify.core.matching import names as naming
from verify.core.matching.bearings import apart
from verify.core.matching.readings import Reading
from verify.core.matching.wording import Span, opposite, stem

_One = TypeVar("_One")
_LISTING = re.compile(r"\s*(?:,|,?\s*(?:and|or|&)\s)\s*")


class DifferenceKind(StrEnum):
    """What sort of thing two statements say differently."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    HEDGE = "hedge"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: its place in each statement, None where the other statement alone has it."""

    kind: DifferenceKind
    in_a: Span | None
    in_b: Span | None

    @property
    def is_contrary(self) -> bool:
        """Whether both cannot be right, where the statements speak of one thing."""
        both = self.in_a is not None and self.in_b is not None
        return self.kind is DifferenceKind.NEGATION or (both and self.kind is not DifferenceKind.HEDGE)


@dataclass(frozen=True, slots=True)
class Compared:
    """What two statements have in common, counted, and all that differs; `apart`: figures alike tell of different things."""

    differences: tuple[Difference, ...]
    figures: int
    moments: int
    names: int
    apart: bool = False

    def contrary(self, *kinds: DifferenceKind) -> int:
        """How many differences of these kinds cannot both be right."""
        return sum(1 for one in self.differences if one.is_contrary and one.kind in kinds)


def compare(a: Reading, b: Reading) -> Compared:
    """What differs between two statements. Whether that makes a conflict depends on whether they speak of one thing."""

    def in_one_slot(one: figures.Figure, other: figures.Figure) -> bool:
        return figures.in_one_slot(one, other) and not apart(a.bearings[one.span], b.bearings[other.span])

    count, number_differs = _matched(a.figures, b.figures, same_figure, in_one_slot)
    when, date_differs = _matched(a.moments, b.moments, same_moment, dates.comparable)
    who, name_differs = _names(a, b)
    out = [Difference(DifferenceKind.FIGURE, *_spans(pair)) for pair in number_differs]
    out += [Difference(DifferenceKind.DATE, *_spans(pair)) for pair in date_differs]
    out += [Difference(DifferenceKind.NAME, *_spans(pair)) for pair in name_differs]
    out += _one_sided(DifferenceKind.NEGATION, a.negations, b.negations)
    out += [Difference(DifferenceKind.OPPOSITE, here, there) for here, there in _opposites(a, b)]
    out += _one_sided(DifferenceKind.HEDGE, a.hedges, b.hedges)
    alone = ([pair[side] for pair in number_differs if pair[1 - side] is None] for side in (0, 1))
    return Compared(tuple(out), count, when, who, _any_alike(*alone))


def same_figure(a: figures.Figure, b: figures.Figure) -> bool:
    """Whether two figures speak of one thing and agree."""
    return figures.comparable(a, b) and figures.agrees(a, b)


def same_moment(a: dates.Moment, b: dates.Moment) -> bool:
    """Whether two dates speak of one part and agree."""
    return dates.comparable(a, b) and dates.agrees(a, b)


def _any_alike(here: Sequence[figures.Figure | None], there: Sequence[figures.Figure | None]) -> bool:
    return any(here) and any(there)


def _spans(pair: tuple[object, object]) -> tuple[Span | None, Span | None]:
    here, there = (getattr(one, "span", None) for one in pair)
    return here, there


def _matched(
    here: Sequence[_One], there: Sequence[_One], same: Callable[[_One, _One], bool], like: Callable[[_One, _One], bool]
) -> tuple[int, list[tuple[_One | None, _One | None]]]:
    """How many agree, and the rest: in pairs where one stands in the other's slot, alone where nothing does."""
    agreeing = [(a, b) for a in here for b in there if same(a, b)]
    left_here = [a for a in here if not any(a is held for held, _ in agreeing)]
    left_there = [b for b in there if not any(b is held for _, held in agreeing)]
    pairs: list[tuple[_One | None, _One | None]] = []
    for a in list(left_here):
        b = next((b for b in left_there if like(a, b)), None)
        if b is not None:
            pairs.append((a, b))
            left_here.remove(a)
            left_there.remove(b)
    pairs += [(a, None) for a in left_here]
    pairs += [(None, b) for b in left_there]
    return len({id(a) for a, _ in agreeing}), pairs


def _names(a: Reading, b: Reading) -> tuple[int, list[tuple[naming.Name | None, naming.Name | None]]]:
    """Names that match, and the others; a word that the other statement writes small, or that may be none, does not differ."""
    listed = _listed(a, b.names) | _listed(b, a.names)

    def in_one_slot(one: naming.Name, other: naming.Name) -> bool:
        both_sure = one.is_sure and other.is_sure
        return both_sure and one.owns is other.owns and (id(one) in listed) is (id(other) in listed)

    matched, rest = _matched(a.names, b.names, naming.same_name, in_one_slot)
    out = []
    for one, other in rest:
        held = (
            one is not None and (not one.is_sure or b.stems.issuperset(_stems(one))),
            other is not None and (not other.is_sure or a.stems.issuperset(_stems(other))),
        )
        one, other = (None if held[0] else one), (None if held[1] else other)
        if one is not None or other is not None:
            out.append((one, other))
    return matched, out


def _listed(reading: Reading, others: Sequence[naming.Name]) -> set[int]:
    """The names that stand in one list with a name that the other statement has: "Sydney, Darwin and Bowen"."""
    runs: list[list[naming.Name]] = []
    for name in reading.names:
        if runs and _LISTING.fullmatch(reading.text[runs[-1][-1].span[1] : name.span[0]]):
            runs[-1].append(name)
        else:
            runs.append([name])
    return {
        id(name)
        for run in runs
        if len(run) > 1 and any(naming.same_name(one, other) for one in run for other in others)
        for name in run
    }


def _stems(name: naming.Name) -> set[str]:
    return {stem(part) for part in name.parts}


def _one_sided(kind: DifferenceKind, here: Sequence[Span], there: Sequence[Span]) -> list[Difference]:
    """What one statement has and the other has nothing like."""
    if bool(here) == bool(there):
        return []
    return [Difference(kind, span, None) for span in here] + [Difference(kind, None, span) for span in there]


def _opposites(a: Reading, b: Reading) -> list[tuple[Span, Span]]:
    """Words of the one that are contrary to words of the other, where neither statement has both."""
    mine, theirs = {one for one, _ in a.words}, {one for one, _ in b.words}
    return [
        (here, there)
        for one, here in a.words
        if one not in theirs
        for other, there in b.words
        if other not in mine and opposite(one, other)
    ]
