"""What shows a name to be a person's, where neither a given name nor a title does: who speaks, of whom "who" is said."""

from collections.abc import Iterable

from verify.core.splitting import lexicon
from verify.core.splitting.names import Name
from verify.core.splitting.parsing import Tree


def speaking_alone(kept: Iterable[tuple[Tree, list[Name]]]) -> set[str]:
    """Single words that say something ("Halvask said") in an article where "he" or "she" does too: surnames, though not known."""
    alone, someone = set[str](), False
    for tree, found in kept:
        someone = someone or any(word.lower in ("he", "she") and _says(tree, word.index) for word in tree.words)
        alone |= {name.text for name in found if len(name.words) == 1 and _says(tree, name.head)}
    return (
        {word for word in alone if word not in lexicon.PLACES and word.lower() not in lexicon.BODIES}
        if someone
        else set()
    )


def _says(tree: Tree, word: int) -> bool:
    """Whether a word is who says something."""
    verb = tree[word].head
    # In so short a sentence as "Halvask said" the parser may take a name for an adverb.
    return verb != word and tree[verb].lower in lexicon.CLOSING_SAYING and tree[word].dep in ("nsubj", "advmod")


def called(tree: Tree, name: Name) -> set[str]:
    """What somebody is called in what he says: "Holm said she was ill"."""
    head = tree[name.head].head if tree[name.head].dep == "appos" else name.head
    verb = tree[head].head
    joined = [c for c in tree.kids(verb, "conj") if not tree.kids(c, "nsubj")]
    says = [w for w in (verb, *joined) if tree[w].lower in lexicon.CLOSING_SAYING]
    if tree[head].dep != "nsubj":
        return set()
    subjects = [s for w in says for c in tree.kids(w, "ccomp") for s in tree.kids(c, "nsubj") if w < s]
    return {tree[s].lower for s in subjects} & {"he", "she"}


def has_who(tree: Tree, name: Name) -> bool:
    """Whether a clause with "who" or "whose" is told of a name: "Berg, whose contract ends"."""
    told = [w for c in tree.kids(name.head, "acl:relcl") for w in tree.under(c)[:2]]
    if tree[name.head].tag != "NNP" or not any(tree[w].text == "," for w in told):
        return False  # "Americans who vote"
    return any(tree[w].lower in ("who", "whose") for w in told)


def speaks_of_himself(tree: Tree, name: Name) -> bool:
    """Whether it is the full name of somebody who says "he" or "she" of himself, or speaks and is "a farmer from Lund"."""
    words = name.text.split()
    if not 2 <= len(words) <= 3 or words[-1].lower() in lexicon.BODIES | lexicon.COMPANY_NOUNS:
        return False
    nouns = [c for c in tree.kids(name.head, "appos") if tree[c].pos == "NOUN" and c > name.head]
    bodies = lexicon.BODIES | lexicon.COMPANY_NOUNS | lexicon.DOCUMENTS | lexicon.words("many in one")
    told = any(tree[d].lower in ("a", "an") for c in nouns for d in tree.kids(c, "det"))
    speaks = any(w.lower in lexicon.CLOSING_SAYING and w.index < name.head for w in tree.words[:2])
    identified = tree[tree[name.head].head].lower in ("identified", "named")  # "identified as Jonas Berg"
    if identified and any(tree[c].lower == "as" for c in tree.kids(name.head, "case")):
        return True
    return bool(called(tree, name)) or (speaks and told and not any(tree[c].lower in bodies for c in nouns))


def introduces(name: Name, speaking: set[str]) -> bool:
    """Whether it is the full form of a surname that speaks: "Runa Halvask"."""
    words = name.text.split()
    return 2 <= len(words) <= 3 and words[-1] in speaking and words[0].lower() not in lexicon.BODIES
