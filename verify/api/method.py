"""The method by API: the same values as on its page."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel

from verify.api.visits import reading_in_public
from verify.core.method_account import FORMULAS, LIMITS
from verify.core.reliability import Prior
from verify.core.vocabulary import ReviewPolicy, Verdict
from verify.deps import Routes, Visit
from verify.queries import method
from verify.queries.method import Account

router = Routes(prefix="/method", tags=["method"])


class ParametersOut(BaseModel):
    """The running parameters as numbers."""

    half_life_days: float
    drift: float
    article_correlation: float
    information_floor: float
    level: float
    odds_band: tuple[float, float]
    enough_weight: float
    enough_articles: int
    strong_from: float
    weak_to: float


class PriorOut(BaseModel):
    """A prior; version 0 is the installation default. `known` is the first day that records were read with it."""

    version: int
    mean: float
    strength: float
    v11: float
    v12: float
    v22: float
    data_date: date | None
    outlets: int
    known: date | None = None

    @classmethod
    def of(cls, prior: Prior, known: date | None = None) -> "PriorOut":
        """A prior as the API says it."""
        return cls(
            version=prior.version,
            mean=prior.mean,
            strength=prior.strength,
            v11=prior.v11,
            v12=prior.v12,
            v22=prior.v22,
            data_date=prior.data_date,
            outlets=prior.outlets,
            known=known,
        )


class ExampleClaimOut(BaseModel):
    """A claim of the worked example; `part` and `without` are null for an unverified one."""

    published: date
    verdict: Verdict
    decay: float
    part: float | None
    without: float | None


class ExampleOut(BaseModel):
    """The worked example under the prior in force."""

    as_of: date
    claims: list[ExampleClaimOut]
    corroborated: float
    disputed: float
    unverified: float
    weight: float
    mean: float
    low: float
    high: float
    own_share: float
    sufficient: bool


class PolicyOut(BaseModel):
    """The rules that new verdicts are decided under."""

    version: int
    reviews_needed: ReviewPolicy
    origins_needed: int
    second_share: float


class MethodOut(BaseModel):
    """The method as it runs."""

    name: str
    identity: str
    parameters: ParametersOut
    prior: PriorOut
    priors: list[PriorOut]
    policy: PolicyOut
    formulas: dict[str, str]
    limits: list[str]
    example: ExampleOut

    @classmethod
    def of(cls, found: Account) -> "MethodOut":
        """The account as the API says it."""
        known = next((a.known for a in found.versions if a.prior == found.prior), None)
        return cls(
            name=found.method.name,
            identity=found.method.identity,
            parameters=_parameters(found),
            prior=PriorOut.of(found.prior, known),
            priors=[PriorOut.of(version.prior, version.known) for version in found.versions],
            policy=PolicyOut(
                version=found.policy_version,
                reviews_needed=found.reviews_needed,
                origins_needed=found.origins_needed,
                second_share=found.second_share,
            ),
            formulas=dict(FORMULAS),
            limits=list(LIMITS),
            example=_example(found),
        )


def _parameters(found: Account) -> ParametersOut:
    method = found.method
    return ParametersOut(
        half_life_days=method.half_life,
        drift=method.drift,
        article_correlation=method.article_correlation,
        information_floor=method.information_floor,
        level=method.level,
        odds_band=method.odds_band,
        enough_weight=method.enough_weight,
        enough_articles=method.enough_articles,
        strong_from=method.strong_from,
        weak_to=method.weak_to,
    )


def _example(found: Account) -> ExampleOut:
    reading = found.example.reading
    claims = [
        ExampleClaimOut(published=c.published, verdict=c.verdict, decay=c.decay, part=c.part, without=c.without)
        for c in found.example.claims
    ]
    return ExampleOut(
        as_of=reading.as_of,
        claims=claims,
        corroborated=reading.sums.corroborated,
        disputed=reading.sums.disputed,
        unverified=reading.sums.unverified,
        weight=reading.record.weight,
        mean=reading.record.mean,
        low=reading.record.low,
        high=reading.record.high,
        own_share=reading.record.own_share,
        sufficient=reading.sufficient,
    )


@router.get("")
def show(visit: Annotated[Visit, reading_in_public()]) -> MethodOut:
    """How records are made: parameters, prior and its versions, policy, formulas, limits, a worked example."""
    return MethodOut.of(method.account(visit.session, on=visit.now.date()))
