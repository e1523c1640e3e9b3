"""Claims made by people: one split into several, several merged into one, one that the splitter missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.articles import stratum_of
from verify.core.claim_edits import (
    MOST_PARTS,
    NewClaim,
    Passage,
    SaidBy,
    Span,
    joined,
    placed,
    quote_of,
    spans_of,
    tidied_statement,
)
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.vocabulary import ClaimKind, ClaimState, EditKind, EditSide, Lane, Voice
from verify.models import Article, ArticleVersion, Claim
from verify.queries.policies import second_draw
from verify.services import claim_lineage as lineage
from verify.services import queue_order, text_owners
from verify.services.claim_edits import stored_said_by, withdrawn, worth_of
from verify.services.claim_lineage import Act, Part


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an edit: its id and the claims that it made."""

    edit_id: int
    claim_ids: tuple[int, ...]


def split(
    session: Session, *, actor: Actor, claim_id: int, parts: Sequence[NewClaim], row_version: int | None, now: datetime
) -> Made:
    """Make several claims of one, which is withdrawn with its reviews; its verdict leaves the record.

    Each part has its own statement and its own passage of the article; kind and attribution are the parent's unless it
    brings others. `Malformed` names the part (`statement_1`, `quote_2`); `Conflict` as `claim_lineage.at_hand` says.
    """
    require(actor, Action.EDIT_CLAIMS)
    if not 2 <= len(parts) <= MOST_PARTS:
        raise Malformed(f"A claim is split into 2 to {MOST_PARTS} claims.", field="statement_1")
    parent = lineage.at_hand(session, actor, claim_id, row_version, now=now)
    lineage.refuse_withdrawn(parent)
    said_by = lineage.attribution_of(session, parent)
    text = _text_of(session, parent.version_id)
    drafts = [_drafted(text, part, parent, number) for number, part in enumerate(parts, start=1)]
    _refuse_equal(drafts)
    shared = {**_shared(parent), "lane": parent.lane, "stratum": parent.stratum, "position": parent.position}
    gone = withdrawn(session, parent, EditSide.PARENT, now=now)
    children = []
    for part, draft in zip(parts, drafts, strict=True):
        who = (
            stored_said_by(part.said_by.checked())
            if part.said_by
            else {**said_by, "speaker_span": None, "cue_span": None}
        )
        children.append(_make(session, {**shared, "kind": part.kind or parent.kind, **draft}, who, now=now))
    edit_id = lineage.write(session, actor, Act(EditKind.SPLIT), [gone, *children], now=now)
    return Made(edit_id, tuple(child.claim.id for child in children))


def merge(session: Session, *, actor: Actor, claims: Mapping[int, int | None], statement: str, now: datetime) -> Made:
    """Make one claim of several of one article; they are withdrawn with their reviews, and their verdicts leave the record.

    `claims` maps ids to row versions (None: whatever it is). The new claim stands where all of them stand; kind, attribution
    and lane are the first one's. `RuleRefused` for claims of different articles or versions.
    """
    require(actor, Action.EDIT_CLAIMS)
    if not 2 <= len(claims) <= MOST_PARTS:
        raise Malformed(f"Choose what to merge: 2 to {MOST_PARTS} claims in all.", field="with")
    wording = tidied_statement(statement)
    # Locked in the order of their ids, so that two merges never wait for each other.
    at_hand = {
        claim_id: lineage.at_hand(session, actor, claim_id, claims[claim_id], now=now) for claim_id in sorted(claims)
    }
    parents = [at_hand[claim_id] for claim_id in claims]
    for parent in parents:
        lineage.refuse_withdrawn(parent)
    first = parents[0]
    if len({(parent.article_id, parent.version_id) for parent in parents}) > 1:
        raise RuleRefused("Only claims of one article, in the same version of its text, are merged.")
    spans = joined(_text_of(session, first.version_id), [spans_of(parent.spans) for parent in parents])
    said_by = lineage.attribution_of(session, first)
    columns = {
        **_shared(first),
        "kind": first.kind,
        "lane": first.lane,
        "stratum": first.stratum,
        "position": min(parent.position for parent in parents),
        "statement": wording,
        "spans": [list(span) for span in spans],
        "quote": quote_of(_text_of(session, first.version_id), spans),
    }
    gone = [withdrawn(session, parent, EditSide.PARENT, now=now) for parent in parents]
    child = _make(session, columns, said_by, now=now)
    return Made(lineage.write(session, actor, Act(EditKind.MERGED), [*gone, child], now=now), (child.claim.id,))


