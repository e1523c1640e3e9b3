"""Slips of the parser about what a noun hangs on: a measure, a period, a name behind an office."""

from dataclasses import replace

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Mends, Tree, Word
from verify.core.splitting.standing import FINITE

_MONEY = ("$", "£", "€", "cents", "pence", "p", "euros", "dollars", "pounds", "rupees")


def _for_each(tree: Tree, article: int, words: list[Word]) -> None:
    """In "earned $88 million, or 52 cents a share, in May" the cents are a share's: what stands behind money is its measure."""
    noun, unit = article + 1, article - 1
    if unit < 1 or noun >= len(tree) or tree[article].head != noun or tree[noun].pos != "NOUN":
        return
    money = unit if tree[unit].lower in _MONEY else tree[unit].head if tree[unit].tag == "CD" else unit
    while tree[money].tag == "CD" and tree[money].head < unit and tree[money].head != money:
        money = tree[money].head
    if tree[money].lower not in _MONEY or tree[noun].head == money or noun in tree.above(money):
        return
    words[noun] = replace(tree[noun], head=money, dep="nmod:unmarked")


def _period_that_ended(tree: Tree, ended: int, words: list[Word]) -> None:
    """In "fell to $88 million in the three months ended Oct. 31, from $131 million" the income fell; the months only ended."""
    period = ended - 1
    if ended == 0 or tree[period].lower not in lexicon.TIME_NOUNS or tree[period].head != ended:
        return
    verb = next((w for w in tree.above(ended) if tree[w].pos == "VERB"), None)
    if verb is None or verb > period:
        return
    words[period] = replace(tree[period], head=verb, dep="obl")
    words[ended] = replace(tree[ended], head=period, dep="acl", tag="VBN")
    comma = next((w for w in range(ended, len(tree)) if tree[w].text == ","), len(tree))
    for child in tree.children[ended]:
        if child > comma:
            words[child] = replace(words[child], head=verb)


def _second_subject(tree: Tree, noun: int, words: list[Word]) -> None:
    """In "Its chair, the retired teacher Jonas Berg, claimed" the teacher is the chair: between commas stands no second subject."""
    first = next((c for c in reversed(tree.kids(tree[noun].head, "nsubj")) if c < noun), None)
    if first is None:
        return
    if noun == first + 1 and tree[noun].tag == "NNP" and tree[first].tag == "NN":
        words[first] = replace(tree[first], head=noun, dep="compound")  # "Fiscal depute Greta Holm told"
        return
    below = tree.under(noun)
    opens = below[0] if tree[below[0]].text == "," else below[0] - 1
    closes = below[-1] if tree[below[-1]].text == "," else below[-1] + 1
    between = range(tree.under(first)[-1] + 1, opens)
    if between or closes >= len(tree) or tree[opens].text != "," or tree[closes].text != ",":
        return
    words[noun] = replace(tree[noun], head=first, dep="appos")


def _relative_set_beside(tree: Tree, which: int, words: list[Word]) -> None:
    """In "drew 900 answers, of which 60% were angry" and "met two men, one of whom fell" the clause is told of the noun."""
    verb = next((w for w in tree.above(which) if tree[w].dep == "parataxis"), None)
    if verb is None:
        return
    start = next(w for w in tree.under(verb) if tree[w].pos != "PUNCT")
    noun = start - 2
    counted = which == start + 2 and tree[which - 1].lower == "of"  # "one of whom"
    opens = (counted or start in (which, which - 1)) and noun >= 0 and tree[start - 1].text == ","
    if counted and opens and tree[noun].tag == "NN":  # "two men in his group, one of whom": of the men
        noun = next((w for w in range(noun, max(-1, noun - 8), -1) if tree[w].tag in ("NNS", "NNPS")), noun)
    if opens and tree[noun].pos in ("NOUN", "PROPN") and verb not in tree.above(noun):
        words[verb] = replace(tree[verb], head=noun, dep="acl:relcl")


