"""The splitter from end to end: text → blocks → sentences → trees → claims with exact spans, and non-claims with a reason."""

import re
from dataclasses import replace
from itertools import pairwise

from verify.core import checkworthiness
from verify.core.splitting import clauses, frames, furniture, kinds, lexicon, parsing, sentences, standing, statements
from verify.core.splitting import reading as reading_of
from verify.core.splitting import text as blocks_of
from verify.core.splitting.article import Reading, Said
from verify.core.splitting.drafts import AttributionDraft, ClaimDraft, NonClaim, Span, Split
from verify.core.splitting.language import language_of
from verify.core.splitting.mentions import Mentions
from verify.core.splitting.parsing import Parts, Tree
from verify.core.splitting.quoting import (
    asked,
    carry_speakers,
    holds_its_frame,
    in_a_quotation,
    quotation_of,
    quoted_by,
)
from verify.core.splitting.reading import Parsed
from verify.core.splitting.speakers import Outer, Speakers, posted_by
from verify.core.splitting.text import Block, Role
from verify.core.vocabulary import NonClaimReason, Voice

_LABEL = re.compile(r"[\"“]?(?P<who>[A-Z][A-Z.’' -]{2,30}):\s+(?=\S)")
LEAD_IN = 6
"""Words between a verb of saying and the colon that the next paragraph hangs on."""
INTRODUCTION = 14
"""Words up to which a sentence that ends with a colon only introduces the next paragraph."""
FAR = 4
"""Characters between two neighbouring words of a tree from which on something was set between them."""


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


def _reading(text: str, blocks: list[Block], found: list[list[Span]], *, english: bool) -> Reading:
    """Parse what will be read and learn whom the article names."""
    parsed = Parsed()
    if english:
        found = [_without_label(text, block, parts) for block, parts in zip(blocks, found, strict=True)]
        read = [part for block, parts in zip(blocks, found, strict=True) if block.reason is None for part in parts]
        read = [part for part in read if part[1] <= parsing.PARSED_CHARACTERS]
        parsed = reading_of.parsed(text, read)
    mentions = Mentions()
    mentions.learn(tree for _, tree in sorted(parsed.trees.items(), key=lambda read: read[0]))
    return Reading(text, parsed, mentions, Speakers(mentions))


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


def _read_block(reading: Reading, block: Block, parts: list[Span]) -> None:
    quotations = sentences.quotations(reading.text, block.start, block.end)
    introduced, reading.introduced = reading.introduced, None
    label = _LABEL.match(reading.text, block.start, block.end)
    if label is not None and parts and label.end() < parts[0][1]:
        introduced = AttributionDraft(label["who"].title(), ":", direct=True, speaker_span=label.span("who"))
        parts = _without_label(reading.text, block, parts)
    reading.asked = None
    waiting: list[Said] = []
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
    carry_speakers(reading, waiting, quotations, introduced)
    for place in range(first, len(reading.non_claims)):
        reading.non_claims[place] = asked(reading.non_claims[place], waiting, quotations, introduced or speaking)
    for said in waiting:
        _add(reading, said)
    quoted = [by for said in waiting if (by := quoted_by(said, quotations)) is not None]
    reading.speaking = quoted[-1] if quoted else None


def _introduces(reading: Reading, sentence: Span) -> bool:
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


def _read_sentence(reading: Reading, sentence: Span, quotations: list[Span]) -> list[Said]:
    read_as = reading.parsed.of(sentence)
    made: list[Said] = []
    carried: Outer | None = None
    for place, (content, frame) in enumerate(read_as):
        outer = _outer(reading, frame) if frame is not None else carried
        clause = sentence if len(read_as) == 1 else (content[0][0], content[-1][1])
        if (said := _no_statement(reading, clause, content, (frame, outer), quotations)) is not None:
            reading.non_claims.append(said)
            continue
        found = _pieces(reading, sentence, content, outer, quotations)
        if outer is not None and frame is not None and all(other != frame for _, other in read_as[place + 1 :]):
            told = _pieces(reading, sentence, (frame,), None, quotations)
            found += [said for said in told if said.piece and said.piece.rule != "main"]
        if not found:
            found = [Said(sentence, None, None, (clause,), quotation_of(quotations, (clause,)), None)]
            found[0].statement = statements.whole(reading.text[slice(*clause)])
        made += found
        carried = carried or (_goes_on(reading, content) if frame is None else None)
    return made


