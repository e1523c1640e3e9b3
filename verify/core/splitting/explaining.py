"""Why the splitter cut as it did: the parse of each sentence and the rule behind each piece."""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.core.splitting import clauses, closing, frames, mending, parsing, sentences
from verify.core.splitting import text as blocks_of
from verify.core.splitting.language import language_of
from verify.core.splitting.parsing import Tree


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
    wanted: list[parsing.Parts] = []
    for block in blocks_of.blocks(text, title=title):
        if block.reason is None:
            for sentence in sentences.sentences(text, block.start, block.end, language=known):
                apart = closing.apart(text, sentence)
                wanted += [(sentence,)] if apart is None else [apart[0], (apart[1],)]
    wanted = [parts for parts in wanted if parts[-1][1] <= parsing.PARSED_CHARACTERS]
    for parts, tree in zip(wanted, parsing.trees(text, wanted), strict=True):
        if tree is not None:
            yield _explained(" … ".join(text[start:end] for start, end in parts), mending.mended(tree))


def _explained(words: str, tree: Tree) -> Explanation:
    return Explanation(
        words,
        tuple(f"{w.index:3} {w.text:20} {w.pos:6} {w.tag:5} {w.dep:14} ← {tree[w.head].text}" for w in tree.words),
        tuple(f"{tree.text(f.speaker)} · {tree.text(f.cue)}" for f in frames.frames(tree)),
        tuple((piece.rule, tree.text(piece.quote)) for piece in clauses.pieces(tree)),
    )
