"""Evidence on claims: attaching, examining, correcting, taking away and putting back."""

import ipaddress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from verify.adapters.addresses import canonical_url
from verify.adapters.network import is_public
from verify.core.domains import registrable_domain
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused
from verify.core.object_rules import refuse_others_evidence
from verify.core.origins import ELSEWHERE
from verify.core.permissions import Action, Actor, require
from verify.core.rechecks import Cause, RecheckReason
from verify.core.typed_text import typed
from verify.core.vocabulary import EvidenceRole, FetchState, JobKind, Stance
from verify.models import Article, Claim, Evidence, Outlet, ReviewEvidence
from verify.queries import outlets
from verify.queries.blindness import IS_OPEN, TWO_PEOPLE, evidence_shown
from verify.services import audit, jobs, leases, rechecks

LONGEST_PASSAGE = 20_000
LONGEST_NAME = 200
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """What somebody attaches: a passage, an address, an article of the desk, or several of these.

    Publisher, origin and day are found from the article or the address where they are left empty. `capture` False keeps the
    address as cited, without fetching it.
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


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """What is to be different about an item; None leaves a side as it is."""

    stance: Stance | None = None
    role: EvidenceRole | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class _Provenance:
    publisher: str
    outlet_id: int | None
    group: str | None
    url: str | None
    published_day: date | None


def add(session: Session, *, actor: Actor, claim_id: int, draft: EvidenceDraft, now: datetime) -> int:
    """Attach evidence to a claim; its id. A page at an address is captured by a job afterwards.

    Raises `NotFound` for an unknown claim or article, `Malformed` for a draft that lacks a part, `RuleRefused` for the claim's
    own article and `Conflict` for what is attached already.
    """
    require(actor, Action.ADD_EVIDENCE)
    claim = _claim(session, claim_id)
    passage = typed(draft.passage, field="passage", name="The passage", longest=LONGEST_PASSAGE)
    url = _checked_url(draft.url)
    if not passage and not url and draft.article_id is None:
        raise Malformed("Paste the passage that bears on the claim, or give the page's address.", field="passage")
    _refuse_own_article(claim, url, draft.article_id)
    found = _provenance(session, draft, url)
    _refuse_twice(session, actor, claim_id, (found.url, passage))
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
        published_day=found.published_day,
        fetch_state=FetchState.WAITING if url and draft.capture and draft.article_id is None else None,
        added_by_id=actor.user_id,
        added_at=now,
        is_apart=_judges_apart(claim, actor),
    )
    session.add(item)
    session.flush()  # the log and the capture need the id
    audit.record(
        session, actor=actor, action="evidence.added", subject=("evidence", item.id), after=_shown(item), now=now
    )
    if item.fetch_state is FetchState.WAITING:
        _capture(session, actor, item, now)
    return item.id


def mark_examined(session: Session, *, actor: Actor, evidence_id: int, examined: bool, now: datetime) -> int:
    """Say that one has examined an item oneself, or that nobody has; the claim's id. Only examined primary sources count."""
    require(actor, Action.REVIEW)
    item = _present(session, actor, evidence_id)
    before = _shown(item)
    item.examined_by_id, item.examined_at = (actor.user_id, now) if examined else (None, None)
    action = "evidence.examined" if examined else "evidence.unexamined"
    _log_change(session, actor, item, action, before, now)
    if not examined:
        _flag(session, actor, item, "is not examined after all", now)
    return item.claim_id


def change(session: Session, *, actor: Actor, evidence_id: int, to: EvidenceChange, now: datetime) -> int:
    """Correct an item's stance, role or origin; the claim's id. A verdict that leaned on it is flagged for a recheck."""
    require(actor, Action.ADD_EVIDENCE)
    item = _present(session, actor, evidence_id)
    _refuse_others(session, actor, item)
    before = _shown(item)
    item.stance, item.role = to.stance or item.stance, to.role or item.role
    if to.origin is not None:
        item.origin = typed(to.origin, field="origin", name="The origin", longest=LONGEST_NAME)
    if _shown(item) != before:
        _log_change(session, actor, item, "evidence.changed", before, now)
        _flag(session, actor, item, "was corrected", now)
    return item.claim_id


def remove(session: Session, *, actor: Actor, evidence_id: int, now: datetime) -> int:
    """Take an item away; it can be put back. The claim's id. A verdict that leaned on it is flagged for a recheck."""
    require(actor, Action.ADD_EVIDENCE)
    item = _present(session, actor, evidence_id)
    _refuse_others(session, actor, item)
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


