"""Lists of figures: one claim for each joined noun with a figure of its own ("three rifles, two shotguns and …")."""

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece

_NOMINAL = ("NOUN", "SYM", "NUM", "PROPN")
_AMOUNTS = ("hundreds", "thousands", "millions", "billions", "dozens", "another", "$", "%", "percent")

_MEASURES = lexicon.TIME_NOUNS | {
    "hour",
    "hours",
    "minute",
    "minutes",
    "second",
    "seconds",
    "feet",
    "foot",
    "inches",
    "inch",
}
"""Units of which a bigger and a smaller one make one measure."""
_AGES = ("year", "month", "week", "day")


def by_figures(tree: Tree, piece: Piece) -> list[Piece]:
    """The piece once for each member of its list of figures; the piece alone where it has no such list.

    Lists of the same length belong together: "fell to $88 million, or 52 cents a share, from $131 million, or 77 cents".
    """
    groups: list[list[int]] = []
    for head in piece.quote:
        group = [head, *(c for c in _joined(tree, head) if c in piece.quote)]
        if len(group) < 2 or tree[head].pos not in _NOMINAL or any(head in g or len(group) != len(g) for g in groups):
            continue
        if _each_has_a_figure(tree, group):
            groups.append(group)
    out = [piece] * (len(groups[0]) if groups else 1)
    for group in groups:
        out = [_only(tree, one, group, member) for one, member in zip(out, group, strict=True)]
    return out


def _joined(tree: Tree, head: int) -> list[int]:
    """Everything joined to a noun, also what the parser joined to the one before."""
    out = [c for c in tree.kids(head, "conj") if tree[c].pos in _NOMINAL]
    return sorted([*out, *(d for c in out for d in _joined(tree, c))])


def _each_has_a_figure(tree: Tree, group: list[int]) -> bool:
    either = any(tree[c].lower == "or" for w in group[1:] for c in tree.kids(w, "cc"))
    if not either and any(tree[c].lower in ("between", "from") for c in tree.kids(group[0], "case")):
        return False
    if not any(tree.kids(w, "cc") for w in group) or tree[group[0]].dep == "obl:unmarked":
        return False  # "won 14, three more than before", "eight films and two prizes later"
    if all(tree[w].lower in _MEASURES for w in group) and len({tree[w].lower for w in group}) == len(group):
        return False  # "four years and three months"
    return all(any(_is_amount(tree, w) for w in _member(tree, group, one)) for one in group)


def _member(tree: Tree, group: list[int], one: int) -> list[int]:
    return tree.under(one, set(group) - {one})


def _only(tree: Tree, piece: Piece, group: list[int], one: int) -> Piece:
    others = {w for other in group if other != one for w in _member(tree, group, other)}
    others |= {w for w in tree.kids(one, "cc", "punct") if w < one}
    if one != group[0]:
        others -= set(tree.kids(group[0], "case"))
    quote = tuple(w for w in piece.quote if w not in others)
    while len(quote) > 1 and tree[quote[-1]].pos == "PUNCT" and tree[quote[-1]].text not in ")]%":
        quote = quote[:-1]
    parts = tuple(p for p in piece.parts if isinstance(p, str) or p in quote)
    return Piece("figures", piece.top, quote, parts, piece.frames)


def _is_amount(tree: Tree, index: int) -> bool:
    word = tree[index]
    year = word.text.isdigit() and len(word.text) == 4 and word.text[:2] in ("18", "19", "20")
    age = [w.lower for w in tree.words[index + 1 : index + 5]] in (["-", unit, "-", "old"] for unit in _AGES)
    return word.lower in _AMOUNTS or (word.pos == "NUM" and not year and not age)
