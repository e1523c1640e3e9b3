"""A claim's wording to stand alone: who "he", "we" and "the company" are, verbs mended, capital and final stop."""

import re
from dataclasses import dataclass, field

from verify.core.splitting import inflection, lexicon
from verify.core.splitting.drafts import AttributionDraft
from verify.core.splitting.mentions import Mentions, Name, names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Part, Piece
from verify.core.splitting.referring import OWNING, Referents

_PERSON = frozenset(("he", "she", "him", "his", "her", "hers"))
_GROUP = frozenset(("it", "its", "they", "them", "their"))
_SPEAKING = frozenset(("we", "us", "our", "i", "me", "my", "myself"))
_POINTING = frozenset(("this", "that", "these", "those"))
_MERE = ("mr", "mrs", "ms", "miss")
_CLITICS = {"s": "is", "ll": "will", "d": "would", "ve": "has", "re": "is", "m": "is"}
_TIDY = (
    (re.compile(r" ([,.;:!?%)\]”’])"), r"\1"),
    (re.compile(r"([(\[“$£€]) "), r"\1"),
    (re.compile(r" (n’t|n't|’s|'s)\b"), r"\1"),
    (re.compile(r",(?: ?,)+"), ","),
)


@dataclass(slots=True)
class Wording:
    """Writes the statements of one sentence; `before` is what the article had named when the sentence began."""

    tree: Tree
    before: Mentions
    found: list[Name] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.found = names(self.tree)

    def statement(self, piece: Piece, said: AttributionDraft | None) -> tuple[str, tuple[str, ...]]:
        """The statement and the words in it that could not be resolved."""
        return _Writer(self, piece, said).write()


