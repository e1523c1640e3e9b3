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
    return Tree(words) if tuple(words) != tree.words else tree


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
