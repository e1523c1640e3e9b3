"""Slips of the parser that the words themselves give away, put right before the rules read the tree."""

from dataclasses import replace

from verify.core.splitting import contents, joins, lexicon, nouns
from verify.core.splitting.inflection import IRREGULAR
from verify.core.splitting.mains import mend_main
from verify.core.splitting.parsing import Mends, Tree, Word
from verify.core.splitting.standing import FINITE

_EVENT_MARKS = ("after", "before", "as", "since", "until")


def mended(tree: Tree) -> Tree:
    """The tree with its known slips put right; each rule is asked only of the words with its relation or its spelling."""
    words = list(tree.words)
    for index, word in enumerate(tree.words):
        for mend in _BY_RELATION.get(tree.relation(index), ()):
            mend(tree, index, words)
        for mend in _BY_WORD.get(word.lower, ()):
            mend(tree, index, words)
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
    verb = _behind_an_aside(tree, noun)
    while verb < len(tree) and tree[verb].tag in ("RB", "RBR"):
        verb += 1
    helped = verb < len(tree) and tree[verb].dep == "aux" and tree[verb].tag in FINITE
    verb = tree[verb].head if helped else verb
    if helped and (tree[verb].dep != "conj" or tree.kid(verb, "nsubj", "cc") is not None):
        return
    if verb >= len(tree) or not (helped or _in_its_tense(tree, verb)):
        return
    if tree.kid(verb, "nsubj", "nsubj:pass", *(() if helped else ("aux",))) is not None:
        return
    if any(tree[w].head == verb and tree[w].dep == "mark" for w in range(mark)):
        return
    if noun in tree.above(verb) and tree[verb].tag != "VBN":
        return
    above = next((w for w in (*tree.above(noun), tree.root) if tree[w].pos in ("VERB", "AUX")), tree.root)
    if above in (verb, noun) or verb in tree.above(above):
        return
    for before in tree.children[noun]:
        if before < mark:
            words[before] = replace(tree[before], head=verb)  # "only after"
    words[mark] = replace(tree[mark], dep="mark", head=verb)
    words[noun] = replace(tree[noun], dep="nsubj", head=verb)
    words[verb] = replace(
        tree[verb], dep="advcl", head=above, tag="VBD" if tree[verb].tag in ("VB", "VBN") else tree[verb].tag
    )


def _behind_an_aside(tree: Tree, noun: int) -> int:
    """The word that goes on behind a noun, and behind what two commas tell of it: "the mayor, a former sailor, had"."""
    beside = tree.kid(noun, "appos")
    if beside is None or beside < noun or tree[noun + 1].text != ",":
        of_it = {w for c in tree.kids(noun, "nmod") for w in tree.under(c)}
        return next(w for w in range(noun + 1, len(tree) + 1) if w not in of_it)  # "after a part of the dam gave way"
    end = max(w for w in tree.under(beside) if tree[w].pos != "PUNCT") + 1
    return end + 1 if end < len(tree) and tree[end].text == "," else noun + 1


def _in_its_tense(tree: Tree, verb: int) -> bool:
    """A past or present tense; "cut" and the like, which are spelled the same, without "to" and a helping verb.

    "Collapsed" behind a noun is no participle: nobody collapses anything.
    """
    word = tree[verb]
    same = word.tag == "VB" and word.dep == "xcomp" and IRREGULAR.get(word.lower) == word.lower
    same = same or (word.tag == "VBN" and word.lower in lexicon.HAPPENING and not tree.kids(verb, "aux", "aux:pass"))
    return word.pos == "VERB" and word.dep != "acl:relcl" and (word.tag in ("VBD", "VBZ", "VBP") or same)


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


def _some_of_them(tree: Tree, them: int, words: list[Word]) -> None:
    """In "injuring nine children, two of them seriously" the two are of the children, whatever the parser hung them on."""
    index = them - 2
    if index < 2 or tree[them - 1].lower != "of":
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


def _participle_taken_for_an_adjective(tree: Tree, mark: int, words: list[Word]) -> None:
    """In "cut jobs after discovering cracks, sending shares down" the firm discovers them; the cracks send nothing."""
    index = mark + 1
    if index == len(tree) or tree[index].pos != "ADJ" or not tree[index].lower.endswith("ing"):
        return
    noun = tree[index].head
    verb = tree[noun].head
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


def _take_the_object(tree: Tree, verb: int, words: list[Word]) -> None:
    """The noun right behind a participle is its object, also where the parser hung it on the verb above."""
    if verb + 1 >= len(tree) or tree[verb + 1].pos in ("PUNCT", "ADP"):
        return
    top = verb + 1
    while tree[top].head > verb and tree[top].head != top:
        top = tree[top].head
    if tree[top].head < verb and tree[top].pos in ("NOUN", "PROPN", "PRON"):
        words[top] = replace(tree[top], head=verb, dep="obj")


def _table(*tables: dict[str, Mends]) -> dict[str, Mends]:
    """The rules of several tables under one key each."""
    return {key: tuple(m for table in tables for m in table.get(key, ())) for key in {k for t in tables for k in t}}


_BY_RELATION = _table(
    contents.BY_RELATION,
    joins.BY_RELATION,
    nouns.BY_RELATION,
    {
        "case": (_conjunction_taken_for_a_preposition, _mark_hung_on_the_subject),
        "advcl": (_noun_taken_for_a_participle, _main_taken_for_an_opening),
        **dict.fromkeys(("acl", "xcomp"), (_noun_taken_for_a_participle,)),
    },
)
_BY_WORD = _table(
    contents.BY_WORD,
    nouns.BY_WORD,
    {
        "with": (_with_somebody_doing,),
        "them": (_some_of_them,),
        **dict.fromkeys(("after", "before"), (_participle_taken_for_an_adjective,)),
    },
)
