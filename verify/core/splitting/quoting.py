"""Who says what stands in quotation marks: who goes on speaking where a quotation has no frame of its own."""

from dataclasses import replace

from verify.core.splitting import lexicon, statements
from verify.core.splitting.article import Reading, Said
from verify.core.splitting.drafts import AttributionDraft, NonClaim, Span
from verify.core.splitting.speakers import AUTHOR, lies_in
from verify.core.vocabulary import NonClaimReason

SHORTEST_QUOTE = 3
"""Words in quotation marks from which on they are somebody's words and not a name or a scare quote."""


def carry_speakers(
    reading: Reading, block: list[Said], quotations: list[Span], introduced: AttributionDraft | None
) -> None:
    """A quoted piece without a frame is said by whoever says the rest of its quotation, else by whoever spoke last."""
    by = {s.quotation: who for s in reversed(block) if (who := quoted_by(s, quotations)) is not None}
    opens_quoted = bool(block) and bool(quotations) and block[0].sentence[0] == quotations[0][0]
    last = introduced or reading.asked or (reading.speaking if opens_quoted else None)
    for place, said in enumerate(block):
        before = next((one for one in reversed(block[:place]) if one.sentence != said.sentence), None)
        carried: AttributionDraft | None = None
        if said.quotation is not None and holds_its_frame(said.said, quotations[said.quotation]):
            last = by.get(said.quotation) or last
            _told_by(said, last)
            continue
        if said.said is None and said.quotation is not None and _is_speech(reading.text, quotations[said.quotation]):
            alone = _whose_words(said, before, quotations) if last is None else None
            carried = by.get(said.quotation) or _before_a_colon(reading, said, quotations) or last or alone
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


def _whose_words(said: Said, before: Said | None, quotations: list[Span]) -> AttributionDraft | None:
    """Who says “My agent laughed” right behind the outlet's sentence about one person: nobody else can be "I"."""
    quotation = quotations[said.quotation or 0]
    if said.told_of is None or said.tree is None or said.sentence[0] != quotation[0]:
        return None
    if before is None or before.said is not None or before.quotation is not None:
        return None
    words = {word.lower for word in said.tree.words}
    mine = words & {"i", "my", "me"} and not words & lexicon.PERSON_PRONOUNS
    who, place = said.told_of
    return AttributionDraft(who, "", direct=True, speaker_span=place) if mine else None


def _before_a_colon(reading: Reading, said: Said, quotations: list[Span]) -> AttributionDraft | None:
    quotation = quotations[said.quotation or 0]
    return (
        reading.speakers.before_a_colon(said.tree, reading.text, (said.sentence[0], quotation[0]))
        if said.tree
        else None
    )


def asked(found: NonClaim, block: list[Said], quotations: list[Span], before: AttributionDraft | None) -> NonClaim:
    """A question in a quotation, with who asks it: who says the rest of the quotation, else who was quoted before."""
    number = quotation_of(quotations, (found.span,))
    if found.said is not None or found.reason is not NonClaimReason.QUESTION or number is None:
        return found
    around = [s for s in block if s.said is not None and s.said.speaker is not None and s.quotation is not None]
    here = [s for s in around if s.quotation == number]
    earlier = [s for s in around if s.spans[0][0] < found.span[0]]
    opens = found.span[0] == quotations[0][0] or number == 0
    near = here or earlier[-1:]
    said = quoted_by(near[0], quotations) if near else before if opens else None
    return replace(found, said=replace(said, direct=True)) if said is not None else found


def in_a_quotation(held: AttributionDraft, said: AttributionDraft | None) -> AttributionDraft:
    """In “We hope for rain,” Holm said, it is Holm who hopes."""
    quoted = said is not None and said.direct and said.speaker is not None and held.speaker == AUTHOR
    return replace(held, speaker=said.speaker) if said is not None and quoted else held


def holds_its_frame(said: AttributionDraft | None, quotation: Span) -> bool:
    """Whether the quotation holds the words that say who speaks: then they are the quoted person's own."""
    if said is None or said.speaker is None or said.cue_span is None:
        return False
    return lies_in(said.cue_span, quotation)


def quoted_by(found: Said, quotations: list[Span]) -> AttributionDraft | None:
    """Who the quotation that holds a piece is by, as far as the piece's own frames tell."""
    if found.quotation is None or found.said is None or found.said.speaker is None:
        return None
    return found.teller if holds_its_frame(found.said, quotations[found.quotation]) else found.said


def _told_by(found: Said, outer: AttributionDraft | None) -> None:
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


def quotation_of(quotations: list[Span], spans: tuple[Span, ...]) -> int | None:
    """Which quotation holds the whole piece."""
    for number, (start, end) in enumerate(quotations):
        if start <= spans[0][0] and spans[-1][1] <= end:
            return number
    return None
