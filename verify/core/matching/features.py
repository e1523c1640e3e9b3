"""What a pair of statements shows, as numbers that a small model weighs."""

from collections.abc import Collection
from dataclasses import replace
from math import log1p

import numpy as np
import numpy.typing as npt

from verify.core.matching.differences import Compared, Difference, DifferenceKind, same_figure, same_moment
from verify.core.matching.names import Name, same_name
from verify.core.matching.readings import EVEN, Rarity, Reading, mark_of
from verify.core.matching.wording import Span, stem

NAMES = (
    "words of the shorter held",
    "words of the longer held",
    "letters in common",
    "first words held",
    "names in common",
    "first names agree",
    "figures agree",
    "dates agree",
    "figures differ",
    "dates differ",
    "names differ",
    "one is negated",
    "opposite words",
    "one is hedged",
    "weight in common",
    "least weight apart",
    "most weight apart",
)
BESIDE = ("ahead of the nearest other pair", "ahead of the other's nearest pair")
"""How far a pair is ahead of the best other pair of either claim: the smaller lead first."""
_ACRONYM = range(3, 7)
_CONTRARY = (
    DifferenceKind.FIGURE,
    DifferenceKind.DATE,
    DifferenceKind.NAME,
    DifferenceKind.NEGATION,
    DifferenceKind.OPPOSITE,
)


def features(a: Reading, b: Reading, compared: Compared, rare: Rarity) -> tuple[float, ...]:
    """The numbers of `NAMES`."""
    return _shown(a, b, compared, rare, ())


def forgiving(a: Reading, b: Reading, compared: Compared, rare: Rarity) -> tuple[float, ...]:
    """The numbers of `NAMES` as if whatever cannot both be right were equal in both."""
    kept = tuple(one for one in compared.differences if not one.is_contrary)
    forgiven = tuple(one for one in compared.differences if one.is_contrary)
    same = replace(compared, differences=kept)
    return _shown(a, b, same, rare, forgiven)


def share_held(a: Reading, b: Reading) -> float:
    """The share of what a says that b holds too."""
    held, left = _weighed(a, b, EVEN, ())
    return held / (held + left) if held + left else 1.0


def margins(alone: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The numbers of `BESIDE` for each pair of two articles' claims, from the chances that each has by itself."""
    rows, columns = alone.shape
    leads = np.empty((rows, columns, 2))
    for axis in (0, 1):
        if alone.shape[axis] < 2:
            leads[:, :, axis] = alone
            continue
        ordered = np.sort(alone, axis=axis)
        best, second = (np.take(ordered, [place], axis=axis) for place in (-1, -2))
        leads[:, :, axis] = alone - np.where(alone == best, second, best)
    return np.sort(leads, axis=2)


def _shown(
    a: Reading, b: Reading, compared: Compared, rare: Rarity, forgiven: tuple[Difference, ...]
) -> tuple[float, ...]:
    held_a, left_a = _weighed(a, b, rare, {one.in_a for one in forgiven})
    held_b, left_b = _weighed(b, a, rare, {one.in_b for one in forgiven})
    here, there = held_a / max(1e-9, held_a + left_a), held_b / max(1e-9, held_b + left_b)
    matched = compared.names + sum(1 for one in forgiven if one.kind is DifferenceKind.NAME)
    fewest = min(len(a.names), len(b.names))
    firsts = (a.names[0].span, b.names[0].span) if fewest else None
    forgiven_first = any(firsts and (one.in_a == firsts[0] or one.in_b == firsts[1]) for one in forgiven)
    kinds = DifferenceKind
    contrary = {one.kind for one in compared.differences if one.is_contrary}
    return (
        max(here, there),
        min(here, there),
        _letters(a, b),
        (_first_held(a, b) + _first_held(b, a)) / 2,
        min(1.0, matched / fewest) if fewest else 0.5,
        1.0 if forgiven_first else _first_agrees(a, b),
        float(compared.figures > 0),
        float(compared.moments > 0),
        *(float(kind in contrary) for kind in _CONTRARY),
        float(any(one.kind is kinds.HEDGE for one in compared.differences)),
        log1p(min(held_a, held_b)),
        log1p(min(left_a, left_b)),
        log1p(max(left_a, left_b)),
    )


def _weighed(a: Reading, b: Reading, rare: Rarity, forgiven: Collection[Span | None]) -> tuple[float, float]:
    """How much of what a says b holds too, and how much it does not, by rarity; what is forgiven counts as held."""
    shares: list[tuple[float, float]] = []
    for one, span in dict(a.words).items():
        shares.append((rare.of(one), 1.0 if span in forgiven else b.holds(one)))
    for name in a.names:
        held = name.span in forgiven or _named(name, b)
        shares.append((max(rare.of(stem(part)) for part in name.parts), float(held)))
    for figure in a.figures:
        held = figure.span in forgiven or any(same_figure(figure, other) for other in b.figures)
        shares.append((rare.of(mark_of(figure)), float(held)))
    for moment in a.moments:
        held = moment.span in forgiven or any(same_moment(moment, other) for other in b.moments)
        shares.append((rare.of(mark_of(moment)), float(held)))
    return sum(weight * held for weight, held in shares), sum(weight * (1 - held) for weight, held in shares)


def _named(name: Name, other: Reading) -> bool:
    if any(same_name(name, held) for held in other.names) or all(stem(part) in other.stems for part in name.parts):
        return True
    return _shortened(name, other)


def _shortened(name: Name, other: Reading) -> bool:
    """Whether a name in capitals ("IPO") is the first letters of words that follow each other there."""
    word = name.parts[0]
    if (
        len(name.parts) != 1
        or len(word) not in _ACRONYM
        or not word.isalpha()
        or name.span[1] - name.span[0] != len(word)
    ):
        return False
    return word in "".join(said[0].lower() for said in other.text.split())


def _first_held(a: Reading, b: Reading) -> float:
    """Whether b holds the first word behind a's first name, most often what is said to be done."""
    behind = a.names[0].span[1] if a.names else 0
    first = next((one for one, span in a.words if span[0] >= behind), None)
    return b.holds(first) if first else 0.5


def _letters(a: Reading, b: Reading) -> float:
    """The share of runs of three letters that two texts have in common (Dice)."""
    here, there = a.trigrams, b.trigrams
    return 2 * len(here & there) / max(1, len(here) + len(there))


def _first_agrees(a: Reading, b: Reading) -> float:
    """Whether the statements begin with one name: 1 or 0, a half where one has none."""
    if not a.names or not b.names:
        return 0.5
    return float(same_name(a.names[0], b.names[0]))
