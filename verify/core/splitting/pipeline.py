"""The splitter from end to end: text → blocks → sentences → claims with exact spans, and non-claims with a reason."""

from dataclasses import dataclass, field

from verify.core import checkworthiness
from verify.core.splitting import attribution, clauses, kinds, lexicon, mentions, sentences, statements
from verify.core.splitting import text as blocks_of
from verify.core.splitting.attribution import Framed
from verify.core.splitting.drafts import AttributionDraft, ClaimDraft, NonClaim, Span, Split
from verify.core.splitting.language import language_of
from verify.core.splitting.text import Block, Role
from verify.core.vocabulary import NonClaimReason, Voice


@dataclass(slots=True)
class _Reading:
    """What the reader of an article carries from sentence to sentence."""

    text: str
    names: mentions.Mentions
    claims: list[ClaimDraft] = field(default_factory=list)
    non_claims: list[NonClaim] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    person: str | None = None
    quoted: AttributionDraft | None = None
    quote_open: bool = False


def split(text: str, *, title: str | None = None, language: str | None = None) -> Split:
    """Claims and non-claims of an article, in reading order; every visible character's sentence is in one of them."""
    known = language_of(text, language)
    blocks = blocks_of.blocks(text, title=title)
    prose = [block for block in blocks if block.role is Role.PROSE]
    reading = _Reading(text, mentions.Mentions(text, ((b.start, b.end) for b in prose)))
    body = {w for b in prose for w in blocks_of.words(text[b.start : b.end])}
    english = known.split("-")[0] in ("en", "und")
    for block in blocks:
        if block.role is Role.HEADLINE and not _adds(text, block, body):
            reading.non_claims.append(NonClaim((block.start, block.end), NonClaimReason.FRAGMENT))
        elif block.reason is not None:
            reading.non_claims += _left_out(text, block, known)
        else:
            _read_block(reading, sentences.sentences(text, block.start, block.end, language=known), english)
    reading.non_claims.sort(key=lambda n: n.span)
    return Split(text=text, language=known, claims=tuple(reading.claims), non_claims=tuple(reading.non_claims))


def _adds(text: str, block: Block, body: set[str]) -> bool:
    """Whether a headline says something that the body does not say again."""
    told = [w for w in blocks_of.words(text[block.start : block.end]) if len(w) > 3]
    again = sum(1 for w in told if w in body or w.removesuffix("s") in body or w[:5] in {b[:5] for b in body})
    return bool(body) and again < 0.5 * len(told)


def _left_out(text: str, block: Block, language: str) -> list[NonClaim]:
    assert block.reason is not None
    parts = sentences.sentences(text, block.start, block.end, language=language)
    return [NonClaim(part, block.reason) for part in parts] or [NonClaim((block.start, block.end), block.reason)]


def _read_block(reading: _Reading, found: list[Span], english: bool) -> None:
    reading.quote_open = False
    for sentence in found:
        reason = _no_claim(reading.text[slice(*sentence)])
        if reason is not None:
            reading.non_claims.append(NonClaim(sentence, reason))
        elif english:
            _read_sentence(reading, sentence)
        else:
            _add(reading, sentence, None, sentence)


def _no_claim(sentence: str) -> NonClaimReason | None:
    bare = sentence.rstrip('”"’) ')
    if not any(char.isalnum() for char in sentence):
        return NonClaimReason.FRAGMENT
    if bare.endswith("?") and lexicon.QUESTION_START.search(sentence):
        return NonClaimReason.QUESTION
    if lexicon.INSTRUCTION.match(sentence):
        return NonClaimReason.INSTRUCTION
    if len(blocks_of.words(sentence)) < 3 and not blocks_of.ends_sentence(sentence):
        return NonClaimReason.FRAGMENT
    return None


def _read_sentence(reading: _Reading, sentence: Span) -> None:
    text = reading.text
    frame = attribution.framed(text, sentence)
    opened_before = reading.quote_open
    quotes = sentences.quotations(text, *sentence)
    starts_quoted = attribution.is_quoted(text, sentence)
    said = _attribution(reading, frame, continued=opened_before or (starts_quoted and not frame.reported))
    unclosed = bool(quotes) and quotes[-1][1] == sentence[1] and text[sentence[1] - 1] not in '”"'
    reading.quote_open = unclosed or (opened_before and not any(c in '”"' for c in text[slice(*sentence)]))
    person = reading.names.person_at_start(text, sentence)
    for piece in clauses.clauses(text, frame.content) if _worth_cutting(said) else [frame.content]:
        _add(reading, piece, said, sentence)
    if person is not None and not starts_quoted:
        reading.person = person


def _worth_cutting(said: AttributionDraft | None) -> bool:
    return said is None or not said.hedged


def _attribution(reading: _Reading, frame: Framed, *, continued: bool) -> AttributionDraft | None:
    text = reading.text
    if frame.reported and frame.speaker is not None:
        words = text[slice(*frame.speaker)]
        name = reading.names.speaker(words)
        if mentions.is_pronoun(words):
            name = reading.person or (reading.quoted.speaker if reading.quoted else None) or words
        direct = text[frame.content[0] - 1] in '“"' if frame.content[0] else False
        reading.quoted = attribution.draft(text, frame, name=name, direct=direct)
        reading.person = name if reading.names.knows(name) else reading.person
        return reading.quoted
    if continued and reading.quoted is not None:
        last = reading.quoted
        return AttributionDraft(last.speaker, last.cue, True, False, last.via, last.speaker_span, last.cue_span)
    hedge = attribution.hedge_of(text, frame.content)
    if hedge is not None:
        return AttributionDraft(speaker=None, cue=text[slice(*hedge)].lower(), hedged=True, cue_span=hedge)
    return None


def _add(reading: _Reading, piece: Span, said: AttributionDraft | None, sentence: Span) -> None:
    words = reading.text[slice(*piece)]
    if not any(char.isalnum() for char in words):
        piece, words = sentence, reading.text[slice(*sentence)]
    hedged = said is not None and said.hedged
    person = said.speaker if said is not None and said.direct else reading.person
    statement, unresolved = statements.statement_of(words, person=person, hedged=hedged)
    kind = kinds.kind_of(statement, cue=said.cue if said else "", direct=bool(said and said.direct))
    worth, reasons = checkworthiness.check_worthiness(statement, kind=kind, hedged=hedged, unresolved=unresolved)
    key = " ".join(blocks_of.words(statement))
    voice = Voice.RELAYED if said is not None and said.speaker is not None else Voice.OWN
    reading.claims.append(
        ClaimDraft((piece,), statement, kind, voice, worth, said, reasons, unresolved, reading.seen.get(key))
    )
    reading.seen.setdefault(key, len(reading.claims) - 1)
