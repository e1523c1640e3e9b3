"""Reads the treebank: CoNLL-U files (`.conllu.xz`) to sentences with spaces, paragraphs, lemmas and named entities."""

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NAMED = {"person": "PERSON", "organization": "ORG", "place": "PLACE"}
_OPENING = re.compile(r"\((\d+)-([a-z]+)|(\d+)\)|\((\d+)\)")


@dataclass(slots=True)
class Word:
    """One syntactic word of the treebank; `head` is the index of its head in the sentence, its own for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    dep: str
    entity: str
    space: bool = True


@dataclass(slots=True)
class Sentence:
    """A sentence of a document; `paragraph` is true where it opens one. `text` is the treebank's own."""

    document: str
    text: str
    paragraph: bool
    words: list[Word] = field(default_factory=list)

    def set_spaces(self) -> None:
        """Say after which words the text has a space: the forms lie in the text one after the other."""
        at = 0
        for word in self.words:
            at = self.text.index(word.form, at) + len(word.form)
            word.space = at >= len(self.text) or self.text[at].isspace()


def read(path: Path) -> Iterator[Sentence]:
    """The sentences of one treebank file, in order. Ranges of multiword tokens and empty nodes are left out."""
    document, text, opens = "", "", False
    words: list[Word] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            if line.startswith("# newdoc id = "):
                document, opens = line[14:], True
            elif line.startswith("# newpar"):
                opens = True
            elif line.startswith("# text = "):
                text = line[9:]
            elif line and not line.startswith("#"):
                words.extend(_word(line.split("\t")))
            elif not line and words:
                sentence = Sentence(document, text, opens, words)
                sentence.set_spaces()
                yield sentence
                words, opens = [], False


def _word(cells: list[str]) -> Iterator[Word]:
    if not cells[0].isdigit():
        return
    misc = dict(item.split("=", 1) for item in cells[9].split("|") if "=" in item)
    feats = "" if cells[5] == "_" else cells[5]
    own = int(cells[0]) - 1
    head = own if cells[6] == "0" else int(cells[6]) - 1
    yield Word(cells[1], cells[2], cells[3], cells[4], feats, head, cells[7], misc.get("Entity", ""))


def entities(sentence: Sentence) -> list[tuple[int, int, str]]:
    """The named ones of GUM's mentions as (first word, word after the last, label): headed by a proper noun, outermost."""
    open_at: dict[str, tuple[int, str]] = {}
    found: list[tuple[int, int, str]] = []
    for index, word in enumerate(sentence.words):
        for opened, kind, closed, _ in _OPENING.findall(re.sub(r"\((\d+)-([a-z]+)[^()]*", r"(\1-\2", word.entity)):
            if opened:
                open_at[opened] = (index, kind)
            elif closed and closed in open_at:
                start, kind = open_at.pop(closed)
                found.append((start, index + 1, kind))
        for _, kind in re.findall(r"\((\d+)-([a-z]+)[^()]*\)", word.entity):
            found.append((index, index + 1, kind))
    return _names(sentence, found)


def _names(sentence: Sentence, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(set(found), key=lambda span: (span[0], -span[1])):
        words = sentence.words[start:end]
        proper = all(word.upos in ("PROPN", "DET", "PUNCT", "ADP", "NUM", "ADJ", "SYM") for word in words)
        named = kind in NAMED and proper and any(word.upos == "PROPN" for word in words)
        if named and (not kept or start >= kept[-1][1]):
            kept.append((start, end, NAMED[kind]))
    return kept
