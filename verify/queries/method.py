"""The method as it runs on this desk: parameters, prior and its versions, the rules of reviewing, an example."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from verify.core.method_account import Example, Parameter, parameters, worked_example
from verify.core.policies import Rules, in_words
from verify.core.reliability import REL_1, Method, Prior
from verify.core.vocabulary import ReviewPolicy
from verify.queries.desks import current_policy
from verify.queries.priors import Adopted, adopted, current_prior


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that the method page tells. `versions` oldest first; `reviews_needed` and `origins_needed` are the policy's."""

    method: Method
    parameters: tuple[Parameter, ...]
    prior: Prior
    versions: Sequence[Adopted]
    policy_version: int
    reviews_needed: ReviewPolicy
    origins_needed: int
    second_share: float
    policy_words: Sequence[str]
    example: Example


def account(session: Session, *, on: date, method: Method = REL_1) -> Account:
    """The method on day `on`, the example worked out under the prior in force."""
    prior, policy = current_prior(session), current_policy(session)
    return Account(
        method=method,
        parameters=parameters(method),
        prior=prior,
        versions=adopted(session),
        policy_version=policy.id,
        reviews_needed=policy.reviews_needed,
        origins_needed=policy.origins_needed,
        second_share=policy.second_share,
        policy_words=in_words(Rules(policy.reviews_needed, policy.origins_needed, policy.second_share)),
        example=worked_example(on, prior, method),
    )
