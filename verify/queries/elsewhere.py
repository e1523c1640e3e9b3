"""Claims of other outlets that may be about the same thing: how each stands to a claim, and what differs marked in both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from verify.core.matching.differences import Difference, DifferenceKind
from verify.core.matching.readings import Reading, read
from verify.core.matching.relations import Relation, relate
from verify.queries import claims, search
from verify.queries.claims import ClaimLine
from verify.queries.reviews import ClaimDetail

LEAST_SHARED = 2
MOST_RELATED = 15
"""How many candidates are compared, those that share most rare words: 15 take about 15 ms the first time, half that again."""
MOST_SHOWN = 6
_ORDER = (Relation.CONFLICT, Relation.SAME, Relation.OVERLAP, Relation.NONE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a statement; `differs` says what the other statement has otherwise, None where it is of no matter."""

    text: str
    differs: DifferenceKind | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A claim of another outlet, how it stands to this one, and both statements with what differs marked."""

    claim: ClaimLine
    shared: tuple[str, ...]
    relation: Relation
    score: float
    here: tuple[Stretch, ...]
    there: tuple[Stretch, ...]

    @property
    def is_marked_here(self) -> bool:
        """Whether this claim's own statement has something that differs."""
        return any(stretch.differs for stretch in self.here)

    @property
    def differing(self) -> tuple[str, ...]:
        """What differs, in words, each once."""
        kinds = [stretch.differs for stretch in (*self.here, *self.there) if stretch.differs]
        return tuple(dict.fromkeys(kind.value for kind in kinds))


def sharing_words(session: Session, claim: ClaimDetail, *, now: datetime) -> Sequence[Alike]:
    """Claims of other outlets that share rare words with this one: conflicts first, then the same, then the others."""
    found = search.sharing_words(session, claim.statement, but=search.CLAIMS.c.outlet_id == claim.outlet_id)
    named = claims.lines(session, found.ids, now=now)
    rows = [named[claim_id] for claim_id in found.ids if claim_id in named]
    sharing = [(row, _shared(found.words, row)) for row in rows]
    close = [(row, shared) for row, shared in sharing if len(shared) >= LEAST_SHARED]
    close.sort(key=lambda candidate: -len(candidate[1]))
    alike = [_related(claim, row, shared) for row, shared in close[:MOST_RELATED]]
    alike.sort(key=_place)
    return alike[:MOST_SHOWN]


def _place(one: Alike) -> tuple[int, bool, int, float]:
    """Related claims first; among equals those that were decided, then those that share more."""
    return _ORDER.index(one.relation), one.claim.verdict is None, -len(one.shared), -one.score


def _related(claim: ClaimDetail, row: ClaimLine, shared: tuple[str, ...]) -> Alike:
    related = relate(_read(claim.statement, claim.published), _read(row.statement, row.published))
    # Where nothing relates them, everything differs: marks would say nothing.
    differing = () if related.relation is Relation.NONE else related.differences
    here, there = (_stretches(text, differing, side) for side, text in enumerate((claim.statement, row.statement)))
    return Alike(row, shared, related.relation, related.score, here, there)


@lru_cache(maxsize=4096)
def _read(statement: str, published: date) -> Reading:
    return read(statement, published)


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


def _shared(words: Sequence[str], row: ClaimLine) -> tuple[str, ...]:
    held = set(search.words_of(f"{row.statement} {row.quote}"))
    return tuple(word for word in words if word in held)
