"""What an article has named so far, sentence by sentence: what a pronoun, a surname or "the deal" stands for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from verify.core.splitting import lexicon
from verify.core.splitting.bodies import RESULTS, Bodies
from verify.core.splitting.drafts import Span
from verify.core.splitting.introductions import called, has_who, introduces, speaking_alone, speaks_of_himself
from verify.core.splitting.names import TITLE_PRONOUNS, Name, given_names, names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.people import People
from verify.core.splitting.phrases import noun_phrase

__all__ = ["Mentions", "Name", "names"]

FAR = 4
"""Sentences after which nobody expects a reader to remember whom "he" means."""
NEAR = 1
"""Sentences within which "she" is sooner somebody who is called so than somebody of whom nobody knows."""
_LEADING_OFFICES = ("ceo", "cfo", "coo", "chairman", "chairwoman", "chief", "founder", "co-founder")
_VESSELS = lexicon.words("vessels")
_VAGUE = ("other", "same", "such", "own")
_UNDESCRIBED = lexicon.TIME_NOUNS | lexicon.ROLES


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence was about, where "it" or "they" may mean it."""

    text: str
    plural: bool
    sentence: int
    rivalled: bool = False
    """Whether the sentence brought in another thing that may be meant: "the group drew up a plan"."""


@dataclass(slots=True)
class Mentions:
    """What has been named so far; `learn` the whole article first, then `read` it sentence by sentence."""

    known: People = field(default_factory=People)
    bodies: Bodies = field(default_factory=Bodies)
    roles: dict[str, str] = field(default_factory=dict)
    pronouns: dict[str, str] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    about: Subject | None = None
    described: dict[str, str] = field(default_factory=dict)
    _blurred: set[str] = field(default_factory=set)
    _sentence: int = 0
    _vessel_at: int = -FAR
    _places: dict[str, Span] = field(default_factory=dict)
    _seen_at: dict[str, int] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> set[str]:
        """Every full form of a person's name."""
        return self.known.forms

    @property
    def subject(self) -> str | None:
        """What the article was last about that is no person."""
        return self.about.text if self.about is not None else None

    def just_before(self, told: Subject) -> bool:
        """Whether the last sentence was about it."""
        return told.sentence == self._sentence

    def learn(self, trees: Iterable[Tree]) -> None:
        """Take in the article's full names and its abbreviations."""
        kept = [(tree, names(tree)) for tree in trees]
        speaking = speaking_alone(kept)
        for tree, found in kept:
            for name in found:
                if name.person or introduces(name, speaking) or speaks_of_himself(tree, name):
                    self.known.learn(name)
            self.bodies.learn_abbreviations(tree)
            self._read_descriptions(tree)
            self.bodies.results += sum(w.lower in RESULTS for w in tree.words)
            self.bodies.nouns += sum(w.lower in lexicon.COMPANY_NOUNS | lexicon.OWNED_NOUNS for w in tree.words)
        for tree, found in kept:
            for name in found:
                if not name.person and name.text.split()[-1] not in self.known.by_surname:
                    self.bodies.learn(tree, name)
        for tree, found in kept:
            for name in found:
                if (
                    len(name.words) == 1
                    and name.text not in lexicon.PLACES
                    and (called(tree, name) or has_who(tree, name))
                ):
                    self.known.alone.add(name.text)
                    self.known.forms.add(name.text)
        for tree, found in kept:
            for name in found:
                if 2 <= len(name.words) <= 3 and name.text.split()[-1] in self.known.alone:
                    self.known.learn(name)
            self._learn_pronoun(tree, found)
        self.described.clear()  # two that differ stay blurred; the one that is left is learned again where it is read
        for tree, found in kept:
            for name in found:
                if (known := self.known_person(name)) is not None:
                    self._times[known] += 1
                    if name.pronoun is not None:
                        self.pronouns.setdefault(known, name.pronoun)
                    self.bodies.learn_employer(tree, name, known, found)

    def _learn_pronoun(self, tree: Tree, found: list[Name]) -> None:
        """In "Holm said she was ill", where nobody else is named, Holm is she."""
        people = {known for name in found if (known := self.known_person(name)) is not None}
        for name in found:
            known = self.known_person(name)
            if len(people) != 1 or known is None:
                continue
            short = called(tree, name)
            if self.pronoun_of(known) is None and len(short) == 1:
                self.pronouns[known] = short.pop()

    def read_frame(self, tree: Tree) -> None:
        """Go past "Holm said at a press conference", set apart: whom the sentence itself told of is spoken of after Holm."""
        about, recent = self.about, [known for known in self.recent if self._seen_at[known] == self._sentence]
        self._sentence -= 1
        self.read(tree)
        self.about = about
        for known in recent:
            self.touch(known)

    def read(self, tree: Tree) -> None:
        """Go past a sentence: whom and what it was about is what the next one's pronouns mean."""
        self._sentence += 1
        if any(word.lower in _VESSELS for word in tree.words):
            self._vessel_at = self._sentence
        spoken_of: list[str] = []
        places: dict[str, Span] = {}
        for name in names(tree):
            known = self.known_person(name)
            if known is not None:
                places[known] = (tree[name.words[0]].start, tree[name.words[-1]].end)
                self._learn_role(tree, name, known)
                if tree[name.head].dep.startswith("nsubj"):
                    spoken_of.append(known)
                else:
                    spoken_of.insert(0, known)
        self._read_descriptions(tree)
        top = tree.kid(tree.root, "nsubj")
        if top is not None and tree[top].pos in ("NOUN", "PROPN"):
            someone = self._read_subject(tree, top)
            named = any(n.head in tree.kids(top, "appos") and self.known_person(n) for n in names(tree))
            spoken_of += [someone] if someone is not None and not named else []
        for known in spoken_of:
            self.touch(known, places.get(known))

    def touch(self, known: str, place: Span | None = None) -> None:
        """Somebody was spoken of just now, by name or by a pronoun, at a place."""
        if place is not None:
            self._places[known] = place
        if known in self.recent:
            self.recent.remove(known)
        self.recent.append(known)
        self._seen_at[known] = self._sentence

    def just_told_of(self) -> tuple[str, Span] | None:
        """The person whom the last sentence was about, and where it names him."""
        last = self.recent[-1] if self.recent else ""
        near = last in self._places and last in self.people and self._sentence - self._seen_at[last] <= NEAR
        return (last, self._places[last]) if near else None

    def known_person(self, name: Name) -> str | None:
        """The full form, where the name is a person's."""
        return self.known.find(name)

    def person(self, pronoun: str) -> str | None:
        """Whom "he" or "she" means: the one last spoken of whose name does not speak against it."""
        found = self._fitting(pronoun)
        told = next((known for known in found if self.pronoun_of(known) is not None), None)
        unknown = bool(found) and self.pronoun_of(found[0]) is None and found[0] in self.people
        if told is not None and unknown and self._sentence - self._seen_at[told] <= NEAR:
            return told
        return next(iter(found), None)

    def may_be_a_ship(self, pronoun: str) -> bool:
        """Whether "her" may be a ship told of since: "the vessel is held with her crew"."""
        return pronoun in ("she", "her", "hers") and self._sentence - self._vessel_at < FAR

    def person_spoken_of(self, pronoun: str, *, but: str | None = None) -> str | None:
        """The same inside a quotation: the one last spoken of beside the speaker, if the article is about nobody more."""
        found = [known for known in self._fitting(pronoun) if but is None or not _same_person(known, but)]
        told = [known for known in found if self.pronoun_of(known) is not None]
        found = told or found
        leading = max(found, key=lambda known: self._times[known], default=None)
        return found[0] if found and leading == found[0] else None

    def _fitting(self, pronoun: str) -> list[str]:
        wanted = "she" if pronoun in ("she", "her", "hers") else "he"
        fitting = [known for known in reversed(self.recent) if self.pronoun_of(known) in (wanted, None)]
        near = [known for known in fitting if self._sentence - self._seen_at[known] <= FAR]
        return near or (fitting if len(fitting) == 1 else [])

    def thing(self, *, plural: bool, acted_on: bool = False) -> str | None:
        """What "it" or "they" means where the sentence itself does not tell: what the one before was about.

        What is `acted_on` may as well be what that sentence's subject acted on: "The group drew up a plan. It was rejected."
        """
        about = self.about
        if about is None or about.plural != plural or self._sentence - about.sentence > 1:
            return None
        if acted_on and about.rivalled:
            return None
        return about.text

    def pronoun_of(self, known: str) -> str | None:
        """Either "he" or "she" where the person's title or given name tells, else None."""
        return self.pronouns.get(known) or given_names().get(known.split(maxsplit=1)[0].lower())

    def full_form(self, name: Name) -> str:
        """The fullest form the article gives of a name."""
        return self.known_person(name) or self.bodies.short_for.get(name.text, name.text)

    def company(self, noun: str = "company") -> str | None:
        """What "the company" means."""
        return self.bodies.company(noun)

    def is_about_a_company(self) -> bool:
        """Whether results and shares without an owner are those of one company."""
        return self.bodies.is_about_a_company()

    def is_place(self, name: str) -> bool:
        """Whether a name is a place's, as the article uses it."""
        return self.bodies.is_place(name)

    def is_body(self, name: str) -> bool:
        """Whether a speaker is an organisation or a document, and no person."""
        last = name.rsplit(maxsplit=1)[-1].strip(".,") if name.split() else ""
        return (
            name not in self.people
            and last.lower() not in lexicon.ROLES
            and (name in self.bodies.counts or last.lower() in lexicon.BODIES)
        )

    def body_of(self, speaker: str) -> str | None:
        """Who "we" is when this speaker says it: whom the speaker speaks for, else the company the article is about."""
        leads = any(self.roles.get(office) == speaker for office in _LEADING_OFFICES)
        body = self.bodies.employer(speaker)
        return body or (
            self.company()
            if leads or (self.is_about_a_company() and self.bodies.does_business(self.company()))
            else None
        )

    def role_bearer(self, noun: str) -> str | None:
        """The last person introduced under a role ("the analyst")."""
        return self.roles.get(noun)

    def _learn_role(self, tree: Tree, name: Name, known: str) -> None:
        if name.pronoun is not None:
            self.pronouns[known] = name.pronoun
        around = [*tree.children[name.head], tree[name.head].head]
        for word in around:
            pronoun = TITLE_PRONOUNS.get(tree[word].lower.rstrip("."))
            if pronoun is not None:
                self.pronouns[known] = pronoun
            if tree[word].pos == "NOUN" and (
                tree[word].dep in ("appos", "compound", "nmod", "nmod:desc", "flat")
                or tree[name.head].dep in ("appos", "flat")
            ):
                self.roles[tree[word].lower] = known

    def _read_descriptions(self, tree: Tree) -> None:
        """Keep how a thing was first described: "a $2.5 billion deal with Russia" is what "the deal" will mean."""
        for noun, words, owned in tree.once("descriptions", _descriptions):
            self._describe(noun, words, owned=owned)

    def _describe(self, noun: str, words: str, *, owned: bool) -> None:
        """Two of a kind, described apart, leave "the deal" open."""
        if not words:
            self._blurred.add(noun)
        words = words if owned else f"the {words}"
        if self.described.setdefault(noun, words) != words and noun not in self._blurred:
            del self.described[noun]
            self._blurred.add(noun)
        if noun in self._blurred:
            self.described.pop(noun, None)

    def _read_subject(self, tree: Tree, top: int) -> str | None:
        """Keep what the sentence was about; give somebody without a name ("a doctor") back."""
        words = list(noun_phrase(tree, top))
        bracket = next((w for w in words if tree[w].text == "("), None)
        words = [w for w in words if bracket is None or w < bracket]
        name = next((n for n in names(tree) if n.head == top), None)
        plural = tree[top].tag in ("NNS", "NNPS") or tree.kid(top, "conj") is not None
        self.about = None
        if (
            not words
            or len(words) > 8
            or any(tree[w].tag == "PRP$" for w in words)
            or (name is not None and self.known_person(name) is not None)
        ):
            return None
        if tree[top].lower in lexicon.ROLES | lexicon.PERSON_NOUNS and not plural:
            return definite(tree, words) if tree[top].pos == "NOUN" else None
        text = self.full_form(name) if name is not None and len(name.words) == len(words) else tree.running(words)
        if all(tree[w].tag == "DT" for w in words):
            return None
        if words == [0] and tree[0].tag == "NN" and text not in self.bodies.counts:
            text = text.lower()  # "Turnout was high. It had reached 61%."
        if tree[top].lower not in lexicon.TIME_NOUNS:
            self.about = Subject(text, plural, self._sentence, _brings_in_another(tree))
        return None


