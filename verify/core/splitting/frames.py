"""Reporting frames in a sentence's tree: before, between and after the content, and "according to"."""

from dataclasses import dataclass

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import extent_of, noun_phrase, subject_of

_OPENING = ("“", '"', "''", "``")
_CLOSING_MARKS = ("”", '"', "''")
_DASHES = ("―", "—", "–", "-", "--")


AUTHORITIES = ("police", "officers", "investigators", "detectives", "court", "jury", "judge", "agents", "prosecutors")
_NO_ONE = ("no", "nobody", "none", "neither", "few")
"""What a "speaker" opens with whom there is not: in "nobody says it sank" it is not said that it sank."""
TELLING = ("tells", "shows", "showed", "suggests", "suggested", "indicates", "reveals")
"""What "it" does is what something is a sign of, and nobody says it."""
_NO_NAME = ("VBD", "VBZ", "VBP", "MD", "VBG", "VB", "WRB", "WP", "WDT", "RB")
"""Tags of words that a speaker's name has none of."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that only say who says the rest: `content` is the top of what is said, `top` the top of the frame's own words.

    `inner` is set where the content hangs below the frame ("X said P"), unset where the frame hangs in it ("P, X said").
    `extent` is the first and last word of the speaker with what is said of them ("Holm, the mayor of Lund").
    """

    top: int
    content: int
    cue: tuple[int, ...]
    speaker: tuple[int, ...]
    inner: bool
    negated: bool = False
    extent: tuple[int, int] = (0, 0)


def frames(tree: Tree) -> list[Frame]:
    """Every reporting frame of the sentence, in text order of their cues."""
    return tree.once("frames", _frames)


def _frames(tree: Tree) -> list[Frame]:
    found: list[Frame] = []
    for index in range(len(tree)):
        frame = _according(tree, index) or _verb_frame(tree, index)
        if frame is not None:
            found.append(frame)
    return found


def frame_alone(tree: Tree) -> Frame | None:
    """The frame that is a whole tree of its own: "prosecutors said", "according to the firm", "― Ann Holm"."""
    for index in range(len(tree) - 2):
        if tree[index].lower == "according":
            who = _phrase_from(tree, index + 2)
            return Frame(index, index, (index, index + 1), who, False, extent=(who[0], len(tree) - 1)) if who else None
    if tree[0].text in _DASHES and len(tree) > 1:
        who = _run_right(tree, 1) or (1,)
        return Frame(0, 0, (0,), who, False, extent=(who[0], who[-1]))
    for index in range(len(tree)):
        speaks = tree[index].dep.startswith("nsubj") and tree[tree[index].head].lower in lexicon.CLOSING_SAYING
        if speaks and tree[index].tag.startswith("NN"):
            continue  # "the report says"
        if tree[index].lower in lexicon.CLOSING_SAYING and tree[index].tag.startswith(("VB", "NN")):
            return _alone(tree, index)
    return None


