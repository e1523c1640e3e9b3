"""The splitter from end to end: text → blocks → sentences → trees → claims with exact spans, and non-claims with a reason."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from verify.core import checkworthiness
from verify.core.splitting import clauses, frames, furniture, kinds, lexicon, parsing, sentences, standing, statements
from verify.core.splitting import reading as reading_of
from verify.core.splitting import text as blocks_of
from verify.core.splitting.drafts import AttributionDraft, ClaimDraft, NonClaim, Span, Split
from verify.core.splitting.language import language_of
from verify.core.splitting.mentions import Mentions
from verify.core.splitting.parsing import Parts, Tree
from verify.core.splitting.pieces import Piece
from verify.core.splitting.reading import Parsed
from verify.core.splitting.speakers import AUTHOR, Outer, Speakers, lies_in, posted_by
from verify.core.splitting.text import Block, Role
from verify.core.vocabulary import NonClaimReason, Voice

_LABEL = re.compile(r"[\"“]?(?P<who>[A-Z][A-Z.’' -]{2,30}):\s+(?=\S)")
LEAD_IN = 6
"""Words between a verb of saying and the colon that the next paragraph hangs on."""
INTRODUCTION = 14
"""Words up to which a sentence that ends with a colon only introduces the next paragraph."""
FAR = 4
"""Characters between two neighbouring words of a tree from which on something was set between them."""
SHORTEST_QUOTE = 3
"""Words in quotation marks from which on they are somebody's words and not a name or a scare quote."""


