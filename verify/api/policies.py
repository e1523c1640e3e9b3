"""The rules of reviewing: the versions there were, and choosing others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.policies import SECOND_SHARE, Rules, in_words
from verify.core.vocabulary import ReviewPolicy
from verify.deps import Routes, RowNumber, Visit
from verify.queries import policies as queries
from verify.queries.policies import PolicyVersion
from verify.services import policies

router = Routes(prefix="/policies", tags=["policies"])


class RulesIn(Sent):
    """Rules to put in force. `seen` is the version in force that they are to follow; 409 where it is no more."""

    reviews_needed: ReviewPolicy
    origins_needed: int = 2
    second_share: float = Field(SECOND_SHARE, description="How many of all claims are drawn for a second review, 0–1.")
    seen: RowNumber


class PolicyVersionOut(BaseModel):
    """One version; `by` is null where the desk itself took it, `words` say what it means."""

    id: int
    reviews_needed: ReviewPolicy
    origins_needed: int
    second_share: float
    is_default: bool
    adopted_at: datetime
    by: str | None
    words: Sequence[str]

    @classmethod
    def of(cls, found: PolicyVersion) -> "PolicyVersionOut":
        """A version as the API says it."""
        return cls(
            id=found.id,
            reviews_needed=found.rules.reviews_needed,
            origins_needed=found.rules.origins_needed,
            second_share=found.rules.second_share,
            is_default=found.is_default,
            adopted_at=found.adopted_at,
            by=found.by,
            words=in_words(found.rules),
        )


@router.get("")
def list_versions(visit: Annotated[Visit, reading()]) -> list[PolicyVersionOut]:
    """Every version of the rules of reviewing, the one in force first."""
    return [PolicyVersionOut.of(version) for version in queries.versions(visit.session)]


@router.post("", status_code=201)
def adopt(visit: Annotated[Visit, writing(Action.SET_POLICY)], asked: RulesIn) -> PolicyVersionOut:
    """Put other rules in force for every verdict from now on."""
    rules = Rules(asked.reviews_needed, asked.origins_needed, asked.second_share)
    policy = policies.adopt(visit.session, actor=visit.actor, rules=rules, seen=asked.seen, now=visit.now)
    return PolicyVersionOut.of(queries.version(visit.session, policy.id))
