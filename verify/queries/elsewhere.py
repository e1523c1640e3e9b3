"""Where else a claim is said, and where otherwise: how each claim stands to this one, what differs marked in both, whose it is.

What the desk has found and people have made of it is read from the matches. Of an article that was not looked at yet, the claim's
nearest candidates are compared on the spot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from verify.core.matching.differences import Difference, DifferenceKind
from verify.core.matching.relations import Related, Relation, relate
from verify.core.vocabulary import ClaimKind, ClaimState, MatchState, Stance
from verify.models import Article, Match, MatchLook, User
from verify.queries import candidates, claims, clusters, fact_checks
from verify.queries.blindness import TWO_PEOPLE
from verify.queries.candidates import CLAIMS, Budget
from verify.queries.claims import ClaimLine
from verify.queries.evidence import EvidenceLine
from verify.queries.fact_checks import CheckedElsewhere
from verify.queries.matches import LEFT_OUT, is_worth_keeping, reading_of
from verify.queries.retracted import article_retracted
from verify.queries.reviews import ClaimDetail
from verify.queries.shared_origins import shared

ARTICLES = cast(Table, Article.__table__)
MOST_RELATED = 15
"""How many candidates are compared while the desk has not looked: 15 take about 15 ms the first time, half that again."""
_AT_ONCE = Budget(places=10_000)
"""Places alone: a page that counted seconds would look different each time it is read."""
MOST_SHOWN = 6
MOST_KEPT = 24
_ORDER = (Relation.CONFLICT, Relation.SAME, Relation.OVERLAP)
STANCE_OF = {Relation.SAME: Stance.SUPPORTS, Relation.CONFLICT: Stance.REFUTES}
"""How what a claim says bears on the one that it matches; what only touches it is context."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a statement; `differs` says what the other statement has otherwise, None where it is of no matter."""

    text: str
    differs: DifferenceKind | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A claim elsewhere, how it stands to this one, and both statements with what differs marked.

    `state` is None where nothing is kept of it yet; `origin` what both articles have in common, empty where they are independent;
    `attached` the stance with which its passage is on this claim; `may_decide` whether the two may be confirmed or rejected now;
    `is_linked`: it is in the claim's cluster through other claims, and there is no match of the two. `is_retracted`: its article
    was, so that it carries no verdict.
    """

    claim: ClaimLine
    relation: Relation
    score: float
    here: tuple[Stretch, ...]
    there: tuple[Stretch, ...]
    state: MatchState | None = None
    decided_by: str | None = None
    note: str = ""
    same_outlet: bool = False
    origin: str = ""
    attached: Stance | None = None
    may_decide: bool = True
    is_linked: bool = False
    is_retracted: bool = False

    @property
    def is_marked_here(self) -> bool:
        """Whether this claim's own statement has something that differs."""
        return any(stretch.differs for stretch in self.here)

    @property
    def differing(self) -> tuple[str, ...]:
        """What differs, in words, each once."""
        kinds = [stretch.differs for stretch in (*self.here, *self.there) if stretch.differs]
        return tuple(dict.fromkeys(kind.value for kind in kinds))

    @property
    def stance(self) -> Stance:
        """The stance that its passage is attached with."""
        return STANCE_OF.get(self.relation, Stance.CONTEXT)


