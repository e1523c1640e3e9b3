"""Slips of the parser that the words themselves give away, put right before the rules read the tree."""

from dataclasses import replace
from itertools import pairwise

from verify.core.splitting import lexicon
from verify.core.splitting.inflection import IRREGULAR
from verify.core.splitting.mains import mend_main
from verify.core.splitting.parsing import Tree, Word
from verify.core.splitting.standing import FINITE

_EVENT_MARKS = ("after", "before", "as", "since", "until")
_TIME = ("as", "after", "when", "while", "because", "before", "although", "though")


def mended(tree: Tree) -> Tree:
    """The tree with its known slips put right."""
    words = list(tree.words)
    for index in range(len(tree)):
        _second_content(tree, index, words)
        _joined_content(tree, index, words)
        _said_besides(tree, index, words)
        _content_of_the_first_verb(tree, index, words)
        _object_taken_for_a_subject(tree, index, words)
        _verb_taken_for_an_adjective(tree, index, words)
        _with_somebody_doing(tree, index, words)
        _conjunction_taken_for_a_preposition(tree, index, words)
        _mark_hung_on_the_subject(tree, index, words)
        _participle_taken_for_an_adjective(tree, index, words)
        _noun_taken_for_a_participle(tree, index, words)
        _clause_taken_for_a_phrase(tree, index, words)
        _before_its_conjunction(tree, index, words)
        _some_of_them(tree, index, words)
        _joined_to_another_form(tree, index, words)
        _joined_to_another_tense(tree, index, words)
        _that_taken_for_a_pronoun(tree, index, words)
        _main_taken_for_an_opening(tree, index, words)
        _asks_of_somebody(tree, index, words)
        _joined_noun_that_does_something(tree, index, words)
    mend_main(tree, words)
    return Tree(words) if tuple(words) != tree.words and _is_a_tree(words) else tree


def _is_a_tree(words: list[Word]) -> bool:
    """Whether every word still hangs, over its heads, on the one root."""
    hanging = {word.index for word in words if word.head == word.index}
    if len(hanging) != 1:
        return False
    for word in words:
        path: list[int] = []
        at = word.index
        while at not in hanging and at not in path:
            path.append(at)
            at = words[at].head
        if at not in hanging:
            return False
        hanging.update(path)
    return True


