"""Relative clauses as propositions: the noun that "which" and "who" stand for, and where it goes in the clause."""

from verify.core.splitting import lexicon
from verify.core.splitting.frames import Frame
from verify.core.splitting.names import names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import noun_phrase, trimmed
from verify.core.splitting.pieces import Part, Piece

_OF_A_PLACE = ("of", "from", "in")


def relative(tree: Tree, top: int, own: list[int], around: tuple[Frame, ...]) -> Piece:
    """The noun put in for "which": as subject before the rest, as object behind the verb, else as it stands."""
    own = trimmed(tree, own)
    pronoun = next((w for w in own if _is_relative(tree, w)), None)
    name = _who(tree, top, pronoun)
    rest: list[Part] = [w for w in own if w != pronoun]
    parts: list[Part] = rest
    if pronoun is not None and tree[pronoun].tag == "WP$":
        parts = [*name, "’s", *rest]
    elif pronoun is not None and tree[pronoun].dep.startswith("nsubj"):
        parts = [*name, *rest]
    elif pronoun is not None and (before := tree.kids(pronoun, "case")):  # "in which he told it" is told in it
        rest = [w for w in rest if w not in before]
        of = tree[before[0]].lower == "of"
        at = rest.index(_first_of_the_verb(tree, top)) if of else 0  # "of which 9% were late" is 9% of them
        parts = [*rest[:at], *before, *name, *rest[at:]] if at else [*rest, *before, *name]
    elif pronoun is not None and tree[pronoun].tag != "WRB":
        verb = tree[pronoun].head
        at = rest.index(verb) + 1 if tree[pronoun].dep == "obj" and verb in rest else len(rest)
        parts = [*rest[:at], *name, *rest[at:]]
    return Piece("relative", top, tuple(sorted({*name, *own})), tuple(parts), around)


def _first_of_the_verb(tree: Tree, top: int) -> int:
    return min([top, *(w for w in tree.kids(top, "aux", "cop", "advmod") if tree[w].pos == "AUX")])


def _who(tree: Tree, top: int, pronoun: int | None) -> list[int]:
    """The noun a relative clause is about; "who" is the person in "Greta Holm, of Lund, who sued", not the place."""
    head = tree[top].head
    many = _many_of(tree, top, pronoun)
    if many is not None:
        return many
    named = [n for n in names(tree) if n.words[-1] < top and n.words[-1] <= head]
    of_a_place = tree[head].pos == "PROPN" and any(tree[c].lower in _OF_A_PLACE for c in tree.kids(head, "case"))
    if pronoun is not None and tree[pronoun].lower == "who" and of_a_place and not (named and named[-1].person):
        person = next((n for n in reversed(named) if n.person and head not in n.words), None)
        if person is not None:
            return list(person.words)
    if pronoun is not None and tree[pronoun].lower in ("who", "which") and tree[head].dep == "nmod":
        somebody, who = lexicon.ROLES | lexicon.PERSON_NOUNS, tree[pronoun].lower == "who"
        owner = tree[head].head
        if (tree[head].lower in somebody) is not who and (tree[owner].lower in somebody) is who:
            head = owner  # "a doctor at the hospital, who", "a letter to the minister, which"
    of = next((c for c in tree.kids(head, "nmod") if c < top and tree[c].tag == "NN"), None)
    verb = next((w for w in (*tree.kids(top, "aux", "cop"), top) if tree[w].tag in ("VBZ", "VBP", "VBD")), top)
    measured = tree[head].tag == "NNS" and tree.kids(head, "nummod") and tree[verb].tag == "VBZ"
    if pronoun is not None and tree[pronoun].lower == "which" and of is not None and measured:
        head = of  # "two grams of the sample, which weighs nine": the sample does
    whole = next((n.words for n in named if head in n.words), ())
    return sorted({*noun_phrase(tree, head), *whole} - set(tree.under(top)))


def _many_of(tree: Tree, top: int, pronoun: int | None) -> list[int] | None:
    """In "outcry from officials, who have …" and "Berg and Holm, who are …" the verb tells that many are meant."""
    head = tree[top].head
    verbs = [top, *tree.kids(top, "aux", "cop")]
    many = any(tree[w].tag == "VBP" or tree[w].lower == "were" for w in verbs)
    plural = tree[head].tag in ("NNS", "NNPS", "PRP", "CD", "DT") or tree.kids(head, "conj", "nummod")
    if pronoun is None or not tree[pronoun].dep.startswith("nsubj") or not many or plural:
        return None
    if tree[head].dep == "conj":
        first = next(w for w in tree.above(head) if tree[w].dep != "conj")
        return [w for w in noun_phrase(tree, first) if w < pronoun]
    # the first below it: "protests and sit-ins" of "a series of protests and sit-ins"
    inside = [w for w in noun_phrase(tree, head) if w < pronoun and tree[w].tag in ("NNS", "NNPS")]
    return [w for w in noun_phrase(tree, inside[0]) if w < pronoun] if inside else None


def _is_relative(tree: Tree, word: int) -> bool:
    tag, lower = tree[word].tag, tree[word].lower
    return tag in ("WDT", "WP", "WP$", "WRB") or (lower == "that" and tree[word].dep in ("nsubj", "obj"))
