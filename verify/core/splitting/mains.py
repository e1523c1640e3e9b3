"""Slips of the parser about which verb is the sentence's own, put right before the rules read the tree."""

from dataclasses import replace

from verify.core.splitting import lexicon
from verify.core.splitting.inflection import IRREGULAR
from verify.core.splitting.parsing import Tree, Word
from verify.core.splitting.standing import FINITE

_PASTS = frozenset(past for base, past in IRREGULAR.items() if past != base)


def mend_main(tree: Tree, words: list[Word]) -> None:
    """Write into `words` what the tree's main clause is, where its words tell that the parser took another verb or a noun."""
    _noun_taken_for_the_verb(tree, words)
    _main_taken_for_an_adjective(tree, words)
    _subject_left_behind(tree, words)
    _reduced_taken_for_the_main(tree, words)
    _there_taken_for_a_subject(tree, words)
    _main_taken_for_a_plural(tree, words)
    _main_joined_to_a_relative(tree, words)
    _main_taken_for_a_participle(tree, words)
    _main_taken_for_a_second_predicate(tree, words)
    _said_taken_for_a_participle(tree, words)
    _subject_taken_for_an_apposition(tree, words)


def _noun_taken_for_the_verb(tree: Tree, words: list[Word]) -> None:
    """In "A bus collided with a timber lorry on a road" the bus collided: a bare form without "to" or "will" is no verb."""
    noun = tree.root
    subject = tree.kid(noun, "nsubj")
    if tree[noun].tag != "VB" or subject is None or subject > noun or tree.kids(noun, "aux", "mark", "cop"):
        return
    verb = next((c for c in tree.kids(subject, "acl") if tree[c].tag == "VBN"), None)
    before = noun - 1
    if verb is None or not verb < before or tree[before].head != verb or tree[before].dep not in ("obl", "obj"):
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT", tag="VBD")
    words[subject] = replace(tree[subject], head=verb)
    words[noun] = replace(tree[noun], head=verb, dep=tree[before].dep, tag="NN", pos="NOUN")
    words[before] = replace(tree[before], head=noun, dep="compound")
    for child in (*tree.children[noun], *tree.children[before]):
        if child != subject:
            words[child] = replace(words[child], head=verb if tree[child].head == noun else noun)


def _main_taken_for_an_adjective(tree: Tree, words: list[Word]) -> None:
    """In "Holm ordered flags flown at half-staff" Holm ordered it: what has a subject of its own is no adjective."""
    noun = tree.root
    verb = next((c for c in tree.kids(noun, "amod") if tree[c].tag == "VBD" and tree.kids(c, "nsubj")), None)
    if verb is None or verb > noun or tree.kids(noun, "cop", "nsubj"):
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT", pos="VERB")
    words[noun] = replace(tree[noun], head=verb, dep="obj")
    for below in (noun, *tree.kids(noun, "acl")):
        joined = next((c for c in tree.kids(below, "conj") if tree[c].tag == "VBD"), len(tree))
        for child in tree.children[below]:
            if child >= joined:  # "and called it senseless"
                words[child] = replace(tree[child], head=verb if child == joined else joined)


def _subject_left_behind(tree: Tree, words: list[Word]) -> None:
    """In "Most boats seen so far, by contrast, carry sails" and "Holm, meanwhile, has left" the first noun is the subject."""
    verb = tree.root
    finite = tree[verb].tag in ("VBZ", "VBP", "VBD", "VB") or any(tree[c].tag in FINITE for c in tree.kids(verb, "aux"))
    if tree[verb].pos != "VERB" or not finite or tree.kids(verb, "nsubj", "csubj", "expl"):
        return
    seen = next((c for c in tree.kids(verb, "advcl") if c < verb and tree[c].tag == "VBN"), None)
    subject = tree.kid(seen, "nsubj") if seen is not None and not tree.kids(seen, "mark", "aux") else None
    if seen is not None and subject is not None and subject < seen:
        words[subject] = replace(tree[subject], head=verb, dep="nsubj")
        words[seen] = replace(tree[seen], head=subject, dep="acl")
        return
    called = next((c for c in tree.kids(verb, "discourse", "vocative", "dislocated") if c < verb), None)
    if called is not None and tree.under(called)[0] == 0 and tree[called].pos in ("NOUN", "PROPN"):
        words[called] = replace(tree[called], dep="nsubj")


