"""Articles with claims for tests of records, deciding them without the rules of reviewing, and a record worked out by hand."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.support.people import add_person
from verify.core.permissions import SYSTEM
from verify.core.reliability_rollup import Outcome
from verify.core.vocabulary import (
    ClaimKind,
    ClaimState,
    Lane,
    ReasonCode,
    Role,
    Said,
    Stratum,
    Verdict,
    Voice,
)
from verify.models import Article, ArticleVersion, Claim, Outlet, Review, User, VerdictEntry
from verify.queries.desks import current_policy
from verify.services import outlets, records

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED
OWN, RELAYED = Voice.OWN, Voice.RELAYED

_REASONS = {C: ReasonCode.PRIMARY_SOURCE, D: ReasonCode.CONTRADICTED, U: ReasonCode.NOTHING_FOUND}
_numbers = itertools.count(1)


def add_outlet(session: Session, name: str, now: datetime, *domains: str) -> Outlet:
    """An outlet of that name."""
    return outlets.add(session, actor=SYSTEM, details=outlets.OutletDetails(name), domains=domains, now=now)


def add_article(session: Session, outlet: Outlet, published: date, voices: Sequence[Voice] = (OWN,)) -> list[int]:
    """An article of one claim for each voice; returns the claims' ids."""
    number = next(_numbers)
    seen = datetime.combine(published, time(8), UTC)
    article = Article(
        outlet_id=outlet.id,
        canonical_url=f"https://outlet{outlet.id}.example/{number}",
        text_key=None,
        title=f"Article {number}",
        published_day=published,
        published_known=True,
        first_seen_at=seen,
        versions=1,
        added_by_id=None,
    )
    session.add(article)
    session.flush()
    words = " ".join(f"The bridge number {n} was closed." for n in range(len(voices)))
    version = ArticleVersion(
        article_id=article.id,
        number=1,
        text=words,
        sha256="0" * 64,
        title=article.title,
        byline=None,
        published_day=published,
        language="en",
        fetched_at=seen,
    )
    session.add(version)
    session.flush()
    claims = [_claim(article, version.id, position, voice) for position, voice in enumerate(voices)]
    session.add_all(claims)
    session.flush()
    return [claim.id for claim in claims]


def _claim(article: Article, version_id: int, position: int, voice: Voice) -> Claim:
    return Claim(
        article_id=article.id,
        version_id=version_id,
        outlet_id=article.outlet_id,
        published_day=article.published_day,
        position=position,
        spans=[[0, 10]],
        quote="The bridge",
        statement=f"Bridge {article.id}-{position} was closed.",
        kind=ClaimKind.FACTUAL,
        voice=voice,
        language="en",
        check_worthiness=0.5,
        reasons=[],
        unresolved=[],
        priority=0.5,
        duplicate_of_id=None,
        lane=Lane.TARGETED,
        stratum=Stratum.HIGH if position % 2 else Stratum.LOW,
        state=ClaimState.READY,
        created_at=article.first_seen_at,
    )


def decide(session: Session, claim_id: int, verdict: Verdict | None, now: datetime, said: Said | None = None) -> None:
    """Give the claim this outcome, or with None withdraw it, as a verdict does it: history, claim and record together."""
    claim = session.get_one(Claim, claim_id)
    old = Outcome(claim.verdict, claim.said) if claim.verdict and claim.state is not ClaimState.WITHDRAWN else None
    if verdict is None:
        claim.state = ClaimState.WITHDRAWN
    else:
        policy = current_policy(session)
        reviewer = session.scalar(select(User.id).order_by(User.id).limit(1))
        if reviewer is None:
            reviewer = add_person(session, Role.REVIEWER, now=now).user_id
        judged = {"verdict": verdict, "reason_code": _REASONS[verdict], "said": said, "policy_id": policy.id}
        review = Review(claim_id=claim_id, reviewer_id=reviewer, rationale="", searched="", created_at=now, **judged)
        session.add(review)
        session.flush()
        session.add(VerdictEntry(claim_id=claim_id, review_id=review.id, decided_at=now, **judged))
        claim.state, claim.verdict, claim.said, claim.decided_at = ClaimState.DECIDED, verdict, said, now
    session.flush()
    new = Outcome(verdict, said) if verdict else None
    records.move(session, claim_id=claim_id, old=old, new=new, now=now)