def add(
    session: Session, *, actor: Actor, article_id: int, version_id: int | None, claim: NewClaim, now: datetime
) -> Made:
    """Add a claim that the splitter missed, at a passage of the article's version (None: the newest).

    `NotFound`; `Malformed` where the passage is not the text or stands in several places; `Conflict` for a claim that is there.
    """
    require(actor, Action.EDIT_CLAIMS)
    version = _version(session, article_id, version_id)
    statement = tidied_statement(claim.statement)
    said_by = (claim.said_by or SaidBy(Voice.OWN)).checked()
    spans = placed(version.text, claim.passage)
    kind = claim.kind or ClaimKind.FACTUAL
    columns = {
        **_home(session, version),
        "kind": kind,
        "lane": Lane.TARGETED,
        "stratum": stratum_of(worth_of(statement, kind, hedged=said_by.hedged)["check_worthiness"]),
        "statement": statement,
        "spans": [list(span) for span in spans],
        "quote": quote_of(version.text, spans),
        "position": _position(session, version, spans),
    }
    _refuse_twice(session, columns)
    made = _make(session, columns, stored_said_by(said_by), now=now)
    return Made(lineage.write(session, actor, Act(EditKind.ADDED), [made], now=now), (made.claim.id,))


def _make(session: Session, columns: Mapping[str, Any], said_by: Mapping[str, Any], *, now: datetime) -> Part:
    """Put a claim in, ready to be checked, with what of it is written into the lineage."""
    worth = worth_of(columns["statement"], columns["kind"], hedged=bool(said_by["hedged"]))
    counts_as = text_owners.record_voice(session, columns["article_id"], said_by["voice"])
    voices = {"voice": said_by["voice"], "record_voice": counts_as}
    claim = Claim(**columns, **worth, **voices, state=ClaimState.READY, created_at=now, row_version=1)
    claim.is_drawn = second_draw(session)(claim.version_id, claim.spans)
    session.add(claim)
    session.flush()  # the attribution and the lineage need its id
    if said_by["cue"] is not None:
        lineage.attribute(session, claim.id, said_by)
    claim.priority = queue_order.priority_of(session, claim)
    shown = {name: getattr(claim, name) for name in ("statement", "kind", "spans", "quote", "version_id")}
    return Part(claim, EditSide.CHILD, None, {**shown, **said_by, **lineage.standing(claim)})


def _shared(parent: Claim) -> dict[str, Any]:
    names = ("article_id", "version_id", "outlet_id", "published_day", "language")
    return {name: getattr(parent, name) for name in names}


def _home(session: Session, version: ArticleVersion) -> dict[str, Any]:
    article = session.get_one(Article, version.article_id)
    return {
        "article_id": article.id,
        "version_id": version.id,
        "outlet_id": article.outlet_id,
        "published_day": article.published_day,
        "language": version.language,
    }


def _drafted(text: str, part: NewClaim, parent: Claim, number: int) -> dict[str, Any]:
    """A part's statement and place. The parent's own quote, left as it is, stands where the parent stands."""
    own = spans_of(parent.spans)
    unchanged = not part.passage.spans and " ".join(part.passage.quote.split()) in ("", " ".join(parent.quote.split()))
    passage = Passage(parent.quote, own) if unchanged else part.passage
    try:
        statement, spans = tidied_statement(part.statement), placed(text, passage, near=own)
    except Malformed as error:
        raise Malformed(error.message, field=f"{error.field}_{number}", details=error.details) from error
    return {"statement": statement, "spans": [list(span) for span in spans], "quote": quote_of(text, spans)}


def _refuse_equal(drafts: Sequence[Mapping[str, Any]]) -> None:
    said = [" ".join(draft["statement"].split()).casefold() for draft in drafts]
    for number, words in enumerate(said, start=1):
        if words in said[: number - 1]:
            raise Malformed("Two parts say the same. Each part is a claim of its own.", field=f"statement_{number}")


def _refuse_twice(session: Session, columns: Mapping[str, Any]) -> None:
    rows = session.execute(
        select(Claim.id, Claim.spans).where(
            Claim.article_id == columns["article_id"],
            Claim.version_id == columns["version_id"],
            Claim.statement == columns["statement"],
            Claim.state != ClaimState.WITHDRAWN,
        )
    )
    for row in rows:
        if spans_of(row.spans) == spans_of(columns["spans"]):
            raise Conflict(f"This claim is there already: it is claim {row.id}.", field="statement")


def _version(session: Session, article_id: int, version_id: int | None) -> ArticleVersion:
    found = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    if version_id is not None:
        found = found.where(ArticleVersion.id == version_id)
    version = session.scalar(found.order_by(ArticleVersion.number.desc()).limit(1))
    if version is None:
        raise NotFound("There is no such article, or it has no such version.")
    return version


def _text_of(session: Session, version_id: int) -> str:
    return session.get_one(ArticleVersion, version_id).text


def _position(session: Session, version: ArticleVersion, spans: Sequence[Span]) -> int:
    """Where it stands among the article's claims: with the last one that begins no later."""
    rows = session.execute(
        select(Claim.position, Claim.spans).where(
            Claim.article_id == version.article_id, Claim.version_id == version.id
        )
    )
    return max((row.position for row in rows if row.spans[0][0] <= spans[0][0]), default=0)
