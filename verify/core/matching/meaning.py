"""Vectors of sentences whose cosine tells how near their meanings are: a small BERT (MiniLM), read forward in numpy.

It finds paraphrases that share no word, and cannot tell "38.4 %" from "41 %": so it finds candidates and never relates them.
Architecture: Wang et al. 2020, MiniLM; pooling: Reimers and Gurevych 2019, Sentence-BERT; pieces of words: WordPiece as in BERT.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.core.errors import Malformed
from verify.core.matrices import on_one_thread

Vectors = npt.NDArray[np.float32]
MOST_PIECES = 256
"""A longer text is cut: the model was trained on no more."""
_LONGEST_WORD = 100
_EPSILON = 1e-12
_HEAD = 32
"""Numbers in one attention head; a model of 384 has 12 heads."""
_PIECES_AT_ONCE = 2_048
_WORD = re.compile(r"\w+|[^\w\s]")
_LAYER = "encoder.layer.{}."


class Encoder:
    """Makes vectors; `weights` by their names in BERT, `vocabulary` one piece a line in the order of their vectors."""

    def __init__(self, weights: Mapping[str, Vectors], vocabulary: Sequence[str]) -> None:
        on_one_thread()
        self._weights = weights
        self._pieces = {piece: number for number, piece in enumerate(vocabulary)}
        missing = {"[CLS]", "[SEP]", "[UNK]"} - self._pieces.keys()
        words = weights.get("embeddings.word_embeddings.weight")
        if missing or words is None or len(words) < len(vocabulary):
            raise Malformed("The weights and the vocabulary are not those of one model.")
        self.size = int(words.shape[1])
        self._layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        self._of_word = lru_cache(maxsize=100_000)(self._cut)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 a text, in their order. About 150 sentences a second on one core."""
        numbered = [self.pieces(text) for text in texts]
        out = np.zeros((len(texts), self.size), dtype=np.float32)
        batch: list[int] = []
        # Texts of one length go together: nothing is computed for padding but what a few pieces cost.
        for place in sorted(range(len(texts)), key=lambda at: len(numbered[at])):
            batch.append(place)
            if len(batch) * len(numbered[place]) >= _PIECES_AT_ONCE:
                out[batch] = self._forward([numbered[at] for at in batch])
                batch = []
        if batch:
            out[batch] = self._forward([numbered[at] for at in batch])
        return out

    def pieces(self, text: str) -> list[int]:
        """A text as the model is given it: the numbers of its pieces between a beginning and an end."""
        inside = [number for word in _words(_plain(text)) for number in self._of_word(word)]
        return [self._pieces["[CLS]"], *inside[: MOST_PIECES - 2], self._pieces["[SEP]"]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest known pieces of a word from its start on; one unknown piece makes the whole word unknown."""
        found, start = [], 0
        while start < len(word) and len(word) <= _LONGEST_WORD:
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._pieces), None)
            if end is None:
                break
            found.append(self._pieces[mark + word[start:end]])
            start = end
        return tuple(found) if start == len(word) else (self._pieces["[UNK]"],)

    def _forward(self, numbered: Sequence[Sequence[int]]) -> Vectors:
        length = max(len(one) for one in numbered)
        pieces = np.zeros((len(numbered), length), dtype=np.int64)
        held = np.zeros((len(numbered), length), dtype=np.float32)
        for row, one in enumerate(numbered):
            pieces[row, : len(one)], held[row, : len(one)] = one, 1
        weights = self._weights
        state = (
            weights["embeddings.word_embeddings.weight"][pieces]
            + weights["embeddings.position_embeddings.weight"][:length]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._normed(state, "embeddings.LayerNorm")
        unheld = (held[:, None, None, :] - 1) * np.float32(1e9)
        for number in range(self._layers):
            state = self._layer(state, _LAYER.format(number), unheld)
        mean = (state * held[:, :, None]).sum(axis=1) / held.sum(axis=1, keepdims=True)
        vectors: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
        return vectors

    def _layer(self, state: Vectors, name: str, unheld: Vectors) -> Vectors:
        rows, length, size = state.shape
        query, key, value = (
            self._dense(state, f"{name}attention.self.{part}")
            .reshape(rows, length, size // _HEAD, _HEAD)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        looks = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(_HEAD)) + unheld
        looks = np.exp(looks - looks.max(axis=-1, keepdims=True))
        seen = (looks / looks.sum(axis=-1, keepdims=True)) @ value
        seen = seen.transpose(0, 2, 1, 3).reshape(rows, length, size)
        state = self._normed(
            state + self._dense(seen, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm"
        )
        inner = _gelu(self._dense(state, f"{name}intermediate.dense"))
        return self._normed(state + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _dense(self, state: Vectors, name: str) -> Any:
        return state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normed(self, state: Vectors, name: str) -> Vectors:
        spread = np.sqrt(state.var(axis=-1, keepdims=True) + _EPSILON)
        centred = (state - state.mean(axis=-1, keepdims=True)) / spread
        normed: Vectors = centred * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normed


def _gelu(state: Vectors) -> Vectors:
    from scipy.special import erf  # takes a while to load

    bent: Vectors = state * np.float32(0.5) * (1 + erf(state / np.float32(np.sqrt(2))))
    return bent


def _plain(text: str) -> str:
    """A text in small letters, without accents and what cannot be seen."""
    kinds = ((c, unicodedata.category(c)) for c in unicodedata.normalize("NFD", text.lower()))
    return "".join(c for c, kind in kinds if kind != "Mn" and (kind[0] != "C" or c.isspace()))


def _words(text: str) -> list[str]:
    """Words and marks as BERT parts them: a letter of a script without spaces, and an underscore, stand alone."""
    out: list[str] = []
    for word in _WORD.findall(text):
        out += re.findall(r"[\u2e80-\u9fff\uf900-\ufaff]|_|[^\u2e80-\u9fff\uf900-\ufaff_]+", word)
    return out
