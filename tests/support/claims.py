"""Outlets, articles and claims of the tests, put into the tables directly."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM
from verify.core.vocabulary import ClaimKind, ClaimState, EvidenceRole, Lane, OutletKind, Stance, Stratum, Voice
from verify.models import Article, ArticleVersion, Attribution, Claim, Outlet
from verify.services import evidence
from verify.services.desks import ensure_desk

DAY = date(2026, 11, 1)
ADDED = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
_numbers = count(1)


@dataclass(frozen=True)
class Written:
    """An article that was put in, with its claims in order."""

    outlet_id: int
    article_id: int
    version_id: int
    claim_ids: list[int]


def add_outlet(session: Session, name: str = "Daily Ledger", *, group: str | None = None) -> Outlet:
    """An outlet, or the one of that name that is there."""
    key = " ".join(name.split()).casefold()
    found = session.query(Outlet).filter_by(name_key=key).first()
    if found is None:
        found = Outlet(
            name=name, name_key=key, kind=OutletKind.NEWS, country=None, ownership_group=group, created_at=ADDED
        )
        session.add(found)
        session.flush()
    return found


def add_article(
    session: Session,
    sentences: Sequence[str] = ("The bridge at Tarn opened in March.",),
    *,
    outlet: str = "Daily Ledger",
    group: str | None = None,
    published: date = DAY,
    **claim_fields: Any,
) -> Written:
    """An article of these sentences, each of them one claim. `claim_fields` hold for all its claims (see `add_claim`)."""
    ensure_desk(session, name="Test desk", is_demo=False, now=ADDED)
    publisher = add_outlet(session, outlet, group=group)
    text, number = " ".join(sentences), next(_numbers)
    article = Article(
        outlet_id=publisher.id,
        canonical_url=f"https://news.example/{number}",
        text_key=f"text-{number}",
        title=f"Article {number}",
        published_day=published,
        published_known=True,
        first_seen_at=ADDED,
        versions=1,
        added_by_id=None,
    )
    session.add(article)
    session.flush()
    version = ArticleVersion(
        article_id=article.id,
        number=1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=article.title,
        byline="Ida Marsh",
        published_day=published,
        language="en",
        fetched_at=ADDED,
    )
    session.add(version)
    session.flush()
    written = Written(publisher.id, article.id, version.id, [])
    start = 0
    for place, sentence in enumerate(sentences):
        fields = {"position": place, "spans": [[start, start + len(sentence)]], **claim_fields}
        written.claim_ids.append(add_claim(session, written, sentence, **fields))
        start += len(sentence) + 1
    return written


def add_claim(session: Session, written: Written, sentence: str, *, speaker: str | None = None, **fields: Any) -> int:
    """A claim of an article; `speaker` makes it a relayed one."""
    values: dict[str, Any] = {
        "article_id": written.article_id,
        "version_id": written.version_id,
        "outlet_id": written.outlet_id,
        "published_day": DAY,
        "position": 0,
        "spans": [[0, len(sentence)]],
        "quote": sentence,
        "statement": sentence,
        "kind": ClaimKind.FACTUAL,
        "voice": Voice.RELAYED if speaker else Voice.OWN,
        "language": "en",
        "check_worthiness": 0.5,
        "reasons": [["figure", 0.3], ["date", 0.2]],
        "unresolved": [],
        "priority": 0.5,
        "lane": Lane.TARGETED,
        "stratum": Stratum.LOW,
        "state": ClaimState.READY,
        "created_at": ADDED,
        "row_version": 1,
        **fields,
    }
    claim = Claim(**values)
    session.add(claim)
    session.flush()
    if speaker:
        session.add(Attribution(claim_id=claim.id, speaker=speaker, cue="said", direct=False, hedged=False, via=[]))
        session.flush()
    return claim.id


def add_evidence(session: Session, claim_id: int, *, origin: str = "Harbour Office", **fields: Any) -> int:
    """A pasted passage on a claim; supports it, first-hand, unless said otherwise. `examined=True` marks it so.

    It was added in the morning of `DAY`, or of the later day on which it was published.
    """
    examined = fields.pop("examined", False)
    values: dict[str, Any] = {
        "stance": Stance.SUPPORTS,
        "role": EvidenceRole.ORIGINAL_REPORTING,
        "passage": f"Passage {next(_numbers)}",
        "publisher": origin or "Somebody",
        "origin": origin,
        **fields,
    }
    at = datetime.combine(max(values.get("published_day") or DAY, DAY), ADDED.timetz())
    made = evidence.add(session, actor=SYSTEM, claim_id=claim_id, draft=evidence.EvidenceDraft(**values), now=at)
    if examined:
        evidence.mark_examined(session, actor=SYSTEM, evidence_id=made, examined=True, now=at)
    return made