def _present(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    item = _item(session, actor, evidence_id)
    if item.removed_at is not None:
        raise RuleRefused("This evidence was taken away. Put it back first.")
    return item


def _checked_url(given: str) -> str:
    url = typed(given, field="url", name="The address", longest=LONGEST_URL)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or any(character.isspace() for character in url):
        raise Malformed("This is no web address. It begins with http:// or https://.", field="url")
    if parts.username or parts.password:
        raise Malformed("Leave the user name and password out of the address.", field="url")
    try:
        public = is_public(ipaddress.ip_address(host))
    except ValueError:
        public = host != "localhost" and not host.endswith(".localhost")
    if not public:
        raise Malformed("This address is not on the public internet. Paste the passage instead.", field="url")
    return url


def _refuse_own_article(claim: Any, url: str, article_id: int | None) -> None:
    if article_id == claim.article_id or (url and claim.canonical_url and _same_page(url, claim.canonical_url)):
        raise RuleRefused(
            "This is the claim's own article; a claim is checked against other sources. Give another page or passage.",
            field="url",
        )


def _same_page(url: str, canonical: str) -> bool:
    if urlsplit(url).path.rstrip("/") != urlsplit(canonical).path.rstrip("/"):
        return False
    there, here = urlsplit(canonical_url(url)), urlsplit(canonical)
    hosts = {(parts.hostname or "").removeprefix("www.") for parts in (there, here)}
    return len(hosts) == 1 and there.query == here.query


def _provenance(session: Session, draft: EvidenceDraft, url: str) -> _Provenance:
    if draft.article_id is not None:
        return _of_article(session, draft.article_id)
    named = typed(draft.publisher, field="publisher", name="The publisher", longest=LONGEST_NAME)
    outlet = outlets.by_name(session, named) if named else outlets.by_domain(session, _domain(url)) if url else None
    publisher = named or (outlet.name if outlet else (urlsplit(url).hostname or "").removeprefix("www."))
    if not publisher:
        raise Malformed("Say who published the passage: an outlet, an office, a person.", field="publisher")
    group = outlet.ownership_group if outlet else None
    return _Provenance(publisher, outlet.id if outlet else None, group, url or None, draft.published_day)


def _of_article(session: Session, article_id: int) -> _Provenance:
    row = session.execute(
        select(Outlet.id, Outlet.name, Outlet.ownership_group, Article.canonical_url, Article.published_day)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id == article_id)
    ).first()
    if row is None:
        raise NotFound(f"There is no article {article_id}.")
    return _Provenance(row.name, row.id, row.ownership_group, row.canonical_url, row.published_day)


def _domain(url: str) -> str:
    return registrable_domain(url) or ""


def _origin(draft: EvidenceDraft, found: _Provenance) -> str:
    named = typed(draft.origin, field="origin", name="The origin", longest=LONGEST_NAME)
    if named or draft.role in ELSEWHERE:
        return named
    return found.group or found.publisher


def _refuse_twice(session: Session, actor: Actor, claim_id: int, source: tuple[str | None, str]) -> None:
    url, passage = source
    same = select(Evidence.id).where(
        Evidence.claim_id == claim_id,
        evidence_shown(actor.user_id),
        Evidence.removed_at.is_(None),
        Evidence.passage == passage,
        Evidence.url.is_(None) if url is None else Evidence.url == url,
    )
    if session.scalar(same.limit(1)):
        raise Conflict("This is attached to the claim already.", field="passage")


def _flag(session: Session, actor: Actor, item: Evidence, what: str, now: datetime) -> None:
    """A standing verdict that leaned on the item keeps counting, but somebody should look at it again."""
    if session.scalar(select(ReviewEvidence.review_id).where(ReviewEvidence.evidence_id == item.id).limit(1)):
        cause = Cause(RecheckReason.EVIDENCE_CHANGED, f"{item.publisher} {what}")
        rechecks.send(session, actor=actor, claim_id=item.claim_id, cause=cause, now=now)


def _capture(session: Session, actor: Actor, item: Evidence, now: datetime) -> None:
    job = jobs.add(session, actor=actor, kind=JobKind.CAPTURE, title=f"Capture {item.url}", now=now)
    job.subject_id = item.id
    session.flush()


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
        "article": item.article_id,
        "examined_by": item.examined_by_id,
        "removed": item.removed_at is not None,
    }