def _descriptions(tree: Tree) -> list[tuple[str, str, bool]]:
    """Nouns with the words that describe them by a name, and whether those open with an owner."""
    out: list[tuple[str, str, bool]] = []
    for index, word in enumerate(tree.words):
        if word.tag not in ("NN", "NNS") or word.lower in _UNDESCRIBED or not tree.children[index]:
            continue
        if any(tree[c].lower in ("a", "an") for c in tree.kids(index, "det")) and tree.kids(index, "acl"):
            out.append((word.lower, "", True))  # "a study that followed 90 nurses" is another than "a study from Lund"
        if tree.kids(index, "conj"):
            continue
        words = [w for w in noun_phrase(tree, index) if not _points(tree, w, index)]
        tells = any(tree[w].pos == "PROPN" for w in words)
        plain = all(tree[w].pos != "PRON" and tree[w].lower not in _VAGUE for w in words)
        if tells and plain and 2 <= len(words) <= 7 and words == list(range(words[0], words[-1] + 1)):
            out.append((word.lower, tree.text(words), _is_owner(tree, words[0], index)))
    return out


def _brings_in_another(tree: Tree) -> bool:
    """Whether what the sentence's verb acts on is told for the first time: "a plan"."""
    acted_on = tree.kid(tree.root, "obj")
    return acted_on is not None and any(tree[c].lower in ("a", "an") for c in tree.kids(acted_on, "det"))


def _same_person(known: str, other: str) -> bool:
    """The same name, or the same office without a name ("the doctor", "a doctor on the scene")."""
    offices = {w for w in known.lower().split() if w in lexicon.ROLES | lexicon.PERSON_NOUNS}
    return known == other or bool(offices & set(other.lower().split()))


def definite(tree: Tree, words: list[int]) -> str | None:
    """Somebody, told again: "a doctor" is "the doctor" the next time."""
    text = tree.text(words)
    first, _, rest = text.partition(" ")
    if first.lower() in ("a", "an", "the") and len(words) <= 4:
        return f"the {rest}"
    return None


def _is_owner(tree: Tree, first: int, noun: int) -> bool:
    """Whether a noun phrase opens with its owner's name: "Indiana’s new law" takes no article."""
    at = first
    while tree[at].head != noun and tree[at].head != at:
        at = tree[at].head
    return tree[at].dep == "nmod:poss"


def _points(tree: Tree, word: int, noun: int) -> bool:
    """An article, "this" or "our" before the noun."""
    return tree[word].head == noun and tree[word].dep in ("det", "nmod:poss") and tree[word].pos in ("DET", "PRON")
