"""Slips of the parser about what "and" and "but" join: a verb to another verb, a noun to its clause."""

from dataclasses import replace

from verify.core.splitting.parsing import Mends, Tree, Word
from verify.core.splitting.standing import FINITE


def _verb_taken_for_an_adjective(tree: Tree, noun: int, words: list[Word]) -> None:
    """In "barred the firm but also levied fines" a noun joined to a verb is the object of what was read as its adjective."""
    word = tree[noun]
    if word.dep != "conj" or word.pos not in ("NOUN", "PROPN") or tree[word.head].pos != "VERB":
        return
    before = [c for c in tree.children[noun] if c < noun]
    verb = next((c for c in before if tree[c].dep == "amod" and tree[c].lower.endswith("ed")), None)
    if verb is None or any(tree[c].dep == "det" and c < verb for c in before):
        return
    words[verb] = replace(tree[verb], dep="conj", head=word.head, tag="VBD", pos="VERB")
    words[noun] = replace(word, dep="obj", head=verb)
    for child in before:
        if child < verb:
            words[child] = replace(words[child], head=verb)


def _clause_taken_for_a_phrase(tree: Tree, top: int, words: list[Word]) -> None:
    """In "Six went home, but a girl was in intensive care" the second half, with a subject and a verb, is a clause."""
    subject = tree.kid(top, "nsubj")
    finite = any(tree[c].tag in FINITE for c in tree.kids(top, "cop", "aux"))
    if tree[top].dep.partition(":")[0] not in ("obl", "nmod", "obj") or subject is None or not finite or subject > top:
        return
    first = tree.under(top)
    cc = next((w for w in first if tree[w].pos != "PUNCT"), top)
    if tree[cc].dep != "cc" or tree[cc].lower not in ("and", "but") or tree[top].head > cc:
        return
    words[top] = replace(tree[top], dep="conj")
    words[cc] = replace(tree[cc], head=top)


