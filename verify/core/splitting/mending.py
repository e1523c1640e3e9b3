"""Slips of the parser that the words themselves give away, put right before the rules read the tree."""

from dataclasses import replace
from itertools import pairwise

from verify.core.splitting import lexicon
from verify.core.splitting.inflection import IRREGULAR
from verify.core.splitting.parsing import Tree, Word

_EVENT_MARKS = ("after", "before", "as", "since", "until")
_TIME = ("as", "after", "when", "while", "because", "before", "although", "though")


def mended(tree: Tree) -> Tree:
    """The tree with its known slips put right."""
    words = list(tree.words)
    for index in range(len(tree)):
        _second_content(tree, index, words)
        _object_taken_for_a_subject(tree, index, words)
        _verb_taken_for_an_adjective(tree, index, words)
        _with_somebody_doing(tree, index, words)
        _conjunction_taken_for_a_preposition(tree, index, words)
        _before_its_conjunction(tree, index, words)
        _joined_to_another_form(tree, index, words)
        _that_taken_for_a_pronoun(tree, index, words)
        _main_taken_for_an_opening(tree, index, words)
        _asks_of_somebody(tree, index, words)
        _joined_noun_that_does_something(tree, index, words)
    _said_taken_for_a_participle(tree, words)
    _subject_taken_for_an_apposition(tree, words)
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


def _take_the_object(tree: Tree, verb: int, words: list[Word]) -> None:
    """The noun right behind a participle is its object, also where the parser hung it on the verb above."""
    if verb + 1 >= len(tree) or tree[verb + 1].pos in ("PUNCT", "ADP"):
        return
    top = verb + 1
    while tree[top].head > verb and tree[top].head != top:
        top = tree[top].head
    if tree[top].head < verb and tree[top].pos in ("NOUN", "PROPN", "PRON"):
        words[top] = replace(tree[top], head=verb, dep="obj")
