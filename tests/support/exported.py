"""A small desk with something of everything that an export can hold, decided through the desk's own services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, ReasonCode, Role, Said, Stance, Verdict
from verify.models import Claim, Desk, Evidence, Outlet, OutletDomain, Snapshot, Token, User
from verify.services import evidence, reviews, searches
from verify.services.accounts import secret_hash
from verify.services.searches import SearchDraft

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
KEY = "0a1b2c3d"
TOKEN = "vfy_exports"


@dataclass(frozen=True)
class Filled:
    """The desk's claims by what they are, and its reviewer."""

    reviewer: Actor
    corroborated: int
    disputed: int
    misleading: int
    unverified: int
    pending: int
    prediction: int

    @property
    def decided(self) -> list[int]:
        """Ids of the claims with a verdict, in order."""
        return sorted((self.corroborated, self.disputed, self.misleading, self.unverified))


def fill(session: Session) -> Filled:
    """Fill an empty desk: two outlets, three articles, six claims, five pieces of evidence, a verdict that was revised."""
    reviewer = add_person(session, Role.REVIEWER, now=NOW, name="Nora Quill")
    ledger = add_article(
        session,
        ["The bridge at Tarn cost €4.2 million 😀.", "“It opened in March”, the harbour said.", "It will close."],
    )
    courier = add_article(
        session,
        ["=SUM(A1:A9) is what the tax grew by.", "The mayor, who left, did not resign."],
        outlet="@Courier",
        published=date(2026, 11, 2),
    )
    relayed = add_article(session, ["The ministry counted 12 boats."], speaker="Ministry of Ports", outlet="@Courier")
    session.get_one(Desk, 1).desk_key = KEY
    session.add(OutletDomain(domain="ledger.example", outlet_id=ledger.outlet_id))
    session.get_one(Outlet, courier.outlet_id).ownership_group = "+Group"
    session.get_one(Claim, ledger.claim_ids[2]).kind = ClaimKind.PREDICTION
    split = session.get_one(Claim, courier.claim_ids[1])
    start = split.spans[0][0]
    split.spans = [[start, start + 9], [start + 21, split.spans[0][1]]]
    split.quote = "The mayor … did not resign."
    session.flush()
    filled = Filled(
        reviewer,
        corroborated=ledger.claim_ids[0],
        disputed=relayed.claim_ids[0],
        misleading=courier.claim_ids[0],
        unverified=courier.claim_ids[1],
        pending=ledger.claim_ids[1],
        prediction=ledger.claim_ids[2],
    )
    _attach(session, filled)
    _decide(session, filled)
    user = session.get_one(User, reviewer.user_id)
    session.add(
        Token(
            user_id=user.id,
            name="t",
            token_hash=secret_hash(TOKEN),
            scopes=["export"],
            created_at=NOW,
            revoked_at=None,
        )
    )
    session.flush()
    return filled


def _attach(session: Session, filled: Filled) -> None:
    first = add_evidence(session, filled.corroborated, passage="-1 Mio\r\nwas added")
    add_evidence(session, filled.corroborated, origin="Valley News", url="https://valley.example/b", capture=False)
    gone = add_evidence(session, filled.corroborated, origin="Rumour")
    evidence.remove(session, actor=filled.reviewer, evidence_id=gone, now=NOW)
    add_evidence(session, filled.disputed, stance=Stance.REFUTES, published_day=date(2026, 11, 9))
    add_evidence(session, filled.misleading, stance=Stance.REFUTES, origin="=cmd|' /C calc'!A0")
    snapshot = Snapshot(
        sha256="ab" * 32,
        media_type="text/html",
        body=b"",
        size=77,
        text="Bridge",
        title="Bridge",
        published_day=date(2026, 11, 3),
    )
    session.add(snapshot)
    session.flush()
    item = session.get_one(Evidence, first)
    item.snapshot_id, item.retrieved_at = snapshot.id, NOW
    item.archived_url = "https://archive.example/bridge"
    session.flush()
    looked = SearchDraft("bridge deed", "Land register", date(2026, 11, 20))
    searches.add(session, actor=filled.reviewer, claim_id=filled.unverified, draft=looked, now=NOW)
    back = searches.add(session, actor=filled.reviewer, claim_id=filled.unverified, draft=looked, now=NOW)
    searches.withdraw(session, actor=filled.reviewer, search_id=back, now=NOW)


def _decide(session: Session, filled: Filled) -> None:
    steps = [
        (filled.corroborated, Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, None),
        (filled.disputed, Verdict.UNVERIFIED, ReasonCode.NOTHING_FOUND, Said.NOT_CHECKED),
        (filled.misleading, Verdict.DISPUTED, ReasonCode.MISLEADING_CONTEXT, None),
        (filled.unverified, Verdict.UNVERIFIED, ReasonCode.TOO_EARLY, None),
    ]
    for claim_id, verdict, reason, said in steps:
        _judge(session, filled, claim_id, Judgement(verdict, reason, "=Because", said, "The register"), None)
    revised = Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The count was 9.", Said.CONFIRMED)
    _judge(session, filled, filled.disputed, revised, 2)


def _judge(session: Session, filled: Filled, claim_id: int, judgement: Judgement, row_version: int | None) -> None:
    now = NOW + timedelta(days=row_version or 0)
    reviews.decide(
        session, actor=filled.reviewer, claim_id=claim_id, judgement=judgement, row_version=row_version, now=now
    )
