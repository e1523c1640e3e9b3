"""Which words of a sentence open a proposition of their own, by their relation, their form and what stands around them."""

from verify.core.splitting import lexicon
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import COUNTING
from verify.core.splitting.standing import FINITE, opens_a_condition, time_of_a_noun

_VERBAL = ("VERB", "AUX")
_MERELY = ("simply", "just", "only", "not", "partly")
_ASKED = ("say", "says", "said", "ask", "asked", "know", "knows", "knew", "disclose", "specify", "explain", "clear")
"""What a "when" behind asks: "did not say when it expected a peak"."""
_OF_A_CLAUSE = lexicon.words("summing up")
"""Nouns that say what the whole clause before them is: "blocked the bill, a move that …"."""


class Openings:
    """The openings of one sentence."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def rule(self, index: int) -> str | None:
        """The rule by which a word opens a piece, or None."""
        relation = self.tree[index].dep
        if time_of_a_noun(self.tree, self._start(index)):
            return None
        if relation == "conj":
            return self._joined(index)
        if relation in ("advcl", "advcl:relcl"):
            return self._adverbial(index, relation)
        if relation in ("acl", "acl:relcl"):
            return self._of_a_noun(index)
        if relation == "appos":
            return self._apposition(index)
        if relation == "parataxis" and self._is_clause(index):
            asks = self.tree[self._start(index)].tag in ("WRB", "WP")  # "an old question: where it sank"
            return None if asks else "main"
        return None

    def _is_clause(self, index: int) -> bool:
        return self.tree.kid(index, "nsubj", "csubj", "expl") is not None and self._finite(index)

    def _finite(self, index: int) -> bool:
        words = [index, *self.tree.kids(index, "aux", "cop")]
        return any(self.tree[w].tag in FINITE for w in words)

    def _joined(self, index: int) -> str | None:
        """Joined predicates; not "assault and murder an official", whose object is shared."""
        word, head = self.tree[index], self.tree[self.tree[index].head]
        predicate = word.pos in _VERBAL or self.tree.kid(index, "cop") is not None
        if not predicate or not (head.pos in _VERBAL or self.tree.kid(head.index, "cop") is not None):
            return None
        if head.dep in ("amod", "compound") or word.dep == "amod" or head.lower == "help":
            return None  # "cannot help but wonder"
        if self.tree.kid(index, "nsubj", "expl") is not None:
            return self._joined_clause(index)
        if self.tree.kid(index, "cc") is None and not self._set_off(index):
            return None  # nothing joins it: "a crane that they warned was unsafe"
        if any(self._is_of_it_all(c) for c in self.tree.kids(head.index, "conj")):
            return None
        if head.dep == "acl" and head.tag in ("VBN", "VBD") and word.tag == "VBN" and not self.tree.kids(index, "aux"):
            return None  # "a report paid for by the union and seen by the paper"
        if any(c > index for c in self.tree.kids(head.index, "obj")):
            return None
        between = range(head.index + 1, index)
        bare = all(self.tree[w].dep in ("cc", "punct", "advmod", "mark") for w in between)
        alike = head.pos in _VERBAL and word.tag == head.tag
        if bare and alike and not self.tree.kids(head.index, "obj", "obl", "xcomp", "ccomp", "advcl"):
            return None if self.tree.kids(index, "obj", "obl", "xcomp") or head.dep != "ROOT" else "predicate"
        return "predicate"

    def _joined_clause(self, index: int) -> str | None:
        """A clause with a subject; not "he was ill, which surprised her" nor "took two pills, drugs used for the heart"."""
        beside = self.tree.kid(index, "cc") is None
        named = beside and self.tree[index].tag == "VBN" and not self._finite(index)
        return None if named or self._is_of_it_all(index) else "clause"

    def _is_of_it_all(self, index: int) -> bool:
        """Whether a clause tells of all that stands before it: ", which surprised her"."""
        subject = self.tree.kid(index, "nsubj")
        return self.tree.kid(index, "cc") is None and subject is not None and self.tree[subject].lower == "which"

    def _adverbial(self, index: int, relation: str) -> str | None:
        mark = self._mark(index)
        first = self._start(index)
        if mark == "as" and any(
            self.tree[c].lower in ("as", "so") for c in self.tree.kids(self.tree[index].head, "advmod")
        ):
            return None  # "as far from it as the pier is"
        if mark == "as" and not any(w > index for w in self.tree.under(index)):
            return None  # "every hour, as the rules require"
        beside = [self.tree[c].lower for c in (first, first - 1) if c >= 0]
        if (mark == "because" and set(beside) & set(_MERELY)) or "only" in beside:
            return None  # "not because it sank", "only when it sank"
        if (
            mark in lexicon.KEPT_CLAUSES
            or self.tree[index].lower in lexicon.AFTER_NOUN
            or self.tree[first].lower in lexicon.AFTER_NOUN
        ):
            return None
        if opens_a_condition(self.tree, first, index) or self._asks_whether(index):
            return None
        asking = [self.tree[index].head, *self.tree.children[self.tree[index].head]]
        if relation == "advcl:relcl" and any(self.tree[c].lower in ("how", "why") for c in asking):
            return None  # "may limit how far it goes", "told how it sank"
        asked = self.tree[self.tree[index].head].lower in _ASKED and first == self.tree[index].head + 1
        if mark in lexicon.INDIRECT_QUESTION and (mark not in lexicon.TIME_CLAUSES or asked):
            return None
        if mark in lexicon.TIME_CLAUSES and self._holds_a_clause(index):
            return "clause"
        if self.tree.kid(index, "nsubj", "csubj", "expl") is not None:
            return "clause" if self._finite(index) or self.tree[index].tag in ("VBG", "VBN", "JJ") else None
        set_off = self._set_off(index)
        if (
            self.tree[index].tag == "VBG"
            and (set_off or mark in lexicon.TIME_CLAUSES)
            and mark not in ("by", "in", "for", "without")
        ):
            return "participle" if len(self.tree.under(index)) >= 3 else None
        if self.tree[index].tag == "VBN" and set_off and mark is None and len(self.tree.under(index)) >= 4:
            return None if self._follows_a_noun(first) else "participle"
        return None

    def _follows_a_noun(self, first: int) -> bool:
        """Whether a noun stands before the comma: in "wore a cap, turned backward" who knows what was turned."""
        return first > 2 and self.tree[first - 2].pos in ("NOUN", "PROPN") and self.tree[first - 2].dep != "nsubj"

    def _holds_a_clause(self, index: int) -> bool:
        """A subject and a finite verb somewhere below, whatever the parser took for the predicate."""
        relative = {c for w in self.tree.under(index) for c in self.tree.kids(w, "acl", "ccomp")}
        words = self.tree.under(index, relative)
        return any(self.tree[w].dep.startswith("nsubj") for w in words) and any(
            self.tree[w].tag in FINITE for w in words
        )

    def _of_a_noun(self, index: int) -> str | None:
        first = self._start(index)
        if first == 0 or not self._set_off(index) or len(self.tree.under(index)) < 3:
            return None
        word = self.tree[index]
        if word.dep == "acl:relcl":
            return "relative" if self._finite(index) else None
        if self._mark(index) in lexicon.TIME_CLAUSES and self.tree.kid(index, "nsubj") is not None:
            return "clause"
        if self.tree[first].lower in lexicon.AFTER_NOUN or word.tag not in ("VBG", "VBN"):
            return None
        return "participle" if self.tree.kid(index, "nsubj") is None else None  # "people came, some dressed as clowns"

    def _apposition(self, index: int) -> str | None:
        """An apposition such as "Steel Dome, Turkey's own project" says something; a name, an office or an age does not."""
        word = self.tree[index]
        if word.pos != "NOUN" or word.lower in lexicon.ROLES | _OF_A_CLAUSE or len(self.tree.under(index)) < 3:
            return None
        if not self._set_off(index) or self.tree[self._start(index) - 1].text == ":":
            return None
        if self.tree[word.head].lower in COUNTING and any(self.tree[c].tag == "JJS" for c in self.tree.children[index]):
            return None  # "fell 7%, the steepest decline since 2009"
        if any(
            self.tree[w].pos == "VERB" and self.tree[w].lower.startswith(word.lower) for w in self.tree.above(index)
        ):
            return None  # "offered to help, an offer that"
        if word.lower == "thanks":
            return None  # "fell last year, thanks to the rain"
        listed = self.tree[word.head].pos == "NOUN" and self.tree.kids(index, "conj")
        if listed and any(self.tree.kids(c, "cc") for c in self.tree.kids(index, "conj")):
            return None  # "900 people, an army and two banks"
        shown = self.tree.kids(index, "det", "nmod:poss", "nmod", "acl", "amod")
        return "apposition" if len(shown) >= 2 or self.tree.kids(index, "acl") else None

    def _asks_whether(self, index: int) -> bool:
        """As in "questions over whether it broke the rules"."""
        return any(self.tree[c].lower in ("whether", "how", "why") for c in self.tree.kids(index, "mark"))

    def _start(self, index: int) -> int:
        """The first word of a subtree that is no punctuation."""
        words = self.tree.under(index)
        return next((w for w in words if self.tree[w].pos != "PUNCT"), words[0])

    def _set_off(self, index: int) -> bool:
        """Whether a comma, a dash or the sentence's start stands before a subtree."""
        start = self._start(index)
        return (
            start == 0 or self.tree[start - 1].text in (",", "—", "–", "--", "(") or self.tree[start - 1].pos == "PUNCT"
        )

    def _mark(self, index: int) -> str | None:
        found = [
            c
            for c in self.tree.kids(index, "mark", "case", "advmod")
            if c < index and self.tree[c].tag in ("IN", "WRB", "TO")
        ]
        return self.tree[found[0]].lower if found else None
