"""Where a quote stands in a text: as W3C selectors, and found again in a text that may write it otherwise.

The selectors are those of the Web Annotation Data Model, 4.2.4 and 4.2.5.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from verify.core.vocabulary import Anchoring

CONTEXT = 32
"""Code points of the text kept before and after a quote, so that it is found again where the text has moved."""
SAME_ENOUGH = 0.75
"""The share of a passage's words that a place must have, in their order, to be the passage in other words."""
MOST_WORDS = 1_000
"""Words of a passage that are looked for in other words; a longer one is only found as it stands."""
LEAST_WORDS = 6
"""A shorter passage in other words could be anything."""
_OFTEN = 40
"""A word that a text has more often tells nothing of where a passage stands in it."""
_PLACES = 6
"""Likely places that are compared word by word."""

_MARKS = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "…": "...",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
}
_LEFT_OUT = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*")
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u00ad]\s*\n\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage stands in a text: `[start, end)` in code points, and how far its words are those of the passage."""

    start: int
    end: int
    how: Anchoring


def selectors(text: str, spans: Sequence[Sequence[int]]) -> list[list[dict[str, Any]]]:
    """For each span `[start, end)` of `text`, in code points: its TextPositionSelector and its TextQuoteSelector."""
    return [
        [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - CONTEXT) : start],
                "suffix": text[end : end + CONTEXT],
            },
        ]
        for start, end in spans
    ]


def find(text: str, passage: str, *, near: int | None = None) -> Anchor | None:
    """Where `text` has the passage: word for word, but for spaces and marks, or else in other words. None: nowhere.

    `near` is where it was selected, and decides between several places that have it word for word. A passage with a gap (`…`)
    stands where its parts follow one another.
    """
    passage = passage.strip()
    if not passage:
        return None
    if near is not None and (end := _end(text, near, passage)) is not None:
        return Anchor(near, end, Anchoring.EXACT)
    start = text.find(passage)
    if start >= 0:
        return Anchor(start, start + len(passage), Anchoring.EXACT)
    plain = _Plain(text)
    return plain.holding(passage) or plain.with_gaps(passage) or _in_other_words(text, passage)


def _end(text: str, start: int, words: str) -> int | None:
    """Where words that were selected from `start` on end; a browser leaves out the space between two paragraphs."""
    place = start
    for character in words:
        if character.isspace():
            continue
        while place < len(text) and text[place].isspace():
            place += 1
        if place >= len(text) or text[place] != character:
            return None
        place += 1
    return place


class _Plain:
    """A text in small letters, with plain marks and single spaces, and where each of its characters is from."""

    def __init__(self, text: str) -> None:
        self.places: list[int] = []
        pieces: list[str] = []
        for place, character in _characters(text):
            pieces.append(character)
            self.places.extend([place] * len(character))
        self.text = "".join(pieces)

    def holding(self, passage: str, after: int = 0) -> Anchor | None:
        """Where the passage stands, looked for from a character of the plain text on."""
        wanted = "".join(character for _, character in _characters(passage)).strip()
        at = self.text.find(wanted, after) if wanted else -1
        return self._anchor(at, at + len(wanted), Anchoring.SPACING) if at >= 0 else None

    def with_gaps(self, passage: str) -> Anchor | None:
        """Where the parts of a passage that leaves something out stand, one after the other."""
        parts = [part for part in _LEFT_OUT.split(passage) if part]
        if len(parts) < 2:
            return None
        found: list[Anchor] = []
        after = 0
        for part in parts:
            here = self.holding(part, after)
            if here is None:
                return None
            found.append(here)
            after = next((at for at in range(after, len(self.places)) if self.places[at] >= here.end), len(self.text))
        return Anchor(found[0].start, found[-1].end, Anchoring.SPACING)

    def _anchor(self, start: int, end: int, how: Anchoring) -> Anchor:
        return Anchor(self.places[start], self.places[end - 1] + 1, how)


def _characters(text: str) -> Iterator[tuple[int, str]]:
    """The characters that count, each with its place; words that a line's end breaks are one."""
    breaks = {place for found in _BROKEN_WORD.finditer(text) for place in range(*found.span())}
    was_space = False
    for place, character in enumerate(text):
        if place in breaks:
            continue
        if character.isspace():
            if not was_space:
                yield place, " "
            was_space = True
            continue
        plain = _MARKS.get(character, character).casefold()
        if plain:
            was_space = False
            yield place, plain


def _in_other_words(text: str, passage: str) -> Anchor | None:
    """The stretch of the text that has most of the passage's words in their order.

    Only a few stretches are compared: those where the passage's rarer words lie as far apart as they do in the passage.
    """
    wanted = [word.casefold() for word in _WORD.findall(passage)]
    if not LEAST_WORDS <= len(wanted) <= MOST_WORDS:
        return None
    found = list(_WORD.finditer(text))
    words = [match[0].casefold() for match in found]
    best = max((_compared(wanted, words, at) for at in _likely(wanted, words)), default=None)
    if best is None or best[0] < SAME_ENOUGH:
        return None
    return Anchor(found[best[1]].start(), found[best[2]].end(), Anchoring.CLOSE)


def _likely(wanted: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where the passage would begin, by most of its rarer words; a few words' difference is one place."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    step = max(4, len(wanted) // 8)
    votes = Counter(
        (place - at) // step
        for at, word in enumerate(wanted)
        if len(places.get(word, ())) <= _OFTEN
        for place in places.get(word, ())
    )
    return [max(0, bucket * step) for bucket, _ in votes.most_common(_PLACES)]


def _compared(wanted: Sequence[str], words: Sequence[str], at: int) -> tuple[float, int, int]:
    """The share of the passage's words that stand around there in their order, and the first and the last word of them."""
    slack = max(4, len(wanted) // 4)
    first = max(0, at - slack)
    here = words[first : at + len(wanted) + 2 * slack]
    blocks = [b for b in SequenceMatcher(a=wanted, b=here, autojunk=False).get_matching_blocks() if b.size]
    if not blocks:
        return 0.0, 0, 0
    share = sum(block.size for block in blocks) / len(wanted)
    return share, first + blocks[0].b, first + blocks[-1].b + blocks[-1].size - 1