@dataclass(frozen=True, slots=True)
class Checked:
    """A fact-check of somebody else, with what differs marked in its claim and in this one."""

    check: CheckedElsewhere
    here: tuple[Stretch, ...]
    there: tuple[Stretch, ...]

    @property
    def is_marked_here(self) -> bool:
        """Whether this claim's own statement has something that differs."""
        return any(stretch.differs for stretch in self.here)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The claims elsewhere, those that people rejected apart; `first`: who said it first, where it is said elsewhere at all.

    `waits`: the desk is about to look; `looked_at` None: it has not looked yet.
    """

    rows: Sequence[Alike]
    rejected: Sequence[Alike]
    first: Sequence[tuple[str, date]]
    looked_at: datetime | None
    waits: bool
    checks: Sequence[Checked] = ()

    @property
    def is_clustered(self) -> bool:
        """Whether people have confirmed that another claim says the same."""
        return any(row.relation is Relation.SAME and row.state is MatchState.CONFIRMED for row in self.rows)

    def number(self, relation: str) -> int:
        """How many claims stand in a relation."""
        return sum(1 for row in self.rows if row.relation == relation)


def of_claim(
    session: Session,
    claim: ClaimDetail,
    items: Sequence[EvidenceLine],
    *,
    reader_id: int | None,
    judges: bool = False,
    now: datetime,
) -> Elsewhere:
    """What the claim page shows; `items` is the evidence on the claim that the reader sees, `judges` whether they review."""
    look = session.execute(select(MatchLook).where(MatchLook.article_id == claim.article_id)).scalar_one_or_none()
    looked_at = look.looked_at if look else None
    found = _kept(session, claim, now)
    if looked_at is None:
        known = {row.claim.id for row in found}
        found += [row for row in nearest(session, claim, now=now) if row.claim.id not in known]
    found = _told(session, claim, found, items, reader_id)
    found = _decidable(session, claim, found) if judges else found
    standing = [row for row in found if row.state is not MatchState.REJECTED]
    rejected = [row for row in found if row.state is MatchState.REJECTED]
    checks = [_checked(claim, one) for one in fact_checks.near(session, claim.statement, claim.published)]
    return Elsewhere(standing, rejected, _first(claim, standing), looked_at, bool(look and look.asked_at), checks)


def _checked(claim: ClaimDetail, one: CheckedElsewhere) -> Checked:
    return Checked(
        one, *(_stretches(text, one.differences, side) for side, text in enumerate((claim.statement, one.claim)))
    )


def _kept(session: Session, claim: ClaimDetail, now: datetime) -> list[Alike]:
    rows = session.execute(
        select(Match, User.name.label("by"))
        .outerjoin(User, User.id == Match.decided_by_id)
        .where(or_(Match.claim_id == claim.id, Match.other_id == claim.id))
        .order_by(Match.score.desc(), Match.id)
        .limit(MOST_KEPT)
    ).all()
    others = {row.Match.other_id if row.Match.claim_id == claim.id else row.Match.claim_id: row for row in rows}
    linked = [number for number in clusters.beside(session, claim.id) if number not in others]
    named = claims.lines(session, [*others, *linked], now=now)
    found = [_compared(claim, named[number], row) for number, row in others.items() if _is_there(named.get(number))]
    found += [_linked(claim, named[number]) for number in linked if _is_there(named.get(number))]
    return sorted(found, key=_place)


def _linked(claim: ClaimDetail, line: ClaimLine) -> Alike:
    here, there = (Stretch(claim.statement),), (Stretch(line.statement),)
    return Alike(line, Relation.SAME, 1.0, here, there, MatchState.CONFIRMED, may_decide=False, is_linked=True)


def _is_there(line: ClaimLine | None) -> bool:
    return line is not None and line.state is not ClaimState.WITHDRAWN


def _compared(claim: ClaimDetail, line: ClaimLine, row: Any) -> Alike:
    match = row.Match
    related = relate(reading_of(claim.statement, claim.published), reading_of(line.statement, line.published))
    relation = Relation(match.relation.value)
    return Alike(line, relation, match.score, *_marked(claim, line, related), match.state, row.by, match.note)


def _told(
    session: Session,
    claim: ClaimDetail,
    found: Sequence[Alike],
    items: Sequence[EvidenceLine],
    reader_id: int | None,
) -> list[Alike]:
    """The rows with whose they are, what of them is attached, and what was retracted."""
    articles = {row.claim.article_id for row in found} - {claim.article_id}
    if not articles:
        return list(found)
    origin = shared(session, claim.id, claim.article_id, articles, reader_id=reader_id)
    gone = set(
        session.scalars(select(ARTICLES.c.id).where(ARTICLES.c.id.in_(articles), article_retracted(ARTICLES.c.id)))
    )
    return [
        replace(
            row,
            same_outlet=row.claim.outlet_id == claim.outlet_id,
            origin=origin.get(row.claim.article_id, ""),
            attached=_attached(items, row.claim),
            is_retracted=row.claim.article_id in gone,
        )
        for row in found
    ]


def _attached(items: Sequence[EvidenceLine], there: ClaimLine) -> Stance | None:
    """The stance with which somebody attached a passage of its article that holds what the claim says."""
    of_article = [item for item in items if item.article_id == there.article_id and item.removed_at is None]
    return next((item.stance for item in of_article if there.quote in item.passage), None)


def _decidable(session: Session, claim: ClaimDetail, found: Sequence[Alike]) -> list[Alike]:
    """The rows as whoever reviews may decide them: none of a claim that two people are to judge apart."""
    if not found or not session.scalar(select(TWO_PEOPLE)):
        return list(found)
    if _is_open(claim.verdict, claim.state):
        return [replace(row, may_decide=False) for row in found]
    return [replace(row, may_decide=False) if _is_open(row.claim.verdict, row.claim.state) else row for row in found]


def _is_open(verdict: Any, state: ClaimState) -> bool:
    return verdict is None and state is not ClaimState.ADJUDICATION


def _first(claim: ClaimDetail, rows: Sequence[Alike]) -> Sequence[tuple[str, date]]:
    """The outlets that said it first, and when; nobody where only one says it."""
    same = [(row.claim.outlet_name, row.claim.published) for row in rows if row.relation is Relation.SAME]
    if not same:
        return ()
    said = [(claim.outlet_name, claim.published), *same]
    day = min(published for _, published in said)
    return tuple(dict.fromkeys(one for one in said if one[1] == day))


def nearest(session: Session, claim: ClaimDetail, *, now: datetime) -> Sequence[Alike]:
    """The claims of other articles that are nearest by their words, where they say something to this one: conflicts first."""
    if claim.kind is ClaimKind.OPINION:
        return ()
    but = or_(CLAIMS.c.article_id == claim.article_id, LEFT_OUT)
    found = candidates.near(session, claim.statement, budget=_AT_ONCE, but=but, limit=MOST_RELATED).candidates
    named = claims.lines(session, [one.id for one in found], now=now)
    alike = [one for row in named.values() if (one := _related(claim, row)) is not None]
    return sorted(alike, key=_place)[:MOST_SHOWN]


def _place(one: Alike) -> tuple[int, bool, float, int]:
    """Conflicts first, then the same, then the others; among equals those that were decided, then the surest."""
    return _ORDER.index(one.relation), one.claim.verdict is None, -one.score, one.claim.id


def _related(claim: ClaimDetail, row: ClaimLine) -> Alike | None:
    related = relate(reading_of(claim.statement, claim.published), reading_of(row.statement, row.published))
    if not is_worth_keeping(related):
        return None
    return Alike(row, related.relation, related.score, *_marked(claim, row, related))


def _marked(claim: ClaimDetail, row: ClaimLine, related: Related) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Both statements cut where something differs, the claim's own first."""
    return _stretches(claim.statement, related.differences, 0), _stretches(row.statement, related.differences, 1)


def _stretches(text: str, differences: Sequence[Difference], side: int) -> tuple[Stretch, ...]:
    """The statement cut where something differs."""
    spans = [(span, one.kind) for one in differences if (span := (one.in_a, one.in_b)[side]) is not None]
    out: list[Stretch] = []
    at = 0
    for (start, end), kind in sorted(spans):
        if start < at:
            continue
        out += [Stretch(text[at:start])] if start > at else []
        out.append(Stretch(text[start:end], kind))
        at = end
    return (*out, Stretch(text[at:])) if at < len(text) else tuple(out)
