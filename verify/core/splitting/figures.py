"""Lists of figures: one claim for each joined noun with a figure of its own ("three rifles, two shotguns and …")."""

from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece

_AMOUNTS = ("hundreds", "thousands", "millions", "billions", "dozens", "another", "$", "%", "percent")

_AGES = ("year", "month", "week", "day")


def by_figures(tree: Tree, piece: Piece) -> list[Piece]:
    """The piece once for each member of its list of figures; the piece alone where it has no such list."""
    inside = set(piece.quote)
    for head in piece.quote:
        group = [head, *(c for c in _joined(tree, head) if c in inside)]
        if len(group) > 1 and tree[head].pos in ("NOUN", "SYM", "NUM", "PROPN") and _each_has_a_figure(tree, group):
            return [_only(tree, piece, group, one) for one in group]
    return [piece]


def _joined(tree: Tree, head: int) -> list[int]:
    """Everything joined to a noun, also what the parser joined to the one before."""
    out = [c for c in tree.kids(head, "conj") if tree[c].pos in ("NOUN", "SYM", "NUM", "PROPN")]
    return sorted([*out, *(d for c in out for d in _joined(tree, c))])


def _each_has_a_figure(tree: Tree, group: list[int]) -> bool:
    if any(tree[c].lower in ("between", "from") for c in tree.kids(group[0], "case")):
        return False
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