def _reduced_taken_for_the_main(tree: Tree, words: list[Word]) -> None:
    """In "Most boats built so far, by contrast, carry sails" they carry them: "built" has no helping verb."""
    built = tree.root
    subject = tree.kid(built, "nsubj")
    if tree[built].tag != "VBN" or subject is None or subject > built or tree.kids(built, "aux", "cop"):
        return
    tenses = ("VB", "VBP", "VBZ", "VBD")
    verb = next(
        (c for c in tree.kids(built, "conj") if tree[c].tag in tenses and not tree.kids(c, "cc", "nsubj")), None
    )
    if verb is None or tree[verb - 1].text != ",":
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT")
    words[subject] = replace(tree[subject], head=verb, dep="nsubj")
    words[built] = replace(tree[built], head=subject, dep="acl")


def _there_taken_for_a_subject(tree: Tree, words: list[Word]) -> None:
    """In "Fees there are now £14,000" the fees are: "there" is only where."""
    noun, there = tree.root, tree.root + 1
    if there >= len(tree) or tree[there].dep != "expl" or tree[noun].pos != "NOUN" or tree.kids(noun, "cop", "nsubj"):
        return
    verb = tree[there].head
    if tree[verb].head != noun or tree[verb].dep != "parataxis" or tree[verb].tag not in FINITE:
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT")
    words[noun] = replace(tree[noun], head=verb, dep="nsubj")
    words[there] = replace(tree[there], head=noun, dep="advmod")
    for child in tree.kids(verb, "nsubj"):
        words[child] = replace(tree[child], dep="xcomp")


def _main_taken_for_a_plural(tree: Tree, words: list[Word]) -> None:
    """In "Berg's party trails in the polls" the party trails: a sentence with no other verb of its own has one in "-s"."""
    verb = tree.root
    subject = tree.kid(verb, "nsubj")
    if subject is not None and tree[verb].tag in ("NNS", "NN") and tree[verb].lower.endswith("s") and subject < verb:
        if tree.kids(verb, "obj") and not tree.kids(verb, "cop", "det", "aux"):
            words[verb] = replace(tree[verb], tag="VBZ", pos="VERB")  # "the crowd chants her name"
        return
    wept = next((c for c in tree.kids(verb, "conj") if tree[c].tag == "NN" and tree[c].lower in _PASTS), None)
    if wept is not None and tree[wept - 1].text == "," and not tree.kids(wept, "cc", "det", "amod") and subject is None:
        words[wept] = replace(tree[wept], tag="VBD", pos="VERB", head=wept, dep="ROOT")
        words[verb] = replace(tree[verb], head=wept, dep="nsubj")
        return
    chants = next((c for c in tree.kids(verb, "conj") if tree[c].tag == "NNS" and tree[c - 1].text == ","), None)
    if chants is not None and tree.kids(chants, "obj") and not tree.kids(chants, "cc", "det") and subject is None:
        words[chants] = replace(tree[chants], tag="VBZ", pos="VERB", head=chants, dep="ROOT")
        words[verb] = replace(tree[verb], head=chants, dep="nsubj")
        return
    subject = next((c for c in tree.kids(verb, "compound") if c == verb - 1), None)
    if tree[verb].tag != "NNS" or subject is None or tree.kids(verb, "cop", "nsubj", "case") or subject == 0:
        return
    clauses = {c for w in tree.under(verb) for c in tree.kids(w, "advcl", "acl", "ccomp", "parataxis", "conj")}
    if any(tree[w].tag in FINITE for w in tree.under(verb, clauses)) or verb + 1 >= len(tree):
        return
    if tree[verb + 1].tag not in ("IN", "DT", "RB", "TO") or tree[subject].tag not in ("NN", "NNP"):
        return
    words[verb] = replace(tree[verb], tag="VBZ", pos="VERB")
    words[subject] = replace(tree[subject], dep="nsubj")
    for child in tree.children[verb]:
        if child < subject:
            words[child] = replace(words[child], head=subject)


def _main_joined_to_a_relative(tree: Tree, words: list[Word]) -> None:
    """In "A man who stole to pay for a car, a boat and a horse has been jailed" no horse is: a list, then the sentence's verb."""
    noun = tree.root
    told = tree.kid(noun, "acl:relcl")
    if told is None or tree[noun].pos not in ("NOUN", "PROPN") or tree.kids(noun, "cop", "nsubj", "case"):
        return
    verb = next(
        (c for c in tree.kids(told, "conj") if {tree[w].tag for w in (c, *tree.kids(c, "aux"))} & set(FINITE)), 0
    )
    last = tree.kid(verb, "nsubj")
    cc = tree.kid(verb, "cc")
    if last is None or cc is None or not told < cc < last < verb or tree[cc - 1].pos not in ("NOUN", "PROPN"):
        return
    before = cc - 1
    words[before] = replace(tree[before], dep="conj") if tree[before].dep == "appos" else tree[before]
    words[cc] = replace(tree[cc], head=last)
    words[last] = replace(tree[last], head=before, dep="conj")
    words[verb] = replace(tree[verb], head=verb, dep="ROOT")
    words[noun] = replace(tree[noun], head=verb, dep=tree[last].dep)