def _verb_taken_for_a_plural(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "a building, which the council values at £1.2m" the council values it: "values" is no noun behind "which"."""
    which = next((c for c in tree.children[verb] if tree[c].tag == "WDT" and c < verb), None)
    owner = tree.kid(verb, "compound")
    article = tree.kid(verb, "det")
    if (
        tree[verb].tag != "NNS"
        or which is None
        or owner is None
        or article is None
        or not which < article < owner < verb
    ):
        return
    if tree.kids(verb, "cop") or any(tree[w].tag in FINITE for w in tree.under(verb)):
        return
    words[verb] = replace(tree[verb], tag="VBZ", pos="VERB")
    words[owner] = replace(tree[owner], dep="nsubj")
    words[article] = replace(tree[article], head=owner)
    words[which] = replace(tree[which], dep="obj")


def _number_in_words(tree: Tree, word: int, words: list[Word]) -> None:
    """In "at a cost of Rs 212 crore" the crore only counts, whatever hangs on it."""
    number = word - 1
    if number < 0 or tree[number].tag != "CD" or tree[word].tag == "CD":
        return
    counted = tree[number].head
    joined = (c for c in tree.kids(word, "conj", "parataxis") if tree[c].tag in FINITE and not tree.kids(c, "nsubj"))
    verb = next(joined, word) if tree[word].head == word else word  # the sentence's own, where "crore" was taken for it
    above = tree[word].head if tree[word].head != word else verb
    for child in tree.children[word]:
        if child not in (number, verb):
            words[child] = replace(words[child], head=above if child < number else counted)
    if counted in (word, number) or above == word:
        return
    words[word] = replace(tree[word], head=counted, dep="nummod", tag="CD", pos="NUM")
    if verb != word:
        words[verb] = replace(tree[verb], head=verb, dep="ROOT")


def _contact_relative(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "40,000 jobs, a figure the council disputes" the council disputes it: a figure disputes nothing."""
    noun = tree.kid(verb, "nsubj")
    other = next((c for c in tree.kids(verb, "compound", "obj") if c < verb and tree.kids(c, "det")), None)
    if noun is None or other is None or not noun < other < verb or tree[verb].dep != "conj" or tree.kids(verb, "cc"):
        return
    article = tree.kid(noun, "det")
    if article is None or article < 2 or tree[article].lower not in ("a", "an") or tree[article - 1].text != ",":
        return
    words[noun] = replace(tree[noun], dep="appos", head=article - 2)
    words[verb] = replace(tree[verb], dep="acl:relcl", head=noun)
    words[other] = replace(tree[other], dep="nsubj")


def _name_cut_in_two(tree: Tree, hyphen: int, words: list[Word]) -> None:
    """In "the result in Haut-Val is clear" the result is clear: what a hyphen joins is one name."""
    first, last = hyphen - 1, hyphen + 1
    if first < 0 or last >= len(tree) or not tree[first].pos == tree[last].pos == "PROPN":
        return
    glued = tree[first].end == tree[hyphen].start and tree[hyphen].end == tree[last].start
    if not glued or tree[first].head >= first or tree[first].dep != "nmod" or not tree[last].dep.startswith("nsubj"):
        return
    verb, top = tree[last].head, tree[first].head
    while tree[top].dep == "nmod" and tree[top].head < top:
        top = tree[top].head
    if tree[top].head == verb and verb > last:
        words[top] = replace(tree[top], dep=tree[last].dep)
        words[last] = replace(tree[last], dep="flat", head=first)


def _age_behind_a_name(tree: Tree, age: int, words: list[Word]) -> None:
    """In "shot Jonas Berg, 45, and Odd Lien, 29" each age is the age of the name before it."""
    name = age - 2
    if len(tree[age].text) != 2 or name < 0 or tree[age - 1].text != "," or tree[name].pos != "PROPN":
        return
    if (
        not tree[age].text.isdigit()
        or (age + 1 < len(tree) and tree[age + 1].pos != "PUNCT")
        or tree.children[age] != [age - 1]
    ):
        return
    top = name
    while tree[top].dep in ("flat", "compound") and name - 3 <= tree[top].head < top:
        top = tree[top].head
    words[age] = replace(tree[age], head=top, dep="nmod:unmarked")


def _second_office(tree: Tree, office: int, words: list[Word]) -> None:
    """In "Holm, a chemist at Lund and the paper's author" Holm is both: nobody is joined to Holm."""
    name = tree[office].head
    first = next((c for c in tree.kids(name, "appos") if name < c < office and tree[c].pos == "NOUN"), None)
    cc = tree.kid(office, "cc")
    if (
        first is None
        or cc is None
        or tree[office].pos != "NOUN"
        or tree[name].pos != "PROPN"
        or not first < cc < office
    ):
        return
    if tree[cc - 1].text != ",":
        words[office] = replace(tree[office], head=first)


def _month_before_a_number(tree: Tree, month: int, words: list[Word]) -> None:
    """In "In May more than 900 people came" it is the coming that was in May."""
    word, noun = tree[month], tree[month].head
    if word.dep not in ("compound", "nmod") or noun < month or not tree.kids(month, "case") or tree[noun].head == noun:
        return
    if tree[month + 1].tag in ("CD", "JJR", "RBR", "DT", "RB", "IN", "JJ") and tree[noun].dep.startswith("nsubj"):
        words[month] = replace(word, head=tree[noun].head, dep="obl")


def _name_joined_by_nothing(tree: Tree, name: int, words: list[Word]) -> None:
    """In "said its chair, Jonas Berg, outside the hall" Berg is the chair: a list of two has a word that joins them."""
    office = tree[name].head
    beside = tree.kids(office, "conj")
    if (
        tree[name].pos != "PROPN"
        or tree[office].lower not in lexicon.ROLES
        or not 0 < office < name
        or tree[name - 1].text != ","
        or any(tree.kid(c, "cc") is not None for c in beside)
        or any(tree[c].pos == "PROPN" for c in beside if c != name)
    ):
        return
    words[name] = replace(tree[name], dep="appos")
    for other in beside:
        if other > name and tree.kid(other, "case") is not None and tree[office].head != office:
            words[other] = replace(tree[other], head=tree[office].head, dep="obl")


def _share_before_a_noun(tree: Tree, percent: int, words: list[Word]) -> None:
    """In "offered a 6 percent pay rise" a rise is offered: an article before a share is that of the noun behind it."""
    article, verb, noun = tree.kid(percent, "det"), percent + 1, percent + 2
    if article is None or tree[article].lower not in ("a", "an") or noun >= len(tree) or tree[noun].pos != "NOUN":
        return
    if tree[verb].tag != "VB" or tree[noun].head != verb or tree.kids(verb, "mark", "aux", "nsubj", "cc"):
        return
    above = tree[percent].head
    words[noun] = replace(tree[noun], head=above, dep=tree[percent].dep)
    words[verb] = replace(tree[verb], head=noun, dep="compound", tag="NN", pos="NOUN")
    for word in (article, percent):
        words[word] = replace(tree[word], head=noun, dep="det" if word == article else "compound")
    for child in tree.children[verb]:
        if child != noun:
            words[child] = replace(tree[child], head=tree[verb].head)


def _worth_taken_for_what_is_said(tree: Tree, worth: int, words: list[Word]) -> None:
    """In "said that claims worth about 2 million crowns had been filed" the claims were filed: "worth" tells how large they are."""
    noun = worth - 1
    if (
        noun < 0
        or tree[noun].head != worth
        or not tree[noun].dep.startswith("nsubj")
        or tree.kid(worth, "cop") is not None
    ):
        return
    verb = next((c for c in tree.children[worth] if c > worth and tree[c].pos in ("VERB", "ADJ")), None)
    sum_of = tree.kid(verb, "nsubj", "nsubj:pass") if verb is not None else None
    if verb is None or sum_of is None or tree.under(sum_of)[0] != worth + 1:
        return
    is_main = tree[worth].head == worth
    words[verb] = replace(tree[verb], head=verb if is_main else tree[worth].head, dep=tree[worth].dep)
    for child in tree.children[worth]:
        if child not in (noun, verb):
            words[child] = replace(tree[child], head=verb)
    words[noun] = replace(tree[noun], head=verb, dep=tree[sum_of].dep)
    words[worth] = replace(tree[worth], head=noun, dep="amod")
    words[sum_of] = replace(tree[sum_of], head=worth, dep="obl")


BY_RELATION: dict[str, Mends] = {
    "nsubj": (_second_subject,),
    "acl": (_verb_taken_for_a_plural,),
    "conj": (_contact_relative, _second_office, _name_joined_by_nothing),
    **dict.fromkeys(("dep", "nummod", "appos", "amod"), (_age_behind_a_name,)),
}
BY_WORD: dict[str, Mends] = {
    **dict.fromkeys(("a", "an"), (_for_each,)),
    **dict.fromkeys(lexicon.MONTHS, (_month_before_a_number,)),
    **dict.fromkeys(("lakh", "lakhs", "crore", "crores"), (_number_in_words,)),
    **dict.fromkeys(("-", "‑"), (_name_cut_in_two,)),
    **dict.fromkeys(("which", "whom"), (_relative_set_beside,)),
    **dict.fromkeys(("percent", "%"), (_share_before_a_noun,)),
    "worth": (_worth_taken_for_what_is_said,),
    **dict.fromkeys(("ended", "ending"), (_period_that_ended,)),
}
