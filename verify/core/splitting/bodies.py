"""The organisations an article names: which one "the company" is, for whom somebody speaks, what a short form stands for."""

from collections import Counter
from dataclasses import dataclass, field

from verify.core.splitting import lexicon
from verify.core.splitting.names import Name
from verify.core.splitting.parsing import Tree

_PLACE_MARKS = lexicon.words("place marks")
_ENDINGS = lexicon.words("company endings")
_ANY = ("company", "firm", "business", "corporation")
"""Nouns that fit any company; "the airline" is only one that the article calls so."""
RESULTS = ("revenue", "revenues", "sales", "shares", "earnings", "profit", "profits", "stock", "results")
"""What a company has and a country or a union has not."""
_JOINING = ("of", "for", "the", "and", "’s", "'s")
NAMED_OFTEN = 3
"""Weight from which on a body is what the article is about: a mention as subject or owner counts twice."""
ABOUT = 6


@dataclass(slots=True)
class Bodies:
    """Names that are no person's, with how often they stand, as places or as companies."""

    counts: Counter[str] = field(default_factory=Counter)
    short_for: dict[str, str] = field(default_factory=dict)
    nouns: int = 0
    results: int = 0
    _mentions: Counter[str] = field(default_factory=Counter)
    _as_place: Counter[str] = field(default_factory=Counter)
    _called: dict[str, set[str]] = field(default_factory=dict)
    _employers: dict[str, str] = field(default_factory=dict)

    def learn(self, tree: Tree, name: Name) -> None:
        """Take in one mention of a body."""
        self.counts[name.text] += 2 if tree[name.head].dep.startswith(("nsubj", "nmod:poss")) else 1
        self._mentions[name.text] += 1
        self._as_place[name.text] += any(tree[c].lower in _PLACE_MARKS for c in tree.kids(name.head, "case"))
        beside = [*tree.kids(name.head, "appos", "compound", "flat", "nmod:desc"), tree[name.head].head]
        nouns = {tree[w].lower for w in beside if tree[w].pos == "NOUN"} & lexicon.COMPANY_NOUNS
        if nouns or tree[name.words[-1]].lower.rstrip(".") in _ENDINGS:
            self._called.setdefault(name.text, set()).update(nouns)

    def learn_employer(self, tree: Tree, person: Name, known: str, found: list[Name]) -> None:
        """Take in "Holm Lines chief executive Greta Holm" and "Greta Holm, the chief executive of Holm Lines"."""
        offices = [w for w in (*tree.children[person.head], tree[person.head].head) if tree[w].lower in lexicon.ROLES]
        for name in found:
            if not name.person and tree[name.head].head in offices and not self.is_place(name.text):
                self._employers.setdefault(known, name.text)

    def is_place(self, name: str) -> bool:
        """Whether things happen in it more than now and then."""
        return name in lexicon.PLACES or self._as_place[name] >= max(2, 0.3 * self._mentions[name])

    def company(self, noun: str = "company") -> str | None:
        """What "the company" means: of those called so the one named most, else the body the article is about."""
        found = [(count, name) for name, count in self.counts.items() if count >= NAMED_OFTEN and self._may_be(name)]
        called = [(count, name) for count, name in found if name in self._called]
        if noun not in _ANY:
            called = [(count, name) for count, name in called if noun in self._called[name]]
            found = []
        return max(called or found, default=(0, None))[1]

    def is_about_a_company(self) -> bool:
        """Whether the article speaks of "the company", its shares or its results often enough for them to be one body's."""
        found = [count for name, count in self.counts.items() if self._may_be(name)]
        return self.nouns >= 4 and bool(found) and max(found) >= ABOUT

    def does_business(self, name: str | None) -> bool:
        """Whether the article calls it a company, by a noun beside it or by its last word, or tells of its results."""
        return name in self._called or self.results >= NAMED_OFTEN

    def _may_be(self, name: str) -> bool:
        return not self.is_place(name) and name.rsplit(maxsplit=1)[-1].lower() not in lexicon.MEDIA

    def employer(self, speaker: str) -> str | None:
        """Whom a speaker speaks for: the body in the speaker's title, or in an office that the article gives them."""
        if speaker in self._employers:
            return self._employers[speaker]
        inside = [b for b in self.counts if b != speaker and f" {b} " in f" {speaker} " and not self.is_place(b)]
        return max(inside, key=len, default=None)

    def learn_abbreviations(self, tree: Tree) -> None:
        """Take in "the New Harbour Authority (NHA)"."""
        for index in range(2, len(tree) - 1):
            short = tree[index].text
            set_in = tree[index - 1].text == "(" and tree[index + 1].text == ")"
            if set_in and short.isupper() and 2 <= len(short) <= 8:
                words = _capitals_before(tree, index - 2)
                initials = "".join(tree[w].text[0] for w in words if tree[w].text[0].isupper())
                if len(words) >= 2 and short[0] in initials:
                    start = initials.index(short) if short in initials else initials.index(short[0])
                    capitals = [w for w in words if tree[w].text[0].isupper()]
                    self.short_for.setdefault(short, tree.text([w for w in words if w >= capitals[start]]))


def _capitals_before(tree: Tree, last: int) -> list[int]:
    """The run of capitalised words, with what joins them, that ends at a place."""
    words: list[int] = []
    for at in range(last, -1, -1):
        if not tree[at].text[0].isupper() and tree[at].lower not in _JOINING:
            break
        words.insert(0, at)
    while (words and not tree[words[0]].text[0].isupper()) or (words and tree[words[0]].lower == "the"):
        words = words[1:]
    return words
