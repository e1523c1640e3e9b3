"""Sentences of two clauses that the parser read as one tangle: where the second begins, so that each is parsed alone."""

from verify.core.splitting.agreement import wrong_subject
from verify.core.splitting.parsing import Parts, Tree
from verify.core.splitting.standing import FINITE
from verify.core.splitting.text import trim

_SUBJECTS = ("nsubj", "csubj", "expl")
_BETWEEN = ("and", "but", "as", "after", "while", "because", "since")
_POINTING = ("it", "they", "this", "that", "these", "those")
"""What opens a clause that is not understood without the one before: "the answer is not hate; it is patience"."""


def second(tree: Tree) -> int | None:
    """The first word of the second clause: behind a semicolon, or at an "and" whose two sides the tree has confused."""
    for index, word in enumerate(tree.words[:-2]):
        if word.text == ";" and _has_a_verb(tree, 0, index) and _has_a_verb(tree, index + 1, len(tree)):
            return index + 1 if tree[index + 1].lower not in _POINTING else None
    return _confused(tree) or _shared_wrongly(tree)


def _holds_a_clause(tree: Tree, start: int, end: int) -> bool:
    """Whether a subject stands on one side, and behind it a verb in its tense or the sentence's own."""
    side = range(start, end)
    subjects = [w for w in side if tree.relation(w) in _SUBJECTS and tree[w].head in side]
    return any(tree[w].tag in FINITE or w == tree.root for w in side if subjects and w > subjects[0])


def _has_a_verb(tree: Tree, start: int, end: int) -> bool:
    """Whether one side may be a clause, however the parser tied it to the other."""
    return any(tree[w].tag in FINITE or w == tree.root for w in range(start, end)) and end - start > 2


def _confused(tree: Tree) -> int | None:
    """In "Both were built then, and Upper Lund, a village, has a tower" the first half is no clause of the second's verb."""
    for verb in tree.kids(tree.root, "advcl"):
        finite = {tree[w].tag for w in (verb, *tree.kids(verb, "aux", "cop"))} & set(FINITE)
        if verb > tree.root or not finite or tree.kids(verb, "mark") or not tree.kids(verb, "nsubj"):
            continue
        if any(tree[w].tag.startswith("W") for w in tree.under(verb)):
            continue
        for cc in range(verb + 1, tree.root):
            if tree[cc].dep == "cc" and tree[cc].lower in ("and", "but") and tree[cc - 1].text == ",":
                return cc
    return None


def _shared_wrongly(tree: Tree) -> int | None:
    """In "Polls have closed in Lund and the first count gives her 46%" polls give nothing: a clause begins at the "and"."""
    verb = next((w for w in range(len(tree)) if wrong_subject(tree, w)), None)
    if verb is None:
        return None
    between = range(verb - 2, tree[verb].head, -1)
    mark = next((w for w in between if tree[w].lower in _BETWEEN and _opens(tree, w)), None)
    return mark if mark is None or tree[mark].dep == "cc" else mark + 1


def _opens(tree: Tree, mark: int) -> bool:
    """Whether a word joins, or opens a clause that was taken for a phrase."""
    return tree[mark].dep in ("cc", "case", "mark") and tree[mark + 1].tag in (
        "DT",
        "JJ",
        "NN",
        "NNS",
        "NNP",
        "PRP$",
        "CD",
    )


def cut(text: str, parts: Parts, tree: Tree, at: int) -> tuple[Parts, Parts]:
    """What was parsed as one, in two."""
    between = tree[at - 1].text == ";" or tree[at - 1].lower in _BETWEEN
    end, start = tree[at - 1].start if between else tree[at - 1].end, tree[at].start
    left = tuple(trim(text, a, min(b, end)) for a, b in parts if a < end)
    right = tuple(trim(text, max(a, start), b) for a, b in parts if b > start)
    return left, right


def stands(tree: Tree | None) -> bool:
    """Whether a half, parsed alone, is a clause."""
    return tree is not None and _holds_a_clause(tree, 0, len(tree))
