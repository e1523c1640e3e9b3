"""A statement as matching reads it: figures, dates, names, the other words that say something, negations and hedges."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import log

from verify.core.matching.bearings import Bearing, bearing
from verify.core.matching.dates import Moment, moments
from verify.core.matching.figures import Figure, figures
from verify.core.matching.names import Name, names
from verify.core.matching.wording import Span, folded, is_empty, stem, words

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|fail(?:s|ed|ing)? to|declin(?:e|es|ed|ing) to"
    r"|refus(?:e|es|ed|ing) to|yet to|no longer|unable to|lack(?:s|ed)?)\b|n[’']t\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\b(?:not only|no (?:less|fewer|more|later) than|not (?:less|fewer|more) than|No\. ?\d)", re.IGNORECASE
)
_CORRECTED = re.compile(r",\s+not\s$", re.IGNORECASE)
"""Before the figure in "14 cracks, not four": what the statement does not say."""
_HEDGE = re.compile(
    r"\b(?:reportedly|allegedly|apparently|supposedly|purportedly|possibly|perhaps|probably|likely|may|might|could"
    r"|(?:is|are|was|were) (?:said|believed|thought|expected|understood|alleged|reported) to|suspected|alleged|appears? to"
    r"|seems? to)\b"
)

_LONGEST_TAIL, _SHORTEST_ROOT = 4, 5
MOST = 60
"""Of figures, dates and names each are read in one statement: each is held against each of the other's."""


@dataclass(frozen=True)
class Reading:
    """What a statement says, each part with its place. Reading one takes about 0.2 ms; keep it where it is compared often."""

    text: str
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    names: tuple[Name, ...]
    words: tuple[tuple[str, Span], ...]
    """The stems of all other words that say something."""
    negations: tuple[Span, ...]
    hedges: tuple[Span, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the words and of the names' parts."""
        return frozenset((*(one for one, _ in self.words), *(stem(part) for name in self.names for part in name.parts)))

    def holds(self, one: str) -> float:
        """1 for a stem that is held, less for one with the same root ("investig", "investigator"), 0 for others."""
        if one in self.stems:
            return 1.0
        root = one[: max(_SHORTEST_ROOT, len(one) - _LONGEST_TAIL)]
        alike = any(abs(length - len(one)) <= _LONGEST_TAIL for length in self._begun.get(root, ()))
        return 0.8 if alike else 0.0

    @cached_property
    def _begun(self) -> Mapping[str, Collection[int]]:
        """Every beginning of a stem that may be a root, with the lengths of the stems that begin so."""
        found: dict[str, set[int]] = {}
        for one in self.stems:
            for end in range(_SHORTEST_ROOT, len(one) + 1):
                found.setdefault(one[:end], set()).add(len(one))
        return found

    @cached_property
    def bearings(self) -> Mapping[Span, Bearing]:
        """What each figure and date is of, by its place."""
        dated = {one.span: bearing(self.text, one.span, self.words, ()) for one in self.moments}
        return dated | {one.span: bearing(self.text, one.span, self.words, one.of) for one in self.figures}

    @cached_property
    def trigrams(self) -> frozenset[str]:
        """Every run of three letters inside the text's words."""
        padded = [f"^{folded(word)}$" for word, _ in words(self.text)]
        return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))

    @cached_property
    def marks(self) -> frozenset[str]:
        """What can be rare in a reading: its stems, figures and dates."""
        counted = (mark_of(one) for one in self.figures)
        return self.stems.union(counted, (mark_of(one) for one in self.moments))


def mark_of(one: Figure | Moment) -> str:
    """A figure or date as a word that can be counted."""
    if isinstance(one, Figure):
        return f"#{one.low:.4g}{one.unit}"
    return f"@{one.year or ''}-{one.month or ''}-{one.day or ''}"


def read(text: str, on: date | None = None) -> Reading:
    """Read a statement; `on`, its article's day, completes "Feb. 12" and "on Thursday"."""
    when = moments(text, on)[:MOST]
    dated = [one.span for one in when]
    counted = figures(text, dated)[:MOST]
    # "Three people" at the start of a sentence is a figure with a capital, not somebody's name.
    named = [one for one in names(text, dated) if not any(_within(one.span, count.span) for count in counted)][:MOST]
    corrected = [one.span[0] for one in counted if _CORRECTED.search(text[: one.span[0]])]
    counted = [one for one in counted if one.span[0] not in corrected]
    negations = tuple(
        m.span()
        for m in _NEGATION.finditer(text)
        if not any(m.start() < n.end() and n.start() < m.end() for n in _NO_NEGATION.finditer(text))
        and not any(m.start() < at <= m.end() + 1 for at in corrected)
    )
    taken = [*dated, *(one.span for one in counted), *(one.span for one in named), *negations]
    left = [
        (stem(word), span)
        for word, span in words(text)
        if not is_empty(word) and not any(span[0] < end and start < span[1] for start, end in taken)
    ]
    hedges = tuple(m.span() for m in _HEDGE.finditer(text))
    return Reading(text, tuple(counted), tuple(when), tuple(named), tuple(left), negations, hedges)


@dataclass(frozen=True)
class Rarity:
    """How much a stem says among the claims round it: what stands in all of them says little."""

    weights: Mapping[str, float]
    unseen: float

    def of(self, one: str) -> float:
        """The weight of a stem, from about 0.1 to about 1."""
        return self.weights.get(one, self.unseen)


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def rarity(among: Iterable[Reading]) -> Rarity:
    """How rare each stem is among some claims, such as those of the two articles that are compared."""
    held: dict[str, int] = {}
    total = 0
    for reading in among:
        total += 1
        for one in reading.marks:
            held[one] = held.get(one, 0) + 1
    most = log(1 + max(total, 1))
    weights = {one: 0.1 + 0.9 * log((1 + total) / (0.5 + count)) / most for one, count in held.items()} if total else {}
    return Rarity(weights, 1.0)


EVEN = Rarity({}, 1.0)
"""Every stem says as much as any other."""