class _Writer:
    """One statement in the making."""

    def __init__(self, wording: Wording, piece: Piece, said: AttributionDraft | None) -> None:
        self.tree, self.before, self.found = wording.tree, wording.before, wording.found
        self.piece, self.said = piece, said
        self.told: set[str] = set()
        self.unresolved: list[str] = []
        self.seen_noun = False
        self.seen_person = False
        self.singular: set[int] = set()
        self.referents = Referents(self.tree, self.before, self.found, said)
        self.replaced = False

    def write(self) -> tuple[str, tuple[str, ...]]:
        parts = self._cleaned()
        starts = {n.words[0]: n for n in self.found if set(n.words) <= {p for p in parts if isinstance(p, int)}}
        words: list[str] = []
        spaced: list[bool] = []
        last: Part | None = None
        at = 0
        while at < len(parts):
            part = parts[at]
            word, used = self._next(parts, at, starts)
            spaced.append(self._space_before(last, part))
            words.append(word)
            last = parts[at + used - 1]
            at += used
        return finished(words, spaced), tuple(dict.fromkeys(self.unresolved))

    def _next(self, parts: list[Part], at: int, starts: dict[int, Name]) -> tuple[str, int]:
        """The next words of the statement and how many parts they stand for."""
        part = parts[at]
        if isinstance(part, str):
            return (inflection.finite(self.tree, int(part[1:])) if part.startswith("\0") else part), 1
        described = self._described(parts, at)
        if described is not None:
            return described
        name = starts.get(part)
        if name is not None and all(at + k < len(parts) and parts[at + k] == w for k, w in enumerate(name.words)):
            self.seen_noun = True
            self.replaced = False
            return self._name(name), len(name.words)
        return self._word(part), 1

    def _cleaned(self) -> list[Part]:
        """Without hedges, quotation marks around the whole, connectives at the front, commas beside a gap."""
        tree = self.tree
        parts = list(self.piece.parts)
        while len(parts) > 2 and isinstance(parts[0], int) and self._only_connects(parts[0]):
            parts = parts[1:]
        dropped = {"however", "also"} | (lexicon.HEDGE_WORDS if self.said is not None and self.said.hedged else set())
        parts = [p for p in parts if not (isinstance(p, int) and tree[p].lower in dropped and tree[p].pos == "ADV")]
        inside = {p for p in parts if isinstance(p, int)}
        parts = [p for p in parts if not (isinstance(p, int) and self._at_a_gap(p, inside))]
        parts = self._without_titles(self._without_not_only(parts))
        marks = [p for p in parts if isinstance(p, int) and tree[p].text in ("“", "”", '"', "''", "``")]
        whole = len(marks) == 2 and marks[0] == parts[0] and parts[-1] == marks[-1]
        if len(marks) % 2 or whole:
            parts = [p for p in parts if p not in marks]
        return self._negated(parts)

    def _without_titles(self, parts: list[Part]) -> list[Part]:
        """Without "Mr." where the full name takes the place of "Mr. Berg"."""
        filled = {n.words[0] for n in self.found if (known := self.before.known_person(n)) and known != n.text}
        return [
            p for p in parts if not (isinstance(p, int) and p + 1 in filled and self.tree[p].lower.rstrip(".") in _MERE)
        ]

    def _only_connects(self, index: int) -> bool:
        """A connective or a stray mark at the front; not the "then" of "then-President"."""
        tree = self.tree
        if tree[index].pos == "PUNCT":
            return tree[index].text not in '“"$([#'
        goes_on = index + 1 < len(tree) and tree[index + 1].lower in ("-", "‑", "far")  # "so far" tells until when
        return tree[index].lower in lexicon.OPENERS and not goes_on

    def _at_a_gap(self, index: int, inside: set[int]) -> bool:
        if self.tree[index].text not in (",", "—", "–", "--") or self._closes(index, inside):
            return False
        return (index + 1 < len(self.tree) and index + 1 not in inside) or (index - 1 not in inside)

    def _closes(self, index: int, inside: set[int]) -> bool:
        """Whether a comma is the second around what stays of a name: "The company, Holm Lines, is …", "Jonas Berg, 41, is …"."""
        tree, of = self.tree, self.tree[index].head
        last = max((w for w in inside if w < index), default=index)
        asides = ("appos", "nmod:unmarked")
        beside = [c for c in (of, *tree.children[of]) if tree[c].dep in asides and last in tree.under(c)]
        opened = {w for c in beside for w in tree.kids(c, "punct") if w < c and tree[w].text == tree[index].text}
        return bool(opened & inside)

    def _without_not_only(self, parts: list[Part]) -> list[Part]:
        text = [self.tree[p].lower if isinstance(p, int) else "" for p in parts]
        for at in range(len(text) - 1):
            if text[at : at + 2] == ["not", "only"]:
                return parts[:at] + parts[at + 2 :]
        return parts

    def _negated(self, parts: list[Part]) -> list[Part]:
        """With "not" put back: "she did not think it would help" is told as "it would not help"."""
        if not self.piece.frames or not self.piece.frames[0].negated or self.piece.rule != "content":
            return parts
        for place, part in enumerate(parts):
            if isinstance(part, int) and self.tree[part].pos == "AUX":
                return [*parts[: place + 1], "not", *parts[place + 1 :]]
        return parts

    def _described(self, parts: list[Part], at: int) -> tuple[str, int] | None:
        """A description resolved: "the company" by its name; "the deal", "these plans" by the words that first described them."""
        tree, first = self.tree, parts[at]
        if (
            not isinstance(first, int)
            or tree[first].lower not in ("the", "this", "that", "these", "those")
            or tree[first].dep != "det"
        ):
            return None
        head = tree[first].head
        span = list(range(first, head + 1))
        if head < first or parts[at : at + len(span)] != span or any(tree[w].pos == "PROPN" for w in span):
            return None
        owner = head + 1 < len(tree) and tree[head + 1].lower in ("’s", "'s", "’") and tree[head + 1].dep == "case"
        if tree[head].lower in lexicon.COMPANY_NOUNS and not self._narrowed(head):
            name = self.referents.body_before(first) or self.before.company(tree[head].lower)
            if name is not None:
                self.seen_noun, again = True, name in self.told
                if again and self.piece.rule == "relative" and self.piece.parts[0] != first:
                    return None  # "The Commission, which has no say over the bank": the bank is another
                self.told.add(name)
                if again and len(span) == 2:
                    return ("its" if owner else "it"), len(span) + owner
                return name, len(span)
        known = self.before.described.get(tree[head].lower)
        if known is None or len(span) != 2 or self._narrowed(head) or known in self.told:
            return None
        self.told.add(known)
        self.seen_noun = True
        return known, 2

    def _narrowed(self, head: int) -> bool:
        return bool(self.tree.kids(head, "nmod", "acl", "acl:relcl", "appos", "nummod", "flat", "nmod:desc", "advmod"))

    def _name(self, name: Name) -> str:
        tree = self.tree
        if name.words[0] > 0 and tree[name.words[0] - 1].text == "(":
            return name.text
        person = self.before.known_person(name)
        if person is not None:
            again = person in self.told
            self.told.add(person)
            self.seen_person = True
            return name.text if again or " " in name.text else person
        full = self.before.full_form(name)
        self.told.add(full)
        return full

    def _word(self, index: int) -> str:
        """One word: a pronoun by what it stands for, a verb in agreement with it, all else as it is."""
        word = self.tree[index]
        lower = word.lower
        if word.pos in ("PRON", "DET") or word.tag == "PRP$":
            found = self._pronoun(index)
            if found is not None:
                self.replaced = True
                return found
        if self.replaced and lower[0] in "’'" and lower[1:] in _CLITICS and word.pos in ("AUX", "VERB"):
            self.replaced = False
            return " " + (inflection.of_the_past(self.tree, index) or _CLITICS[lower[1:]])
        self.replaced = False
        if lower in lexicon.OWNED_NOUNS and not self.seen_noun and self._is_bare_subject(index):
            owner = self.before.company() if self.before.is_about_a_company() else None
            if owner is not None and owner not in self.told:
                self.told.add(owner)
                self.seen_noun = True
                return f"{owner}’s {word.text if word.tag.startswith('NNP') else lower}"
        if index == self.piece.quote[0] and self.referents.counts_others(index):
            self.unresolved.append(lower)
        self.seen_noun = self.seen_noun or word.pos in ("NOUN", "PROPN")
        self.seen_person = self.seen_person or lower in lexicon.ROLES or lower in lexicon.PERSON_NOUNS
        return inflection.singular(word.text, word.tag) if index in self.singular else word.text

    def _is_bare_subject(self, index: int) -> bool:
        tree = self.tree
        head = index
        while tree[head].dep in ("compound", "amod") and tree[head].head > head:
            head = tree[head].head
        return (
            tree[head].dep.startswith("nsubj")
            and not tree.kids(head, "det", "nmod:poss", "nmod", "nummod")
            and index == self.piece.quote[0]
        )

    def _pronoun(self, index: int) -> str | None:
        word = self.tree[index]
        lower = word.lower
        owner = (
            word.tag == "PRP$"
            or lower in ("his", "its", "their", "our", "my")
            or (lower == "her" and word.dep == "nmod:poss")
        )
        if self.referents.is_mentioned(index):
            return None
        if lower in _SPEAKING:
            return self._speaker_word(index, owner)
        if lower in _POINTING and index == self.piece.quote[0] and self.referents.points_back(index):
            self.unresolved.append(lower)
            return None
        actor = self.referents.actor(index) if lower in ("him", "her") and word.dep in ("obj", "iobj") else None
        if actor is not None and (other := self.before.person_spoken_of(lower, but=actor)) is not None:
            self.told.add(other)
            return other
        if lower in ("it", "them") and self.seen_noun and self._is_acted_on(index):
            self.unresolved.append(lower)
            return None
        seen = self._seen_somebody(lower) if lower in _PERSON else self.seen_noun and not self._leads(index)
        if lower not in _PERSON | _GROUP or seen:
            return None
        if lower in _GROUP and self.referents.expletive(index):
            return None
        who = self.referents.person(index) if lower in _PERSON else self.referents.thing(index)
        if who is None:
            self.unresolved.append(lower)
            return None
        self.told.add(who)
        self.seen_noun = True
        if lower in _PERSON:
            self.seen_person = True
            self.before.touch(who, (self.tree[index].start, self.tree[index].end))
        return _owned(who, owner)

    def _leads(self, index: int) -> bool:
        """Whether only a time stands before a subject: "By 5pm it had reached 61%"."""
        tree = self.tree
        before = [w for w in self.piece.quote if w < index and tree[w].pos in ("NOUN", "PROPN", "NUM", "SYM")]
        times = {w for c in tree.kids(tree[index].head, "obl") if c < index for w in tree.under(c)}
        timed = all(
            tree[w].tag == "CD" or tree[w].lower in lexicon.TIME_NOUNS | lexicon.MONTHS | {"pm", "am"} for w in before
        )
        return tree[index].dep.startswith("nsubj") and timed and set(before) <= times

    def _is_acted_on(self, index: int) -> bool:
        """Whether only the subject stands before "it" or "them", which is something else: "neither town owns it"."""
        tree, verb = self.tree, self.tree[index].head
        subject = tree.kid(verb, "nsubj")
        if tree[index].dep != "obj" or subject is None or tree.kids(verb, "ccomp", "xcomp"):
            return False
        before = {w for w in self.piece.quote if w < index and tree[w].pos in ("NOUN", "PROPN")}
        return before <= set(tree.under(subject)) and not tree.kids(subject, "nmod", "acl")

    def _seen_somebody(self, pronoun: str) -> bool:
        """Whether the statement names somebody already whom a pronoun may mean: "her" is no Mr. Berg."""
        called = {self.before.pronoun_of(who) for who in self.told if who in self.before.people}
        other = "he" if pronoun in ("she", "her", "hers") else "she"
        return self.seen_person and called != {other}

    def _speaker_word(self, index: int, owner: bool) -> str | None:
        """Who speaks, in the third person; the verbs that go with the word are put right."""
        who = self.referents.speaking(self.tree[index].lower)
        if who is None:
            self.unresolved.append(self.tree[index].lower)
            return None
        if self.tree[index].lower == "myself":
            return self.referents.self_of(who)
        if self.tree[index].dep.startswith("nsubj") and not self.referents.speaks_for_many(self.tree[index].lower):
            self.singular |= self.referents.verbs_of(index)
        if who in self.told:
            return self.referents.again(who, index, owner=owner)
        self.told.add(who)
        self.seen_noun = True
        self.seen_person = self.seen_person or not self.before.is_body(who)
        return _owned(who, owner)

    def _space_before(self, last: Part | None, part: Part) -> bool:
        if last is None:
            return False
        if isinstance(last, int) and isinstance(part, int) and part == last + 1:
            return self.tree[last].end < self.tree[part].start
        return True


