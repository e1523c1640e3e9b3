"""Near copies: how much of one text stands in another, word for word (REL-1 2.11, R3).

Measured by containment of 5-word shingles, `|A n B| / min(|A|, |B|)`: unlike Jaccard it also finds a brief cut from a long story.
A shingle is kept as a 64-bit number. Every fourth number, chosen by the number itself, is a text's print: texts that share prints
are compared, all other pairs are never looked at.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SHINGLE_WORDS = 5
COPY, POSSIBLE = 0.30, 0.15
"""Containment from which a text is taken for a copy, and from which that is suggested."""
PRINT_OF, MOST_PRINTS = 4, 1_000
LEAST_SHINGLES = 20
"""A shorter text says nothing: one quotation would make it a copy."""
ALONE = 150
"""A passage that somebody pasted is only called a possible copy where it has fewer shingles than these."""
TIE = timedelta(minutes=10)

Shingles = npt.NDArray[np.uint64]
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # scripts without spaces
    r"|[^\W_]+"
)
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Appeared:
    """When a text appeared: its day, and the moment that the desk first saw it, which orders texts of one day."""

    day: date
    seen: datetime


def shingles(text: str) -> Shingles:
    """The distinct 5-word shingles of a text as sorted numbers, the same on every machine; case and marks do not matter."""
    words = np.fromiter((_number(word) for word in _WORD.findall(text.casefold())), dtype=np.uint64)
    count = len(words) - SHINGLE_WORDS + 1
    if count < 1:
        return np.zeros(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(SHINGLE_WORDS):
        mixed = (mixed ^ words[at : at + count]) * _ODD
        mixed ^= mixed >> np.uint64(32)
    return np.unique(mixed)


def prints(of: Shingles) -> list[int]:
    """A fourth of the shingles, at most a thousand, as signed 64-bit numbers; two texts choose the same ones of what they share."""
    chosen = of[of % np.uint64(PRINT_OF) == 0][:MOST_PRINTS]
    found: list[int] = chosen.view(np.int64).tolist()
    return found


def containment(one: Shingles, other: Shingles) -> float:
    """The share of the shorter text's shingles that the other one has too; 0 where a text is too short to say."""
    return max(shares(one, other))


def shares(one: Shingles, other: Shingles) -> tuple[float, float]:
    """How much of each of two texts the other one has; nothing where one is too short to say."""
    if min(len(one), len(other)) < LEAST_SHINGLES:
        return 0.0, 0.0
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / len(one), shared / len(other)


def might_be_copy(shared_prints: int, prints_of_one: int, prints_of_other: int) -> bool:
    """Whether so many shared prints make it worth comparing two texts in full: half of what a possible copy would share."""
    return shared_prints >= POSSIBLE / 2 * min(prints_of_one, prints_of_other)


def is_later(one: Appeared, other: Appeared) -> bool | None:
    """Whether `one` appeared after `other`; None where they appeared within ten minutes."""
    if one.day != other.day:
        return one.day > other.day
    return None if abs(one.seen - other.seen) <= TIE else one.seen > other.seen


def is_derived(one: Appeared, other: Appeared, is_agency: bool, other_is_agency: bool) -> bool | None:
    """Whether of two copies `one` has it from `other`: the later one has, of one day the one that no agency wrote.

    Which of two texts of one day came in first, or seems to have, is chance where one is the agency's. None where neither can be
    called the first.
    """
    if one.day == other.day and is_agency != other_is_agency:
        return other_is_agency
    return is_later(one, other)


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
