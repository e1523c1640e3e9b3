"""Sentences parsed as the rules want them: a frame that stands apart from what it frames is a tree of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from verify.core.splitting import closing, frames, halves, lexicon, mending, opening, parsing
from verify.core.splitting.drafts import Span
from verify.core.splitting.parsing import Parts, Tree

_QUOTED = ("“", '"', "''", "‘")


@dataclass(slots=True)
class Parsed:
    """The trees of an article by what was parsed.

    `apart` names content and frame of the sentences read as two, `halves` the two clauses of what was read clause by clause.
    """

    trees: dict[Parts, Tree] = field(default_factory=dict)
    apart: dict[Span, tuple[Parts, Span]] = field(default_factory=dict)
    halves: dict[Parts, tuple[Parts, Parts]] = field(default_factory=dict)

    def of(self, sentence: Span) -> list[tuple[Parts, Span | None]]:
        """A sentence's clauses as they were parsed, each with its frame; None where the frame is part of the tree."""
        if sentence in self.apart:
            content, frame = self.apart[sentence]
            return [(part, frame) for part in self._in_halves(content)]
        if (sentence,) in self.halves:
            return [found for ((start, end),) in self.halves[(sentence,)] for found in self.of((start, end))]
        return [((sentence,), None)]

    def _in_halves(self, content: Parts) -> list[Parts]:
        return (
            [part for half in self.halves[content] for part in self._in_halves(half)]
            if content in self.halves
            else [content]
        )


def parsed(text: str, sentences: Sequence[Span]) -> Parsed:
    """The sentences of an article parsed, with its names known in all of them."""
    found = _read(text, sentences)
    _know_names(found)
    return found


def _read(text: str, sentences: Sequence[Span]) -> Parsed:
    """Parse sentences; where the parser lost what a frame says, or a frame proves to be none, once more."""
    found = Parsed(apart={part: two for part in sentences if (two := closing.apart(text, part)) is not None})
    _parse(text, found, [parts for part in sentences for parts in _wanted(found, part)])
    again = [part for part in found.apart if _is_no_content(text, found, part)]
    for part in again:
        content, frame = found.apart.pop(part)
        found.trees.pop(content, None)
        found.trees.pop((frame,), None)
    _parse(text, found, [(part,) for part in again])
    _open(text, found, [part for part in sentences if part not in found.apart])
    _halve(text, found, sentences)
    return found


def _know_names(found: Parsed) -> None:
    """A capitalised word that the article has elsewhere as a name, and never in small letters, is one where it was not read so.

    One that only opens a sentence, and stands in small letters elsewhere or is a common word of results, is none.
    """
    words = [word for tree in found.trees.values() for word in tree.words]
    written = {word.text for word in words}
    known = {word.text for word in words if word.tag == "NNP" and word.index and word.lower not in written}
    for parts, tree in found.trees.items():
        mine = [w.index for w in tree.words if w.text in known and w.pos == "NOUN" and w.text[0].isupper()]
        first, second = tree[0], tree[min(1, len(tree) - 1)]
        common = first.lower in written or first.lower in lexicon.OWNED_NOUNS
        if first.tag == "NNP" and second.pos != "PROPN" and common and first.text not in known:
            tree = found.trees[parts] = Tree([replace(first, tag="NN", pos="NOUN"), *tree.words[1:]])
        if mine:
            kept = [replace(w, tag="NNP", pos="PROPN") if w.index in mine else w for w in tree.words]
            found.trees[parts] = Tree(kept)


def _wanted(found: Parsed, part: Span) -> tuple[Parts, ...]:
    content, frame = found.apart.get(part, ((part,), None))
    return (content,) if frame is None else (content, (frame,))


def _parse(text: str, found: Parsed, wanted: Sequence[Parts]) -> None:
    for parts, tree in zip(wanted, parsing.trees(text, wanted), strict=True):
        if tree is not None:
            found.trees[parts] = mending.mended(tree)


def _is_no_content(text: str, found: Parsed, part: Span) -> bool:
    """In "The clubs, among them the Reds, said P" what stands before "said" is a name, and no clause that is said."""
    content, frame = found.apart[part]
    tree = found.trees.get(content)
    if tree is None or any(mark in text[start:end] for start, end in content for mark in _QUOTED):
        return False
    framed = found.trees.get((frame,)) if frame is not None else None
    if framed is not None and frames.frame_alone(framed) is None:
        return True
    return not any(word.tag in ("VBD", "VBZ", "VBP", "MD", "VBN") for word in tree.words)


def _open(text: str, found: Parsed, sentences: Sequence[Span]) -> None:
    """Parse alone what opening frames say, where the tree has lost it."""
    halves: dict[Span, tuple[Parts, Span]] = {}
    for part in sentences:
        tree = found.trees.get((part,))
        place = opening.lost(tree) if tree is not None else None
        if tree is not None and place is not None:
            verb, start = place
            halves[part] = ((tree[start].start, part[1]),), (part[0], tree[verb].end)
    _parse(text, found, [parts for content, frame in halves.values() for parts in (content, (frame,))])
    for part, (content, frame) in halves.items():
        tree, framed = found.trees.get(content), found.trees.get((frame,))
        if tree is None or framed is None or not opening.is_clause(tree) or frames.frame_alone(framed) is None:
            found.trees.pop(content, None)
            found.trees.pop((frame,), None)
        else:
            found.apart[part] = (content, frame)
            del found.trees[(part,)]


def _halve(text: str, found: Parsed, sentences: Sequence[Span]) -> None:
    """Read clause by clause what is two of them; a frame that stands apart stays the frame of both."""
    for part in sentences:
        content, frame = found.apart.get(part, ((part,), None))
        tree = found.trees.get(content)
        at = halves.second(tree) if tree is not None else None
        if tree is None or at is None:
            continue
        two = halves.cut(text, content, tree, at)
        sub = _read_apart(text, two) if frame is not None else _read(text, [half[0] for half in two])
        if all(halves.stands(sub.trees.get(clause)) for half in two for clause in _clauses(sub, half)):
            del found.trees[content]
            found.trees.update(sub.trees)
            found.apart.update(sub.apart)
            found.halves.update({**sub.halves, content: two})


def _read_apart(text: str, two: tuple[Parts, Parts]) -> Parsed:
    sub = Parsed()
    _parse(text, sub, two)
    return sub


def _clauses(sub: Parsed, half: Parts) -> list[Parts]:
    return [clause for clause, _ in sub.of(half[0])] if len(half) == 1 else [half]
