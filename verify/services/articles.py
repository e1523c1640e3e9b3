"""Taking articles in: found by their address, split into claims, stored with every sentence accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.adapters.addresses import canonical_url
from verify.core.articles import ArticleDraft, one_line, stored_text, stored_title, stratum_of, text_hash, topic_key
from verify.core.days import is_to_come
from verify.core.errors import Malformed, NotFound
from verify.core.permissions import Action, Actor, require
from verify.core.queue_order import Facts
from verify.core.reliability_rollup import days_that_count
from verify.core.splitting.drafts import AttributionDraft, ClaimDraft, Split
from verify.core.vocabulary import ClaimState, Lane, Voice
from verify.models import Article, ArticleVersion, Attribution, Claim, NonClaim, Outlet
from verify.queries import articles
from verify.queries.policies import second_draw
from verify.services import article_passages, audit, copies, matches, outlets, story_places, text_owners
from verify.services.queue_order import placing

CLAIMS = cast(Table, Claim.__table__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft made ready outside any transaction; `parts` is None where the text was found stored already."""

    draft: ArticleDraft
    sha256: str
    parts: Split | None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a draft: `created` is whether its text is new to the desk, `claims` how many came with it."""

    article_id: int
    created: bool
    claims: int
    version: int = 1


def add_article(session: Session, *, actor: Actor, draft: ArticleDraft, now: datetime) -> Added:
    """Store an article with its claims. The same address with the same text changes nothing, a new text is a new version.

    Call it before anything else touches the session: the text is split first, outside the write transaction.
    """
    require(actor, Action.INGEST)
    ready = prepared(draft)
    with session.begin_nested():  # an article that is refused half-way must not leave its outlet behind
        return add_prepared(session, actor=actor, prepared=ready, now=now)


def prepared(draft: ArticleDraft, *, stored: bool = False) -> Prepared:
    """A draft cleaned, its address made canonical, and split, unless its text is `stored`. `Malformed` names the field."""
    clean = cleaned(draft)
    return Prepared(clean, text_hash(clean.text), None if stored else _split(clean))


def cleaned(draft: ArticleDraft) -> ArticleDraft:
    """The draft as it would be stored. `Malformed` names the field that cannot be."""
    text = stored_text(draft.text)
    return ArticleDraft(
        text=text,
        outlet=draft.outlet,
        url=canonical_url(draft.url) if draft.url and draft.url.strip() else None,
        title=one_line(draft.title, field="title", name="The headline"),
        byline=one_line(draft.byline, field="byline", name="The byline"),
        published=draft.published,
        language=draft.language,
        topic=topic_key(draft.topic),
    )


def add_prepared(session: Session, *, actor: Actor, prepared: Prepared, now: datetime) -> Added:
    """Store what `prepared` gave, in the session's transaction."""
    require(actor, Action.INGEST)
    draft = prepared.draft
    if draft.published and is_to_come(draft.published, now):
        raise Malformed(f"The day of publication, {draft.published}, is still to come.", field="published")
    known = articles.by_url(session, draft.url) if draft.url else None
    if known is None:
        day, _ = days_that_count(draft.published, now.date())
        outlet = outlets.find_or_create(session, actor=actor, url=draft.url, name=draft.outlet, published=day, now=now)
        article, is_new = _found_or_made(session, actor, outlet, prepared, now)
    else:
        article, is_new = known, False
    if not is_new:
        # Not against rows that name it: a text that is compared just then may be a copy of it.
        alone = {"key_share": True}
        article = session.get_one(Article, article.id, with_for_update=alone, populate_existing=True)
        if articles.has_text(session, article.id, prepared.sha256):
            return Added(article.id, created=False, claims=0, version=article.versions)
        article.versions += 1
        article.title = draft.title or article.title
    return _store(session, actor, article, prepared, now)


def file_under(session: Session, *, actor: Actor, article_id: int, topic: str | None, now: datetime) -> str | None:
    """File an article under a topic, or under none, and return it as it is kept. `NotFound`; `Malformed` for one too long."""
    require(actor, Action.INGEST)
    article = session.get(Article, article_id, with_for_update=True)
    if article is None:
        raise NotFound("There is no such article.")
    filed, before = topic_key(topic), article.topic
    if filed != before:
        article.topic = filed
        session.flush()  # the page that follows reads it
        subject = ("article", article_id)
        told = {"before": {"topic": before}, "after": {"topic": filed}}
        audit.record(session, actor=actor, action="article.filed", subject=subject, **told, now=now)
    return filed


def _split(draft: ArticleDraft) -> Split:
    from verify.core.splitting.pipeline import split  # not at the start: its rules are compiled when they are imported

    return split(draft.text, title=draft.title, language=draft.language)


def _found_or_made(
    session: Session, actor: Actor, outlet: Outlet, prepared: Prepared, now: datetime
) -> tuple[Article, bool]:
    draft = prepared.draft
    # A page dated a day ahead, by another time zone's clock, must not weigh more than one of today.
    day, known = days_that_count(draft.published, now.date())
    row = {
        "outlet_id": outlet.id,
        "canonical_url": draft.url,
        "text_key": None if draft.url else prepared.sha256,
        "title": stored_title(draft.title, draft.text),
        "published_day": day,
        "published_known": known,
        "first_seen_at": now,
        "versions": 1,
        "added_by_id": actor.user_id,
        "topic": draft.topic,
    }
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = session.scalar(dialect.insert(Article).values(row).on_conflict_do_nothing().returning(Article))
    if made is not None:
        return made, True
    # There already: the same text under this outlet, or the address, which somebody else stored a moment ago.
    found = articles.by_url(session, draft.url) if draft.url else None
    found = found or articles.by_text(session, outlet.id, prepared.sha256)
    assert found is not None
    return found, False


