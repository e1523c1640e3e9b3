"""Candidates for a text out of an index of words: its rarest words first, and more of them while a budget lasts.

The index is asked for one word at a time. Each claim that holds it collects the word's weight; at the end the claims that
collected most are put in order by what their words hold of the text's, in any form.
"""

import heapq
import re
from collections.abc import Iterable, Mapping
from math import log

from verify.core.matching.wording import cleaned, is_empty, root

COMMONEST = 0.1
"""A word that a greater share of the claims holds is left out: reading where it stands costs more than it tells."""
ALWAYS = 3
"""So many of the rarest words are asked for however small the budget is."""
_WORD = re.compile(r"[^\W_]+")
_FEW = 50
"""On a small desk a word may be held by so many claims."""
_LONG = 20
_LENGTH = 0.3


def asked_words(text: str) -> list[str]:
    """The words of a text that say something, each once, as an index is asked for them."""
    found = dict.fromkeys(word.casefold() for word in _WORD.findall(cleaned(text)))
    return [word for word in found if (len(word) > 1 or word.isdigit()) and not is_empty(word)]


def weight(held: int, total: int) -> float:
    """What a word tells that so many of all claims hold: BM25's inverse document frequency."""
    return log(1 + max(0.0, total - held + 0.5) / (held + 0.5))


def most_held(total: int) -> int:
    """How many of all claims may hold a word that is asked for."""
    return max(_FEW, int(total * COMMONEST))


class Tally:
    """What each claim has collected so far."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._sums: dict[int, float] = {}
        self.held: dict[str, int] = {}
        self.read = 0

    def add(self, word: str, claims: Iterable[int]) -> None:
        """Credit a word to all claims that hold it."""
        ids = list(claims)
        self.held[word] = len(ids)
        self.read += len(ids)
        told, sums = weight(len(ids), self._total), self._sums
        for claim_id in ids:
            sums[claim_id] = sums.get(claim_id, 0.0) + told

    def best(self, number: int) -> list[int]:
        """The claims that collected most, the newest first among equals."""
        return heapq.nlargest(number, self._sums, key=lambda claim_id: (self._sums[claim_id], claim_id))


def in_order(
    words: Iterable[str], held: Mapping[str, int], total: int, texts: Mapping[int, str]
) -> list[tuple[int, float]]:
    """Claims with the share (0 to 1) of what the words tell that they hold in any form, a little less for long ones; best first."""
    told: dict[str, float] = {}
    for word in words:
        told[root(word)] = max(told.get(root(word), 0.0), weight(held.get(word, 0), total))
    whole = sum(told.values()) or 1.0
    scored = []
    for claim_id, text in texts.items():
        roots = {root(word) for word in _WORD.findall(text)}
        share = sum(told[one] for one in roots & told.keys()) / whole
        scored.append((claim_id, share / (1 - _LENGTH + _LENGTH * max(1.0, len(roots) / _LONG))))
    return sorted(scored, key=lambda one: (-one[1], -one[0]))
