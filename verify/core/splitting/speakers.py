"""From frames to attributions: who the words of a frame name, and who goes on speaking in the quotations that follow."""

from dataclasses import dataclass, replace

from verify.core.splitting import furniture, lexicon
from verify.core.splitting.attitudes import attitudes
from verify.core.splitting.drafts import AttributionDraft, Span
from verify.core.splitting.frames import Frame, extent_of, noun_phrase
from verify.core.splitting.mentions import Mentions, names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece
from verify.core.splitting.text import Block, Role

AUTHOR = "the author"
"""Whose "I" and "we" are, outside quotations."""
_AUTHORS = ("i", "we", "my", "our", "me", "us")
_NOBODY = ("we", "i", "us", "me", "you", "let", "’s", "'s")
"""First words of a "speaker" that names nobody: in "let’s say" and "I think" who speaks is who is quoted."""


Outer = tuple[Tree, Frame]
"""A frame that was parsed apart from its content, with its own tree."""


@dataclass(slots=True)
class Speakers:
    """Resolves the speakers of an article, remembering the last one."""

    mentions: Mentions
    last: AttributionDraft | None = None

    def attribution(self, tree: Tree, piece: Piece, outer: Outer | None, *, direct: bool) -> AttributionDraft | None:
        """The attribution of a piece by the frames around it, the innermost speaker first; None without a frame."""
        around = [(tree, f) for f in piece.frames if f.speaker and not _is_nobody(tree, f.speaker)]
        if outer is not None:
            around.append(outer)
        while len(around) > 1 and around[0][0][around[0][1].speaker[0]].lower in lexicon.PRONOUNS:
            around = around[1:]
        if not around:
            return hedge_of(tree, piece)
        resolved = [self.name(where, frame) for where, frame in around]
        via = tuple(dict.fromkeys(name for name in resolved[1:] if name != resolved[0]))
        self.last = replace(self.draft(*around[0]), direct=direct, via=via)
        return self.last

    def teller(self, tree: Tree, piece: Piece, outer: Outer | None, quotation: Span) -> AttributionDraft | None:
        """Who a quotation is by, where its own words name another speaker: the nearest frame that stands outside it."""
        around = [(tree, f) for f in piece.frames if f.speaker]
        for where, frame in (*around, *([outer] if outer is not None else [])):
            found = self.draft(where, frame)
            if found.cue_span is not None and not lies_in(found.cue_span, quotation):
                return replace(found, direct=True)
        return None

    def draft(self, tree: Tree, frame: Frame) -> AttributionDraft:
        """What one frame says of who speaks."""
        return AttributionDraft(
            speaker=self.name(tree, frame),
            cue=tree.text(frame.cue).lower(),
            speaker_span=(tree[frame.extent[0]].start, tree[frame.extent[1]].end),
            cue_span=(tree[frame.cue[0]].start, tree[frame.cue[-1]].end),
        )

    def attitudes(self, tree: Tree) -> list[tuple[int, AttributionDraft]]:
        """Whose acts and states a sentence tells of, each with the place of its cue."""
        out: list[tuple[int, AttributionDraft]] = []
        for held in attitudes(tree):
            frame = Frame(held.cue, held.cue, (held.cue,), held.holder, False, extent=extent_of(tree, held.holder))
            draft = self.draft(tree, frame)
            if len(held.holder) == 1 and tree[held.holder[0]].lower in lexicon.PERSON_PRONOUNS:
                draft = replace(draft, speaker=self._spoken_of(tree, held.holder[0]))
            out.append((held.cue, draft))
        return out

    def _spoken_of(self, tree: Tree, pronoun: int) -> str:
        """Whom "she" means in the outlet's own telling: somebody named before her, else whom the article is about."""
        lower, known = tree[pronoun].lower, self.mentions
        fits = ("she" if lower in ("she", "her", "hers") else "he", None)
        here = [k for n in names(tree) if n.words[-1] < pronoun and (k := known.known_person(n)) is not None]
        return (
            next((who for who in here if known.pronoun_of(who) in fits), None)
            or known.person(lower)
            or tree[pronoun].text
        )

    def name(self, tree: Tree, frame: Frame) -> str:
        """The speaker's name as the article gives it in full; a pronoun's or a role's bearer."""
        words = frame.speaker
        head = next((w for w in words if tree[w].head not in words or tree[w].head == w), words[-1])
        lower = tree[head].lower
        if len(words) == 1 and lower in _AUTHORS:
            return AUTHOR
        if len(words) == 1 and lower in lexicon.PRONOUNS:
            return self._pronoun(tree, head)
        inside = [n for n in names(tree) if set(n.words) <= set(words)]
        inside = [n for n in inside if head in n.words or n.text not in lexicon.PLACES]
        inside.sort(key=lambda n: not (n.person and n.words[-1] == words[-1]))
        for name in inside:
            if head in name.words and any(tree[w].tag == "POS" for w in words if w < name.words[0]):
                return tree.text(words)
            if head in name.words or (
                name.words[-1] == words[-1]
                and tree[words[0]].dep != "nmod:poss"
                and not _possessed(tree, words, name.words)
            ):
                return self.mentions.full_form(name)
        beside = tree.kid(head, "appos") if lower in lexicon.ROLES else None
        bearer = next((n for n in names(tree) if n.head == beside and n.person), None)
        if bearer is not None:  # "Berg’s lawyer, Ann Holm, said"
            return self.mentions.full_form(bearer)
        if lower in lexicon.DOCUMENTS:
            maker = tree.kid(head, "nmod")
            if maker is not None and any(tree[c].lower in ("by", "from") for c in tree.kids(maker, "case")):
                return self.name(tree, replace(frame, speaker=noun_phrase(tree, maker)))
        if tree[words[0]].lower == "the" or len(words) == 1:
            known = self.mentions.role_bearer(lower)
            if known is not None and len(words) <= 3:
                return known
        if lower in lexicon.COMPANY_NOUNS and len(words) <= 2:
            return self.mentions.company() or tree.text(words)
        return tree.text(words)

    def _pronoun(self, tree: Tree, head: int) -> str:
        lower = tree[head].lower
        known = self.mentions
        if lower in lexicon.PERSON_PRONOUNS:
            fits = ("she" if lower in ("she", "her", "hers") else "he", None)
            here = [k for n in names(tree) if n.words[-1] < head and (k := known.known_person(n)) is not None]
            before = (
                [self.last.speaker]
                if self.last is not None and self.last.speaker and not known.is_body(self.last.speaker)
                else []
            )
            found = [who for who in (*here, *before) if known.pronoun_of(who) in fits]
            return found[0] if found else known.person(lower) or tree[head].text
        if self.last is not None and self.last.speaker is not None and self.last.speaker not in known.people:
            return self.last.speaker
        return known.subject or tree[head].text