def add_record(
    session: Session, outlet: Outlet, verdicts: Sequence[Verdict], now: datetime, days_apart: int = 10
) -> list[int]:
    """One article of one own-voice claim for each verdict, the newest published today; returns the claims' ids."""
    claims = []
    for number, verdict in enumerate(verdicts):
        (claim,) = add_article(session, outlet, now.date() - timedelta(days=number * days_apart))
        decide(session, claim, verdict, now)
        claims.append(claim)
    return claims


@dataclass
class PlainRecord:
    """An outlet's own-voice record worked out from the verdict history alone, with the method's formulas written out anew."""

    corroborated: float = 0.0
    disputed: float = 0.0
    unverified: float = 0.0
    squares: float = 0.0
    counts: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    said: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    articles: int = 0


_LATEST = text(
    "SELECT c.id, c.outlet_id, c.article_id, c.published_day, c.voice, v.verdict, v.said,"
    " CASE WHEN c.voice = 'own' AND (SELECT t.name FROM text_owners t WHERE t.article_id = c.article_id"
    " ORDER BY t.id DESC LIMIT 1) IS NULL THEN 'own' ELSE 'relayed' END AS record"
    " FROM claims c JOIN verdicts v ON v.claim_id = c.id"
    " WHERE v.id = (SELECT max(w.id) FROM verdicts w WHERE w.claim_id = c.id"
    " AND w.id NOT IN (SELECT entry_id FROM undone_verdicts))"
    " AND c.state NOT IN ('withdrawn', 'parked')"
)


def work_out(session: Session, as_of: date) -> dict[int, PlainRecord]:
    """Every outlet's record on `as_of`, recomputed from the latest verdict of each claim without any code of the product."""
    found: dict[int, PlainRecord] = defaultdict(PlainRecord)
    own: dict[int, list[tuple[str, str]]] = defaultdict(list)  # article: (outlet, day), then its own-voice verdicts
    where: dict[int, tuple[int, date]] = {}
    latest = session.execute(_LATEST).all()
    again = _said_again(session, latest)
    for row in latest:
        if row.id in again:
            continue
        published = date.fromisoformat(str(row.published_day))
        where[row.article_id] = (row.outlet_id, published)
        found[row.outlet_id].counts[row.record, row.verdict] += 1
        if row.record == "own":
            own[row.article_id].append(("own", row.verdict))
        elif row.voice == "relayed" and row.said in ("confirmed", "wrong"):
            found[row.outlet_id].said[row.said] += 1
            own[row.article_id].append(("said", "corroborated" if row.said == "confirmed" else "disputed"))
    for article, verdicts in own.items():
        outlet_id, published = where[article]
        _add_article(found[outlet_id], [verdict for _, verdict in verdicts], (as_of - published).days)
    return found


_SAME = text("SELECT claim_id, other_id FROM matches WHERE state = 'confirmed' AND relation = 'same'")
_DISPUTES = text(
    "SELECT claim_id, decided_at FROM verdicts WHERE verdict = 'disputed'"
    " AND id NOT IN (SELECT entry_id FROM undone_verdicts)"
)


def _said_again(session: Session, latest: Sequence[Any]) -> set[int]:
    """The claims whose outlet had printed the same before, unless one of those was in dispute by then: claim by claim, anew."""
    cluster = {row.id: row.id for row in latest}
    edges = session.execute(_SAME).all()
    for one in {claim for edge in edges for claim in edge}:
        cluster.setdefault(one, one)
    for one, other in edges:
        old, new = cluster[other], cluster[one]
        cluster = {claim: new if head == old else head for claim, head in cluster.items()}
    disputes = [(row.claim_id, date.fromisoformat(str(row.decided_at)[:10])) for row in session.execute(_DISPUTES)]
    found = set()
    for row in latest:
        day = date.fromisoformat(str(row.published_day))
        earlier = {
            other.id
            for other in latest
            if (other.outlet_id, other.record, cluster[other.id]) == (row.outlet_id, row.record, cluster[row.id])
            and (date.fromisoformat(str(other.published_day)), other.id) < (day, row.id)
        }
        if earlier and not any(claim in earlier and since < day for claim, since in disputes):
            found.add(row.id)
    return found


