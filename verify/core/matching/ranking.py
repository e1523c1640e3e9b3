"""Ranking claims for a text: all words under a document-frequency cap fetch candidates, own features put them in order.

The index lives in memory: words as numpy postings with their BM25 weights over text and title, over each by itself, and the words
and runs of four letters of each claim. `ranking.json` holds the coefficients (fitted by `python -m bench.matching --fit`). With an
encoder (`meaning.py`) the claims nearest in meaning are candidates too.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.core.matching.meaning import Encoder
from verify.core.matching.wording import cleaned, folded, is_empty, root

FEATURES = (
    "bm25 against the best",
    "bm25",
    "bm25 of the text",
    "bm25 of the title",
    "text held by the query",
    "title held by the query",
    "query held",
    "claim held by the query",
    "letters of the claim held",
    "letters of the query held",
    "word pairs held",
    "word pairs in common",
    "a figure in common",
    "a figure missing",
    "both held",
    "weight in common",
    "rarest word in common",
    "bm25 of the words as they stand, against the best",
    "bm25 of the words as they stand",
    "length of the text",
)
CANDIDATES = 100
_K1, _B = 1.2, 0.75
_RUN = 4
_LONG = 20
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DIGITS = re.compile(r"\d[\d,.]*\d|\d")
_Floats = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim that can be found: its id, its words and, where it has one, its title."""

    id: str
    text: str
    title: str = ""