def posted_by(text: str, blocks: list[Block]) -> dict[int, AttributionDraft]:
    """Who posted the blocks that stand before a post's signature."""
    found: dict[int, AttributionDraft] = {}
    for number, block in enumerate(blocks):
        sign = furniture.signature(text, block.start, block.end)
        if sign is None or sign.start() != block.start:
            continue
        mark = (block.start, block.start + 1)
        by = AttributionDraft(sign["who"].strip(), ":", direct=True, speaker_span=sign.span("who"), cue_span=mark)
        for before in range(number - 1, -1, -1):
            if blocks[before].role is not Role.PROSE or blocks[before].reason is not None:
                break
            found[before] = by
            if blocks[before].breaks_before > 1:
                break
    return found


def lies_in(span: Span, quotation: Span) -> bool:
    """Whether a quotation holds a span whole."""
    return quotation[0] <= span[0] and span[1] <= quotation[1]


def hedge_of(tree: Tree, piece: Piece) -> AttributionDraft | None:
    """Hearsay that names nobody: "allegedly", "is said to have"; not where it stands in a clause inside."""
    for index in piece.quote:
        word = tree[index]
        if word.lower in lexicon.HEDGE_WORDS and word.head in (piece.top, *tree.kids(piece.top, "xcomp", "obj")):
            return _hedged(tree, index)
        if index == piece.top and word.lower in lexicon.HEARSAY and _names_nobody(tree, index):
            return _hedged(tree, index)
    return None


def _is_nobody(tree: Tree, words: tuple[int, ...]) -> bool:
    """ "One" alone is nobody; "one mother of three" is somebody."""
    first = tree[words[0]].lower
    return first in _NOBODY or (first == "one" and len(words) == 1)


def _names_nobody(tree: Tree, index: int) -> bool:
    """Whether a passive "is said to" has no agent."""
    said = tree.kid(index, "xcomp", "ccomp", "csubj") is not None and tree.kid(index, "nsubj:pass", "expl") is not None
    return said and tree.kid(index, "obl:agent") is None


def _hedged(tree: Tree, index: int) -> AttributionDraft:
    word = tree[index]
    return AttributionDraft(speaker=None, cue=word.lower, hedged=True, cue_span=(word.start, word.end))


def _possessed(tree: Tree, words: tuple[int, ...], name: tuple[int, ...]) -> bool:
    after = name[-1] + 1
    owner = after < len(tree) and tree[after].lower in ("’s", "'s", "’", "'")
    return owner or any(tree.kid(w, "case") is not None for w in name)
