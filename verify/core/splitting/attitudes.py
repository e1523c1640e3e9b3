"""Whose words, plans or feelings a sentence tells of where telling it is the claim: "Holm opposes the sale"."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from verify.core.splitting import lexicon
from verify.core.splitting.inflection import IRREGULAR
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import noun_phrase, subject_of

_LISTS = lexicon.sections(Path(__file__).with_suffix(".txt"))
_SPEAKING, _JUDGING, _THINKING = (frozenset(_LISTS[name]) for name in ("speaking", "judging", "thinking"))
_SHOWING, _NOUNS, _BEARING = (frozenset(_LISTS[name]) for name in ("showing", "nouns", "bearing"))
_STATES, _SAYINGS = (frozenset(_LISTS[name]) for name in ("states", "sayings"))
_VERBS = _SPEAKING | _JUDGING | _THINKING | _SHOWING
_PAST_TO_BASE = {past: base for base, past in IRREGULAR.items()} | {
    "known": "know",
    "seen": "see",
    "shown": "show",
    "spoken": "speak",
    "sworn": "swear",
    "given": "give",
    "written": "write",
    "chosen": "choose",
    "forgotten": "forget",
}
LONGEST = 8
"""Words of a holder from which on what is told of the holder is left out."""
_NOBODY = frozenset(
    (
        "it",
        "that",
        "this",
        "there",
        "which",
        "what",
        "these",
        "those",
        "one",
        "you",
        "something",
        "we",
        "me",
        "us",
        "my",
        "our",
    )
)
_OWNERS = ("of", "from", "by", "among")
_TOPIC = ("about", "against", "as", "for", "of", "on", "over", "to", "toward", "towards", "with")


@dataclass(frozen=True, slots=True)
class Held:
    """The word that names the act or state, and the words of who holds it."""

    cue: int
    holder: tuple[int, ...]


def attitudes(tree: Tree) -> Iterator[Held]:
    """Every such act or state of a sentence, in text order of their cues."""
    for index, word in enumerate(tree.words):
        holder: tuple[int, ...] = ()
        if word.tag.startswith("VB"):
            holder = _of_a_verb(tree, index)
        elif word.tag in ("NN", "NNS"):
            holder = _of_a_noun(tree, index)
        elif word.tag.startswith("JJ"):
            holder = _of_a_state(tree, index)
        if holder:
            yield Held(index, holder)


def _of_a_verb(tree: Tree, verb: int) -> tuple[int, ...]:
    found = bases(tree[verb].lower)
    if not found & _VERBS and not ("call" in found and _calls(tree, verb)):
        return ()
    if (tree[verb].tag == "VBN" and not tree.kids(verb, "aux")) or tree.kid(verb, "aux:pass", "nsubj:pass") is not None:
        agent = tree.kid(verb, "obl:agent")
        return _named(tree, agent)
    if not _has_content(tree, verb) or _is_only_wanted(tree, verb):
        return ()
    subject = subject_of(tree, verb)
    if found & _SHOWING and not found & _SPEAKING:
        shows = subject is not None and tree[subject].lower in lexicon.DOCUMENTS
        return _named(tree, subject) if shows or tree.kid(verb, "ccomp") is not None else ()
    return _named(tree, subject)


def _calls(tree: Tree, verb: int) -> bool:
    """In "called it a scandal", "called for talks", "called on the council"; not in "called the police"."""
    phrases = tree.kids(verb, "obl")
    asks = any(tree[c].lower in ("for", "on", "upon") for w in phrases for c in tree.kids(w, "case"))
    return tree.kid(verb, "xcomp") is not None or (asks and tree.kid(verb, "obj") is None)


def _has_content(tree: Tree, verb: int) -> bool:
    """An object, a clause, or a phrase that names a topic ("spoke about the sale"), not merely a place or a time."""
    if tree.kids(verb, "obj", "iobj", "ccomp", "xcomp", "csubj", "parataxis"):
        return True
    phrases = tree.kids(verb, "obl")
    return any(tree[c].lower in _TOPIC for phrase in phrases for c in tree.kids(phrase, "case", "mark"))


def _is_only_wanted(tree: Tree, verb: int) -> bool:
    """An infinitive such as "to testify on Monday" or "pressure to support it": not told to have happened, or not of whom."""
    if not any(tree[c].tag == "TO" for c in tree.kids(verb, "mark")):
        return False
    above = tree[verb].head
    others = tree[verb].dep == "acl" or (tree[verb].dep == "xcomp" and tree.kid(above, "obj", "iobj") is not None)
    if others or tree.kids(verb, "ccomp"):
        return others
    return bool(bases(tree[verb].lower) & _THINKING) or not tree.kids(verb, "obj", "xcomp")


def _of_a_noun(tree: Tree, noun: int) -> tuple[int, ...]:
    found = singulars(tree[noun].lower)
    if not found & _NOUNS or not (_is_about(tree, noun) or found & _SAYINGS):
        return ()
    owner = tree.kid(noun, "nmod:poss")
    if owner is not None:
        return _named(tree, owner)
    by = next(
        (c for c in tree.kids(noun, "nmod") if any(tree[k].lower in _OWNERS[1:] for k in tree.kids(c, "case"))), None
    )
    if by is not None:
        return _named(tree, by)
    verb = tree[noun].head
    if tree[noun].dep in ("obj", "obl") and bases(tree[verb].lower) & _BEARING and not tree.kids(verb, "nsubj:pass"):
        return _named(tree, subject_of(tree, verb))
    return ()


def _is_about(tree: Tree, noun: int) -> bool:
    """Whether a noun says what it is about: "her plan to sell", "the claim that", "concerns about the sale"."""
    if tree.kids(noun, "acl", "ccomp"):
        return True
    return any(
        tree[c].lower in (*_TOPIC, *_OWNERS) for w in tree.kids(noun, "nmod") for c in tree.kids(w, "case") if w > noun
    )


def _of_a_state(tree: Tree, state: int) -> tuple[int, ...]:
    if tree[state].lower not in _STATES or not (
        tree.kids(state, "cop") or tree[state].dep in ("xcomp", "conj", "advcl")
    ):
        return ()
    if not tree.kids(state, "ccomp", "xcomp", "advcl", "obl"):
        return ()
    return _named(tree, subject_of(tree, state))


def _named(tree: Tree, head: int | None) -> tuple[int, ...]:
    """The holder's words, where it may be somebody: "who" stands for the noun before it."""
    if head is None:
        return ()
    if tree[head].tag in ("WP", "WDT"):
        above = next((w for w in tree.above(head) if tree[w].dep == "acl:relcl"), None)
        if above is None or tree[head].lower == "which":
            return ()
        head = tree[above].head
    if tree[head].pos not in ("NOUN", "PROPN", "PRON", "NUM", "SYM", "DET", "ADJ"):
        return ()
    if tree[head].lower in _NOBODY or tree[head].lower in lexicon.NO_SPEAKER or tree[head].lower in lexicon.TIME_NOUNS:
        return ()
    words = noun_phrase(tree, head)
    told = {w for c in tree.kids(head, "acl") for w in tree.under(c)} if len(words) > LONGEST else set()
    return tuple(w for w in words if w not in told)


@cache
def bases(form: str) -> frozenset[str]:
    """What a verb form may be a form of: "denied" → "deny", "planned" → "plan"."""
    found = {form}
    if form in _PAST_TO_BASE:
        found.add(_PAST_TO_BASE[form])
    for ending in ("s", "es", "ed", "d", "ing"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form[: -len(ending)]
            found |= {stem, stem + "e"}
            if stem[-1] == "i":
                found.add(stem[:-1] + "y")
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return frozenset(found)


@cache
def singulars(form: str) -> frozenset[str]:
    """What a noun form may be the plural of."""
    found = {form, form.removesuffix("s"), form.removesuffix("es")}
    return frozenset({*found, form.removesuffix("ies") + "y"})