class Postings:
    """Where each word stands among some texts, with the BM25 weight it has there."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        held: dict[str, tuple[list[int], list[int]]] = {}
        for place, text in enumerate(texts):
            for word, count in Counter(text).items():
                places, counts = held.setdefault(word, ([], []))
                places.append(place)
                counts.append(count)
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        self._norms = _K1 * (1 - _B + _B * lengths / max(1e-9, lengths.mean())) if self.size else lengths
        self.rarity = {
            word: float(np.log(1 + (self.size - len(p) + 0.5) / (len(p) + 0.5))) for word, (p, _) in held.items()
        }
        self._weighed = {word: self._weights(word, np.array(p), np.array(c)) for word, (p, c) in held.items()}

    def _weights(self, word: str, places: _Places, counts: _Places) -> tuple[_Places, _Floats]:
        return places, self.rarity[word] * counts * (_K1 + 1) / (counts + self._norms[places])

    def scores(self, words: Iterable[str], most: float = 1.0) -> _Floats:
        """The BM25 score of each text; words that a greater share of the texts holds than `most` are left out."""
        total = np.zeros(self.size)
        for word in set(words):
            places, weights = self._weighed.get(word, (None, None))
            if places is not None and weights is not None and len(places) <= most * self.size:
                total[places] += weights
        return total


class Claims:
    """Claims that can be ranked for a text."""

    def __init__(self, entries: Iterable[Entry], encoder: Encoder | None = None) -> None:
        self.entries = list(entries)
        self._encoder = encoder
        self._vectors = encoder.vectors([f"{one.text} {one.title}" for one in self.entries]) if encoder else None
        self._texts = [_words(entry.text) for entry in self.entries]
        self._titles = [_words(entry.title) for entry in self.entries]
        self._both = Postings([text + title for text, title in zip(self._texts, self._titles, strict=True)])
        self._text, self._title = Postings(self._texts), Postings(self._titles)
        self._standing = Postings([_standing(f"{entry.text} {entry.title}") for entry in self.entries])

    def ranked(self, query: str, top: int = 50, weights: Sequence[float] | None = None) -> list[tuple[str, float]]:
        """Ids with their scores, best first, at most `top`; claims that share no word with the query are left out.

        With an encoder, claims that are near in meaning are found too, and nearness counts in the order.
        """
        near = self.nearness(query)
        places, shown = self.candidates(query, max(top, CANDIDATES), near)
        scores = shown @ np.array(weights or shipped())
        if near is not None:
            scores = scores + shipped_nearness() * near[places]
        order = np.argsort(-scores, kind="stable")[:top]
        return [(self.entries[places[at]].id, float(scores[at])) for at in order]

    def nearness(self, query: str) -> _Floats | None:
        """The cosine of each claim with the query; None without an encoder."""
        if self._encoder is None or self._vectors is None:
            return None
        return np.asarray(self._vectors @ self._encoder.vectors([cleaned(query)])[0], dtype=np.float64)

    def candidates(
        self, query: str, number: int = CANDIDATES, near: _Floats | None = None
    ) -> tuple[list[int], _Floats]:
        """The places of the claims with the best BM25 scores, and of the nearest ones, and their `FEATURES`, one row each."""
        words = _words(query)
        scores = self._both.scores(words)
        sharing = min(number, int(np.count_nonzero(scores)))
        best = [int(place) for place in np.argsort(-scores, kind="stable")[:sharing]]
        top = float(scores[best[0]]) if best else 1.0
        if near is not None:
            best = list(dict.fromkeys([*best, *(int(place) for place in np.argsort(-near, kind="stable")[:number])]))
        fields = self._text.scores(words), self._title.scores(words), self._standing.scores(_standing(query))
        asked = _Query(query, words, top, fields)
        rows = [self._shown(asked, place, scores[place]) for place in best]
        return best, np.array(rows).reshape(len(rows), len(FEATURES))

    def _shown(self, asked: "_Query", place: int, score: float) -> tuple[float, ...]:
        entry, text, title = self.entries[place], set(self._texts[place]), set(self._titles[place])
        both, top = text | title, asked.top + 1e-9
        in_text, in_title = self._share(text, asked.set), self._share(title, asked.set)
        query_held = self._weight(both & asked.set) / max(1e-9, self._weight(asked.set))
        letters = _runs(f"{entry.text} {entry.title}")
        common = len(letters & asked.letters)
        pairs = _pairs(self._texts[place]) | _pairs(self._titles[place])
        figures = set(_DIGITS.findall(entry.text))
        rarest = max((self._both.rarity[word] for word in both & asked.set), default=0.0)
        return (
            score / top,
            float(np.log1p(score)),
            asked.text[place] / top,
            asked.title[place] / top,
            in_text,
            in_title,
            query_held,
            self._share(both, asked.set),
            common / max(1, len(letters)),
            common / max(1, len(asked.letters)),
            len(pairs & asked.pairs) / max(1, len(pairs)),
            float(np.log1p(len(pairs & asked.pairs))),
            float(bool(figures & asked.figures)),
            float(bool(figures - asked.figures)),
            in_text * query_held,
            float(np.log1p(self._weight(both & asked.set))),
            rarest / float(np.log(max(2, self._both.size))),
            asked.standing[place] / (asked.top_standing + 1e-9),
            float(np.log1p(asked.standing[place])),
            len(self._texts[place]) / _LONG,
        )

    def _weight(self, words: set[str]) -> float:
        unseen = float(np.log(max(2, self._both.size)))
        return sum(self._both.rarity.get(word, unseen) for word in words)

    def _share(self, words: set[str], held: set[str]) -> float:
        return self._weight(words & held) / max(1e-9, self._weight(words))


class _Query:
    """A query as the features ask it: made once, asked for each candidate."""

    def __init__(self, query: str, words: list[str], top: float, fields: tuple[_Floats, _Floats, _Floats]) -> None:
        self.set, self.top = set(words), float(top)
        self.text, self.title, self.standing = fields
        self.top_standing = float(self.standing.max()) if len(self.standing) else 0.0
        self.letters, self.pairs = _runs(query), _pairs(words)
        self.figures = set(_DIGITS.findall(query))


@lru_cache(maxsize=1)
def shipped() -> tuple[float, ...]:
    """The coefficients of `ranking.json`, in the order of `FEATURES`."""
    held = _stored()["coefficients"]
    return tuple(float(held[name]) for name in FEATURES)


def shipped_nearness() -> float:
    """What a cosine of 1 adds to a score."""
    return float(_stored()["nearness"])


@lru_cache(maxsize=1)
def _stored() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files("verify.core.matching").joinpath("ranking.json").read_text("utf-8"))
    return held


def _words(text: str) -> list[str]:
    return [root(word) for word in _WORD.findall(cleaned(text)) if not is_empty(word)]


def _standing(text: str) -> list[str]:
    return [folded(word) for word in _WORD.findall(cleaned(text))]


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))


def _runs(text: str) -> set[str]:
    """Every run of four letters inside the words."""
    padded = (f"^{folded(word)}$" for word in _WORD.findall(cleaned(text)))
    return {word[at : at + _RUN] for word in padded for at in range(max(1, len(word) - _RUN + 1))}
