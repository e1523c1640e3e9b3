"""Slips of the parser that the words themselves give away, put right before the rules read the tree."""

from dataclasses import replace
from itertools import pairwise

from verify.core.splitting.parsing import Tree, Word

_TIME = ("as", "after", "when", "while", "because", "before", "although", "though")


def mended(tree: Tree) -> Tree:
    """The tree with its known slips put right."""
    words = list(tree.words)
    for index in range(len(tree)):
        _second_content(tree, index, words)
        _object_taken_for_a_subject(tree, index, words)
        _verb_taken_for_an_adjective(tree, index, words)
        _with_somebody_doing(tree, index, words)
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


def _take_the_object(tree: Tree, verb: int, words: list[Word]) -> None:
    """The noun right behind a participle is its object, also where the parser hung it on the verb above."""
    if verb + 1 >= len(tree) or tree[verb + 1].pos in ("PUNCT", "ADP"):
        return
    top = verb + 1
    while tree[top].head > verb and tree[top].head != top:
        top = tree[top].head
    if tree[top].head < verb and tree[top].pos in ("NOUN", "PROPN", "PRON"):
        words[top] = replace(tree[top], head=verb, dep="obj")