def _main_taken_for_a_participle(tree: Tree, words: list[Word]) -> None:
    """In "The council voted to close a library" the council voted: a sentence has a verb in some tense."""
    noun = tree.root
    told = [c for c in tree.kids(noun, "acl") if tree[tree.under(c)[0]].text == "," and noun < c]
    told = [c for c in told if tree[c].dep == "acl:relcl" or any(d > c for d in tree.kids(noun, "acl"))]
    of_it = {w for c in (*tree.kids(noun, "nmod"), *told) for w in tree.under(c)}  # "Councillors in Lund voted"
    of_it |= {w for w in range(len(tree)) if tree[w].text == ","} if told else set()
    verb = next((c for c in tree.kids(noun, "acl") if set(range(noun + 1, c)) <= of_it and c not in told), None)
    if verb is None or tree[noun].pos not in ("NOUN", "PROPN"):
        return
    if (
        any(tree[w].tag in FINITE for w in tree.under(noun, {verb, *told}))
        or tree[verb].tag not in ("VBN", "VBD")
        or tree.kids(noun, "cop", "nsubj", "case")
    ):
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT", tag="VBD")
    words[noun] = replace(tree[noun], head=verb, dep="nsubj")
    for child in tree.children[noun]:
        if child > verb:
            words[child] = replace(words[child], head=verb)


def _main_taken_for_a_second_predicate(tree: Tree, words: list[Word]) -> None:
    """In "Holm, who sailed twice, sold the boat" and "Holm, unbeaten in ten races, sold it" the sale is the main clause."""
    root = tree.root
    subject = tree.kid(root, "nsubj") if tree[root].pos == "VERB" else root
    aside = root if subject != root else next((c for c in tree.kids(root, "acl:relcl") if c > root), None)
    if subject is None or aside is None or subject > aside or tree.kids(root, "cop"):
        return
    last = max(w for w in tree.under(subject, {aside}) if w < aside)
    opens = tree[last].text == "," or tree[last + 1].text == ","
    tenses = ("VBD", "VBZ", "VBP", "VBN")  # a past tense may be taken for a participle
    joined = [c for c in tree.kids(aside, "conj") if tree[c].tag in tenses and c > aside and not tree.kids(c, "aux")]
    verb = next(iter(joined), None)
    if not opens or verb is None or tree.kids(verb, "cc", "nsubj"):
        return
    start = min(tree.under(verb))
    if "," not in (tree[start].text, tree[start - 1].text):
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT", tag="VBD" if tree[verb].tag == "VBN" else tree[verb].tag)
    words[subject] = replace(tree[subject], head=verb, dep="nsubj")
    if aside == root:
        words[aside] = replace(tree[aside], head=subject, dep="acl", tag="VBN")


def _said_taken_for_a_participle(tree: Tree, words: list[Word]) -> None:
    """In "The parent company, Holm Lines, announced that it was leaving" a noun cannot be all there is."""
    noun = tree.root
    verb = next((c for c in tree.kids(noun, "acl") if tree[c].lower in lexicon.CLOSING_SAYING), None)
    if verb is None or tree[noun].pos not in ("NOUN", "PROPN") or tree.kids(noun, "cop", "nsubj") or noun > verb:
        return
    told = [c for c in (*tree.kids(noun, "acl"), *tree.kids(verb, "ccomp", "acl")) if c > verb and tree.kids(c, "mark")]
    if not told or tree[min(tree.under(told[0]))].lower != "that" or tree[verb].tag != "VBN":
        return
    words[verb] = replace(tree[verb], head=verb, dep="ROOT", tag="VBD")
    words[noun] = replace(tree[noun], head=verb, dep="nsubj")
    words[told[0]] = replace(tree[told[0]], head=verb, dep="ccomp")


def _subject_taken_for_an_apposition(tree: Tree, words: list[Word]) -> None:
    """In "In the film Lund, a fisherman named Berg finds a boat" the fisherman finds it: the verb has no other subject."""
    verb = tree.root
    if tree[verb].tag not in ("VBD", "VBZ", "VBP") or tree.kids(verb, "nsubj", "csubj", "expl", "aux") or not verb:
        return
    for noun in range(verb):
        top = tree[noun].head
        phrase = next((w for w in (top, *tree.above(top)) if tree[w].head == verb), None)
        if tree[noun].dep != "appos" or phrase is None or tree[phrase].dep != "obl":
            continue
        below = tree.under(noun)
        if below[-1] == verb - 1 and tree[below[0]].tag in ("DT", "NNP", "PRP$", "CD", "JJ", ","):
            words[noun] = replace(tree[noun], dep="nsubj", head=verb)
            return
