"""Whether the words of a piece make a sentence: a finite verb, a subject before it, no opening that leans on another clause."""

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece

FINITE = ("VBD", "VBZ", "VBP", "MD")
HEADING = 4
"""Words up to which a sentence without a verb is taken for a heading."""
_ASKING = ("WDT", "WP", "WP$", "WRB")
_LEANING = ("like", "than", "of", "whether", "if")
_SAYING_SOMETHING = ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "SYM", "DET", "X")


def stands(tree: Tree, piece: Piece) -> bool:
    """Whether a reader would take the piece for a whole sentence, whatever the parser made of it."""
    return not _leans(tree, piece) and _has_subject(tree, piece) and not _breaks_off(tree, piece)


def _breaks_off(tree: Tree, piece: Piece) -> bool:
    """Whether it ends with a word whose rest was cut off: "it is a reflection of how", "she had not"."""
    last = tree[piece.quote[-1]]
    if last.tag in ("WRB", "WP", "WDT", "CC", "TO") and last.dep not in ("obj", "obl") and last.index != piece.top:
        return True
    opens = last.dep in ("case", "mark") and last.head > last.index and last.head not in piece.quote
    content = any(tree[w].pos in _SAYING_SOMETHING and not tree[w].dep.startswith("nsubj") for w in piece.quote)
    return opens or (not content and piece.rule != "main")


def _leans(tree: Tree, piece: Piece) -> bool:
    """Whether it opens with a word that ties it to something before: "which …", "like you …"; "What he did was" does not."""
    first = next((p for p in piece.parts if isinstance(p, str) or tree[p].pos not in ("PUNCT", "ADV", "CCONJ")), None)
    if first is None or isinstance(first, str):
        return False
    opening = next(p for p in piece.parts if not isinstance(p, int) or tree[p].pos not in ("PUNCT", "CCONJ"))
    asks = [w for w in (first, opening) if isinstance(w, int) and tree[w].tag in _ASKING]
    if asks:
        return sum(1 for w in piece.quote if tree[w].tag in FINITE) < 2
    word = tree[first]
    if piece.rule == "clause" and word.tag == "IN" and word.dep == "mark":
        return True
    return (word.lower in _LEANING and word.tag == "IN") or (word.lower == "that" and word.tag in ("IN", "WDT"))


def _has_subject(tree: Tree, piece: Piece) -> bool:
    seen = False
    for part in piece.parts:
        if isinstance(part, str):
            if part.startswith("\0") or part in ("is", "are"):
                return seen
        elif tree[part].tag in FINITE or (part == piece.top and _may_be_finite(tree, piece)):
            return seen
        else:
            seen = seen or _may_be_subject(tree, piece, part)
    return False


def _may_be_finite(tree: Tree, piece: Piece) -> bool:
    """A past tense taken for a participle; what is joined to a participle or an infinitive is one as well."""
    tag = tree[piece.top].tag
    return tag == "VBN" or (piece.rule == "predicate" and tag.startswith("VB"))


def _may_be_subject(tree: Tree, piece: Piece, index: int) -> bool:
    word = tree[index]
    if word.tag in ("VBG", "VB"):
        return True
    if word.pos not in _NOMINAL or word.tag == "PRP$":
        return False
    held = any(c < index and c in piece.parts and tree[c].tag in ("IN", "TO") for c in tree.kids(index, "case"))
    return not held and (word.dep not in ("compound", "det") or tree[word.head].dep.startswith("nsubj"))


def has_no_verb(tree: Tree | None) -> bool:
    """Such as "A long quarrel.": a heading or a fragment of speech; a figure makes it a claim."""
    return (
        tree is not None
        and len(tree) <= HEADING
        and not any(w.tag.startswith(("VB", "MD")) or w.pos in ("VERB", "AUX", "NUM") for w in tree.words)
    )


def opens_a_condition(tree: Tree, first: int, verb: int) -> bool:
    """Whether a clause is turned round to set a condition: "had he been there"."""
    return tree[first].lower in ("had", "were", "should") and first < verb and tree[first].tag in FINITE


def time_of_a_noun(tree: Tree, first: int) -> bool:
    """Whether "when" narrows the noun before it ("at a time when", "the day when")."""
    return first > 0 and tree[first].lower in ("when", "where") and tree[first - 1].lower in lexicon.TIME_NOUNS
