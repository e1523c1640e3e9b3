"""One proposition each: the sentence's tree cut at predicates with an event of their own."""

from verify.core.splitting import lexicon
from verify.core.splitting.agreement import wrong_subject
from verify.core.splitting.figures import by_figures
from verify.core.splitting.frames import Frame, frames
from verify.core.splitting.names import names
from verify.core.splitting.openings import Openings
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import COUNTING, noun_phrase, trimmed
from verify.core.splitting.pieces import Part, Piece
from verify.core.splitting.relatives import relative
from verify.core.splitting.standing import FINITE, stands

_VERBAL = ("VERB", "AUX")
_DROPPED_MARKS = lexicon.TIME_CLAUSES | {"that", "with", "upon"}
_QUOTED = ("“", '"', "``", "‘")
_COMES = ("come", "comes", "came")


def pieces(tree: Tree) -> list[Piece]:
    """The propositions of a sentence in text order; empty where the sentence is all frame."""
    return _Cutter(tree).pieces()


class _Cutter:
    """The cuts of one sentence: `cuts` names the rule for each top of a piece."""

    def __init__(self, tree: Tree, without: frozenset[int] = frozenset()) -> None:
        self.tree = tree
        self.without = without
        self.frames = [frame for frame in frames(tree) if frame.top not in without]
        openings = Openings(tree)
        self.cuts: dict[int, str] = {tree.root: "main"}
        self.kept: set[int] = set()
        for frame in self.frames:
            if frame.inner:
                self.cuts[frame.content] = "content"
        for frame in self.frames:
            self.cuts[frame.top] = "frame" if frame.inner or frame.top != tree.root else self.cuts[tree.root]
        cues = {word for frame in self.frames for word in frame.cue}
        conditional = any(tree[c].lower in ("if", "unless") and c < tree.root for c in tree.kids(tree.root, "mark"))
        for index in (
            range(len(tree)) if not conditional else ()
        ):  # the condition taken for the main clause: nothing is sure
            if index not in self.cuts and index not in cues:
                rule = openings.rule(index)
                kept = rule in ("participle", "clause") and self._is_needed_above(index)
                subject = tree.kid(index, "nsubj")
                if rule and not (kept and subject is not None and tree[subject].lower in ("it", "they")):
                    self.cuts[index] = rule
                    self.kept |= {index} if kept else set()

    def pieces(self) -> list[Piece]:
        """Every piece; a cut that gives none is taken back, so that its words stay with the piece above."""
        made = {top: self._piece(top, rule) for top, rule in self.cuts.items() if rule != "frame"}
        loose = [top for top in made if top != self.tree.root and self.cuts[top] != "content"]
        undone = [top for top in loose if (piece := made[top]) is None or not stands(self.tree, piece)]
        if not undone and not self._main_stands():
            torn = [top for top in loose if self._hangs_on(top, self.tree.root)]
            undone = next(([top] for top in torn if self._main_stands(top)), torn if self._main_stands(*torn) else [])
        torn_off = frozenset(f.top for f in self.frames if f.inner and self._is_torn_off(f, made.get(f.content)))
        if torn_off and not undone:
            return _Cutter(self.tree, self.without | torn_off).pieces()
        if undone:
            for top in undone:
                del self.cuts[top]
                self.kept.discard(top)
            return self.pieces()
        kept = [piece for piece in made.values() if piece is not None]
        if len(kept) > 1:
            kept = [piece for piece in kept if piece.rule not in ("main", "relative") or self._says_something(piece)]
        found = [one for piece in kept for one in by_figures(self.tree, piece)]
        return sorted(found, key=lambda piece: (piece.quote[0], piece.quote))

    def _main_stands(self, *back: int) -> bool:
        """Whether what the cuts leave of the sentence, those at `back` taken back, is one; a noun that is left is dropped."""
        root = self.tree.root
        own = trimmed(self.tree, self.tree.under(root, {c for c in self.cuts if c not in (root, *back)}))
        main = Piece("main", root, tuple(own), tuple(own), ())
        return self.cuts[root] != "main" or not self._says_something(main) or stands(self.tree, main)

    def _is_torn_off(self, frame: Frame, content: Piece | None) -> bool:
        """Whether what is said is a fragment and no quotation: the parser took only a part of it for what is said."""
        if content is None or content.rule != "content" or self.tree[content.top].tag in ("VB", "VBG"):
            return False
        if any(self.tree[w].tag in FINITE for w in content.quote):
            return False
        return not any(self.tree[w].text in _QUOTED for w in (content.quote[0] - 1, content.quote[0]) if w >= 0)

    def _hangs_on(self, top: int, owner: int) -> bool:
        """Whether the nearest cut above one is `owner`."""
        return next((at for at in self.tree.above(top) if at in self.cuts), owner) == owner

    def _says_something(self, piece: Piece) -> bool:
        """Whether a piece holds a verb and more than who speaks: a bare noun phrase or "Holm says" does not stand alone."""
        saying = self.tree[piece.top].lower in lexicon.CLOSING_SAYING and len(piece.quote) <= 5
        if saying and not self.tree.kids(piece.top, "obj", "obl", "xcomp", "advmod", "aux:pass"):
            return False
        return any(self.tree[w].tag.startswith(("VB", "MD")) for w in piece.quote)

    # what a piece is made of

    def _piece(self, top: int, rule: str) -> Piece | None:
        own = self._own(top)
        around = self._frames_of(top)
        if rule == "relative":
            return relative(self.tree, top, own, around)
        if rule == "apposition":
            return self._is_a(top, own, around)
        if rule == "participle":
            return self._participle(top, own, around)
        own = self._bare(top, own)
        if rule in ("clause", "predicate") and own and self._opens_with_a_preposition(own[0]):
            return None
        if (
            rule in ("clause", "predicate", "content")
            and len(own) <= 3
            and self.tree[top].lower in lexicon.CLOSING_SAYING
        ):
            return None
        if rule == "predicate" and wrong_subject(self.tree, top):
            return None
        before = self._shared(top) if rule == "predicate" else self._stranded(top) if rule == "content" else []
        if set(before) & set(own):
            before, own = [], sorted({*before, *own})
        if len(own) + len(before) < 2 and rule != "main":
            return None
        if rule == "clause":
            own = self._without_a_tail(top, [w for w in own if w >= self._event_mark(top)])
        own = self._with_shared_helpers(top, own) if rule == "clause" else own
        helped = any(self.tree[w].pos == "AUX" for w in (*before, *self.tree.kids(top, "aux")))
        loose = rule in ("clause", "predicate") and not helped and self._is_a_participle(top)
        parts: list[Part] = [*before, *(f"\0{w}" if loose and w == top else w for w in own)]
        if not parts:
            return None
        return Piece(rule, top, tuple(sorted({*before, *own})), tuple(parts), around)

    def _is_a_participle(self, top: int) -> bool:
        """Also "helped" in "sales grew, helped by cold weather", which no "and" joins to the verb."""
        tree = self.tree
        passive = tree[top].tag == "VBN" and tree.kid(top, "obl:agent") is not None and tree.kid(top, "cc") is None
        return tree[top].tag == "VBG" or (passive and self.cuts.get(top) == "predicate")

    def _without_a_tail(self, top: int, own: list[int]) -> list[int]:
        """Up to its comma, where the clause above keeps it all: "since the toll was introduced, from 6,000 to 8,000 a day"."""
        comma = next((w for w in own if w > top and self.tree[w].text == ","), None)
        if top not in self.kept or comma is None or self.tree[comma + 1].dep != "case":
            return own
        return [w for w in own if w < comma]

    def _opens_with_a_preposition(self, first: int) -> bool:
        """Whether it is like "in a likely effort to …": a phrase that holds a clause and is none."""
        word = self.tree[first]
        return word.dep == "case" and word.tag == "IN" and self.tree[word.head].dep not in ("obl", "nsubj")

    def _own(self, top: int) -> list[int]:
        return self.tree.under(top, {c for c in self.cuts if c != top and c not in self.kept})

    def _bare(self, top: int, own: list[int]) -> list[int]:
        """Without the conjunction and punctuation at the front, and without punctuation at the end."""
        tree = self.tree
        dropped = {c for c in tree.children[top] if tree[c].dep in ("cc", "discourse") and c < top}
        marks = [c for c in tree.kids(top, "mark") if tree[c].lower in _DROPPED_MARKS]
        opening = [w for w in own if tree[w].pos not in ("PUNCT", "CCONJ") and w not in dropped][:1]
        dropped |= {c for c in marks if self.cuts.get(top) != "main" or c in opening}
        dropped |= {c for c in tree.kids(top, "advmod") if tree[c].tag == "WRB"}
        own = trimmed(self.tree, [w for w in own if w not in dropped])
        return own[1:] if self._opens_with_a_mark(top, own) else own

    def _opens_with_a_mark(self, top: int, own: list[int]) -> bool:
        """Whether it still opens with "that", "as" or "when", hung on another word than its verb."""
        if len(own) < 3:
            return False
        word = self.tree[own[0]]
        if word.lower == "that" and word.tag in ("IN", "WDT"):
            return self.tree[own[1]].pos not in _VERBAL and self.tree[own[1]].tag != "RB"
        if self.cuts.get(top) != "clause":
            return False
        before_a_noun = word.dep == "case" and not self.tree[word.head].dep.startswith("nsubj")
        return word.lower in lexicon.TIME_CLAUSES and word.tag in ("IN", "WRB") and not before_a_noun

    def _stranded(self, top: int) -> list[int]:
        """The subject of what is said, where the parser took it for the object of the saying."""
        tree = self.tree
        frame = next((f for f in self.frames if f.inner and f.content == top), None)
        if frame is None or tree.kids(top, "nsubj", "csubj", "expl", "mark") or top < frame.cue[-1]:
            return []
        start = min(tree.under(top))
        between = [c for c in tree.kids(frame.cue[-1], "obj", "obl") if frame.cue[-1] < c < start]
        return sorted(w for c in between for w in tree.under(c, set(self.cuts)))

    def _subject(self, index: int) -> list[int]:
        """The words of the subject a predicate has or shares, without what is cut out of it."""
        tree = self.tree
        at = index
        while True:
            found = tree.kid(at, "nsubj", "csubj", "expl")
            if found is not None and at != index and tree[found].dep == "expl":
                return []  # "there" and "it" of one clause are not who does something in the next
            if found is not None:
                words = tree.under(found, set(self.cuts))
                commas = [w for w in words if tree[w].text == ","]
                kept = {
                    *words[1:-1],
                    *(commas[-1:] if len(commas) == 2 else ()),
                }  # the second closes what the first opened
                return [w for w in words if tree[w].pos != "PUNCT" or w in kept or tree[w].text == ")"]
            word = tree[at]
            if word.head == at:
                return []
            wanted = any(tree[c].tag == "TO" for c in tree.kids(at, "mark"))
            if word.dep in ("acl", "acl:relcl") and not wanted and tree[word.head].lower not in COUNTING:
                return list(noun_phrase(tree, word.head))
            at = word.head

    def _subject_outside(self, top: int, own: list[int]) -> list[int]:
        """The subject of a participle: the nearest above whose words are not the participle's own."""
        tree = self.tree
        path = (top, *tree.above(top))
        for at in path:
            subject = self._subject(at)
            if subject and not set(subject) & {*tree.under(top), *own}:
                return subject
            of_noun = next((w for w in path if tree[w].dep.startswith("acl") and tree[w].head in subject), None)
            if of_noun is not None:  # "after a gangway collapsed, injuring two", told of a gangway
                return [w for w in subject if w not in tree.under(of_noun)]
        return []

    def _shared(self, top: int) -> list[int]:
        """What a joined predicate takes over from the one before: subject, helping verbs, the verbs above."""
        tree = self.tree
        first = tree[top].head
        while tree[first].dep == "conj" and self.cuts.get(first) == "predicate":
            first = tree[first].head
        owner = first
        while owner not in self.cuts and tree[owner].head != owner:
            owner = tree[owner].head
        subject = self._subject(first)
        if owner == first:
            return sorted({*subject, *self._helpers(first, top)})
        marked = tree.kid(top, "mark") is not None
        start = min([first, *tree.kids(first, "aux", "case", "advmod"), *(tree.kids(first, "mark") if marked else ())])
        chain = [w for w in self._own(owner) if w < start and tree[w].pos != "PUNCT" and tree[w].dep != "cc"]
        if subject and subject[-1] < start:
            chain = [w for w in chain if w > subject[-1]]
        return sorted({*subject, *(w for w in chain if not marked or tree[w].dep != "mark")})

    def _with_shared_helpers(self, top: int, own: list[int]) -> list[int]:
        """With "were" put back in "hundreds were killed and thousands wounded"."""
        tree = self.tree
        if tree[top].dep != "conj" or tree[top].tag != "VBN" or tree.kids(top, "aux", "cop") or top not in own:
            return own
        at = own.index(top)
        return [*own[:at], *(h for h in tree.kids(tree[top].head, "aux") if h < own[0]), *own[at:]]

    def _helpers(self, first: int, top: int) -> list[int]:
        tree = self.tree
        own = tree.kids(top, "aux", "cop")
        if own and tree[own[0]].tag in ("VB", "VBN"):
            return [
                h for h in tree.kids(first, "aux") if h < top and tree[h].tag in FINITE
            ]  # "would go and be forgotten"
        if own or tree[top].tag in ("VBD", "VBZ", "VBP"):
            return []
        described = tree[top].pos not in _VERBAL or tree[top].tag == "VBN"  # "were white and well educated"
        helpers = tree.kids(first, "aux", "cop") if described else tree.kids(first, "aux")
        return [h for h in helpers if h < top]

    def _frames_of(self, top: int) -> tuple[Frame, ...]:
        """The frames whose content the piece lies in, the nearest first."""
        tree = self.tree
        found: list[Frame] = []
        path = [top, *tree.above(top)]
        for at in path:
            for frame in self.frames:
                if frame.content == at and frame not in found and not self._beside(frame, path, top):
                    found.append(frame)
        return tuple(found)

    def _beside(self, frame: Frame, path: list[int], top: int) -> bool:
        """A piece inside the frame's own words, or added after it ("P, X said, adding to …"), is not its content."""
        if not frame.inner and frame.top in path:
            return True
        rule = self.cuts.get(top)
        return (
            not frame.inner
            and rule == "participle"
            and top > frame.top
            and self.tree.under(frame.top)[-1] < self.tree.under(top)[0]
        )

    def _event_mark(self, top: int) -> int:
        """Where "after" stands in "shortly after it sank"; 0 without one."""
        return next((c for c in self.tree.kids(top, "mark") if self.tree[c].lower in ("after", "before", "since")), 0)

    def _is_needed_above(self, top: int) -> bool:
        """Whether the clause above would say something else without this one; so it stands in both."""
        return self._measured(top) or self._tells_when(top) or self._bounds(top)

    def _bounds(self, top: int) -> bool:
        """Whether it says of which years: "the highest level since measurements began", "has won twice since she took office"."""
        tree, head = self.tree, self.tree[top].head
        if not any(tree[c].lower == "since" for c in tree.kids(top, "mark")):
            return False
        perfect = any(tree[c].lower in ("has", "have", "’ve", "'ve") for c in tree.kids(head, "aux"))
        before = [w for w in tree.under(head, {top}) if w < top]
        return perfect or any(tree[w].tag in ("JJS", "RBS") or tree[w].lower in ("first", "only") for w in before)

    def _measured(self, top: int) -> bool:
        """Whether a measure stands before "after" ("two years after signing"): the clause above says when by it."""
        tree, mark = self.tree, self._event_mark(top)
        return any(c < mark and tree[c].lower in lexicon.TIME_NOUNS for c in tree.kids(top, "obl", "nmod", "nummod"))

    def _tells_when(self, top: int) -> bool:
        """In "The vote comes as the talks fail" all that is said of the vote is when it comes."""
        tree, verb = self.tree, self.tree[top].head
        bare = not tree.kids(verb, "obj", "obl", "xcomp", "advmod", "compound:prt")
        return bare and tree[verb].lower in _COMES and tree.kid(top, "mark") is not None

    def _is_a(self, top: int, own: list[int], around: tuple[Frame, ...]) -> Piece | None:
        name = list(noun_phrase(self.tree, self.tree[top].head))
        own = trimmed(self.tree, own)
        if not name or not own:
            return None
        head = self.tree[top].head
        someone = any(n.person and head in n.words for n in names(self.tree))
        plural = self.tree[head].tag in ("NNS", "NNPS") and not someone
        return Piece("apposition", top, tuple(sorted({*name, *own})), (*name, "are" if plural else "is", *own), around)

    def _participle(self, top: int, own: list[int], around: tuple[Frame, ...]) -> Piece | None:
        own = self._bare(top, [w for w in own if w >= self._event_mark(top)])
        subject = self._subject_outside(top, own)
        if not subject or any(self.tree[w].tag in FINITE for w in subject):
            return None
        before = [w for w in own if w < top and self.tree[w].lower != "not"]
        after = [w for w in own if w > top]
        verb = f"\0{top}"
        return Piece("participle", top, tuple(sorted({*subject, *own})), (*subject, *before, verb, *after), around)