def _store(session: Session, actor: Actor, article: Article, prepared: Prepared, now: datetime) -> Added:
    """Add a version with its sentences; claims of an earlier version that are in it still stay where they are."""
    draft = prepared.draft
    parts = prepared.parts or _split(draft)
    before = {"versions": article.versions - 1} if article.versions > 1 else None
    known = articles.quotes_of(session, article.id) if before else set()
    version = ArticleVersion(
        article_id=article.id,
        number=article.versions,
        text=parts.text,
        sha256=prepared.sha256,
        title=draft.title or article.title,
        byline=draft.byline,
        published_day=draft.published,
        language=parts.language,
        fetched_at=now,
    )
    session.add(version)
    session.flush()  # claims and non-claims need its id, and copies are looked for in what is stored
    count = _add_claims(session, article, version, parts, known, now)
    _add_non_claims(session, version.id, parts)
    if before:
        article_passages.look_again(session, version=version, now=now)
    touched = copies.trace(session, article_id=article.id, now=now)
    if before is None and article.id in touched:  # nobody else sees it yet, so nobody is waited for
        text_owners.settle(session, article_id=article.id, asked_at=now, now=now)
    matches.ask(session, article_id=article.id, now=now)
    story_places.ask(session, article_id=article.id, now=now)
    after = {"outlet_id": article.outlet_id, "url": article.canonical_url, "version": version.number}
    audit.record(
        session,
        actor=actor,
        action="article.version_added" if before else "article.added",
        subject=("article", article.id),
        before=before,
        after={**after, "sha256": prepared.sha256, "claims": count},
        now=now,
    )
    return Added(article.id, created=True, claims=count, version=version.number)


def _add_claims(
    session: Session, article: Article, version: ArticleVersion, parts: Split, known: set[str], now: datetime
) -> int:
    fresh = [
        (position, claim, quote)
        for position, (claim, quote) in enumerate(zip(parts.claims, parts.quotes(), strict=True))
        if quote not in known
    ]
    if not fresh:
        return 0
    shared = _shared_columns(article, version, now)
    draw, priority = second_draw(session), placing(session)
    stored = {position for position, _, _ in fresh}
    rows = [
        {
            **shared,
            **_columns(claim, quote),
            "record_voice": Voice.RELAYED if article.text_of else claim.voice,
            "position": position,
            "is_drawn": draw(version.id, claim.spans),
            "priority": priority(_facts(claim, article, now, is_repeated=claim.duplicate_of in stored)),
        }
        for position, claim, quote in fresh
    ]
    ids = list(session.scalars(insert(CLAIMS).returning(CLAIMS.c.id, sort_by_parameter_order=True), rows))
    at = {position: claim_id for claim_id, (position, _, _) in zip(ids, fresh, strict=True)}
    said = [{"claim_id": at[position], **_said(claim.attribution)} for position, claim, _ in fresh if claim.attribution]
    if said:
        session.execute(insert(Attribution), said)
    for position, claim, _ in fresh:
        if claim.duplicate_of in at:
            earlier = at[claim.duplicate_of]
            session.execute(update(CLAIMS).where(CLAIMS.c.id == at[position]).values(duplicate_of_id=earlier))
    return len(ids)


def _shared_columns(article: Article, version: ArticleVersion, now: datetime) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "version_id": version.id,
        "outlet_id": article.outlet_id,
        "published_day": article.published_day,
        "language": version.language,
        "lane": Lane.TARGETED,
        "state": ClaimState.READY,
        "created_at": now,
        "row_version": 1,
    }


def _columns(claim: ClaimDraft, quote: str) -> dict[str, Any]:
    return {
        "spans": [list(span) for span in claim.spans],
        "quote": quote,
        "statement": claim.statement,
        "kind": claim.kind,
        "voice": claim.voice,
        "check_worthiness": claim.check_worthiness,
        "reasons": [[reason.name, reason.weight] for reason in claim.reasons],
        "unresolved": list(claim.unresolved),
        "stratum": stratum_of(claim.check_worthiness),
    }


def _facts(claim: ClaimDraft, article: Article, now: datetime, *, is_repeated: bool) -> Facts:
    return Facts(
        worthiness=claim.check_worthiness,
        reasons=[reason.name for reason in claim.reasons],
        voice=claim.voice,
        lane=Lane.TARGETED,
        published=article.published_day,
        made=now.date(),
        is_repeated=is_repeated,
    )


def _said(said: AttributionDraft) -> dict[str, Any]:
    return {
        "speaker": said.speaker,
        "cue": said.cue,
        "direct": said.direct,
        "hedged": said.hedged,
        "via": list(said.via),
        "speaker_span": list(said.speaker_span) if said.speaker_span else None,
        "cue_span": list(said.cue_span) if said.cue_span else None,
    }


def _add_non_claims(session: Session, version_id: int, parts: Split) -> None:
    rows: Sequence[dict[str, Any]] = [
        {"version_id": version_id, "span_start": left.span[0], "span_end": left.span[1], "reason": left.reason}
        for left in parts.non_claims
    ]
    if rows:
        session.execute(insert(NonClaim), rows)