def _no_statement(
    reading: Reading, clause: Span, content: Parts, framed: tuple[Span | None, Outer | None], quotations: list[Span]
) -> NonClaim | None:
    """A question that somebody is quoted with, and a heading, as what they are."""
    frame, outer = framed
    if frame is not None and _no_claim(reading.text[content[0][0] : content[-1][1]]) is NonClaimReason.QUESTION:
        if outer is not None:
            reading.asked = reading.speakers.last = reading.speakers.draft(*outer)
        by = replace(reading.asked, direct=True) if outer is not None and reading.asked is not None else None
        return NonClaim(clause, NonClaimReason.QUESTION, by)
    quoted = quotation_of(quotations, (clause,)) is not None
    if frame is None and not quoted and standing.has_no_verb(reading.parsed.trees.get(content)):
        return NonClaim(clause, NonClaimReason.FRAGMENT)
    return None


def _goes_on(reading: Reading, content: Parts) -> Outer | None:
    """The frame of "Holm said the pier was old; it had sunk twice", which is of both clauses; a quotation's ends with its marks."""
    tree = reading.parsed.trees.get(content)
    if tree is None or tree[len(tree) - 1].text in ("”", '"', "''", "’"):
        return None
    opening = next((f for f in frames.frames(tree) if f.inner and f.top == tree.root and f.speaker), None)
    return (tree, opening) if opening is not None else None


def _outer(reading: Reading, frame: Span | None) -> Outer | None:
    tree = reading.parsed.trees.get((frame,)) if frame is not None else None
    found = frames.frame_alone(tree) if tree is not None else None
    return (tree, found) if tree is not None and found is not None else None


def _pieces(reading: Reading, sentence: Span, part: Parts, outer: Outer | None, quotations: list[Span]) -> list[Said]:
    tree = reading.parsed.trees.get(part)
    if tree is None:
        return []
    made: list[Said] = []
    held = reading.speakers.attitudes(tree)
    for piece in clauses.pieces(tree):
        spans = _spans(tree, piece.quote)
        quotation = quotation_of(quotations, spans)
        before = reading.speakers.last
        said = reading.speakers.attribution(tree, piece, outer, direct=quotation is not None)
        teller: AttributionDraft | None = None
        if quotation is not None and holds_its_frame(said, quotations[quotation]):
            teller = reading.speakers.teller(tree, piece, outer, quotations[quotation])
            reading.speakers.last = teller or before
        made.append(Said(sentence, tree, piece, spans, quotation, said, teller))
        made[-1].told_of = reading.mentions.just_told_of()
        made[-1].attitudes = tuple(draft for cue, draft in held if cue in piece.quote)
    wording = statements.Wording(tree, reading.mentions)
    for said_ in made:
        if said_.piece is not None:
            said_.statement, said_.unresolved = wording.statement(said_.piece, said_.said)
    framed = {(frame,) for _, frame in reading.parsed.of(sentence)}
    (reading.mentions.read_frame if part in framed else reading.mentions.read)(tree)
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


def _attitudes(reading: Reading, parts: list[Span]) -> tuple[AttributionDraft, ...]:
    """Whose words, plans or feelings sentences tell of that make no claim."""
    trees = (reading.parsed.trees.get(content) for part in parts for content, _ in reading.parsed.of(part))
    return tuple(draft for tree in trees if tree is not None for _, draft in reading.speakers.attitudes(tree))


def _in_context(reading: Reading, found: Said) -> tuple[str, tuple[str, ...]]:
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


def _add(reading: Reading, found: Said) -> None:
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
            tuple(in_a_quotation(held, said) for held in found.attitudes),
        )
    )
    reading.seen.setdefault(key, len(reading.claims) - 1)
