"""How far reviewers agree on claims that two judged without seeing each other."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel

from verify.api.visits import reading
from verify.core.agreement import Agreement, agreement_of, by_labels, by_month, verdict_errors
from verify.core.vocabulary import Verdict
from verify.deps import Routes, Visit
from verify.queries import agreement as queries

router = Routes(prefix="/agreement", tags=["agreement"])


class AlphaOut(BaseModel):
    """Krippendorff's alpha, null where nothing can be compared, over so many claims; `month` is null for all together."""

    month: str | None
    alpha: float | None
    claims: int

    @classmethod
    def of(cls, found: Agreement, month: str | None = None) -> "AlphaOut":
        """An alpha as the API says it."""
        return cls(month=month, alpha=found.alpha, claims=found.claims)


class LabelPairOut(BaseModel):
    """Claims that got no other verdicts than these two, and how many got both."""

    verdicts: tuple[Verdict, Verdict]
    alpha: float | None
    claims: int
    differ: int


class SaidBecameOut(BaseModel):
    """How often a reviewer, by pseudonym, said one verdict and the claim became another (null: not decided yet)."""

    pseudonym: str
    said: Verdict
    became: Verdict | None
    claims: int


class ErrorsOut(BaseModel):
    """How the desk's verdicts err, from so many claims that were judged twice."""

    sensitivity: float
    specificity: float
    corroborated: int
    disputed: int


class AgreementOut(BaseModel):
    """Agreement over all pairs, and over those that stand for all claims (`unselected`); `errors` null while little is known."""

    whole: AlphaOut
    unselected: AlphaOut
    months: Sequence[AlphaOut]
    labels: Sequence[LabelPairOut]
    said_became: Sequence[SaidBecameOut]
    errors: ErrorsOut | None


@router.get("")
def show(visit: Annotated[Visit, reading()]) -> AgreementOut:
    """Krippendorff's alpha of blind pairs by month and verdicts, what was said and became, and error rates."""
    counts = queries.pair_counts(visit.session)
    errors = verdict_errors(counts)
    return AgreementOut(
        whole=AlphaOut.of(agreement_of(counts)),
        unselected=AlphaOut.of(agreement_of(count for count in counts if count.is_unselected)),
        months=[AlphaOut.of(found, month) for month, found in by_month(counts)],
        labels=[LabelPairOut.model_validate(found, from_attributes=True) for found in by_labels(counts)],
        said_became=[
            SaidBecameOut.model_validate(line, from_attributes=True) for line in queries.said_became(visit.session)
        ],
        errors=ErrorsOut.model_validate(errors, from_attributes=True) if errors else None,
    )
