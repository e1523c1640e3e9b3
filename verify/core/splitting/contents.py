"""Slips of the parser about what is said: which clause hangs on the verb of saying, and on which of two."""

from dataclasses import replace

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Mends, Tree, Word
from verify.core.splitting.standing import FINITE

_TIME = ("as", "after", "when", "while", "because", "before", "although", "though")


def _second_content(tree: Tree, second: int, words: list[Word]) -> None:
    """In "said the case shows that it works" the second clause is what the first one shows, not what is said."""
    first = next((c for c in reversed(tree.kids(tree[second].head, "ccomp")) if c < second), None)
    if first is None:
        return
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
    says = tree[word.head].lower in lexicon.CLOSING_SAYING  # there the first "that" may be taken for a pronoun
    opens = ("mark", "obj", "obl") if says else ("mark",)
    said = [
        w for w in before if any(tree[m].lower == "that" for m in tree.kids(w, *opens)) and word.head in tree.above(w)
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


def _said_as_well(tree: Tree, second: int, words: list[Word]) -> None:
    """In "said the shop was losing money, “and it won't come back”" the second clause is joined to the first."""
    first = next((c for c in reversed(tree.kids(tree[second].head, "ccomp")) if c < second), None)
    cc = next((w for w in tree.under(second) if tree[w].pos != "PUNCT"), second)
    if first is not None and tree[cc].dep == "cc" and tree.under(first)[-1] < cc:
        words[second] = replace(tree[second], head=first, dep="conj")
        words[cc] = replace(tree[cc], head=second)


def _noted_by_the_subject(tree: Tree, noting: int, words: list[Word]) -> None:
    """In "rejected the idea that drink explained it, noting that he was sober" who rejected it notes it: no drink does."""
    word, verb = tree[noting], tree[noting].head
    if word.tag != "VBG" or word.lower not in lexicon.CLOSING_SAYING or noting < 2 or tree[noting - 1].text != ",":
        return
    of_a_noun = tree.relation(verb) == "acl"
    taken = tree.relation(verb) == "ccomp" and tree[tree[verb].head].lower not in lexicon.CLOSING_SAYING
    if not (of_a_noun or taken) or verb > noting:
        return
    above = next((w for w in tree.above(verb) if tree[w].tag in FINITE or w == tree.root), tree.root)
    words[noting] = replace(word, head=above)


def _done_by_who_knew(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "knew that a valve was worn but put off its repair" who knew it put it off: what is worn does nothing."""
    word, first = tree[verb], tree[tree[verb].head]
    above = tree[first.head]
    suffers = tree.kids(first.index, "aux:pass") or (first.tag in ("JJ", "VBN") and tree.kids(first.index, "cop"))
    if word.dep != "conj" or word.tag not in ("VBD", "VBN") or not tree.kids(verb, "obj") or not suffers:
        return
    if tree.kids(verb, "nsubj", "aux", "mark") or first.dep != "ccomp" or not tree.kids(first.index, "mark"):
        return
    if above.tag in ("VBD", "VBN") and tree.kid(verb, "cc") is not None:
        words[verb] = replace(word, head=above.index, tag="VBD")


def _prima_facie(tree: Tree, facie: int, words: list[Word]) -> None:
    """In "said prima facie the breach was caused by seepage" it is the breach of which something is said."""
    prima, said = facie - 1, tree[facie].head
    content = next((c for c in tree.kids(said, "ccomp") if c > facie), None)
    if tree[facie].dep == "ccomp" and content is not None and facie and tree[prima].lower == "prima":
        words[facie] = replace(tree[facie], dep="advmod", head=content, tag="RB", pos="ADV")
        words[prima] = replace(tree[prima], dep="compound", head=facie)


def _object_taken_for_a_subject(tree: Tree, clause: int, words: list[Word]) -> None:
    """In "reported earnings as sales fell" the earnings are reported; they do not fall."""
    marks = [c for c in tree.kids(clause, "mark") if tree[c].lower in _TIME]
    subjects = tree.kids(clause, "nsubj")
    if marks and len(subjects) > 1 and subjects[0] < marks[0] < subjects[1]:
        words[subjects[0]] = replace(tree[subjects[0]], head=tree[clause].head, dep="obj")
        words[clause] = replace(tree[clause], dep="advcl")


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


def _asks_of_somebody(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "said the deaths were caused by shots and called on the army to leave" it is the speaker who calls on somebody."""
    word, first = tree[verb], tree[tree[verb].head]
    asks = word.lower == "called" and tree.kid(verb, "xcomp") is not None
    on_somebody = any(tree[c].lower in ("on", "upon") for w in tree.kids(verb, "obl") for c in tree.kids(w, "case"))
    if word.dep != "conj" or word.tag != "VBN" or not asks or not on_somebody or tree.kids(verb, "aux", "nsubj"):
        return
    if first.dep == "ccomp" and tree.kid(first.index, "aux:pass") is not None and tree[first.head].tag == "VBD":
        words[verb] = replace(word, head=first.head, tag="VBD")


def _joined_to_another_tense(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "promised that it would be paid and asked them to wait" who promised also asked: "would" goes with no past tense."""
    word, first = tree[verb], tree[tree[verb].head]
    helped = [tree[c].tag for c in tree.kids(first.index, "aux")]
    if word.dep != "conj" or word.tag != "VBD" or "MD" not in helped or tree.kids(verb, "nsubj", "aux"):
        return
    if first.dep == "ccomp" and tree[first.head].tag == "VBD":
        words[verb] = replace(word, head=first.head)


def _said_on_its_own(tree: Tree, verb: int, words: list[Word]) -> None:
    """In "accepted that it had crashed but found that she lied" the panel found it: "found" goes not with "had crashed"."""
    word, first = tree[verb], tree[tree[verb].head]
    above = tree[first.head]
    says = word.tag == "VBD" and word.lower in lexicon.CLOSING_SAYING and not tree.kids(verb, "mark", "aux", "nsubj")
    told = [c for c in tree.kids(verb, "ccomp") if tree.kids(c, "mark")]
    if word.dep != "conj" or not says or not told or first.dep != "ccomp" or above.tag != "VBD":
        return
    cc = tree.kid(verb, "cc")
    apart = cc is not None and tree[cc - 1].text == ","
    if apart or any(tree[c].tag in ("VBD", "MD") for c in tree.kids(first.index, "aux")):
        words[verb] = replace(word, head=above.index)


BY_RELATION: dict[str, Mends] = {
    "ccomp": (_second_content, _said_besides, _object_taken_for_a_subject, _said_as_well),
    "advcl": (_noted_by_the_subject,),
    "conj": (
        _joined_content,
        _content_of_the_first_verb,
        _joined_to_another_tense,
        _asks_of_somebody,
        _said_on_its_own,
        _done_by_who_knew,
    ),
}
BY_WORD: dict[str, Mends] = {"facie": (_prima_facie,), "that": (_that_taken_for_a_pronoun,)}
