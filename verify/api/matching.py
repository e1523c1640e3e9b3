"""Matching: the desk's claims that are nearest to a text, and how two statements stand to each other."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading
from verify.core.claim_edits import LONGEST_STATEMENT
from verify.core.matching.differences import Difference, DifferenceKind
from verify.core.matching.readings import read
from verify.core.matching.relations import Related, Relation, relate
from verify.deps import Routes, Visit
from verify.queries import candidates

router = Routes(tags=["matching"])


class StatementIn(Sent):
    """A statement; `day`, on which it was published, completes "Feb. 12" and "on Thursday"."""

    text: str = Field(min_length=1, max_length=LONGEST_STATEMENT)
    day: date | None = None

    def related_to(self, other: "StatementIn") -> Related:
        """How it stands to another one."""
        return relate(read(self.text, self.day), read(other.text, other.day))


class MatchIn(StatementIn):
    """What to find claims for, how many, and how long it may take."""

    top: int = Field(10, ge=1, le=50)
    milliseconds: int = Field(
        50, ge=1, le=1_000, description="The budget; the rarest words are looked for in any case."
    )


class PairIn(Sent):
    """Two statements."""

    a: StatementIn
    b: StatementIn


class DifferenceOut(BaseModel):
    """One thing that differs: `[start, end)` in code points of either statement, null where the other alone has it."""

    kind: DifferenceKind
    a: tuple[int, int] | None
    b: tuple[int, int] | None

    @classmethod
    def told(cls, found: Sequence[Difference]) -> Sequence[Self]:
        """The differences as the API tells them."""
        return [cls(kind=one.kind, a=one.in_a, b=one.in_b) for one in found]


class PairOut(BaseModel):
    """A relation with its score (0 to 1; of `same` and `conflict` the chance that it holds) and all that differs."""

    relation: Relation
    score: float
    differences: Sequence[DifferenceOut]


class CandidateOut(PairOut):
    """A claim of the desk beside the text, which is `a`. `shared` (0 to 1) tells how much of the text's words it holds."""

    claim_id: int
    shared: float
    statement: str
    published: date
    outlet_id: int


class MatchesOut(BaseModel):
    """The nearest claims, those that share most first."""

    candidates: Sequence[CandidateOut]


@router.post("/match")
def match(visit: Annotated[Visit, reading()], asked: MatchIn) -> MatchesOut:
    """The desk's claims that are nearest to a text, each with its relation to it."""
    budget = candidates.Budget(candidates.MOST_PLACES, asked.milliseconds / 1000)
    found = candidates.related(visit.session, asked.text, on=asked.day, budget=budget, limit=asked.top)
    return MatchesOut(candidates=[_candidate(one) for one in found])


@router.post("/pairs")
def pair(_visit: Annotated[Visit, reading()], asked: PairIn) -> PairOut:
    """How two statements stand to each other, and what differs."""
    found = asked.a.related_to(asked.b)
    return PairOut(relation=found.relation, score=found.score, differences=DifferenceOut.told(found.differences))


def _candidate(one: candidates.RelatedClaim) -> CandidateOut:
    return CandidateOut(
        relation=one.related.relation,
        score=one.related.score,
        differences=DifferenceOut.told(one.related.differences),
        claim_id=one.id,
        shared=one.score,
        statement=one.statement,
        published=one.published,
        outlet_id=one.outlet_id,
    )
