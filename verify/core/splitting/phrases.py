"""Noun phrases in a sentence's tree: a noun with what belongs to its name, how far it reaches, whose subject it is."""

import re

from verify.core.splitting.parsing import Tree, Word

COUNTING = ("%", "percent")
"""Nouns that do nothing themselves: what is lifted in "sales grew 3%, lifted by tourism" are the sales."""
_BEHIND = re.compile(r" (?:of|with|for|in|at|from|who|familiar|close|to|on)\b")
_OUTSIDE_A_NAME = (
    "case",
    "mark",
    "cc",
    "acl:relcl",
    "parataxis",
    "punct",
    "advcl",
    "nsubj",
    "cop",
    "appos",
    "dep",
    "aux",
)


def noun_phrase(tree: Tree, head: int) -> tuple[int, ...]:
    """A noun with what belongs to its name or narrows it; no preposition, no clause set off by commas."""
    cut = {
        c
        for c in tree.children[head]
        if tree[c].dep in _OUTSIDE_A_NAME or _set_off(tree, c) or _opens_a_clause(tree, c)
    }
    cut |= {r for c in tree.kids(head, "flat") for r in tree.kids(c, "acl:relcl")}
    cut -= {
        c
        for c in tree.kids(head, "appos")
        if tree[min(tree.under(c))].pos != "PUNCT" and tree[min(tree.under(c)) - 1].pos != "PUNCT"
    }
    # In "author Jonas Berg, an economist" the economist is no part of the name.
    inside = set(tree.kids(head, "appos")) - cut
    cut |= {d for c in inside for d in tree.kids(c, "appos") if "," in (w.text for w in _opening(tree, d))}
    article = next((c for c in tree.kids(head, "det") if c < head), None)
    cut |= {
        c for c in tree.kids(head, "nmod") if article is not None and c < article
    }  # "three months after the minister"
    words = tree.under(head, cut)
    words = [w for w in words if w == head or tree[w].pos != "PUNCT" or words[0] < w < words[-1] or tree[w].text == ")"]
    return tuple(words)


def _opening(tree: Tree, top: int) -> tuple[Word, ...]:
    """The first word of a subtree and the one before it."""
    first = tree.under(top)[0]
    return tree.words[max(0, first - 1) : first + 1]


def _set_off(tree: Tree, top: int) -> bool:
    first = tree.under(top)[0]
    before = tree[first] if tree[first].pos == "PUNCT" else tree[first - 1] if first else tree[top]
    return tree[top].dep in ("acl", "conj", "nmod", "nmod:unmarked") and before.text == ","


def _opens_a_clause(tree: Tree, top: int) -> bool:
    return tree[min(tree.under(top))].tag in ("WRB", "WP", "WDT")


def extent_of(tree: Tree, words: tuple[int, ...]) -> tuple[int, int]:
    """From the first word of a noun phrase to the last word of what hangs on it."""
    head = next((w for w in words if tree[w].head not in words or tree[w].head == w), words[-1])
    if tree[head].head == head or any(tree[c].dep.startswith("nsubj") for c in tree.children[head]):
        return words[0], words[-1]
    below = [
        w for c in tree.children[head] if tree[c].dep not in ("case", "mark", "cc", "punct") for w in tree.under(c)
    ]
    below = [w for w in (*below, *words) if tree[w].pos != "PUNCT"]
    return words[0], max(below)


def subject_of(tree: Tree, verb: int) -> int | None:
    """The verb's subject, or the one it shares with a verb it is joined to or depends on."""
    own = tree.kid(verb, "nsubj", "csubj")
    if own is not None:
        return own
    word = tree[verb]
    if word.head == verb:
        return None
    if word.dep == "acl":
        return subject_of(tree, tree[word.head].head) if tree[word.head].lower in COUNTING else word.head
    if word.dep in ("conj", "xcomp", "advcl", "parataxis"):
        return subject_of(tree, word.head)
    return None


def trimmed(tree: Tree, own: list[int]) -> list[int]:
    """Without punctuation at either end."""
    while own and tree[own[0]].pos == "PUNCT" and tree[own[0]].text not in "[($":
        own = own[1:]
    while own and tree[own[-1]].pos == "PUNCT" and tree[own[-1]].text not in ")]%":
        own = own[:-1]
    return own


def is_many(name: str) -> bool:
    """Whether a speaker without a name is more than one: "two people with knowledge of the case", "residents"."""
    last = _BEHIND.split(name)[0].rsplit(maxsplit=1)[-1]
    return last in ("people", "police", "men", "women") or (last.islower() and last.endswith("s") and last[-2:] != "ss")
