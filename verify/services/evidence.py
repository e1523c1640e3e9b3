"""Evidence on claims: attaching, examining, correcting, taking away and putting back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from verify.core.days import is_to_come
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused
from verify.core.object_rules import refuse_others_evidence
from verify.core.origins import ELSEWHERE
from verify.core.permissions import Action, Actor, require
from verify.core.rechecks import Cause, RecheckReason
from verify.core.typed_text import typed
from verify.core.vocabulary import EvidenceRole, FetchState, Stance
from verify.models import Article, Claim, Evidence, ReviewEvidence
from verify.queries.blindness import IS_OPEN, TWO_PEOPLE, evidence_shown
from verify.services import article_passages, audit, captured_copies, leases, provenance, rechecks, snapshots
from verify.services.provenance import LONGEST_NAME, Provenance
from verify.services.readings import HandedIn

LONGEST_PASSAGE = 20_000


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """What somebody attaches: a passage, an address, an article of the desk, a file, or several of these.

    Publisher, origin and day are found from the article or the address where they are left empty. `capture` False keeps the
    address as cited, without fetching it; so does a file, which is what was read there. `archived` is where an archive keeps it.
    """

    stance: Stance
    role: EvidenceRole
    passage: str = ""
    url: str = ""
    publisher: str = ""
    origin: str = ""
    published_day: date | None = None
    article_id: int | None = None
    capture: bool = True
    archived: str = ""
    file: HandedIn | None = None


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """What is to be different about an item; None leaves a side as it is."""

    stance: Stance | None = None
    role: EvidenceRole | None = None
    origin: str | None = None
    archived: str | None = None


def add(session: Session, *, actor: Actor, claim_id: int, draft: EvidenceDraft, now: datetime) -> int:
    """Attach evidence to a claim; its id. A page at an address is captured by a job afterwards.

    Raises `NotFound` for an unknown claim or article, `Malformed` for a draft that lacks a part, `RuleRefused` for the claim's
    own article and `Conflict` for what is attached already.
    """
    require(actor, Action.ADD_EVIDENCE)
    claim = _claim(session, claim_id)
    passage = typed(draft.passage, field="passage", name="The passage", longest=LONGEST_PASSAGE)
    url = provenance.checked_url(draft.url)
    if not passage and not url and draft.article_id is None and draft.file is None:
        raise Malformed("Paste the passage that bears on the claim, or give the page's address.", field="passage")
    provenance.refuse_own_article(claim, url, draft.article_id)
    _refuse_to_come(draft.published_day, now)
    found = _provenance(session, draft, url)
    snapshot_id = _kept_file(session, draft.file)
    item = Evidence(
        claim_id=claim_id,
        stance=draft.stance,
        role=draft.role,
        publisher=found.publisher,
        outlet_id=found.outlet_id,
        article_id=draft.article_id,
        origin=_origin(draft, found),
        passage=passage,
        url=found.url,
        archived_url=provenance.checked_url(draft.archived, field="archived") or None,
        published_day=found.published_day,
        snapshot_id=snapshot_id,
        retrieved_at=now if draft.file else None,
        fetch_state=FetchState.WAITING if _is_to_be_read(draft, url) else None,
        added_by_id=actor.user_id,
        added_at=now,
        is_apart=_judges_apart(claim, actor),
    )
    _refuse_twice(session, actor, item)
    session.add(item)
    session.flush()  # the log and the capture need the id
    audit.record(
        session, actor=actor, action="evidence.added", subject=("evidence", item.id), after=_shown(item), now=now
    )
    if item.fetch_state is FetchState.WAITING:
        snapshots.wait_for(session, actor=actor, item=item, now=now)
    article_passages.anchor(session, item)
    captured_copies.trace(session, evidence_id=item.id, now=now)
    return item.id


def mark_examined(session: Session, *, actor: Actor, evidence_id: int, examined: bool, now: datetime) -> int:
    """Say that one has examined an item oneself, or that nobody has; the claim's id. Only examined primary sources count."""
    require(actor, Action.REVIEW)
    item = present(session, actor, evidence_id)
    before = _shown(item)
    item.examined_by_id, item.examined_at = (actor.user_id, now) if examined else (None, None)
    action = "evidence.examined" if examined else "evidence.unexamined"
    _log_change(session, actor, item, action, before, now)
    if not examined:
        _flag(session, actor, item, "is not examined after all", now)
    return item.claim_id


def change(session: Session, *, actor: Actor, evidence_id: int, to: EvidenceChange, now: datetime) -> int:
    """Correct what an item is; the claim's id. A verdict that leaned on it is flagged for a recheck.

    Where an archive keeps its page is no part of that, and flags nothing.
    """
    require(actor, Action.ADD_EVIDENCE)
    item = changeable(session, actor, evidence_id)
    if to.archived is not None:
        before = _shown(item)
        item.archived_url = provenance.checked_url(to.archived, field="archived") or None
        if _shown(item) != before:
            _log_change(session, actor, item, "evidence.changed", before, now)
    with changing(session, actor, item, now):
        item.stance, item.role = to.stance or item.stance, to.role or item.role
        if to.origin is not None:
            item.origin = typed(to.origin, field="origin", name="The origin", longest=LONGEST_NAME)
    return item.claim_id


def remove(session: Session, *, actor: Actor, evidence_id: int, now: datetime) -> int:
    """Take an item away; it can be put back. The claim's id. A verdict that leaned on it is flagged for a recheck."""
    require(actor, Action.ADD_EVIDENCE)
    item = changeable(session, actor, evidence_id)
    before = _shown(item)
    item.removed_at = now
    _log_change(session, actor, item, "evidence.removed", before, now)
    _flag(session, actor, item, "was taken away", now)
    return item.claim_id