def _alone(tree: Tree, verb: int) -> Frame | None:
    subject = tree.kid(verb, "nsubj")
    who = _before_an_aside(tree, verb)
    if not who and subject is not None and (subject < verb or verb == 0) and _can_speak(tree, subject):
        who = _with_its_name(tree, noun_phrase(tree, subject), verb)
    elif verb == 0 and len(tree) > 1:
        who = _up_to_the_name(tree, _phrase_from(tree, 1))
    if not who:
        comma = next((i for i in range(verb) if tree[i].pos == "PUNCT"), verb)
        who = tuple(i for i in range(comma) if tree[i].pos not in ("ADV", "AUX"))
    if not any(tree[w].pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM", "DET") for w in who):
        return None
    if tree[who[0]].tag in ("VBG", "VB"):
        return None  # "…,” said disclosing the plan"
    first, last = extent_of(tree, who)
    if who[0] < verb:
        last = max(last, *(i for i in range(verb) if tree[i].pos not in ("PUNCT", "ADV", "AUX")))
    return Frame(verb, verb, (verb,), who, False, extent=(first, last))


def _before_an_aside(tree: Tree, verb: int) -> tuple[int, ...]:
    """The speaker's name in "Holm, who owns the boat, said": what stands before the first comma."""
    if verb < 3 or tree[verb - 1].text != ",":
        return ()
    end = next(w for w in range(verb) if tree[w].text == ",")
    named = [w for w in range(end) if tree[w].pos not in ("CCONJ", "PUNCT")]
    plain = named and end < verb - 1 and tree[named[0]].tag != "IN" and not any(tree[w].tag in _NO_NAME for w in named)
    nouns = [w for w in named if tree[w].pos in ("NOUN", "PROPN", "PRON")]
    return tuple(named) if plain and nouns and nouns[-1] == named[-1] else ()


def _phrase_from(tree: Tree, start: int) -> tuple[int, ...]:
    """The noun phrase that begins at a word: the nearest head above it that does not leave to the left."""
    top = start
    while tree[top].head != top and tree[top].head >= start:
        top = tree[top].head
    return noun_phrase(tree, top)


def _verb_frame(tree: Tree, verb: int) -> Frame | None:
    word = tree[verb]
    if word.lower not in lexicon.CLOSING_SAYING or not (word.tag.startswith("VB") or _reports_that(tree, verb)):
        return None
    if word.tag == "VBN" and word.dep in ("xcomp", "amod") and not tree.kids(verb, "aux"):
        return None  # "made its presence felt"
    if word.lower == "told" and tree.kids(verb, "aux:pass"):
        return None  # "was told that the pier was shut": whoever told it is not named
    if word.tag == "VB" and word.dep == "acl":
        return None  # "there is reason to believe"
    content, inner = _said(tree, verb)
    if content is not None and tree[content].tag in ("WRB", "WP") and tree[content].lower in lexicon.INDIRECT_QUESTION:
        return None  # "must say where they are"
    if content is None or content == verb or any(w.lower == "let" for w in tree.words[max(0, verb - 2) : verb]):
        return None
    bare = inner and tree[content].tag != "VBG" and not tree.kids(content, "nsubj", "csubj", "expl")
    if bare and tree[verb].dep == "acl:relcl" and tree.kid(verb, "nsubj") is not None:
        return None  # "a ramp that inspectors warned was unsafe": the ramp is
    after = min(tree.under(content)) > verb
    speaker = _speaker(tree, verb, inner=inner, after=after)
    if not speaker or _is_nobody_named(tree, verb, speaker) or (after and not _said_is_told(tree, verb, content)):
        return None
    if after and word.lower in lexicon.OWN_ACTS and not _is_document(tree, speaker):
        return None
    if word.lower in ("pointed", "points", "point") and "out" not in {tree[c].lower for c in tree.children[verb]}:
        return None
    if _is_an_act(tree, verb, content):
        return None
    top = verb
    while inner and tree[top].head not in (content, top) and (tree[top].dep == "xcomp" or _quoted_as(tree, top)):
        top = tree[top].head
    return Frame(top, content, (verb,), speaker, inner, _denied(tree, verb), extent_of(tree, speaker))


def _is_nobody_named(tree: Tree, verb: int, speaker: tuple[int, ...]) -> bool:
    """Whether no one speaks, or so many in a hundred: what "62 percent of voters believe" is the news itself."""
    first = tree[speaker[0]]
    shares = ("percent", "%", "majority", "half", "third", "quarter")
    polled = tree[verb].lower in lexicon.MENTAL and any(tree[w].lower in shares for w in speaker)
    tells = first.lower == "it" and len(speaker) == 1 and tree[verb].lower in TELLING
    return first.lower in _NO_ONE or first.tag == "WP$" or polled or tells


def _is_an_act(tree: Tree, verb: int, content: int) -> bool:
    """What somebody says of himself to the police, or in a call that is told of, is the news and no report of it."""
    told = tree.kids(verb, "obj", "iobj")
    subject = tree.kid(content, "nsubj")
    himself = subject is not None and tree[subject].lower in ("he", "she", "they")
    to_police = tree[verb].lower == "told" and any(tree[w].lower in AUTHORITIES for w in told)
    there = any(tree[w].lower == "which" and tree.kids(w, "case") for w in tree.kids(verb, "obl"))
    return himself and (to_police or (there and tree[verb].dep == "acl:relcl"))


def _quoted_as(tree: Tree, verb: int) -> bool:
    """In "Holm was quoted as saying" all of it says no more than who speaks."""
    return tree[verb].tag == "VBG" and _as(tree, verb) and tree[tree[verb].head].lower in ("quoted", "cited")


def _reports_that(tree: Tree, index: int) -> bool:
    """In "The newspaper reports that it sank" the parser may take "reports" for a noun."""
    follows = index + 1 < len(tree) and tree[index + 1].lower == "that"
    return index == tree.root and tree[index].tag == "NNS" and follows


def _is_document(tree: Tree, speaker: tuple[int, ...]) -> bool:
    head = next((w for w in speaker if tree[w].head not in speaker or tree[w].head == w), speaker[-1])
    return tree[head].lower in lexicon.DOCUMENTS


def _speaker(tree: Tree, verb: int, *, inner: bool, after: bool) -> tuple[int, ...]:
    """The words of the speaker: the verb's subject, else the noun phrase beside the verb."""
    if inner and after and (named := _before_an_aside(tree, verb)):
        return named
    subject = tree.kid(verb, "nsubj")
    if subject is None and inner and after:
        subject = subject_of(tree, verb)
    if subject is not None and tree[subject].lower == "who" and subject and tree[subject - 1].text == ",":
        whom = tree[verb].head
        whom = tree[whom].head if tree[whom].dep == "flat" else whom
        return noun_phrase(tree, whom) if tree[verb].dep == "acl:relcl" and after else ()
    if subject is not None and tree[subject].lower == "which" and subject > 1 and tree[subject - 1].text == ",":
        return _body_before(tree, subject - 2) if after else ()
    if subject is not None:
        return _with_its_name(tree, noun_phrase(tree, subject), tree[subject].head) if _can_speak(tree, subject) else ()
    beside = _run_left(tree, verb - 1) if after else _run_right(tree, verb + 1) or _run_left(tree, verb - 1)
    return beside if any(tree[w].pos in ("NOUN", "PROPN", "PRON") and _can_speak(tree, w) for w in beside) else ()


def _body_before(tree: Tree, last: int) -> tuple[int, ...]:
    """Who says it in "fees from Holm Lines, a shipping firm, which said it knew nothing": the body just named."""
    top = last
    while tree[top].dep in ("appos", "flat", "compound") and tree[top].head < last + 1 and tree[top].head != top:
        top = tree[top].head
    named = tree[top].text[0].isupper() or tree[top].lower in lexicon.BODIES | lexicon.COMPANY_NOUNS
    return noun_phrase(tree, top) if named else ()


def _with_its_name(tree: Tree, words: tuple[int, ...], verb: int) -> tuple[int, ...]:
    """In "Chief Executive Lars Holmgren said" with all that stands of the name, also what the parser hung on the verb."""
    behind = range(words[-1] + 1, max(words[-1] + 1, verb))
    whole = 0 < len(behind) <= 2 and all(tree[w].pos == "PROPN" and tree[w].head == verb for w in behind)
    return (*words, *behind) if whole else words


def _run_right(tree: Tree, start: int) -> tuple[int, ...]:
    out: list[int] = []
    for index in range(start, min(len(tree), start + 12)):
        word = tree[index]
        if word.pos == "PUNCT" or (
            word.tag in ("IN", "TO", "WRB", "WP", "WDT", "VBD", "VBZ", "RB")
            and word.lower not in ("of", "for", "’s", "'s", "recently")
        ):
            break
        out.append(index)
    return tuple(out)


def _run_left(tree: Tree, start: int) -> tuple[int, ...]:
    out: list[int] = []
    for index in range(start, max(-1, start - 12), -1):
        word = tree[index]
        if not out and (word.tag in ("RB", "MD") or word.pos == "AUX"):
            continue
        if word.pos == "PUNCT" or word.tag.startswith(("VB", "W")) or word.pos in ("CCONJ", "SCONJ"):
            break
        out.insert(0, index)
    return tuple(out)


def _said(tree: Tree, verb: int) -> tuple[int | None, bool]:
    """The top of what the verb says, and whether it hangs below the verb."""
    word = tree[verb]
    for inside in tree.kids(verb, "ccomp"):
        return inside, True
    found = _clause_after(tree, verb)
    if found is not None:
        return found, True
    if word.head != verb and (
        word.dep in ("parataxis", "dep", "discourse")
        or (word.dep == "advcl" and _as(tree, verb) and tree.kid(verb, "obj") is None)  # not "as the firm added jobs"
    ):
        return word.head, False
    return None, False


def _clause_after(tree: Tree, verb: int) -> int | None:
    """The clause that begins right behind the verb, whatever the parser hung it on."""
    above = {verb, *tree.above(verb)}
    for index in range(verb + 1, min(len(tree), verb + 13)):
        word = tree[index]
        if word.lower == "that" and tree[word.head].index > index and word.head not in above:
            top = word.head
            while tree[top].dep == "xcomp" and tree[top].head > index and tree[top].head not in above:
                top = tree[top].head
            return top if word.dep == "mark" or tree.kid(top, "nsubj") not in (None, index) else None
        if word.text in _OPENING and index + 1 < len(tree):
            return _top_of(tree, index + 1, _closing(tree, index), above)
        if word.text == "," and index + 1 < len(tree) and tree[index + 1].text in _OPENING:
            continue
        if word.text in (",", ";") or word.tag.startswith("VB"):
            break
    start = verb + 1
    for index in range(start, len(tree)):
        word = tree[index]
        if (
            index not in above
            and word.dep in ("parataxis", "acl", "acl:relcl", "advcl", "dep", "conj")
            and word.tag in ("VBD", "VBZ", "VBP")
        ) or (index not in above and word.dep == "parataxis"):
            first = min(tree.under(index))
            if first == start and tree.kid(index, "nsubj", "expl") is not None:
                return index
    return None


def _closing(tree: Tree, opened: int) -> int:
    return next((i for i in range(opened + 1, len(tree)) if tree[i].text in _CLOSING_MARKS), len(tree))


def _top_of(tree: Tree, start: int, end: int, above: set[int]) -> int | None:
    """The highest word of a stretch; only where it is a clause."""
    inside = range(start, end)
    tops = [i for i in inside if i not in above and tree[i].head not in inside and tree[i].pos != "PUNCT"]
    clauses = [i for i in tops if any(tree[w].tag in ("VBD", "VBZ", "VBP", "MD") for w in tree.under(i) if w in inside)]
    return clauses[0] if clauses else None


def _as(tree: Tree, verb: int) -> bool:
    return any(tree[c].lower == "as" for c in tree.kids(verb, "mark", "advmod"))


def _can_speak(tree: Tree, subject: int) -> bool:
    word = tree[subject]
    return (
        word.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM") and word.lower not in lexicon.NO_SPEAKER
    )


def _said_is_told(tree: Tree, verb: int, content: int) -> bool:
    """Not "declined to say whether", not an indirect question, not "did not say that"."""
    marks = {
        tree[c].lower
        for c in tree.kids(content, "mark", "advmod", "obj", "nsubj")
        if tree[c].tag in ("WRB", "WP", "IN", "WDT")
    }
    if marks & lexicon.INDIRECT_QUESTION:
        return False
    return not _denied(tree, verb) or tree[verb].lower in lexicon.MENTAL


def _denied(tree: Tree, verb: int) -> bool:
    return any(tree[c].lower in lexicon.NEGATIONS for c in tree.children[verb])


def _according(tree: Tree, index: int) -> Frame | None:
    word = tree[index]
    if word.lower != "according" or index + 1 >= len(tree) or tree[index + 1].lower != "to":
        return None
    who = word.head if word.dep in ("case", "mark", "fixed") else tree.kid(index, "obl", "nmod", "obj")
    if who is None or who == index or who < index:
        return None
    top = who if word.dep in ("case", "mark", "fixed") else index
    content = tree[top].head
    if content == top or _at_an_edge(tree, index, top):
        content = tree.root if tree.root != top else content
    while (
        tree[content].dep in ("obj", "obl", "nmod", "nsubj", "amod", "compound", "nummod", "xcomp", "advcl", "acl")
        and content != tree[content].head
    ):
        content = tree[content].head
    if content == top:
        return None
    name = _up_to_the_name(tree, noun_phrase(tree, who))
    return Frame(top, content, (index, index + 1), name, False, extent=extent_of(tree, name))


def _up_to_the_name(tree: Tree, words: tuple[int, ...]) -> tuple[int, ...]:
    """With the name right behind an office, whatever it was hung on: "according to commissioner Jonas Berg"."""
    last = words[-1]
    named = tree[words[-1]].lower in lexicon.ROLES
    while named and last + 1 < len(tree) and (tree[last + 1].pos == "PROPN" or _is_capitalised_noun(tree, last + 1)):
        last += 1
    return (*words, *range(words[-1] + 1, last + 1))


def _is_capitalised_noun(tree: Tree, word: int) -> bool:
    """A name that the parser takes for a noun, as names from other languages."""
    return tree[word].pos in ("NOUN", "ADJ") and tree[word].text[0].isupper()


def _at_an_edge(tree: Tree, index: int, top: int) -> bool:
    words = tree.under(top)
    return index <= 2 or words[-1] >= len(tree) - 2
