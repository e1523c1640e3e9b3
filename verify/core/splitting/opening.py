"""Frames before what is said ("The mayor says the plan …") whose content the parser lost, so that it is parsed alone."""

from verify.core.splitting import lexicon
from verify.core.splitting.frames import AUTHORITIES, TELLING, frames
from verify.core.splitting.parsing import Tree, Word

_SAY = ("say", "says", "said")
_CUES = lexicon.SAYING - lexicon.OWN_ACTS
_TOLD = ("told", "tells", "telling")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_SUBJECT_PRONOUNS = ("he", "she", "it", "they", "we", "i", "there", "you")
_SAID_WORDS = frozenset(
    ("little", "nothing", "much", "so", "this", "something", "anything", "yes", "goodbye", "as", "more", "when")
)
FAR = 40
"""Words of a sentence among which the verb of an opening frame is looked for."""
BETWEEN = 8
"""Words that may stand between the verb and "that" ("said in a letter to the court that")."""


def lost(tree: Tree) -> tuple[int, int] | None:
    """The verb of an opening frame and the first word of what is said, where no frame of the tree covers them."""
    verb = next((w for w in range(1, min(len(tree) - 4, FAR)) if _opens(tree, w)), None)
    if verb is None or not _has_a_speaker(tree, verb) or any(verb in frame.cue for frame in frames(tree)):
        return None
    start = _told(tree, verb) if tree[verb].lower in _TOLD else _start(tree, verb)
    if start is None or not any(w.tag in (*_FINITE, "VBN") for w in tree.words[start:]):
        return None
    return verb, start


def _opens(tree: Tree, index: int) -> bool:
    word = tree[index]
    return word.lower in _CUES and word.tag in (*_FINITE, "VB", "VBN") and (word.dep != "amod" or word.tag in _FINITE)


def is_clause(tree: Tree) -> bool:
    """Whether what was parsed alone is a clause: a finite verb at its top, with a subject before it.

    In "reported earnings that topped estimates as revenue fell" what is left has a noun for an object and then a clause.
    """
    top = tree.root
    subject = tree.kid(top, "nsubj", "csubj", "expl")
    asks = any(tree[c].lower in ("if", "whether", "how", "why") and c == 0 for c in tree.kids(top, "mark", "advmod"))
    if (
        asks
        or len(tree.kids(top, "nsubj")) > 1
        or any(subject is not None and c > subject for c in tree.kids(top, "mark"))
    ):
        return False
    finite = any(tree[w].tag in _FINITE for w in (top, *tree.kids(top, "aux", "cop")))
    return finite and subject is not None and subject < top


def _has_a_speaker(tree: Tree, verb: int) -> bool:
    """A noun before the verb and no finite verb beside it: what stands between two commas may hold one."""
    before = [tree[w] for w in range(verb) if tree[w].tag not in ("RB", "MD") and tree[w].pos != "AUX"]
    if not before or before[-1].lower in ("i", "we", "you", *(("it",) if tree[verb].lower in TELLING else ())):
        return False
    if before[-1].text in (",", ")", "—"):
        before = _without_asides(before)
    else:
        last = max((k for k, w in enumerate(before) if w.text in (",", "—")), default=-1)
        before = before[last + 1 :]
    return any(w.pos in ("NOUN", "PROPN", "PRON") for w in before) and not any(
        w.tag in _FINITE or w.lower in ("that", "who", "whose", "which", "what", "how") for w in before
    )


def _without_asides(before: list[Word]) -> list[Word]:
    """The words up to the first comma or bracket: the speaker's name, what follows is told of the speaker."""
    cut = next((k for k, w in enumerate(before) if k and w.text in (",", "(", "—")), len(before))
    return before[:cut]


def _start(tree: Tree, verb: int) -> int | None:
    """Where the content begins: behind "that", else right behind the verb."""
    stretch = range(verb + 1, min(len(tree) - 2, verb + 1 + BETWEEN))
    that = next((w for w in stretch if tree[w].lower == "that" and tree[w].tag == "IN"), None)
    if that is not None:
        return that + 1
    first, second = tree[verb + 1], tree[verb + 2]
    if first.lower == "no" and second.pos == "PUNCT":
        return None
    if first.lower in _SAID_WORDS or first.pos == "PUNCT" or first.tag in ("TO", "VBG", "WRB", "WP"):
        return None
    if first.tag == "IN" and first.lower not in ("about", "if", "while", "although", "despite"):
        return None
    return verb + 1 if tree[verb].lower in _SAY or first.tag != "RB" else None


def _told(tree: Tree, verb: int) -> int | None:
    """Behind the one who is told: at "that", or at a pronoun or a name that a finite verb follows."""
    for at in range(verb + 2, min(len(tree) - 2, verb + 2 + BETWEEN)):
        if tree[at].lower == "that" and tree[at].tag == "IN":
            return at + 1
        if tree[at].lower in ("he", "she", "they") and tree[at - 1].lower in AUTHORITIES:
            return None  # what he tells the police of himself is no report of it
        if tree[at].lower in _SUBJECT_PRONOUNS and tree[at - 1].lower not in ("that", "and", "with", "to"):
            return at
    return None
