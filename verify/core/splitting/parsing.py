"""The shipped dependency parser: loaded once, at the first English text; its trees are plain values for the rules."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from verify.core.matrices import on_one_thread
from verify.core.splitting.drafts import Span

WEIGHTS = Path(__file__).parent / "model"
PARSED_CHARACTERS = 500_000
"""Of one article; what lies beyond is split at sentences."""
LONGEST = 300
"""Words in a sentence that is parsed; longer ones are lists or noise."""
BATCH = 64
_NO_NAME = ("INTJ", "X", "VERB", "AUX")
"""What a name is sometimes taken for at the start of a sentence, while its tag is right."""
_BLANK = " " * 8

_LOADING = Lock()
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Word:
    """One token: its place in the article, Penn tag, universal part of speech and relation to its head."""

    index: int
    start: int
    end: int
    text: str
    tag: str
    pos: str
    dep: str
    head: int
    lower: str = field(init=False, compare=False)
    """The word in small letters."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", self.text.lower())


class Tree:
    """A sentence's words and who depends on whom; the root is its own head."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = tuple(words)
        self.children: list[list[int]] = [[] for _ in words]
        self.root = 0
        self._relations = [(word.dep, word.dep.partition(":")[0]) for word in self.words]
        self._under: dict[int, list[int]] = {}
        self._found: dict[str, Any] = {}
        for word in self.words:
            if word.head == word.index:
                self.root = word.index
            else:
                self.children[word.head].append(word.index)

    def __getitem__(self, index: int) -> Word:
        return self.words[index]

    def __len__(self) -> int:
        return len(self.words)

    def relation(self, index: int) -> str:
        """How a word hangs on its head, without the subtype."""
        return self._relations[index][1]

    def kids(self, index: int, *deps: str) -> list[int]:
        """Children in text order whose relation, with or without its subtype, is one of `deps`."""
        known = self._relations
        return [c for c in self.children[index] if known[c][0] in deps or known[c][1] in deps]

    def kid(self, index: int, *deps: str) -> int | None:
        """The first such child."""
        for child in self.children[index]:
            relation, base = self._relations[child]
            if relation in deps or base in deps:
                return child
        return None

    def under(self, index: int, without: frozenset[int] | set[int] = frozenset()) -> list[int]:
        """The subtree in text order, leaving out subtrees whose top is in `without`."""
        if not self.children[index]:
            return [index]
        if not without and index in self._under:
            return self._under[index].copy()
        out: list[int] = []
        waiting = [index]
        while waiting:
            at = waiting.pop()
            out.append(at)
            waiting += [c for c in self.children[at] if c not in without] if without else self.children[at]
        out.sort()
        if not without:
            self._under[index] = out.copy()
        return out

    def once(self, name: str, find: "Callable[[Tree], _Found]") -> _Found:
        """What several rules ask of the same tree, found at the first asking."""
        if name not in self._found:
            self._found[name] = find(self)
        found: _Found = self._found[name]
        return found

    def above(self, index: int) -> Iterator[int]:
        """The heads from the nearest to the root."""
        while self.words[index].head != index:
            index = self.words[index].head
            yield index

    def text(self, indexes: Sequence[int]) -> str:
        """The words at these places, spaced as the article has them."""
        out = ""
        for place, index in enumerate(indexes):
            word = self.words[index]
            if place and (indexes[place - 1] != index - 1 or self.words[index - 1].end < word.start):
                out += " "
            out += word.text
        return out

    def running(self, indexes: Sequence[int]) -> str:
        """These words as they stand in the middle of a sentence: without the capital that only its beginning gave."""
        text = self.text(indexes)
        opens = bool(indexes) and indexes[0] == 0 and self.words[0].tag in ("DT", "CD", "NNS", "PRP", "PRP$")
        return text[:1].lower() + text[1:] if opens else text


Mends = tuple[Callable[[Tree, int, list[Word]], None], ...]
"""Rules that put a slip of the parser right: each looks at one word of a tree and writes into the words that will be read."""

Parts = tuple[Span, ...]
"""What is parsed as one sentence: a span, or the spans around something set between them."""


def trees(text: str, wanted: Sequence[Parts]) -> Iterator[Tree | None]:
    """One tree for each, in order; None for what is too long to parse."""
    if not wanted:
        return
    nlp = loaded()
    read = [tuple(part for span in parts for part in _around_blanks(text, span)) for parts in wanted]
    docs = (_doc(nlp, " ".join(text[start:end] for start, end in parts)) for parts in read)
    for parts, doc in zip(read, nlp.pipe(docs, batch_size=BATCH), strict=True):
        yield _tree(doc, parts) if 0 < len(doc) <= LONGEST else None


def _around_blanks(text: str, span: Span) -> Iterator[Span]:
    """The parts of a span around a stretch of blanks, where something was cut out of the article."""
    start, end = span
    while (blank := text.find(_BLANK, start, end)) >= 0:
        if blank > start:
            yield start, blank
        start = blank
        while start < end and text[start] == " ":
            start += 1
    if start < end or start == span[0]:
        yield start, end


def loaded() -> Any:
    """The pipeline that ships; the first caller loads it, others wait."""
    with _LOADING:
        return _parser()


@cache
def _parser() -> Any:
    return load(WEIGHTS, exclude=["lemmatizer"])


def load(folder: Path, *, exclude: Sequence[str] = ()) -> Any:
    """A pipeline from its folder, with numpy to multiply its matrices.

    The kernels of `blis`, spaCy's own, are slow on many processors; numpy's OpenBLAS makes the parse almost twice as fast.
    The switch is set on this pipeline's layers, not in the process, so that no other thread's models change.
    """
    import spacy
    from thinc.api import NumpyOps

    nlp: Any = spacy.load(folder, exclude=exclude)
    on_one_thread()
    products = NumpyOps(use_blis=False)
    trained = [component.model for _, component in nlp.pipeline if getattr(component, "is_trainable", False)]
    for layer in (layer for model in trained for layer in model.walk()):
        layer.ops = products
    return nlp


def _doc(nlp: Any, sentence: str) -> Any:
    doc = nlp.make_doc(sentence)
    if len(doc) > LONGEST:
        return nlp.make_doc("")
    stops = [token for token in doc[1:] if token.text == "m." and doc[token.i - 1].like_num]
    if stops:  # "at £1.2m." ends with a full stop
        with doc.retokenize() as cutter:
            for token in stops:
                cutter.split(token, ["m", "."], heads=[(token, 0), (token, 0)])
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def _tree(doc: Any, parts: Parts) -> Tree | None:
    kept = [token for token in doc if not token.is_space]
    places = {token.i: place for place, token in enumerate(kept)}
    words: list[Word] = []
    for place, token in enumerate(kept):
        head = token.head
        while head.i not in places and head.head.i != head.i:
            head = head.head
        start = _offset(parts, token.idx)
        words.append(
            Word(
                place,
                start,
                start + len(token.text),
                token.text,
                token.tag_,
                "PROPN" if token.tag_ == "NNP" and token.pos_ in _NO_NAME else token.pos_,
                token.dep_,
                places.get(head.i, place),
            )
        )
    return Tree(words) if words else None


def _offset(parts: Parts, at: int) -> int:
    """The place in the article of a place in the parts joined by one space."""
    for start, end in parts:
        if at < end - start:
            return start + at
        at -= end - start + 1
    return parts[-1][1]
