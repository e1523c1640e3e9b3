"""Claims of other outlets that may be about the same thing: so far no more than claims that share rare words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verify.queries import claims, search
from verify.queries.claims import ClaimLine
from verify.queries.reviews import ClaimDetail

LEAST_SHARED = 2
MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Alike:
    """A claim of another outlet, with the rare words that it shares."""

    claim: ClaimLine
    shared: tuple[str, ...]


def sharing_words(session: Session, claim: ClaimDetail, *, now: datetime) -> Sequence[Alike]:
    """Claims of other outlets that share at least two of the claim's rarest words, decided ones first."""
    found = search.sharing_words(session, claim.statement, outlet_id=claim.outlet_id)
    named = claims.lines(session, found.ids, now=now)
    rows = [named[claim_id] for claim_id in found.ids if claim_id in named]
    alike = [Alike(row, _shared(found.words, row)) for row in rows]
    close = [candidate for candidate in alike if len(candidate.shared) >= LEAST_SHARED]
    close.sort(key=lambda candidate: (candidate.claim.verdict is None, -len(candidate.shared)))
    return close[:MOST_SHOWN]


def _shared(words: Sequence[str], row: ClaimLine) -> tuple[str, ...]:
    held = set(search.words_of(f"{row.statement} {row.quote}"))
    return tuple(word for word in words if word in held)
