"""Why the splitter cut as it did: the parse of each sentence and the rule behind each piece."""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.core.splitting import clauses, frames, parsing, sentences
from verify.core.splitting import text as blocks_of
from verify.core.splitting.language import language_of
from verify.core.splitting.parsing import Tree
from verify.core.splitting.reading import parsed


@dataclass(frozen=True, slots=True)
class Explanation:
    """One parsed stretch: a line for each word, the frames found in it, and each piece with its rule."""

    words: str
    parse: tuple[str, ...]
    frames: tuple[str, ...]
    pieces: tuple[tuple[str, str], ...]


def explain(text: str, *, title: str | None = None, language: str | None = None) -> Iterator[Explanation]:
    """The parse and the rules, sentence by sentence; nothing for a text that is not English."""
    known = language_of(text, language)
    if known.split("-")[0] not in ("en", "und"):
        return
    text, _ = blocks_of.without_tooltips(text)
    read = [
        sentence
        for block in blocks_of.blocks(text, title=title)
        if block.reason is None
        for sentence in sentences.sentences(text, block.start, block.end, language=known)
        if sentence[1] <= parsing.PARSED_CHARACTERS
    ]
    found = parsed(text, read)
    for sentence in read:
        read_as = found.of(sentence)
        framed = [(frame,) for _, frame in read_as[-1:] if frame is not None]
        for parts in (*(content for content, _ in read_as), *framed):
            tree = found.trees.get(parts)
            if tree is not None:
                yield _explained(" … ".join(text[start:end] for start, end in parts), tree)


def _explained(words: str, tree: Tree) -> Explanation:
    return Explanation(
        words,
        tuple(f"{w.index:3} {w.text:20} {w.pos:6} {w.tag:5} {w.dep:14} ← {tree[w.head].text}" for w in tree.words),
        tuple(f"{tree.text(f.speaker)} · {tree.text(f.cue)}" for f in frames.frames(tree)),
        tuple((piece.rule, tree.text(piece.quote)) for piece in clauses.pieces(tree)),
    )
