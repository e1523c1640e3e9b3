"""Whom and what an article names: full forms of short names, and what a pronoun or "the company" stands for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from verify.core.splitting import lexicon
from verify.core.splitting.frames import noun_phrase
from verify.core.splitting.names import TITLE_PRONOUNS, Name, given_names, names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.people import People

__all__ = ["Mentions", "Name", "names"]


@dataclass(slots=True)
class Mentions:
    """What has been named so far; `learn` the whole article first, then `read` it sentence by sentence."""

    known: People = field(default_factory=People)
    short_for: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    roles: dict[str, str] = field(default_factory=dict)
    pronouns: dict[str, str] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    subject: str | None = None
    subject_plural: bool = False
    subject_named: bool = False
    described: dict[str, str] = field(default_factory=dict)
    company_nouns: int = 0

    def learn(self, trees: Iterable[Tree]) -> None:
        """Take in the article's full names and its abbreviations."""
        kept = list(trees)
        for tree in kept:
            for name in names(tree):
                if name.person:
                    self.known.learn(name)
            self._learn_abbreviations(tree)
            self.company_nouns += sum(
                1 for w in tree.words if w.lower in lexicon.COMPANY_NOUNS or w.lower in lexicon.OWNED_NOUNS
            )
        for tree in kept:
            for name in names(tree):
                if not name.person and name.text.split()[-1] not in self.known.by_surname:
                    self.counts[name.text] += 2 if tree[name.head].dep.startswith(("nsubj", "nmod:poss")) else 1

    def read(self, tree: Tree) -> None:
        """Go past a sentence: whom and what it was about is what the next one's pronouns mean."""
        spoken_of: list[str] = []
        for name in names(tree):
            known = self.known_person(name)
            if known is not None:
                self._learn_role(tree, name, known)
                if tree[name.head].dep.startswith("nsubj"):
                    spoken_of.append(known)
                else:
                    spoken_of.insert(0, known)
        for known in spoken_of:
            if known in self.recent:
                self.recent.remove(known)
            self.recent.append(known)
        self._read_descriptions(tree)
        top = tree.kid(tree.root, "nsubj")
        if top is not None and tree[top].pos in ("NOUN", "PROPN"):
            self._read_subject(tree, top)

    @property
    def people(self) -> set[str]:
        """Every full form of a person's name."""
        return self.known.forms

    def known_person(self, name: Name) -> str | None:
        """The full form, where the name is a person's."""
        return self.known.find(name)

    def person(self, pronoun: str, *, but: str | None = None) -> str | None:
        """Whom "he" or "she" means: the one last spoken of whose name does not speak against it."""
        wanted = "she" if pronoun in ("she", "her", "hers") else "he"
        for known in reversed(self.recent):
            if known != but and self.pronoun_of(known) in (wanted, None):
                return known
        return None

    def pronoun_of(self, known: str) -> str | None:
        """Either "he" or "she" where the person's title or given name tells, else None."""
        return self.pronouns.get(known) or given_names().get(known.split(maxsplit=1)[0].lower())

    def full_form(self, name: Name) -> str:
        """The fullest form the article gives of a name."""
        return self.known_person(name) or self.short_for.get(name.text, name.text)

    def company(self) -> str | None:
        """What "the company" means: the body that the article names most."""
        found = [
            (count, name)
            for name, count in self.counts.items()
            if name not in lexicon.PLACES and name.split()[-1].lower() not in lexicon.MEDIA
        ]
        return max(found)[1] if found and max(found)[0] >= 3 else None

    def is_about_a_company(self) -> bool:
        """Whether the article speaks of "the company", its shares or its results often enough for them to be one body's."""
        found = [count for name, count in self.counts.items() if name not in lexicon.PLACES]
        return self.company_nouns >= 4 and bool(found) and max(found) >= 6

    def is_body(self, name: str) -> bool:
        """Whether a speaker is an organisation or a document, and no person."""
        last = name.rsplit(maxsplit=1)[-1].strip(".,") if name.split() else ""
        return (
            name not in self.people
            and last.lower() not in lexicon.ROLES
            and (name in self.counts or last.lower() in lexicon.BODIES)
        )

    def body_of(self, speaker: str) -> str | None:
        """Who "we" is when this speaker says it: the body in the speaker's title, else the one the article is about."""
        for body in self.counts:
            if body in speaker and body != speaker and body not in lexicon.PLACES:
                return body
        return self.company() if self.is_about_a_company() else None

    def role_bearer(self, noun: str) -> str | None:
        """The last person introduced under a role ("the analyst")."""
        return self.roles.get(noun)

    def _learn_abbreviations(self, tree: Tree) -> None:
        for index in range(2, len(tree) - 1):
            word = tree[index]
            if (
                tree[index - 1].text == "("
                and tree[index + 1].text == ")"
                and word.text.isupper()
                and 2 <= len(word.text) <= 8
            ):
                words: list[int] = []
                for at in range(index - 2, -1, -1):
                    if not tree[at].text[0].isupper() and tree[at].lower not in ("of", "for", "the", "and", "’s", "'s"):
                        break
                    words.insert(0, at)
                while (words and not tree[words[0]].text[0].isupper()) or (words and tree[words[0]].lower == "the"):
                    words = words[1:]
                initials = "".join(tree[w].text[0] for w in words if tree[w].text[0].isupper())
                if len(words) >= 2 and word.text[0] in initials:
                    start = initials.index(word.text[0]) if word.text not in initials else initials.index(word.text)
                    capitals = [w for w in words if tree[w].text[0].isupper()]
                    self.short_for.setdefault(word.text, tree.text([w for w in words if w >= capitals[start]]))

    def _learn_role(self, tree: Tree, name: Name, known: str) -> None:
        if name.pronoun is not None:
            self.pronouns[known] = name.pronoun
        around = [*tree.children[name.head], tree[name.head].head]
        for word in around:
            pronoun = TITLE_PRONOUNS.get(tree[word].lower.rstrip("."))
            if pronoun is not None:
                self.pronouns[known] = pronoun
            if tree[word].pos == "NOUN" and (
                tree[word].dep in ("appos", "compound", "nmod", "flat") or tree[name.head].dep in ("appos", "flat")
            ):
                self.roles[tree[word].lower] = known

    def _read_descriptions(self, tree: Tree) -> None:
        """Keep how a thing was first described: "a $2.5 billion deal with Russia" is what "the deal" will mean."""
        for index, word in enumerate(tree.words):
            if word.tag in ("NN", "NNS") and tree.kids(index, "nmod", "nmod:poss", "compound"):
                words = [w for w in noun_phrase(tree, index) if not _points(tree, w, index)]
                tells = any(tree[w].pos in ("PROPN", "NUM") for w in words) and all(
                    tree[w].pos != "PRON" for w in words
                )
                if tells and 2 <= len(words) <= 7 and words == list(range(words[0], words[-1] + 1)):
                    self.described.setdefault(word.lower, tree.text(words))

    def _read_subject(self, tree: Tree, top: int) -> None:
        words = noun_phrase(tree, top)
        if len(words) > 8:
            return
        text = tree.text(words)
        name = next((n for n in names(tree) if n.head == top), None)
        if name is not None and self.known_person(name) is not None:
            return
        self.subject = self.full_form(name) if name is not None and len(name.words) == len(words) else text
        self.subject_named = name is not None or tree[top].lower in lexicon.COMPANY_NOUNS or plural_noun(tree, top)
        self.subject_plural = tree[top].tag in ("NNS", "NNPS") or tree.kid(top, "conj") is not None


def plural_noun(tree: Tree, index: int) -> bool:
    """Whether "they" may mean a noun: people and things in the plural."""
    return tree[index].tag in ("NNS", "NNPS") or tree.kid(index, "conj") is not None


def _points(tree: Tree, word: int, noun: int) -> bool:
    """An article, "this" or "our" before the noun."""
    return tree[word].head == noun and tree[word].dep in ("det", "nmod:poss") and tree[word].pos in ("DET", "PRON")
