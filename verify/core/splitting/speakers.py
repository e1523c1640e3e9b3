"""From frames to attributions: who the words of a frame name, and who goes on speaking in the quotations that follow."""

import re
from dataclasses import dataclass, replace

from verify.core.splitting import furniture, lexicon
from verify.core.splitting.attitudes import attitudes
from verify.core.splitting.drafts import AttributionDraft, Span
from verify.core.splitting.frames import Frame
from verify.core.splitting.mentions import Mentions, Name, names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.phrases import extent_of, is_many, noun_phrase
from verify.core.splitting.pieces import Piece
from verify.core.splitting.text import Block, Role

_HEADING = re.compile(r"(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,4}):\s+(?=\S)")
AUTHOR = "the author"
"""Whose "I" and "we" are, outside quotations."""
_AUTHORS = ("i", "we", "my", "our", "me", "us")
_WITHIN = ("of", "for", "and", "&")
"""Small words within the name of a body."""
_NOBODY = ("we", "i", "us", "me", "you", "let", "’s", "'s")
"""First words of a "speaker" that names nobody: in "let’s say" and "I think" who speaks is who is quoted."""


Outer = tuple[Tree, Frame]
"""A frame that was parsed apart from its content, with its own tree."""


@dataclass(slots=True)
class Speakers:
    """Resolves the speakers of an article, remembering the last one."""

    mentions: Mentions
    last: AttributionDraft | None = None
    beside: Tree | None = None
    """What a frame that was parsed apart frames."""

    def attribution(self, tree: Tree, piece: Piece, outer: Outer | None, *, direct: bool) -> AttributionDraft | None:
        """The attribution of a piece by the frames around it, the innermost speaker first; None without a frame."""
        around = [(tree, f) for f in piece.frames if f.speaker and not _is_nobody(tree, f.speaker)]
        if outer is not None:
            around.append(outer)
        while len(around) > 1 and around[0][0][around[0][1].speaker[0]].lower in lexicon.PRONOUNS:
            around = around[1:]
        if not around:
            return hedge_of(tree, piece)
        self.beside = tree
        resolved = [self.name(where, frame) for where, frame in around]
        via = tuple(dict.fromkeys(name for name in resolved[1:] if name != resolved[0]))
        self.last = replace(self.draft(*around[0]), direct=direct, via=via)
        self.beside = None
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

    def before_a_colon(self, tree: Tree, text: str, before: Span) -> AttributionDraft | None:
        """Who is quoted in “Holm blames the rain: ‘…’”: the subject of what stands before the quotation's colon."""
        colon, subject = text.rfind(":", *before), tree.kid(tree.root, "nsubj")
        if text[colon + 1 : before[1]].strip() or colon < 0 or subject is None or tree[subject].end > colon:
            return None
        who = noun_phrase(tree, subject)
        cue = tree.root if tree[tree.root].end <= colon else subject
        return self.draft(tree, Frame(cue, cue, (cue,), who, inner=False, extent=extent_of(tree, who)))

    def of_headline(self, text: str, block: Block) -> AttributionDraft | None:
        """Who a headline such as "Holm: the pier must go" quotes: somebody the article names, or a poll or report."""
        label = _HEADING.match(text, block.start, block.end)
        if label is None:
            return None
        who, known = label["who"], self.mentions
        person = next((name for name in sorted(known.people) if name.split()[-1] == who.split()[-1]), None)
        if person is None and not known.is_body(who) and who.split()[-1].lower() not in lexicon.DOCUMENTS:
            return None
        mark = (label.end("who"), label.end("who") + 1)
        return AttributionDraft(person or who, ":", speaker_span=label.span("who"), cue_span=mark)

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
        if self.beside is not None and self.beside is not tree:  # "Berg has gone, her office confirms"
            here += [k for n in names(self.beside) if (k := known.known_person(n)) is not None]
        return (
            next((who for who in here if known.pronoun_of(who) in fits), None)
            or known.person(lower)
            or tree[pronoun].text
        )

    def name(self, tree: Tree, frame: Frame) -> str:
        """The speaker's name as the article gives it in full; a pronoun's or a role's bearer."""
        words = tuple(w for w in frame.speaker if w not in frame.cue) or frame.speaker
        head = next((w for w in words if tree[w].head not in words or tree[w].head == w), words[-1])
        lower = tree[head].lower
        if len(words) == 1 and lower in _AUTHORS:
            return AUTHOR
        if len(words) == 1 and lower in lexicon.PRONOUNS:
            return self._pronoun(tree, head)
        inside = [n for n in names(tree) if set(n.words) <= set(words)]
        joined = {c for c in tree.kids(head, "conj") if c in words}  # "residents and the United Nations"
        inside = [n for n in inside if head in n.words or (n.text not in lexicon.PLACES and n.head not in joined)]
        inside.sort(key=lambda n: not (n.person and n.words[-1] == words[-1]))
        for name in inside:
            if head in name.words and any(tree[w].tag == "POS" for w in words if w < name.words[0]):
                return tree.text(words)
            if head in name.words or (
                name.words[-1] == words[-1]
                and tree[words[0]].dep != "nmod:poss"
                and not _possessed(tree, words, name.words)
            ):
                return _whole(tree, words, name) or self.mentions.full_form(name)
            if tree[name.head].head == head and name.words[0] == head + 1 and name.words[-1] == words[-1]:
                return self.mentions.full_form(name)  # "its rival Holm Lines"
        plain = lower in lexicon.ROLES or not any(tree[w].pos == "PROPN" for w in words)
        told = range(words[-1] + 1, frame.extent[1] + 1) if plain else range(0)
        bearer = next((n for n in names(tree) if n.person and n.head in told and tree[n.head].dep == "appos"), None)
        if bearer is not None:  # "Berg’s lawyer, Ann Holm, said"
            return self.mentions.full_form(bearer)
        if tree[words[0]].lower in ("his", "her") and len(words) > 1:
            return f"{self._spoken_of(tree, words[0])}’s {tree.text(words[1:])}"
        if lower in lexicon.DOCUMENTS:
            maker = tree.kid(head, "nmod")
            if maker is not None and any(tree[c].lower in ("by", "from") for c in tree.kids(maker, "case")):
                return self.name(tree, replace(frame, speaker=noun_phrase(tree, maker)))
        return self._by_office(tree, words, lower) or tree.running(words)

    def _by_office(self, tree: Tree, words: tuple[int, ...], noun: str) -> str | None:
        """Whom "the analyst" or "the company" means."""
        known = self.mentions.role_bearer(noun) if tree[words[0]].lower == "the" or len(words) == 1 else None
        if known is not None and len(words) <= 3:
            return known
        return self.mentions.company(noun) if noun in lexicon.COMPANY_NOUNS and len(words) <= 2 else None

    def _may_be_somebody(self, speaker: str) -> bool:
        """Whether "he" or "she" may be who spoke last: no body, no document, no more than one."""
        last = speaker.rsplit(maxsplit=1)[-1].lower()
        return not self.mentions.is_body(speaker) and last not in lexicon.DOCUMENTS and not is_many(speaker)

    def _pronoun(self, tree: Tree, head: int) -> str:
        lower = tree[head].lower
        known = self.mentions
        if lower in lexicon.PERSON_PRONOUNS:
            fits = ("she" if lower in ("she", "her", "hers") else "he", None)
            here = [k for n in names(tree) if n.words[-1] < head and (k := known.known_person(n)) is not None]
            before = (
                [self.last.speaker]
                if self.last is not None and self.last.speaker and self._may_be_somebody(self.last.speaker)
                else []
            )
            found = [who for who in (*here, *before) if known.pronoun_of(who) in fits]
            return found[0] if found else known.person(lower) or tree[head].text
        plural = lower.startswith("th")
        if known.about is not None and known.about.plural is plural and known.just_before(known.about):
            return known.about.text
        if self.last is not None and self.last.speaker is not None and self.last.speaker not in known.people:
            return self.last.speaker
        return known.subject or tree[head].text


def _whole(tree: Tree, words: tuple[int, ...], name: Name) -> str | None:
    """The name of a body that "of" or "and" goes through: "Institute of Public Health", "Road and Harbour Office"."""
    first, last = name.words[0], name.words[-1]
    while last + 2 in words and tree[last + 1].lower in _WITHIN and tree[last + 2].text[0].isupper():
        last += 2
        while last + 1 in words and tree[last + 1].pos == "PROPN":
            last += 1
    while first - 2 in words and tree[first - 1].lower in _WITHIN and tree[first - 2].pos == "PROPN":
        first -= 2
        while first - 1 in words and tree[first - 1].pos == "PROPN":
            first -= 1
    return (
        None if name.person or (first, last) == (name.words[0], name.words[-1]) else tree.text(range(first, last + 1))
    )


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