def restore(session: Session, *, actor: Actor, evidence_id: int, now: datetime) -> int:
    """Put an item back that was taken away; the claim's id."""
    require(actor, Action.ADD_EVIDENCE)
    item = _item(session, actor, evidence_id)
    _refuse_others(session, actor, item)
    if item.removed_at is not None:
        before = _shown(item)
        item.removed_at = None
        _log_change(session, actor, item, "evidence.restored", before, now)
    return item.claim_id


def _claim(session: Session, claim_id: int) -> Any:
    leases.lock_claim(session, claim_id)
    row = session.execute(
        select(Claim.id, Claim.article_id, Article.canonical_url, and_(IS_OPEN, TWO_PEOPLE).label("is_judged_apart"))
        .join(Article, Article.id == Claim.article_id)
        .where(Claim.id == claim_id)
    ).first()
    if row is None:
        raise NotFound(f"There is no claim {claim_id}.")
    return row


def _judges_apart(claim: Any, actor: Actor) -> bool:
    """What a reviewer attaches while two people judge the claim is theirs alone; what others bring is for both."""
    return bool(claim.is_judged_apart) and actor.user_id is not None and actor.can(Action.REVIEW)


def _refuse_others(session: Session, actor: Actor, item: Evidence) -> None:
    apart = session.scalar(select(and_(IS_OPEN, TWO_PEOPLE)).where(Claim.id == item.claim_id))
    refuse_others_evidence(actor, added_by_id=item.added_by_id, is_judged_apart=bool(apart))


def _item(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """The item, read under its claim's lock: no verdict is just being given on what it was."""
    shown = evidence_shown(actor.user_id)
    claim_id = session.scalar(select(Evidence.claim_id).where(Evidence.id == evidence_id, shown))
    if claim_id is None:
        raise NotFound(f"There is no evidence {evidence_id}.")
    leases.lock_claim(session, claim_id)
    return session.get_one(Evidence, evidence_id, populate_existing=True)


def present(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """An item that stands on its claim, under the claim's lock. `NotFound`, `RuleRefused` where it was taken away."""
    item = _item(session, actor, evidence_id)
    if item.removed_at is not None:
        raise RuleRefused("This evidence was taken away. Put it back first.")
    return item


def changeable(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """An item that the actor may change: on a claim that two people judge apart, their own only."""
    item = present(session, actor, evidence_id)
    _refuse_others(session, actor, item)
    return item


@contextmanager
def changing(session: Session, actor: Actor, item: Evidence, now: datetime) -> Iterator[None]:
    """Log what the block changes about an item, and have a verdict that leaned on it looked at again."""
    before = _shown(item)
    yield
    if _shown(item) != before:
        _log_change(session, actor, item, "evidence.changed", before, now)
        _flag(session, actor, item, "was corrected", now)


def _provenance(session: Session, draft: EvidenceDraft, url: str) -> Provenance:
    if draft.article_id is not None:
        return provenance.of_article(session, draft.article_id)
    return provenance.of_page(session, url=url, publisher=draft.publisher, day=draft.published_day)


def _refuse_to_come(day: date | None, now: datetime) -> None:
    if day and is_to_come(day, now):
        raise Malformed(f"The day of publication, {day}, is still to come.", field="published")


def _kept_file(session: Session, file: HandedIn | None) -> int | None:
    return snapshots.keep(session, file.data, file.media_type, None) if file else None


def _is_to_be_read(draft: EvidenceDraft, url: str) -> bool:
    return draft.file is not None or bool(url and draft.capture and draft.article_id is None)


def _origin(draft: EvidenceDraft, found: Provenance) -> str:
    named = typed(draft.origin, field="origin", name="The origin", longest=LONGEST_NAME)
    if named or draft.role in ELSEWHERE:
        return named
    return found.group or found.publisher


def _refuse_twice(session: Session, actor: Actor, item: Evidence) -> None:
    """The same words of the same source. Without an address, who published them tells: two papers may print one quotation."""
    same = select(Evidence.id).where(
        Evidence.claim_id == item.claim_id,
        evidence_shown(actor.user_id),
        Evidence.removed_at.is_(None),
        Evidence.passage == item.passage,
    )
    if item.url is None:
        same = same.where(Evidence.url.is_(None), Evidence.publisher == item.publisher)
    else:
        same = same.where(Evidence.url == item.url)
    if item.snapshot_id is not None:
        same = same.where(Evidence.snapshot_id == item.snapshot_id)
    if session.scalar(same.limit(1)):
        raise Conflict("This is attached to the claim already.", field="passage")


def _flag(session: Session, actor: Actor, item: Evidence, what: str, now: datetime) -> None:
    """A standing verdict that leaned on the item keeps counting, but somebody should look at it again."""
    if session.scalar(select(ReviewEvidence.review_id).where(ReviewEvidence.evidence_id == item.id).limit(1)):
        cause = Cause(RecheckReason.EVIDENCE_CHANGED, f"{item.publisher} {what}")
        rechecks.send(session, actor=actor, claim_id=item.claim_id, cause=cause, now=now)


def _log_change(
    session: Session, actor: Actor, item: Evidence, action: str, before: dict[str, Any], now: datetime
) -> None:
    session.flush()
    subject = ("evidence", item.id)
    audit.record(session, actor=actor, action=action, subject=subject, before=before, after=_shown(item), now=now)


def _shown(item: Evidence) -> dict[str, Any]:
    return {
        "claim": item.claim_id,
        "stance": item.stance,
        "role": item.role,
        "publisher": item.publisher,
        "origin": item.origin,
        "passage": item.passage,
        "url": item.url,
        "archived": item.archived_url,
        "snapshot": item.snapshot_id,
        "article": item.article_id,
        "examined_by": item.examined_by_id,
        "removed": item.removed_at is not None,
    }
