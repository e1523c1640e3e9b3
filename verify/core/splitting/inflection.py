"""English verb forms: a participle's past and present, and "be", "have" and "do" for another subject."""

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import subject_of

IRREGULAR = lexicon.pairs("past tenses")
"""Base form to simple past."""

_PLURAL = ("we", "they", "you", "i", "these", "those", "both", "many", "some", "few", "all", "others")
_VOWELS = "aeiou"
_DOUBLED = "bdgmnprt"


def base_of_ing(form: str) -> str:
    """The base of an -ing form: "voicing" → "voice", "hitting" → "hit", "adding" → "add"."""
    stem = form[:-3].lower()
    if stem in IRREGULAR or len(stem) < 3:
        return stem
    if stem + "e" in IRREGULAR:
        return stem + "e"
    if stem[-1] == stem[-2] and stem[-1] in _DOUBLED:
        return stem[:-1] if stem[:-1] in IRREGULAR or stem[-1] not in "d" else stem
    if (
        stem[-1] in "cvzu"
        or (stem[-1] == "s" and stem[-2] not in "s" + _VOWELS)
        or (stem[-1] == "g" and stem[-2] in "dnr" + _VOWELS)
    ):
        return (
            stem + "e"
            if stem[-2:] not in ("ng",) or stem in ("chang", "rang", "arrang", "challeng", "plung", "exchang")
            else stem
        )
    if stem[-1] == "l" and stem[-2] in "bcdfgkpt":
        return stem + "e"
    return stem + "e" if _ends_short(stem) else stem


def _ends_short(stem: str) -> bool:
    """One consonant after one vowel, in a verb that would have doubled it had it no "e" ("mak", not "visit")."""
    if len(stem) < 3 or stem[-1] in _VOWELS + "wxy" or stem[-2] not in _VOWELS or stem[-3] in _VOWELS:
        return False
    syllables = sum(1 for a, b in zip("x" + stem, stem, strict=False) if b in _VOWELS and a not in _VOWELS)
    if syllables == 1:
        return True
    return stem.endswith(
        ("at", "iz", "ut", "id", "od", "ir", "ur", "us", "as", "os", "uc", "ag", "ad", "ov", "is", "in")
    ) and not stem.endswith(("edit", "sit", "mit", "ain", "pen", "gain", "bit", "ation", "cus", "min", "gin"))


def past_of(base: str) -> str:
    """The simple past of a base form."""
    if base in IRREGULAR:
        return IRREGULAR[base]
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in tuple(_VOWELS):
        return base[:-1] + "ied"
    if base in _STRESSED:
        return base + base[-1] + "ed"
    return base + "ed"


_STRESSED = lexicon.words("doubled in the past")


def present_of(base: str, *, plural: bool) -> str:
    """The present of a base form for a third person."""
    if plural:
        return "are" if base == "be" else base
    if base in ("be", "have"):
        return {"be": "is", "have": "has"}[base]
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in tuple(_VOWELS):
        return base[:-1] + "ies"
    return base + "s"


AGREE = lexicon.pairs("third person singular")
"""Plural or first-person forms to the third person singular."""


def singular(word: str, tag: str) -> str:
    """A plural or first-person verb form for a subject in the third person singular."""
    if word.lower() in AGREE:
        return AGREE[word.lower()]
    return present_of(word.lower(), plural=False) if tag == "VBP" else word


def finite(tree: Tree, index: int) -> str:
    """The finite form of a participle: the tense of the sentence, the number of its subject."""
    form = tree[index].lower
    subject = subject_of(tree, index)
    plural = subject is not None and (
        tree[subject].tag in ("NNS", "NNPS")
        or tree[subject].lower in _PLURAL
        or any(tree.kid(c, "cc") is not None for c in tree.kids(subject, "conj"))
    )
    past = _past(tree, index) or (tree[index].tag == "VBN" and _in_a_year(tree, index))
    to_be = _BE[past, plural]
    if form == "being":
        return to_be
    if tree[index].tag == "VBN":
        return form if tree.kids(index, "aux") else f"{to_be} {form}"
    base = base_of_ing(form)
    if any(tree[c].lower == "not" and c < index for c in tree.kids(index, "advmod")):
        return f"{'did' if past else 'do' if plural else 'does'} not {base}"
    if past and base not in IRREGULAR and form[:-3] == base + base[-1]:
        return form[:-3] + "ed"  # "stunning", "stunned"
    return past_of(base) if past else present_of(base, plural=plural)


_BE = {(True, True): "were", (True, False): "was", (False, True): "are", (False, False): "is"}


def _in_a_year(tree: Tree, index: int) -> bool:
    """Whether it says in which year: "built in 1987"."""
    years = (tree[w].text for w in tree.kids(index, "obl"))
    return any(len(year) == 4 and year.isdigit() for year in years)


def _past(tree: Tree, index: int) -> bool:
    if any(tree[c].lower == "after" for c in tree.kids(index, "mark", "case")):
        return True
    for at in tree.above(index):
        helpers = [at, *tree.kids(at, "aux", "cop")]
        tags = {tree[w].tag for w in helpers}
        if "VBD" in tags or any(tree[w].lower in ("has", "have") and tree[w].pos == "AUX" for w in helpers):
            return True
        if tags & {"VBZ", "VBP", "MD"}:
            return False
    return True


def of_the_past(tree: Tree, clitic: int) -> str | None:
    """The full form of "’s" in "he’s been" and "she’s pursued it" and of "’d" in "he’d won"; None for "is" and "would"."""
    form = {"s": "has", "d": "had"}.get(tree[clitic].lower[1:])
    verb = clitic + 1
    while verb < len(tree) and tree[verb].pos in ("ADV", "PART"):
        verb += 1
    if form is None or verb >= len(tree) or tree[verb].tag != "VBN":
        return None
    active = tree[clitic].dep == "aux" or tree[verb].lower in ("been", "got", "had", "gone") or tree.kid(verb, "obj")
    return form if active else None