def whole(words: str, *, hedged: bool = False) -> str:
    """A sentence that was not parsed, as a statement: white space and hedges tidied, capital and final stop."""
    if hedged:
        words = re.sub(r"\b(?:allegedly|reportedly|purportedly|supposedly) ", "", words, flags=re.I)
    return finished(words.split(), [True] * len(words.split()))


def finished(words: list[str], spaced: list[bool]) -> str:
    """The words joined, with a capital and a final stop."""
    out = "".join(
        (" " if space and place else "") + word for place, (word, space) in enumerate(zip(words, spaced, strict=True))
    )
    out = " ".join(out.split())
    for pattern, tidy in _TIDY:
        out = pattern.sub(tidy, out)
    out = out.strip(" ,;:—–")
    out = out[:1].upper() + out[1:]
    if out and out[-1] not in ".!?…" and not re.search(r"[.!?…][”\"’)]$", out):
        out += "."
    return out


def _owned(name: str, owner: bool) -> str:
    many = name.endswith("s") and name.rsplit(maxsplit=1)[-1].islower()
    return (OWNING.get(name.lower()) or f"{name}{'’' if many else '’s'}") if owner else name


def means_a_sentence(tree: Tree | None, piece: Piece | None, unresolved: tuple[str, ...]) -> bool:
    """Whether a statement opens with "this" or "that" as its subject and nothing else in it is open."""
    if tree is None or piece is None or piece.rule not in ("main", "content") or len(unresolved) != 1:
        return False
    first = tree[piece.quote[0]]
    return first.lower == unresolved[0] and first.lower in ("this", "that") and first.dep.startswith("nsubj")


def behind(before: str, statement: str) -> str:
    """Two statements as one: "The pier sank, and this made news." """
    return f"{before.rstrip('.')}, and {statement[:1].lower()}{statement[1:]}"
