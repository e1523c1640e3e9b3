"""Whether a verb goes with a subject: "polls have closed and gives" tells that the parser lost another subject."""

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import subject_of
from verify.core.splitting.standing import FINITE

_ONE = ("is", "was", "has", "does")
_MANY = ("are", "were", "have", "do")
_EITHER = lexicon.BODIES | lexicon.COMPANY_NOUNS | lexicon.words("many in one")
"""Nouns in the singular that some say "are" of."""
_ONE_BY_NAME = (
    "states",
    "philippines",
    "netherlands",
    "nations",
    "news",
    "series",
    "means",
    "headquarters",
    "politics",
)


def wrong_subject(tree: Tree, verb: int) -> bool:
    """Whether a joined verb that has no subject of its own cannot go with the one it would share."""
    if tree[verb].dep not in ("conj", "parataxis") or tree.kid(verb, "nsubj", "csubj", "expl") is not None:
        return False
    subject = subject_of(tree, verb)
    form = next((w for w in (*tree.kids(verb, "aux", "cop"), verb) if tree[w].tag in FINITE), None)
    if subject is None or form is None or tree[form].tag == "MD" or subject > verb:
        return False
    noun, lower = tree[subject], tree[form].lower
    if tree.kids(subject, "nummod", "conj") or tree.kids(form, "nsubj"):
        return False
    if noun.tag == "NNS":
        return noun.lower not in _ONE_BY_NAME and (lower in _ONE or tree[form].tag == "VBZ")
    return noun.tag == "NN" and lower in _MANY and noun.lower not in _EITHER and not tree.kids(subject, "nmod")
