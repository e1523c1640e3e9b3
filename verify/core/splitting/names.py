"""Proper names in a sentence: where one begins, what is a title before it, and whether it is a person's."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree

TITLE_PRONOUNS = lexicon.pairs("title pronouns")
SUFFIXES = ("Jr.", "Sr.", "Jr", "Sr", "II", "III")
_JOINED_OFFICE = ("of", "for")
_HYPHENS = ("-", "‑")
_PARTICLES = ("al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von")
_LONGEST = 5
"""Words in a person's name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in a sentence: the words of the name itself, without a title; `title` is the office or title before it."""

    words: tuple[int, ...]
    head: int
    text: str
    person: bool
    pronoun: str | None = None
    title: str = ""


def names(tree: Tree) -> list[Name]:
    """The proper names of a sentence in text order."""
    return tree.once("names", _names)


def _names(tree: Tree) -> list[Name]:
    out: list[Name] = []
    run: list[int] = []
    for index in range(len(tree) + 1):
        if index < len(tree) and _goes_on(tree, index, run):
            run.append(index)
        elif run:
            name = _name(tree, run)
            if name is not None:
                out.append(name)
            run = []
    return out


def _goes_on(tree: Tree, index: int, run: list[int]) -> bool:
    """Whether a word opens a name or, behind one, belongs to it by its capital."""
    word = tree[index]
    if run and (_joins_two_names(tree, index) or _joins_two_names(tree, index - 1)):
        return True
    if not run and word.text.islower() and word.lower not in _PARTICLES:
        return False  # "television chef Ricardo Berg"
    if word.tag in ("NNP", "NNPS") or (run and word.text in SUFFIXES) or _opens_a_name(tree, index):
        return True
    if not run or run[-1] != index - 1 or not word.text[0].isupper():
        return False
    return word.pos in ("NOUN", "ADJ") or (word.pos in ("ADV", "VERB", "X") and tree[run[0]].lower in given_names())


def _opens_a_name(tree: Tree, index: int) -> bool:
    """Whether a given name stands before a surname, whatever the parser took it for: "Chief Executive Lars Holmgren"."""
    word = tree[index]
    before_a_name = index + 1 < len(tree) and tree[index + 1].tag == "NNP"
    return before_a_name and word.text[0].isupper() and word.pos == "NOUN" and word.lower in given_names()


def _joins_two_names(tree: Tree, index: int) -> bool:
    """Whether a word is the hyphen of "Berg-Holm", which the parser reads as three words."""
    if tree[index].text not in _HYPHENS or not 0 < index < len(tree) - 1:
        return False
    before, after = tree[index - 1], tree[index + 1]
    glued = before.end == tree[index].start and tree[index].end == after.start
    goes_on = index + 2 < len(tree) and tree[index + 2].pos == "PROPN"  # "Mi-sun Park"
    return glued and before.pos == "PROPN" and after.pos == "PROPN" and (after.text[0].isupper() or goes_on)


def _is_office(tree: Tree, index: int) -> bool:
    lower = tree[index].lower.rstrip(".")
    return lower in lexicon.TITLES or lower in lexicon.ROLES


def _name(tree: Tree, run: list[int]) -> Name | None:
    if (
        len(run) > 1
        and tree[run[0]].lower in lexicon.MONTHS
        and run[0]
        and tree[run[0] - 1].lower in ("in", "since", "by")
    ):
        run = run[1:]  # "in August Holm Lines said"
    offices = _offices(tree, run)
    title = tree[run[offices - 1]].lower.rstrip(".") if offices else ""
    run = run[offices:]
    if not run or (title == "st" and run[-1] + 1 < len(tree) and tree[run[-1] + 1].tag == "POS"):
        return None  # "St. Brendan's Hospital"
    before = tree[run[0] - 1] if run[0] else None
    many = len(run) == 1 and tree[run[0]].tag == "NNPS"  # "fellow Democrats"
    if not title and before is not None and before.lower in lexicon.ROLES and not many:
        title = before.lower
    first, last = tree[run[0]], tree[run[-1]]
    given = first.lower in given_names() and 2 <= len(run) <= _LONGEST
    initial = (
        len(run) == 3 and len(tree[run[1]].text.rstrip(".")) == 1 and tree[run[1]].text[0].isalpha()
    )  # "Letitia A. James"
    head = _head(tree, run)
    body = last.lower in lexicon.BODIES or last.lower in lexicon.COMPANY_NOUNS
    person = not body and (
        given or initial or (bool(title) and len(run) <= 4) or last.text in SUFFIXES or _is_somebody(tree, run, head)
    )
    return Name(tuple(run), head, tree.text(run), person, TITLE_PRONOUNS.get(title), title)