def _add_article(record: PlainRecord, verdicts: list[str], age: int) -> None:
    decided = sum(verdict != "unverified" for verdict in verdicts)
    weight = 1 / (1 + 0.2 * max(decided - 1, 0))
    faded = 0.5 ** (age / 365)
    record.articles += decided > 0
    for verdict in verdicts:
        if verdict == "corroborated":
            record.corroborated += weight * faded
        elif verdict == "disputed":
            record.disputed += weight * faded
        else:
            record.unverified += weight * faded
        if verdict != "unverified":
            record.squares += weight * faded * faded


_STORED = text("SELECT * FROM record_totals")
_ROLLED = text("SELECT outlet_id, voice, verdict, sum(dn) AS dn FROM record_deltas GROUP BY outlet_id, voice, verdict")
_ROWS = text("SELECT outlet_id, pub_day, voice, verdict, dc FROM record_deltas")


def assert_records_equal_recomputation(session: Session, as_of: date) -> None:
    """Totals and roll-up of every outlet equal a recomputation: counts exactly, sums to 1e-9 (1 + sum)."""
    wanted = work_out(session, as_of)
    stored = {row.outlet_id: row for row in session.execute(_STORED)}
    assert set(wanted) <= set(stored)
    for outlet_id, row in stored.items():
        _assert_totals(row, wanted[outlet_id], as_of)
    _assert_rolled_up(session, wanted, as_of)
    assert records.check(session) == []


def _assert_totals(row: object, plain: PlainRecord, as_of: date) -> None:
    def stored(name: str) -> float:
        return float(getattr(row, name))

    said = {"corroborated": plain.said["confirmed"], "disputed": plain.said["wrong"], "unverified": 0}
    for verdict in ("corroborated", "disputed", "unverified"):
        assert stored(f"own_{verdict}") == plain.counts["own", verdict] + said[verdict]
        assert stored(f"relayed_{verdict}") == plain.counts["relayed", verdict]
    assert (stored("said_confirmed"), stored("said_wrong")) == (plain.said["confirmed"], plain.said["wrong"])
    assert stored("decided_articles") == plain.articles
    faded = 0.5 ** ((as_of - date(2020, 1, 1)).days / 365)
    for name in ("corroborated", "disputed", "unverified"):
        assert stored(f"{name}_sum") * faded == _close(getattr(plain, name))
    assert stored("square_sum") * faded**2 == _close(plain.squares)


def _assert_rolled_up(session: Session, wanted: dict[int, PlainRecord], as_of: date) -> None:
    sums: dict[tuple[int, str], float] = defaultdict(float)
    for row in session.execute(_ROWS):
        if row.voice == "own":
            age = (as_of - date.fromisoformat(str(row.pub_day))).days
            sums[row.outlet_id, row.verdict] += row.dc * 0.5 ** (age / 365)
    for row in session.execute(_ROLLED):
        plain = wanted[row.outlet_id]
        said = {"corroborated": plain.said["confirmed"], "disputed": plain.said["wrong"]}.get(row.verdict, 0)
        assert row.dn == plain.counts[row.voice, row.verdict] + (said if row.voice == "own" else 0)
    for outlet_id, plain in wanted.items():
        for name in ("corroborated", "disputed", "unverified"):
            assert sums[outlet_id, name] == _close(getattr(plain, name))


def _close(value: float) -> object:
    return pytest.approx(value, rel=0, abs=1e-9 * (1 + abs(value)))