def _second_content(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "said the case shows that it works" the second clause is what the first one shows, not what is said."""
    said = tree.kids(verb, "ccomp")
    for first, second in pairwise(said):
        start = min(tree.under(second))
        if tree[start].lower == "that" and tree[start - 1].index in tree.under(first) and first < start:
            words[second] = replace(tree[second], head=first)


def _joined_content(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "said that it sank and that nobody swam" both are said: what "that" opens is joined to what another "that" opens."""
    word = tree[verb]
    that = next((c for c in tree.kids(verb, "mark") if c < verb and tree[c].lower == "that"), None)
    if word.dep != "conj" or that is None:
        return
    before = range(word.head + 1, that)
    said = [
        w for w in before if any(tree[m].lower == "that" for m in tree.kids(w, "mark")) and word.head in tree.above(w)
    ]
    if said:
        words[verb] = replace(word, head=said[-1])


def _content_of_the_first_verb(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "apologised and said the firm, Holm Lines, had been sold" it is what was said that the firm was sold."""
    word = tree[verb]
    said = next((c for c in tree.kids(word.head, "ccomp") if c > verb), None)
    if word.dep != "conj" or word.tag not in FINITE or word.lower not in lexicon.CLOSING_SAYING or said is None:
        return
    if tree.kids(verb, "ccomp"):
        return
    words[said] = replace(tree[said], head=verb)
    subject = next((o for o in tree.kids(word.head, "obj") if verb < o < said), None)
    if subject is not None and tree.kid(said, "nsubj") is None:
        words[subject] = replace(tree[subject], head=said, dep="nsubj")


def _said_besides(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "Holm said, adding that it sank" the adding is not what is said; what it adds is."""
    word = tree[verb]
    besides = word.tag == "VBG" and word.dep == "ccomp" and word.lower in lexicon.CLOSING_SAYING
    if besides and tree[word.head].lower in lexicon.CLOSING_SAYING and verb and tree[verb - 1].text == ",":
        words[verb] = replace(word, dep="advcl")


def _object_taken_for_a_subject(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "reported earnings as sales fell" the earnings are reported; they do not fall."""
    for clause in tree.kids(verb, "ccomp"):
        marks = [c for c in tree.kids(clause, "mark") if tree[c].lower in _TIME]
        subjects = tree.kids(clause, "nsubj")
        if marks and len(subjects) > 1 and subjects[0] < marks[0] < subjects[1]:
            words[subjects[0]] = replace(tree[subjects[0]], head=verb, dep="obj")
            words[clause] = replace(tree[clause], dep="advcl")


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


def _with_somebody_doing(tree: Tree, index: int, words: list[Word]) -> None:
    """In "…, with the mayor voicing doubts" the mayor voices them, whatever the participle was hung on."""
    if tree[index].lower != "with" or index == 0 or tree[index - 1].text != ",":
        return
    stretch = range(index + 1, min(len(tree), index + 12))
    verb = next((w for w in stretch if tree[w].pos in ("VERB", "AUX") or tree[w].text == ","), None)
    if verb is None or tree[verb].tag != "VBG" or verb < index + 2:
        return
    subject = verb - 1
    while index < tree[subject].head < verb and tree[subject].head != subject:
        subject = tree[subject].head
    inside = range(index, verb)
    for word in inside[1:]:
        if word != subject and tree[word].head not in inside:
            words[word] = replace(tree[word], head=subject, dep="dep")
    words[index] = replace(tree[index], dep="mark", head=verb)
    words[subject] = replace(tree[subject], dep="nsubj", head=verb)
    above = next((w for w in (*tree.above(subject), *tree.above(verb), tree.root) if w < index), tree[verb].head)
    words[verb] = replace(tree[verb], head=above, dep="advcl")
    _take_the_object(tree, verb, words)


def _conjunction_taken_for_a_preposition(tree: Tree, mark: int, words: list[Word]) -> None:
    """In "shelved the sale after buyers grew wary" the buyers grow wary: a verb in its tense stands right behind the noun."""
    noun = tree[mark].head
    if (
        tree[mark].lower not in _EVENT_MARKS
        or tree[mark].dep != "case"
        or noun < mark
        or tree[noun].tag.startswith("VB")
    ):
        return
    verb = noun + 1
    while verb < len(tree) and tree[verb].tag in ("RB", "RBR"):
        verb += 1
    if verb >= len(tree) or not _in_its_tense(tree, verb) or tree.kid(verb, "nsubj", "nsubj:pass", "aux") is not None:
        return
    if any(tree[w].head == verb and tree[w].dep == "mark" for w in range(mark)) or noun in tree.above(verb):
        return
    above = next((w for w in (*tree.above(noun), tree.root) if tree[w].pos in ("VERB", "AUX")), tree.root)
    if above in (verb, noun) or verb in tree.above(above):
        return
    words[mark] = replace(tree[mark], dep="mark", head=verb)
    words[noun] = replace(tree[noun], dep="nsubj", head=verb)
    words[verb] = replace(tree[verb], dep="advcl", head=above, tag="VBD" if tree[verb].tag == "VB" else tree[verb].tag)


def _mark_hung_on_the_subject(tree: Tree, mark: int, words: list[Word]) -> None:
    """In "used it after a toll was introduced" the toll is the clause's subject, and "after" opens the clause."""
    subject = tree[mark].head
    verb = tree[subject].head
    if tree[mark].lower not in _EVENT_MARKS or tree[mark].dep != "case" or not mark < subject < verb:
        return
    if not tree[subject].dep.startswith("nsubj") or tree[verb].dep not in ("parataxis", "advcl", "dep", "conj"):
        return
    above = next((w for w in range(mark - 1, -1, -1) if tree[w].pos == "VERB" and tree[w].tag in FINITE), None)
    words[mark] = replace(tree[mark], dep="mark", head=verb)
    if above is not None and verb not in tree.above(above):
        words[verb] = replace(words[verb], dep="advcl", head=above)


def _some_of_them(tree: Tree, index: int, words: list[Word]) -> None:
    """In "injuring nine children, two of them seriously" the two are of the children, whatever the parser hung them on."""
    of = index + 1
    if of + 1 >= len(tree) or index < 2 or tree[of].lower != "of" or tree[of + 1].lower != "them":
        return
    noun = index - 2
    if tree[index - 1].text != "," or tree[noun].tag not in ("NNS", "NNPS"):
        return
    rest = tree.under(index)
    if any(tree[w].tag in FINITE for w in rest) or rest[0] < index - 1 or tree[index].head == index:
        return
    words[index] = replace(tree[index], head=noun, dep="nmod")
    words[index - 1] = replace(tree[index - 1], head=index)
    behind = rest[-1] + 1
    if behind < len(tree) and tree[behind].pos in ("ADV", "ADJ") and not tree.children[behind]:
        words[behind] = replace(tree[behind], head=index, dep="advmod")


def _participle_taken_for_an_adjective(tree: Tree, index: int, words: list[Word]) -> None:
    """In "cut jobs after discovering cracks, sending shares down" the firm discovers them; the cracks send nothing."""
    noun = tree[index].head
    verb = tree[noun].head
    mark = index - 1
    if tree[index].pos != "ADJ" or not tree[index].lower.endswith("ing") or tree[mark].lower not in ("after", "before"):
        return
    if tree[noun].dep != "nsubj" or tree[verb].tag != "VBG" or tree[mark].head != verb or not index < noun < verb:
        return
    words[index] = replace(tree[index], head=tree[verb].head, dep="advcl", tag="VBG", pos="VERB")
    words[noun] = replace(tree[noun], head=index, dep="obj")
    words[mark] = replace(tree[mark], head=index)


def _noun_taken_for_a_participle(tree: Tree, index: int, words: list[Word]) -> None:
    """In "cut its profit forecast on Monday" the forecast is what was cut: a form that is noun and participle in one."""
    word, before = tree[index], index - 1
    verb = word.head
    alike = word.tag == "VBN" and IRREGULAR.get(word.lower) == word.lower
    if not alike or word.dep not in ("advcl", "acl", "xcomp") or tree[before].dep != "obj" or tree[before].head != verb:
        return
    if tree.kids(index, "obl:agent", "aux", "mark", "xcomp", "nsubj") or not verb < before:
        return
    words[index] = replace(word, dep="obj", tag="NN", pos="NOUN")
    words[before] = replace(tree[before], head=index, dep="compound")
    for child in (*tree.children[before], *tree.children[index]):
        words[child] = replace(words[child], head=index if tree[child].head == before else verb)


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


def _in_its_tense(tree: Tree, verb: int) -> bool:
    """A past or present tense; "cut" and the like, which are spelled the same, without "to" and a helping verb."""
    word = tree[verb]
    same = word.tag == "VB" and word.dep == "xcomp" and IRREGULAR.get(word.lower) == word.lower
    return word.pos == "VERB" and word.dep != "acl:relcl" and (word.tag in ("VBD", "VBZ", "VBP") or same)


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


def _joined_to_another_tense(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "promised that it would be paid and asked them to wait" who promised also asked: "would" goes with no past tense."""
    word, first = tree[verb], tree[tree[verb].head]
    helped = [tree[c].tag for c in tree.kids(first.index, "aux")]
    if word.dep != "conj" or word.tag != "VBD" or "MD" not in helped or tree.kids(verb, "nsubj", "aux"):
        return
    if first.dep == "ccomp" and tree[first.head].tag == "VBD":
        words[verb] = replace(word, head=first.head)


def _that_taken_for_a_pronoun(tree: Tree, that: int, words: list[Word]) -> None:
    """In "said in an email that Holm never meant harm" Holm is the subject; what "that" opens is what is said."""
    verb = tree[that].head
    if tree[that].lower != "that" or tree[that].dep != "nsubj" or tree[verb].dep != "acl:relcl" or verb < that:
        return
    if not any(that < c < verb for c in tree.kids(verb, "nsubj", "nsubj:pass")):
        return
    said = next((w for w in tree.above(verb) if tree[w].lower in lexicon.CLOSING_SAYING), None)
    if said is None or said > that or tree.kids(said, "ccomp", "obj") or tree[said].pos != "VERB":
        return
    words[that] = replace(tree[that], dep="mark", tag="IN", pos="SCONJ")
    words[verb] = replace(tree[verb], dep="ccomp", head=said)


def _main_taken_for_an_opening(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "pleaded guilty to charges he threatened a man" the plea is the main clause: nothing marks it as an opening."""
    word = tree[verb]
    root = word.head
    if word.dep != "advcl" or root != tree.root or root < verb or word.tag not in ("VBD", "VBZ", "VBP"):
        return
    subject, other = tree.kid(verb, "nsubj"), tree.kid(root, "nsubj")
    last = tree.under(verb)[-1]
    if (
        subject is None
        or subject > verb
        or other is None
        or tree.kids(verb, "mark")
        or last + 1 != tree.under(other)[0]
    ):
        return
    if any(tree[w].tag.startswith("W") for w in tree.under(verb)) or tree[last].pos not in ("NOUN", "PROPN"):
        return
    words[verb] = replace(word, head=verb, dep="ROOT")
    words[root] = replace(tree[root], head=last, dep="acl")


def _asks_of_somebody(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "said the deaths were caused by shots and called on the army to leave" it is the speaker who calls on somebody."""
    word, first = tree[verb], tree[tree[verb].head]
    asks = word.lower == "called" and tree.kid(verb, "xcomp") is not None
    on_somebody = any(tree[c].lower in ("on", "upon") for w in tree.kids(verb, "obl") for c in tree.kids(w, "case"))
    if word.dep != "conj" or word.tag != "VBN" or not asks or not on_somebody or tree.kids(verb, "aux", "nsubj"):
        return
    if first.dep == "ccomp" and tree.kid(first.index, "aux:pass") is not None and tree[first.head].tag == "VBD":
        words[verb] = replace(word, head=first.head, tag="VBD")


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


def _take_the_object(tree: Tree, verb: int, words: list[Word]) -> None:
    """The noun right behind a participle is its object, also where the parser hung it on the verb above."""
    if verb + 1 >= len(tree) or tree[verb + 1].pos in ("PUNCT", "ADP"):
        return
    top = verb + 1
    while tree[top].head > verb and tree[top].head != top:
        top = tree[top].head
    if tree[top].head < verb and tree[top].pos in ("NOUN", "PROPN", "PRON"):
        words[top] = replace(tree[top], head=verb, dep="obj")
