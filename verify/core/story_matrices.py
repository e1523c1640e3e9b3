"""Which outlets carry which claims of a story: rows are statements, columns outlets, cells say it, say otherwise, or are silent.

Claims that match stand in one row where at least half of the statements that would come together match, so that one doubtful match
joins no two rows; and an article stands in a row with one statement only. What people confirmed or rejected holds before that.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Cell(StrEnum):
    """What an outlet does with a statement."""

    SAYS = "says"
    OTHERWISE = "says otherwise"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as the matrix needs it. `place` orders all claims of the story: whose article was first, then its own order."""

    id: int
    article: int
    outlet: int
    statement: str
    unresolved: int
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """A match of two claims: whether they say the same or conflict, how sure it is, and whether a person said so.

    `differs`: of a conflict the words of each that the other one has otherwise.
    """

    one: int
    other: int
    conflicts: bool
    score: float
    is_confirmed: bool = False
    differs: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement: the claim with the best wording, the claims that say it, and those that say otherwise, both in order."""

    lead: Told
    saying: tuple[Told, ...]
    otherwise: tuple[Told, ...]

    @property
    def outlets(self) -> int:
        """How many outlets carry it, one way or the other."""
        return len({told.outlet for told in (*self.saying, *self.otherwise)})

    def cell(self, outlet: int) -> Cell:
        """What an outlet does with it, by its latest word."""
        mine = self.of(outlet)
        if not mine:
            return Cell.SILENT
        return Cell.SAYS if mine[0] in self.saying else Cell.OTHERWISE

    def of(self, outlet: int) -> tuple[Told, ...]:
        """An outlet's claims in this row, the latest first."""
        return tuple(reversed(_in_order(told for told in (*self.saying, *self.otherwise) if told.outlet == outlet)))


def rows(claims: Sequence[Told], links: Iterable[Link], apart: Collection[tuple[int, int]] = ()) -> list[Row]:
    """The rows, where outlets disagree first, then what most of them carry. `apart`: pairs of claims that people rejected."""
    known = {told.id for told in claims}
    held = [link for link in links if link.one in known and link.other in known]
    statements = _statements(claims, apart)
    groups = _groups(statements, held, apart)
    made = [_row([statements[at] for at in group], held) for group in groups]
    return sorted(made, key=lambda row: (not row.otherwise, -row.outlets, min(told.place for told in row.saying)))


Statement = tuple[Told, ...]
"""Claims with the same words."""


def _statements(claims: Sequence[Told], apart: Collection[tuple[int, int]]) -> list[Statement]:
    said: dict[object, list[Told]] = {}
    rejected = {number for pair in apart for number in pair}
    for told in sorted(claims, key=lambda told: told.place):
        # Of the same words that a person held apart each is a statement of its own.
        words = " ".join(told.statement.casefold().split()).rstrip(".!")
        said.setdefault(told.id if told.id in rejected else words, []).append(told)
    return [tuple(some) for some in said.values()]


def _groups(
    statements: Sequence[Statement], links: Sequence[Link], apart: Collection[tuple[int, int]]
) -> list[list[int]]:
    """Statements that belong in one row, by their places: joined in the order of how sure the matches between them are."""
    at = {told.id: place for place, some in enumerate(statements) for told in some}
    never = {frozenset((at[one], at[other])) for one, other in apart if one in at and other in at}
    sure: dict[frozenset[int], tuple[bool, float]] = {}
    for link in links:
        pair = frozenset((at[link.one], at[link.other]))
        sure[pair] = max(sure.get(pair, (False, 0.0)), (link.is_confirmed, link.score))
    of = {place: [place] for place in range(len(statements))}
    for pair, (confirmed, _) in sorted(sure.items(), key=lambda item: (not item[1][0], -item[1][1], sorted(item[0]))):
        if len(pair) < 2:
            continue
        one, other = (of[place] for place in sorted(pair))
        across = [frozenset((a, b)) for a in one for b in other]
        if one is other or (never.intersection(across) and not confirmed):
            continue
        if confirmed or (2 * sum(pair in sure for pair in across) >= len(across) and _apart(statements, one, other)):
            one += other
            of.update(dict.fromkeys(other, one))
    return list({id(group): group for group in of.values()}.values())


def _apart(statements: Sequence[Statement], one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether no article is on both sides: an article says a thing once."""
    here, there = ({told.article for at in side for told in statements[at]} for side in (one, other))
    return not here & there


def _row(statements: Sequence[Statement], links: Sequence[Link]) -> Row:
    """What most outlets say by their latest word, against what is in conflict with it; of as many what came first."""
    sides = _sides(statements, links)
    latest = {told.outlet: told for told in _in_order(told for side in sides for told in side)}.values()
    saying = max(sides, key=lambda side: (sum(told in side for told in latest), [-n for n in side[0].place]))
    otherwise = _in_order(told for side in sides if side is not saying for told in side)
    return Row(min(saying, key=lambda told: (told.unresolved, told.place)), saying, otherwise)


def _sides(statements: Sequence[Statement], links: Sequence[Link]) -> list[tuple[Told, ...]]:
    """The claims of a row by what they say: those that match, and those that differ from a third in the same words."""
    at = {told.id: place for place, some in enumerate(statements) for told in some}
    side = {place: {place} for place in range(len(statements))}
    contrary: dict[tuple[int, str], int] = {}
    for link in links:
        if link.one not in at or link.other not in at:
            continue
        one, other = at[link.one], at[link.other]
        if not link.conflicts:
            _together(side, one, other)
            continue
        for here, there, words in ((one, other, link.differs[0]), (other, one, link.differs[1])):
            if words:
                _together(side, here, contrary.setdefault((there, words.casefold()), here))
    different = {id(some): some for some in side.values()}.values()
    return [_in_order(told for place in some for told in statements[place]) for some in different]


def _together(side: dict[int, set[int]], one: int, other: int) -> None:
    both = side[one] | side[other]
    side.update(dict.fromkeys(both, both))


def _in_order(claims: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(sorted(claims, key=lambda told: told.place))