def _head(tree: Tree, run: list[int]) -> int:
    inside = set(run)
    return next((i for i in run if tree[i].head not in inside or tree[i].head == i), run[-1])


def _offices(tree: Tree, run: list[int]) -> int:
    """How many words of a run are the office: "Prime Minister" of "Prime Minister Shinzo Abe"; none of "Justice Department"."""
    if _is_office(tree, run[-1]) or tree[run[-1]].lower in lexicon.BODIES:
        return 0 if len(run) > 1 else 1 if _is_office(tree, run[0]) else 0
    last = max((place for place, word in enumerate(run) if _is_office(tree, word)), default=-1)
    if last >= 0 and len(run) - last - 1 <= 4:
        return last + 1
    of = run[0] - (2 if run[0] and tree[run[0] - 1].lower == "the" else 1)  # "Leader of the Opposition Greta Holm"
    if of > 0 and tree[of].lower in _JOINED_OFFICE and tree[of - 1].lower in lexicon.ROLES:
        given = [place for place, word in enumerate(run[:-1]) if place and tree[word].lower in given_names()]
        return given[0] if given else 0  # "Secretary of State Mike Pompeo"
    return 0


def _is_somebody(tree: Tree, run: list[int], head: int) -> bool:
    """Whether a name of two or three words has an office beside it ("Jonas Berg, the mayor of Lund") or a "who" behind."""
    if not 2 <= len(run) <= 3:
        return False
    behind = [word.text for word in tree.words[run[-1] + 1 : run[-1] + 4]]
    if len(behind) == 3 and behind[0] == behind[2] == "," and behind[1].isdigit() and len(behind[1]) == 2:
        return True  # "Geir Nordby, 58, said"
    beside = {c for c in tree.kids(head, "appos") if c > run[-1]}
    if tree[head].dep == "appos" and tree[run[0] - 1].text == ",":
        owner = tree[head].head
        beside |= {owner, *((tree[owner].head,) if tree[owner].dep == "nmod" else ())}
    told = [c for h in run for c in tree.kids(h, "acl:relcl")]
    told += [
        c for h in beside if h > run[-1] for c in tree.kids(h, "acl:relcl")
    ]  # "Gro Dahl, a former midwife who died"
    who = any(tree[w].lower in ("who", "whose") for c in told for w in tree.under(c)[:2])
    return who or any(_is_role(tree[c].lower) for c in beside)


def _is_role(noun: str) -> bool:
    """Whether a noun tells what somebody is: "engineer", "biologist", "fisherwoman"."""
    return noun in lexicon.ROLES or noun.endswith(("ist", "eer", "man", "woman"))


class _GivenNames(dict[str, str]):
    """Names looked up without their accents: "Théo" as "theo"."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(_bare(name))

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """The pronoun that goes with a name."""
        return super().get(_bare(name), default)


def _bare(name: str) -> str:
    if name.isascii():
        return name
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


@cache
def given_names() -> dict[str, str]:
    """Given names that mark the name of a person, and the pronoun they mostly go with."""
    out = _GivenNames()
    pronoun = ""
    for line in (Path(__file__).parent / "given_names.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            pronoun = line.strip("[]")
        else:
            out.update(dict.fromkeys(line.split(), pronoun))
    return out