def _before_its_conjunction(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "met in Lund this spring and Holm won" the spring is when they met: a joined clause begins with its "and"."""
    word = tree[verb]
    cc = tree.kid(verb, "cc")
    if word.dep != "conj" or word.pos not in ("VERB", "AUX") or cc is None or cc > verb or word.head > cc:
        return
    for child in tree.children[verb]:
        below = tree.under(child)
        if child != cc and below[-1] < cc and below[0] > word.head and tree[child].pos != "PUNCT":
            words[child] = replace(tree[child], head=word.head)


def _joined_to_another_form(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "admitted threatening to kill a man and being armed" being armed is joined to threatening, not to killing or the man."""
    word = tree[verb]
    marked = any(tree[c].tag == "TO" for c in tree.kids(verb, "mark"))
    if word.dep == "conj" and word.tag == "VB" and marked and tree[word.head].tag == "VBG":
        above = next((w for w in tree.above(word.head) if tree[w].tag == "VB"), None)
        if above is not None and any(tree[c].tag == "TO" for c in tree.kids(above, "mark")):
            words[verb] = replace(word, head=above)  # "to keep them from leaving and to warn them"
        return
    going = word.tag == "VBG" or any(tree[c].tag == "VBG" for c in tree.kids(verb, "cop"))
    other = tree[word.head].tag == "VB" or (word.tag != "VBG" and tree[word.head].pos in ("NOUN", "PROPN"))
    if word.dep != "conj" or not going or not other or tree.kid(verb, "nsubj", "aux"):
        return
    for above in tree.above(verb):
        if tree[above].tag == "VBG" and above < word.head:
            words[verb] = replace(word, head=above)
            return
        if tree[above].tag in ("VBD", "VBZ", "VBP", "MD"):
            return


def _joined_noun_that_does_something(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "there is concern and officials warned" the officials warn: no "and" stands between them and the verb."""
    word = tree[verb]
    finite = word.tag in ("VBD", "VBZ", "VBP") or any(tree[c].tag == "MD" for c in tree.kids(verb, "aux"))
    if word.dep != "conj" or not finite or tree.kids(verb, "nsubj", "csubj", "expl", "cc") or word.pos != "VERB":
        return
    start = min(w for w in (verb, *tree.kids(verb, "aux", "advmod")) if w > word.head)
    noun = next((w for w in (start - 1, *tree.above(start - 1)) if tree[w].dep == "conj"), None)
    if noun is None or tree[noun].pos not in ("NOUN", "PROPN") or tree.under(noun)[-1] != start - 1:
        return
    cc = tree.kid(noun, "cc")
    if cc is None or tree.kids(noun, "case") or not word.head < cc < noun:
        return
    words[cc] = replace(tree[cc], head=verb)
    words[noun] = replace(tree[noun], dep="nsubj", head=verb)


def _participle_joined_by_a_comma(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "voted to shut two schools, ending a long quarrel" the vote ends it: no "and" joins the ending to the shutting."""
    word, head = tree[verb], tree[tree[verb].head]
    if word.dep != "conj" or word.tag != "VBG" or tree.kids(verb, "cc", "aux", "nsubj") or tree[verb - 1].text != ",":
        return
    if head.tag == "VBG" or any(tree[c].dep == "conj" and c > verb for c in tree.children[head.index]):
        return
    above = next((w for w in (head.index, *tree.above(head.index)) if tree[w].tag != "VB"), head.index)
    words[verb] = replace(word, head=above, dep="advcl")


def _third_of_three(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "She thanks him, calls it a gift and promises to stay" she calls and promises too."""
    word, head = tree[verb], tree[tree[verb].head]
    asides = word.dep == "parataxis" and word.tag in ("VBD", "VBZ") and head.head == head.index < verb
    if not asides or tree.kids(verb, "nsubj", "expl", "csubj", "aux", "mark") or tree[verb - 1].text != ",":
        return
    if head.tag not in (word.tag, "NN", "NNS") or tree.kid(head.index, "nsubj") is None:
        return
    words[verb] = replace(word, dep="conj")
    for last in range(verb + 1, len(tree) - 2):
        joined = tree[last].dep == "conj" and tree[last - 1].dep == "cc" and tree[last + 1].tag == "TO"
        if joined and tree[last].tag == "NNS" and word.tag == "VBZ" and verb in tree.above(last):
            words[last] = replace(tree[last], tag="VBZ", pos="VERB", head=head.index)
            to = tree[last + 1].head
            words[to] = replace(tree[to], head=last, dep="xcomp")


def _past_taken_for_a_participle(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "the treaty lapsed in 2019 and has never been renewed" it lapsed: an "and" behind the subject joins two verbs."""
    subject = tree.kid(verb, "nsubj")
    first = next((c for c in tree.kids(subject, "acl") if tree[c].tag == "VBN"), None) if subject is not None else None
    if subject is None or first is None or tree[first].dep != "acl" or tree.kids(first, "aux"):
        return
    cc = next((c for c in tree.kids(verb, "cc") if first < c < verb), None)
    if cc is None or any(tree[w].text == "," for w in range(subject, cc)):
        return
    word = tree[verb]
    words[first] = replace(tree[first], dep=word.dep, head=first if word.head == verb else word.head, tag="VBD")
    words[subject] = replace(tree[subject], head=first, dep="nsubj")
    words[verb] = replace(word, dep="conj", head=first)
    for child in tree.children[verb]:
        if child < subject:
            words[child] = replace(words[child], head=first)


def _participle_joined_to_the_noun(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "the dam, built in 1978 and raised in 2016, holds" raised goes with built: no noun is joined to a participle."""
    word, noun = tree[verb], tree[tree[verb].head]
    if word.dep != "conj" or word.tag != "VBN" or noun.pos not in ("NOUN", "PROPN") or tree.kids(verb, "aux", "nsubj"):
        return
    first = next((c for c in tree.kids(noun.index, "acl") if tree[c].tag == "VBN" and noun.index < c < verb), None)
    if first is not None and tree.kid(verb, "cc") is not None:
        words[verb] = replace(word, head=first)


def _past_joined_to_a_modal(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "told them that a vote would open and urged a yes" who told them urged it: no past tense is joined to "would"."""
    word, first = tree[verb], tree[verb].head
    alone = word.dep == "conj" and word.tag == "VBD" and not tree.kids(verb, "nsubj", "nsubj:pass", "expl", "aux")
    if not alone or tree[first].tag != "VB" or all(tree[c].tag != "MD" for c in tree.kids(first, "aux")):
        return
    above = next((w for w in tree.above(first) if tree[w].tag == "VBD"), None)
    if above is not None:
        words[verb] = replace(word, head=above)


BY_RELATION: dict[str, Mends] = {
    "conj": (
        _verb_taken_for_an_adjective,
        _before_its_conjunction,
        _joined_to_another_form,
        _joined_noun_that_does_something,
        _participle_joined_by_a_comma,
        _participle_joined_to_the_noun,
        _past_taken_for_a_participle,
        _past_joined_to_a_modal,
    ),
    "parataxis": (_third_of_three,),
    **dict.fromkeys(("ROOT", "advcl", "ccomp"), (_past_taken_for_a_participle,)),
    **dict.fromkeys(("obl", "nmod", "obj"), (_clause_taken_for_a_phrase,)),
}
