"""What the desk keeps of an article so that a later one can be held against it: its words as numbers, each with its weight.

The batch measure of `verify.core.stories` with the rarity of a word taken from all that the desk has seen, and on a young desk from
what is common in the language anyway: two articles on an empty desk are as near as they would be among thousands.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module

import numpy as np
import numpy.typing as npt

from verify.core.stories import Telling, with_days

BEFOREHAND = 50
"""As many articles are taken to have been seen before the first one."""
COMMON, UNCOMMON = 0.6, 0.004
"""The share of those that hold a word which is common in the language, and any other word."""
SAME_EVENT = 0.15
"""Nearness from which two articles are taken to tell one event, while each is held against those before it."""
MOST_WORDS = 600
SHORT, WHOLE, SHORT_COUNTS = 100, 200, 1.25
"""Two short texts about one event share less: below a hundred different words what they share counts a quarter more."""
TELLING_WORDS = 24
"""The words by which articles that may tell the same event are looked for."""
LEAST_TELLING = 0.25
"""Of the heaviest word's weight: of a short text even the small words would be among them."""

Numbers = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Sketch:
    """An article's words as numbers in order, their weights (of length 1 as a vector), and its day."""

    numbers: Numbers
    weights: Weights
    day: int

    def telling(self) -> list[int]:
        """The words that say most about its event, the heaviest first."""
        order = np.argsort(-self.weights, kind="stable")[:TELLING_WORDS]
        return [int(self.numbers[at]) for at in order if self.weights[at] >= LEAST_TELLING * self.weights[order[0]]]

    def packed(self) -> bytes:
        """The words and weights as bytes, the same on every machine; the day is kept beside them."""
        return self.numbers.astype("<i4").tobytes() + self.weights.astype("<f2").tobytes()


def unpacked(body: bytes, day: int) -> Sketch:
    """The sketch that `packed` wrote."""
    count = len(body) // 6
    numbers = np.frombuffer(body, dtype="<i4", count=count)
    return Sketch(numbers, np.frombuffer(body, dtype="<f2", offset=4 * count), day)


def counted(telling: Telling) -> dict[int, int]:
    """How often an article has each word, by the word's number."""
    return {word_number(word): times for word, times in telling.terms.items()}


def sketch(telling: Telling, language: str, seen: Mapping[int, int], articles: int) -> Sketch:
    """An article's sketch on a desk of so many articles, of which `seen` hold each word, this one among them."""
    common = _common(language.partition("-")[0])
    of_all = articles + BEFOREHAND
    weights = {}
    for number, times in counted(telling).items():
        holding = seen.get(number, 0) + BEFOREHAND * (COMMON if number in common else UNCOMMON)
        if holding < of_all:
            weights[number] = (1 + math.log(times)) * math.log((1 + of_all) / (1 + holding))
    heaviest = sorted(weights, key=lambda number: (-weights[number], number))[:MOST_WORDS]
    numbers = np.array(sorted(heaviest), dtype=np.int32)
    kept = np.array([weights[int(number)] for number in numbers], dtype=np.float64)
    return Sketch(numbers, (kept / (np.linalg.norm(kept) or 1.0)).astype(np.float16), telling.day.toordinal())


def near(one: Sketch, other: Sketch) -> float:
    """How near two articles are to telling one event, 0 to 1."""
    _, here, there = np.intersect1d(one.numbers, other.numbers, assume_unique=True, return_indices=True)
    words = float(one.weights[here].astype(np.float64) @ other.weights[there].astype(np.float64))
    shorter = min(len(one.numbers), len(other.numbers))
    length = float(np.interp(shorter, (SHORT, WHOLE), (SHORT_COUNTS, 1)))
    return min(1.0, words * length * float(with_days(abs(one.day - other.day))))


@lru_cache(maxsize=100_000)
def word_number(word: str) -> int:
    """A word as a positive number of 31 bits."""
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "big") >> 1 or 1


@lru_cache(maxsize=32)
def _common(language: str) -> frozenset[int]:
    """The words that hold a language together, as numbers; none for a language that nothing is known of."""
    if not language.isalpha() or len(language) > 3:
        return frozenset()
    try:
        words = import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    except ImportError:
        return frozenset()
    return frozenset(word_number(word) for word in words)
