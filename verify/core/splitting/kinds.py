"""Factual, prediction or opinion: what sort of claim a wording makes."""

import re

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece
from verify.core.splitting.standing import FINITE
from verify.core.vocabulary import ClaimKind

_PREDICTING_CUES = ("predict", "forecast", "expect", "project")
_COMING = lexicon.words("coming")
_CONDITIONAL = ("would", "could")
_AHEAD = lexicon.words("looking ahead")
_LIGHT = lexicon.words("light verbs")
_JUDGING = lexicon.words("judging verbs")
_PENALTY = re.compile(
    r"\b(?:up to|a maximum of|as (?:much|many|long) as)\b|\b(?:years|months|life) in (?:prison|jail)\b", re.I
)
_FIGURE = re.compile(r"[$€£]?\d")
_POLLED = re.compile(r"(?:\w+ ){0,3}\d[\d.,]* ?(?:percent|per cent|%) of\b", re.I)
"""How many in a hundred hold an opinion can be looked up."""
_SHOULD = re.compile(
    r"\b(?:should|shouldn[’']t|must|mustn[’']t|ought|needs? to|(?:we|you|i|they) (?:all )?(?:need|"
    r"have to)|let us|let[’']s|deserves?)\b",
    re.I,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|we) (?:\w+ )?(?:think|believe|feel|hope|doubt|suspect|wish|love|like|hate|fear|worry|trust|"
    r"want)\b"
)
_SUPPOSED = re.compile(
    r"\bif\b.*\b(?:would|could|might)\b|\b(?:would|could|might)(?: not|n[’']t)? have \w+|\bwould(?: not|"
    r"n[’']t)? be\b",
    re.I,
)
_IF = re.compile(r"\b(?:if|unless)\b", re.I)
_SCHEDULED = re.compile(r"\b(?:is|are) (?:scheduled|set|due) (?:for|on|at)\b", re.I)


def kind_of(statement: str, *, cue: str = "", tree: Tree | None = None, piece: Piece | None = None) -> ClaimKind:
    """The kind of a claim: what is to come first, then words of judgement; what is left can be checked."""
    if _SCHEDULED.search(statement) or _PENALTY.search(statement) or _POLLED.match(statement):
        return ClaimKind.FACTUAL
    if _SHOULD.search(statement.partition(" whether ")[0]) or _FIRST_PERSON.search(statement):
        return ClaimKind.OPINION
    if cue.startswith(_PREDICTING_CUES) or _is_to_come(statement, tree, piece):
        return ClaimKind.PREDICTION
    return ClaimKind.OPINION if _is_judgement(statement, _core(tree, piece)) else ClaimKind.FACTUAL


def _is_to_come(statement: str, tree: Tree | None, piece: Piece | None) -> bool:
    if tree is None or piece is None:
        return lexicon.FUTURE.search(statement) is not None
    top = piece.top
    helpers = {tree[c].lower for c in _helpers(tree, top) if c in piece.quote}
    if helpers & _COMING:
        return True
    if helpers.intersection(_CONDITIONAL) and not _SUPPOSED.search(statement):
        return True
    if tree[top].tag == "VB" and helpers & {"is", "are"} and any(tree[c].tag == "TO" for c in tree.kids(top, "mark")):
        return True  # "the doses are to arrive"
    if tree[top].tag == "VBN" and {"would", "be"} <= helpers and not _IF.search(statement):
        return True  # "jobs would be cut", told of what was to come
    held = [top, *(w for w in tree.above(top) if w in piece.quote)]
    return any(
        tree[w].lower in _AHEAD and tree[w].tag != "VBD" and not _was(tree, w) and _leads_on(tree, w) for w in held
    )


def _helpers(tree: Tree, top: int) -> list[int]:
    """The helping verbs, with those that a joined verb shares: "would close it and be sorry"."""
    own = tree.kids(top, "aux", "cop")
    bare = tree[top].tag in ("VB", "VBN", "VBG") and not any(tree[w].tag in FINITE for w in own)
    return [*own, *(_helpers(tree, tree[top].head) if bare and tree[top].dep == "conj" else ())]


def _was(tree: Tree, index: int) -> bool:
    return any(tree[c].tag == "VBD" for c in tree.kids(index, "aux", "cop"))


def _leads_on(tree: Tree, index: int) -> bool:
    """Whether a verb that is still to happen hangs on it."""
    below = tree.kids(index, "xcomp", "ccomp", "advcl", "csubj", "acl")
    return any(tree[c].lower == "to" for b in below for c in tree.kids(b, "mark", "case")) or tree[index].lower in (
        "sees",
        "forecasts",
        "predicts",
    )


def _core(tree: Tree | None, piece: Piece | None) -> str | None:
    """The predicate with what qualifies it: where a word of judgement judges and does not merely stand by."""
    if tree is None or piece is None:
        return None
    top = piece.top
    words = {top, *tree.kids(top, "advmod", "amod", "xcomp", "cop", "compound", "nmod:desc")}
    if tree[top].lower in _LIGHT:
        words |= set(tree.kids(top, "obj"))
    for held in tree.kids(top, "xcomp", "obj"):
        if held in words:
            words |= set(tree.kids(held, "amod", "advmod", "compound", "obj" if tree[held].tag == "VB" else "amod"))
    subject = tree.kid(top, "nsubj")
    if subject is not None and tree[top].lower in _JUDGING:
        words |= {subject}
    return tree.text(sorted(w for w in words if w in piece.quote))


def _is_judgement(statement: str, core: str | None) -> bool:
    """Words of worth or motive in the predicate, and no figure that could be looked up."""
    if lexicon.STRONG_JUDGEMENT.search(statement) or _SUPPOSED.search(statement):
        return True
    return lexicon.JUDGEMENT.search(statement if core is None else core) is not None and not _FIGURE.search(statement)
