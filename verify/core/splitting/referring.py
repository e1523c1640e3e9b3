"""What the pronouns of one sentence stand for, by who is named in it, who speaks and what the article was about so far."""

from dataclasses import dataclass

from verify.core.splitting import lexicon
from verify.core.splitting.drafts import AttributionDraft
from verify.core.splitting.mentions import Mentions, Name, definite
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import is_many, noun_phrase, subject_of

_SHE = ("she", "her", "hers")
_AGAIN = {
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
    None: ("", "", ""),
}
OWNING = {called: forms[2] for called, forms in _AGAIN.items() if called}
"""What owns for a pronoun: "he" and "his"."""
_WITHIN_A_NAME = ("and", "&", "'", "’", "'s", "’s")
LONGEST_PRONOUN = 4
"""Characters of the longest pronoun that names a speaker: "they"."""
_SELF = {"he": "himself", "she": "herself", "it": "itself", "they": "themselves"}
_FOR_OTHERS = ("lawyer", "attorney", "solicitor", "barrister", "agent", "spokesman", "spokeswoman", "spokesperson")
_OF_AN_EVENT = lexicon.words("said of events")


@dataclass(frozen=True, slots=True)
class Referents:
    """Resolves the pronouns of one statement; None means that nothing is certain enough."""

    tree: Tree
    before: Mentions
    found: list[Name]
    said: AttributionDraft | None

    def person(self, index: int) -> str | None:
        """Whom "he" means: a person named before it, the speaker of an indirect report, the one last spoken of."""
        pronoun = self.tree[index].lower
        said = self.said.speaker if self.said is not None else None
        direct = self.said is not None and self.said.direct
        here = [k for n in self.found if n.words[-1] < index and (k := self.before.known_person(n)) is not None]
        here = [k for k in here if self._fits(k, pronoun) and not (direct and k == said)]
        here = [k for k in here if not self._acts_on(k, pronoun)]
        ahead = self._subject_ahead(index, pronoun)
        if ahead is not None and not here:
            return ahead
        someone = self._somebody_above(index)
        if someone is not None and not here:
            return someone
        if here:
            leading = self._leading(index)
            return leading if leading in here else here[-1]
        subject = self.tree[index].dep.startswith("nsubj")
        if said and direct and said.rsplit(maxsplit=1)[-1].lower() in lexicon.DOCUMENTS:
            return None  # whom a statement that is read out tells of, only its writer knows
        if said and not direct and (client := self._spoken_for(said)) is not None and self._fits(client, pronoun):
            return client
        if said and not direct and self._acts_on(said, pronoun):
            return self.before.person_spoken_of(
                pronoun, but=said
            )  # in "Moen said he lied and fined him" he is not Moen
        if (
            said
            and not self._said_behind(index)
            and not (direct or is_many(said) or self.before.is_body(said))
            and subject
            and self._fits(said, pronoun)
        ):
            return said
        if self.before.may_be_a_ship(pronoun):
            return None
        return self.before.person_spoken_of(pronoun, but=said) if direct else self.before.person(pronoun)

    def _somebody_above(self, index: int) -> str | None:
        """Somebody without a name who does what the clause above tells: "A diplomat, speaking because he was angry"."""
        tree = self.tree
        for at in tree.above(index):
            subject = at if tree[at].pos == "NOUN" else tree.kid(at, "nsubj")
            if subject is None or subject >= index or tree[subject].tag != "NN":
                continue
            named = self._named(subject) is not None or tree.kids(subject, "appos", "flat", "conj")
            if tree[subject].lower in lexicon.ROLES | lexicon.PERSON_NOUNS and not named:
                return definite(tree, [w for w in noun_phrase(tree, subject) if w < index])
        return None

    def _said_behind(self, index: int) -> bool:
        """In "He bought it in May, Holm said" he is hardly Holm: the name comes later."""
        span = self.said.speaker_span if self.said is not None else None
        return (
            span is not None and self.tree[index].start < span[0] and self.said is not None and not self._by_pronoun()
        )

    def _by_pronoun(self) -> bool:
        """Whether the one who speaks is named by a short word: "he said"."""
        span = self.said.speaker_span if self.said is not None else None
        return span is None or span[1] - span[0] <= LONGEST_PRONOUN

    def _spoken_for(self, speaker: str) -> str | None:
        """Whom somebody else's lawyer speaks of: "Jonas Berg’s lawyer said he was sorry"."""
        owner, _, role = speaker.rpartition("’s ")
        return owner if role in _FOR_OTHERS and owner in self.before.people else None

    def _acts_on(self, known: str, pronoun: str) -> bool:
        """Whether this person does something to "him" or "her" in the same sentence: to somebody else."""
        objects = ("her",) if pronoun in _SHE else ("him",)
        return any(
            word.lower in objects and word.dep in ("obj", "iobj") and self.actor(word.index) == known
            for word in self.tree.words
        )

    def actor(self, index: int) -> str | None:
        """The person who is the subject of the verb that a word is the object of."""
        subject = subject_of(self.tree, self.tree[index].head)
        name = self._named(subject) if subject is not None else None
        return self.before.known_person(name) if name is not None else None

    def _subject_ahead(self, index: int, pronoun: str) -> str | None:
        """Whom "his" means in "In his first speech, Jonas Berg thanked her": the sentence's subject, behind its opening."""
        subject = self.tree.kid(self.tree.root, "nsubj")
        if subject is None or subject < index or index in self.tree.under(subject) or self.tree[index].dep == "nsubj":
            return None
        name = self._named(subject)
        known = self.before.known_person(name) if name is not None else None
        return known if known is not None and self._fits(known, pronoun) else None

    def _fits(self, known: str, pronoun: str) -> bool:
        return self.before.pronoun_of(known) in ("she" if pronoun in _SHE else "he", None)

    def _leading(self, index: int) -> str | None:
        """The person who is the subject of the clause above."""
        for at in self.tree.above(index):
            subject = self.tree.kid(at, "nsubj")
            if subject is not None and subject < index:
                name = self._named(subject)
                if name is not None and (known := self.before.known_person(name)) is not None:
                    return known
        return None

    def _named(self, head: int) -> Name | None:
        return next((n for n in self.found if n.head == head), None)

    def body_before(self, index: int) -> str | None:
        """The body that the sentence named as its subject before this word."""
        for name in reversed([n for n in self.found if n.words[-1] < index]):
            subject = self.tree[name.head].dep.startswith("nsubj")
            office = name.text.rsplit(maxsplit=1)[-1].lower() in lexicon.ROLES
            known = self.before.known_person(name) is not None
            if subject and not office and not known and not self.before.is_place(name.text):
                return self.before.full_form(name)
        return None

    def thing(self, index: int) -> str | None:
        """What "it" or "they" means: the subject of the clause above, the body that speaks, the last sentence's subject."""
        plural = self.tree[index].lower.startswith("the")
        above = self._subject_above(index, plural=plural)
        if above is not None:
            return above or None
        direct = self.said is not None and self.said.direct
        said = self.said.speaker if self.said is not None and not direct else None
        reported = (
            self.said is not None and self.said.cue != "according to"
        )  # whom one goes by is seldom who is told of
        if said and reported and self.before.is_body(said) and _may_be_many(said) in (plural, None):
            return said
        leads = self.tree[index].dep.startswith("nsubj") or self.tree[index].tag == "PRP$"
        if direct or not leads or self._tells_an_event(index):
            return None
        company = self.before.company() if self.before.is_about_a_company() and not plural else None
        acted_on = self.tree[index].dep == "nsubj:pass"
        return self.before.thing(plural=plural, acted_on=acted_on) or (company if not acted_on else None)

    def _subject_above(self, index: int, *, plural: bool) -> str | None:
        """The subject of a clause above, None where none fits, empty where one does that cannot be told in a few words."""
        tree = self.tree
        for at in tree.above(index):
            subject = tree.kid(at, "nsubj")
            if subject is not None and tree[subject].lower == "which" and tree[at].lower in lexicon.CLOSING_SAYING:
                return None  # "Holm Lines, which said it knew nothing": who says it
            if subject is None or subject >= index or tree[subject].pos == "PRON":
                continue
            if tree[subject].lower in lexicon.COMPANY_NOUNS and not plural:
                return self.before.company(tree[subject].lower) or tree.running(
                    [w for w in noun_phrase(tree, subject) if w <= subject]
                )
            if tree[subject].tag == "CD" and not plural:
                return ""  # "one of the four plants"
            name = self._named(subject)
            if name is not None and not plural and self.before.known_person(name) is None:
                return _in_capitals(tree, subject) or self.before.full_form(name)
            someone = tree[subject].lower in lexicon.ROLES | lexicon.PERSON_NOUNS and not plural
            if (tree[subject].tag in ("NNS", "NNPS")) == plural and tree[subject].pos == "NOUN" and not someone:
                below = tree.under(subject)
                return tree.running([w for w in below if w < index]) if len(below) <= 6 else ""
        return None

    def _tells_an_event(self, index: int) -> bool:
        """Such as "It came after …": what came is what was told, and no single thing."""
        head = self.tree[index].head
        return self.tree[index].lower == "it" and self.tree[head].lower in _OF_AN_EVENT

    def expletive(self, index: int) -> bool:
        """Whether "it" stands for nothing ("it is clear that …")."""
        tree = self.tree
        head = tree[index].head
        if tree[index].dep == "expl":
            return True
        clause = tree.kids(head, "csubj", "ccomp", "advcl", "xcomp", "acl")
        return tree[index].lower == "it" and bool(clause) and bool(tree.kids(head, "cop"))

    def points_back(self, index: int) -> bool:
        """Whether "this" points at something told before: "this month" does not."""
        word = self.tree[index]
        if self.tree.kids(index, "acl", "nmod"):
            return False  # "those who came"
        if word.dep == "det":
            return self.tree[word.head].lower not in lexicon.TIME_NOUNS
        return word.dep.startswith(("nsubj", "obj"))

    def counts_others(self, index: int) -> bool:
        """Whether a number alone is what is spoken of: "Both were built in May", "Two were released"."""
        word = self.tree[index]
        alone = not self.tree.kids(index, "nmod", "acl", "nummod", "compound") and word.dep.startswith("nsubj")
        return alone and (word.lower in ("both", "neither") or (word.tag == "CD" and word.text.isalpha()))

    def is_mentioned(self, index: int) -> bool:
        """Whether a pronoun is a name or a word that is talked about: “We”, The We Company."""
        word = self.tree[index]
        if word.lower == "i" or not word.text[0].isupper():
            return False
        quoted = 0 < index < len(self.tree) - 1 and self.tree[index - 1].pos == self.tree[index + 1].pos == "PUNCT"
        named = index + 1 < len(self.tree) and word.dep == "compound"
        return quoted or named

    # who "I" and "we" are

    def speaking(self, pronoun: str) -> str | None:
        """The speaker for "I"; for "we" the body or the group that speaks or that the speaker speaks for."""
        if self.said is None or not self.said.speaker:
            return None
        speaker = self.said.speaker
        if pronoun in ("i", "me", "my", "myself"):
            return speaker
        body = self.before.body_of(speaker)
        if body is not None:
            return body
        return speaker if self.before.is_body(speaker) or self.speaks_for_many(pronoun) else None

    def speaks_for_many(self, pronoun: str) -> bool:
        """Whether "we" is a group in the plural: "officials"."""
        speaker = self.said.speaker if self.said is not None else None
        last = speaker.rsplit(maxsplit=1)[-1] if speaker else ""
        return pronoun in ("we", "us", "our") and last.islower() and last.endswith("s") and not last.endswith("ss")

    def again(self, who: str, index: int, *, owner: bool) -> str:
        """A short form for one just named."""
        place = 2 if owner else 0 if self.tree[index].dep.startswith("nsubj") else 1
        if self.speaks_for_many(self.tree[index].lower):
            return _AGAIN["they"][place]
        alone = self.tree[index].lower in ("i", "me", "my")
        called = "it" if self.before.is_body(who) and not alone else self.before.pronoun_of(who)
        if called is None and who.rsplit(maxsplit=1)[-1].islower():
            called = "they"
        return _AGAIN[called][place] or (who.rsplit(maxsplit=1)[-1] + ("’s" if owner else ""))

    def self_of(self, who: str) -> str | None:
        """What "myself" is in the third person."""
        return _SELF.get(self.before.pronoun_of(who) or "")

    def verbs_of(self, index: int) -> set[int]:
        """The verb a subject goes with, its helpers, and the verbs joined to it that have no subject of their own."""
        tree = self.tree
        heads = [tree[index].head]
        heads += [c for c in tree.kids(heads[0], "conj") if tree.kid(c, "nsubj", "expl") is None]
        out: set[int] = set()
        for head in heads:
            helpers = tree.kids(head, "aux", "cop")
            out |= set(helpers[:1]) if helpers else {head}
        return {w for w in out if tree[w].tag in ("VBP", "VBD", "VB") and w > index}


def _in_capitals(tree: Tree, head: int) -> str | None:
    """A longer name that a body's is a part of: "the Millers' and Bakers' Alliance"."""
    words = [w for w in noun_phrase(tree, head) if w <= head]
    start = next((k for k, w in enumerate(words) if tree[w].text[0].isupper() and tree[w].tag != "DT"), 0)
    named = words[start:]
    whole = all(tree[w].text[0].isupper() or tree[w].lower in _WITHIN_A_NAME for w in named)
    joins = any(tree[w].lower in _WITHIN_A_NAME for w in named) and named == list(range(named[0], named[-1] + 1))
    return tree.text(words[:start] + named) if whole and joins else None


def _may_be_many(body: str) -> bool | None:
    """Whether a body's name is a plural ("Republicans", "officials"); None where that is open ("Holm Lines", "the police")."""
    last = body.rsplit(maxsplit=1)[-1].lower()
    return True if last.rstrip("s") != last and " " not in body else None if last.endswith(("s", "ce")) else False