@dataclass(slots=True)
class _Said:
    """One piece of a sentence before its statement is written."""

    sentence: Span
    tree: Tree | None
    piece: Piece | None
    spans: tuple[Span, ...]
    quotation: int | None
    said: AttributionDraft | None
    teller: AttributionDraft | None = None
    statement: str = ""
    unresolved: tuple[str, ...] = ()
    attitudes: tuple[AttributionDraft, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What the reader of an article carries from sentence to sentence."""

    text: str
    parsed: Parsed
    mentions: Mentions
    speakers: Speakers
    claims: list[ClaimDraft] = field(default_factory=list)
    non_claims: list[NonClaim] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    speaking: AttributionDraft | None = None
    introduced: AttributionDraft | None = None
    asked: AttributionDraft | None = None
    told: list[_Said] = field(default_factory=list)


def split(text: str, *, title: str | None = None, language: str | None = None) -> Split:
    """Claims and non-claims of an article, in reading order; every visible character's sentence is in one of them."""
    known = language_of(text, language)
    stored = text
    text, tooltips = blocks_of.without_tooltips(stored)
    blocks = blocks_of.blocks(text, title=title)
    found = [sentences.sentences(text, block.start, block.end, language=known) for block in blocks]
    reading = _reading(text, blocks, found, english=known.split("-")[0] in ("en", "und"))
    body = {w for b in blocks if b.role is Role.PROSE for w in blocks_of.words(text[b.start : b.end])}
    signed = posted_by(text, blocks)
    for number, (block, parts) in enumerate(zip(blocks, found, strict=True)):
        reading.introduced = signed.get(number, reading.introduced)
        if block.role is Role.HEADLINE and not _adds(text, block, body):
            said = reading.speakers.of_headline(text, block)
            span = (block.start, block.end)
            reading.non_claims.append(NonClaim(span, NonClaimReason.FRAGMENT, said, _attitudes(reading, parts)))
        elif block.reason is not None:
            reading.non_claims += [NonClaim(part, block.reason) for part in parts or [(block.start, block.end)]]
        else:
            _read_block(reading, block, parts)
    reading.non_claims += [NonClaim(span, NonClaimReason.BOILERPLATE) for span in tooltips]
    reading.non_claims.sort(key=lambda n: n.span)
    return Split(text=stored, language=known, claims=tuple(reading.claims), non_claims=tuple(reading.non_claims))


def _reading(text: str, blocks: list[Block], found: list[list[Span]], *, english: bool) -> _Reading:
    """Parse what will be read and learn whom the article names."""
    parsed = Parsed()
    if english:
        found = [_without_label(text, block, parts) for block, parts in zip(blocks, found, strict=True)]
        read = [part for block, parts in zip(blocks, found, strict=True) if block.reason is None for part in parts]
        read = [part for part in read if part[1] <= parsing.PARSED_CHARACTERS]
        parsed = reading_of.parsed(text, read)
    mentions = Mentions()
    mentions.learn(tree for _, tree in sorted(parsed.trees.items(), key=lambda read: read[0]))
    return _Reading(text, parsed, mentions, Speakers(mentions))


def _without_label(text: str, block: Block, parts: list[Span]) -> list[Span]:
    """The sentences of a transcript's turn ("WALLACE: …") without the speaker's label."""
    label = _LABEL.match(text, block.start, block.end)
    return (
        [(label.end(), parts[0][1]), *parts[1:]] if label is not None and parts and label.end() < parts[0][1] else parts
    )


def _adds(text: str, block: Block, body: set[str]) -> bool:
    """Whether a headline says something that the body does not say again."""
    told = [w for w in blocks_of.words(text[block.start : block.end]) if len(w) > 3]
    stems = {w[:5] for w in body}
    again = sum(1 for w in told if w in body or w[:5] in stems)
    return bool(body) and again < 0.5 * len(told)


def _read_block(reading: _Reading, block: Block, parts: list[Span]) -> None:
    quotations = sentences.quotations(reading.text, block.start, block.end)
    introduced, reading.introduced = reading.introduced, None
    label = _LABEL.match(reading.text, block.start, block.end)
    if label is not None and parts and label.end() < parts[0][1]:
        introduced = AttributionDraft(label["who"].title(), ":", direct=True, speaker_span=label.span("who"))
        parts = _without_label(reading.text, block, parts)
    reading.asked = None
    waiting: list[_Said] = []
    first = len(reading.non_claims)
    for sentence in parts:
        if _introduces(reading, sentence):
            reading.non_claims.append(NonClaim(sentence, NonClaimReason.FRAGMENT))
            continue
        reason = _no_claim(reading.text[slice(*sentence)])
        if reason is not None:
            reading.non_claims.append(NonClaim(sentence, reason, None, _attitudes(reading, [sentence])))
            continue
        waiting += _read_sentence(reading, sentence, quotations)
    speaking = reading.speaking
    _carry_speakers(reading, waiting, quotations, introduced)
    for place in range(first, len(reading.non_claims)):
        reading.non_claims[place] = _asked(reading.non_claims[place], waiting, quotations, introduced or speaking)
    for said in waiting:
        _add(reading, said)
    quoted = [by for said in waiting if (by := _quoted_by(said, quotations)) is not None]
    reading.speaking = quoted[-1] if quoted else None


def _introduces(reading: _Reading, sentence: Span) -> bool:
    """Whether a sentence ("The governor added:") says nothing but who says the next paragraph."""
    tree = reading.parsed.trees.get((sentence,))
    if reading.text[sentence[1] - 1] != ":" or tree is None:
        return False
    found = frames.frame_alone(tree)
    if found is None or found.cue[-1] < len(tree) - LEAD_IN:
        return False
    reading.introduced = reading.speakers.draft(tree, found)
    return len(tree) <= INTRODUCTION


def _no_claim(sentence: str) -> NonClaimReason | None:
    bare = sentence.rstrip('”"’) ')
    if not any(char.isalnum() for char in sentence):
        return NonClaimReason.FRAGMENT
    if (left := furniture.reason_in_prose(sentence)) is not None:
        return left
    if bare.endswith("?"):
        return NonClaimReason.QUESTION
    if lexicon.INSTRUCTION.match(sentence):
        return NonClaimReason.INSTRUCTION
    if len(blocks_of.words(sentence)) < 3 and not blocks_of.ends_sentence(sentence):
        return NonClaimReason.FRAGMENT
    return None


def _read_sentence(reading: _Reading, sentence: Span, quotations: list[Span]) -> list[_Said]:
    content, frame = reading.parsed.of(sentence)
    outer = _outer(reading, frame)
    if frame is not None and _no_claim(reading.text[content[0][0] : content[-1][1]]) is NonClaimReason.QUESTION:
        if outer is not None:
            reading.asked = reading.speakers.last = reading.speakers.draft(*outer)
        by = replace(reading.asked, direct=True) if outer is not None and reading.asked is not None else None
        reading.non_claims.append(NonClaim(sentence, NonClaimReason.QUESTION, by))
        return []
    quoted = _quotation(quotations, (sentence,)) is not None
    if frame is None and not quoted and standing.has_no_verb(reading.parsed.trees.get(content)):
        reading.non_claims.append(NonClaim(sentence, NonClaimReason.FRAGMENT))
        return []
    made = _pieces(reading, sentence, content, outer, quotations)
    if frame is not None and outer is not None:
        made += [
            said
            for said in _pieces(reading, sentence, (frame,), None, quotations)
            if said.piece and said.piece.rule != "main"
        ]
    if not made:
        said = _Said(sentence, None, None, (sentence,), _quotation(quotations, (sentence,)), None)
        said.statement = statements.whole(reading.text[slice(*sentence)])
        made = [said]
    return made


def _outer(reading: _Reading, frame: Span | None) -> Outer | None:
    tree = reading.parsed.trees.get((frame,)) if frame is not None else None
    found = frames.frame_alone(tree) if tree is not None else None
    return (tree, found) if tree is not None and found is not None else None


def _pieces(reading: _Reading, sentence: Span, part: Parts, outer: Outer | None, quotations: list[Span]) -> list[_Said]:
    tree = reading.parsed.trees.get(part)
    if tree is None:
        return []
    made: list[_Said] = []
    held = reading.speakers.attitudes(tree)
    for piece in clauses.pieces(tree):
        spans = _spans(tree, piece.quote)
        quotation = _quotation(quotations, spans)
        before = reading.speakers.last
        said = reading.speakers.attribution(tree, piece, outer, direct=quotation is not None)
        teller: AttributionDraft | None = None
        if quotation is not None and _lies_in(said, quotations[quotation]):
            teller = reading.speakers.teller(tree, piece, outer, quotations[quotation])
            reading.speakers.last = teller or before
        made.append(_Said(sentence, tree, piece, spans, quotation, said, teller))
        made[-1].attitudes = tuple(draft for cue, draft in held if cue in piece.quote)
    wording = statements.Wording(tree, reading.mentions)
    for said_ in made:
        if said_.piece is not None:
            said_.statement, said_.unresolved = wording.statement(said_.piece, said_.said)
    reading.mentions.read(tree)
    return made


def _spans(tree: Tree, quote: tuple[int, ...]) -> tuple[Span, ...]:
    """The characters of the words, joined where only punctuation lies between them."""
    runs = [[quote[0], quote[0]]]
    for before, index in pairwise(quote):
        if (
            all(tree[w].pos == "PUNCT" for w in range(before + 1, index))
            and tree[index].start - tree[index - 1].end < FAR
        ):
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return tuple((tree[first].start, tree[last].end) for first, last in runs)


def _quotation(quotations: list[Span], spans: tuple[Span, ...]) -> int | None:
    """Which quotation holds the whole piece."""
    for number, (start, end) in enumerate(quotations):
        if start <= spans[0][0] and spans[-1][1] <= end:
            return number
    return None


def _carry_speakers(
    reading: _Reading, block: list[_Said], quotations: list[Span], introduced: AttributionDraft | None
) -> None:
    """A quoted piece without a frame is said by whoever says the rest of its quotation, else by whoever spoke last."""
    by = {s.quotation: who for s in reversed(block) if (who := _quoted_by(s, quotations)) is not None}
    opens_quoted = bool(block) and bool(quotations) and block[0].sentence[0] == quotations[0][0]
    last = introduced or reading.asked or (reading.speaking if opens_quoted else None)
    for said in block:
        carried: AttributionDraft | None = None
        if said.quotation is not None and _lies_in(said.said, quotations[said.quotation]):
            last = by.get(said.quotation) or last
            _told_by(said, last)
            continue
        if said.said is None and said.quotation is not None and _is_speech(reading.text, quotations[said.quotation]):
            carried = by.get(said.quotation) or _before_a_colon(reading, said, quotations) or last
        elif said.said is None and introduced is not None and (introduced.cue == ":" or not quotations):
            carried = introduced
        if carried is not None:
            said.said = replace(carried, direct=True)
            if said.piece is not None and said.tree is not None:
                said.statement, said.unresolved = statements.Wording(said.tree, reading.mentions).statement(
                    said.piece, said.said
                )
        if said.said is not None and said.said.speaker is not None:
            last = said.said


def _before_a_colon(reading: _Reading, said: _Said, quotations: list[Span]) -> AttributionDraft | None:
    quotation = quotations[said.quotation or 0]
    return (
        reading.speakers.before_a_colon(said.tree, reading.text, (said.sentence[0], quotation[0]))
        if said.tree
        else None
    )


def _asked(found: NonClaim, block: list[_Said], quotations: list[Span], before: AttributionDraft | None) -> NonClaim:
    """A question in a quotation, with who asks it: who says the rest of the quotation, else who was quoted before."""
    number = _quotation(quotations, (found.span,))
    if found.said is not None or found.reason is not NonClaimReason.QUESTION or number is None:
        return found
    around = [s for s in block if s.said is not None and s.said.speaker is not None and s.quotation is not None]
    here = [s for s in around if s.quotation == number]
    earlier = [s for s in around if s.spans[0][0] < found.span[0]]
    opens = found.span[0] == quotations[0][0] or number == 0
    near = here or earlier[-1:]
    said = _quoted_by(near[0], quotations) if near else before if opens else None
    return replace(found, said=replace(said, direct=True)) if said is not None else found


def _in_a_quotation(held: AttributionDraft, said: AttributionDraft | None) -> AttributionDraft:
    """In “We hope for rain,” Holm said, it is Holm who hopes."""
    quoted = said is not None and said.direct and said.speaker is not None and held.speaker == AUTHOR
    return replace(held, speaker=said.speaker) if said is not None and quoted else held


def _attitudes(reading: _Reading, parts: list[Span]) -> tuple[AttributionDraft, ...]:
    """Whose words, plans or feelings sentences tell of that make no claim."""
    trees = (reading.parsed.trees.get(reading.parsed.of(part)[0]) for part in parts)
    return tuple(draft for tree in trees if tree is not None for _, draft in reading.speakers.attitudes(tree))


def _lies_in(said: AttributionDraft | None, quotation: Span) -> bool:
    """Whether the quotation holds the words that say who speaks: then they are the quoted person's own."""
    if said is None or said.speaker is None or said.cue_span is None:
        return False
    return lies_in(said.cue_span, quotation)


def _quoted_by(found: _Said, quotations: list[Span]) -> AttributionDraft | None:
    """Who the quotation that holds a piece is by, as far as the piece's own frames tell."""
    if found.quotation is None or found.said is None or found.said.speaker is None:
        return None
    return found.teller if _lies_in(found.said, quotations[found.quotation]) else found.said


def _told_by(found: _Said, outer: AttributionDraft | None) -> None:
    """In “They say it sank,” Holm said, they say it and Holm is who tells."""
    if found.said is None:
        return
    via = found.said.via
    if outer is not None and outer.speaker is not None and outer.speaker not in (found.said.speaker, *via):
        via = (*via, outer.speaker)
    found.said = replace(found.said, direct=False, via=via)


def _is_speech(text: str, quotation: Span) -> bool:
    """A quotation of a few words with no stop in it may be a name or a scare quote."""
    start, end = quotation
    if end - start > 80 or len(text[start:end].split()) >= SHORTEST_QUOTE:
        return True
    return text[start:end].rstrip("”\"'").endswith((".", "!", "?", ","))


def _in_context(reading: _Reading, found: _Said) -> tuple[str, tuple[str, ...]]:
    """The statement behind the sentence before it, where "this" means the whole of that: "The pier sank, and this …"."""
    last = reading.told[-1] if reading.told else None
    if last is None or not statements.means_a_sentence(found.tree, found.piece, found.unresolved):
        return found.statement, found.unresolved
    alone = len(reading.told) < 2 or reading.told[-2].sentence != last.sentence
    between = reading.text[last.sentence[1] : found.sentence[0]]
    speakers = {one.said.speaker if one.said is not None else None for one in (last, found)}
    beside = last.sentence != found.sentence and not between.strip(' ”"')  # and in one paragraph
    if not alone or not beside or last.unresolved or len(speakers) > 1:
        return found.statement, found.unresolved
    return statements.behind(last.statement, found.statement), found.unresolved[1:]


def _add(reading: _Reading, found: _Said) -> None:
    said = found.said
    hedged = said is not None and said.hedged
    kind = kinds.kind_of(found.statement, cue=said.cue if said else "", tree=found.tree, piece=found.piece)
    worth, reasons = checkworthiness.NOT_READ
    if found.sentence[1] <= parsing.PARSED_CHARACTERS:
        worth, reasons = checkworthiness.check_worthiness(
            found.statement, kind=kind, hedged=hedged, unresolved=found.unresolved
        )
    key = " ".join(blocks_of.words(found.statement))
    found.statement, found.unresolved = _in_context(reading, found)
    reading.told.append(found)
    voice = Voice.RELAYED if said is not None and said.speaker is not None else Voice.OWN
    reading.claims.append(
        ClaimDraft(
            found.spans,
            found.statement,
            kind,
            voice,
            worth,
            said,
            reasons,
            found.unresolved,
            reading.seen.get(key),
            tuple(_in_a_quotation(held, said) for held in found.attitudes),
        )
    )
    reading.seen.setdefault(key, len(reading.claims) - 1)
