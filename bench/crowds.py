"""A desk for many at once: reviewers with tokens, and claims to judge, each with one account against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM, Action
from verify.core.policies import Rules
from verify.core.vocabulary import (
    ClaimKind,
    ClaimState,
    EvidenceRole,
    Lane,
    OutletKind,
    ReviewPolicy,
    Role,
    Stance,
    Stratum,
    Voice,
)
from verify.db import Database
from verify.models import Article, ArticleVersion, Claim, Evidence, Outlet
from verify.queries.desks import current_policy
from verify.services import accounts, policies
from verify.services.desks import ensure_desk

CLAIMS_AN_ARTICLE = 50
SENTENCE = "The bridge at Tarn cost {} crowns. "


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who takes claims, in order, and which there are."""

    user_ids: Sequence[int]
    tokens: Sequence[str]
    claim_ids: Sequence[int]

    def bearer(self, place: int) -> dict[str, str]:
        """Headers that the API asks of the reviewer at this place."""
        return {"Authorization": f"Bearer {self.tokens[place]}"}


def gather(database: Database, *, people: int, claims: int, now: datetime) -> Crowd:
    """Fill a migrated, empty database with so many reviewers and claims; one review decides."""
    with database.writing() as session:
        ensure_desk(session, name="Bench", is_demo=False, now=now)
        reviewers = [_reviewer(session, number, now) for number in range(people)]
        # Two reviewers would make a blind second review the default.
        rules, seen = Rules(ReviewPolicy.SINGLE), current_policy(session).id
        policies.adopt(session, actor=SYSTEM, rules=rules, seen=seen, now=now)
        for first in range(0, claims, CLAIMS_AN_ARTICLE):
            _write_article(session, range(first, min(first + CLAIMS_AN_ARTICLE, claims)), now)
        claim_ids = list(session.scalars(select(Claim.id).order_by(Claim.id)))
    return Crowd([user for user, _ in reviewers], [token for _, token in reviewers], claim_ids)


def _reviewer(session: Session, number: int, now: datetime) -> tuple[int, str]:
    user = accounts.add_user(
        session,
        actor=SYSTEM,
        email=f"reviewer-{number}@desk.example",
        name=f"Reviewer {number}",
        roles=frozenset({Role.REVIEWER}),
        password=None,
        now=now,
    )
    scopes = frozenset({Action.REVIEW})
    return user.id, accounts.add_token(session, actor=SYSTEM, user_id=user.id, name="bench", scopes=scopes, now=now)


def _write_article(session: Session, numbers: Sequence[int], now: datetime) -> None:
    first, text = numbers[0], "".join(map(SENTENCE.format, numbers))
    outlet = _add(
        session, Outlet(name=f"Outlet {first}", name_key=f"outlet {first}", kind=OutletKind.NEWS, created_at=now)
    )
    article = Article(
        outlet_id=outlet.id,
        text_key=f"bench-{first}",
        title=f"Bridges {first}",
        published_day=now.date(),
        published_known=True,
        first_seen_at=now,
        versions=1,
    )
    version = ArticleVersion(
        article_id=_add(session, article).id,
        number=1,
        text=text,
        sha256=f"{first:064x}",
        title=article.title,
        published_day=now.date(),
        language="en",
        fetched_at=now,
    )
    rows = list(_claims(_add(session, version), outlet.id, numbers))
    made = session.scalars(insert(Claim).returning(Claim.id), rows).all()
    session.execute(insert(cast(Table, Evidence.__table__)), [_evidence(claim_id, now) for claim_id in made])


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()  # what follows needs its id
    return row


def _claims(version: ArticleVersion, outlet_id: int, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    start = 0
    for position, number in enumerate(numbers):
        sentence = SENTENCE.format(number).strip()
        yield {
            "article_id": version.article_id,
            "version_id": version.id,
            "outlet_id": outlet_id,
            "published_day": version.published_day,
            "position": position,
            "spans": [[start, start + len(sentence)]],
            "quote": sentence,
            "statement": sentence,
            "kind": ClaimKind.FACTUAL,
            "voice": Voice.OWN,
            "language": "en",
            "check_worthiness": 0.5,
            "reasons": [["figure", 0.5]],
            "unresolved": [],
            "priority": number % 100 / 100,
            "lane": Lane.TARGETED,
            "stratum": Stratum.LOW,
            "state": ClaimState.READY,
            "created_at": version.fetched_at,
        }
        start += len(sentence) + 1


def _evidence(claim_id: int, now: datetime) -> dict[str, Any]:
    return {
        "claim_id": claim_id,
        "stance": Stance.REFUTES,
        "role": EvidenceRole.ORIGINAL_REPORTING,
        "publisher": "Land Register",
        "origin": "Land Register",
        "passage": "It cost more.",
        "added_at": now,
    }
