"""Check-worthiness by API: the same values as on its page."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from verify.api.visits import reading_in_public
from verify.core.checkworthiness_account import account
from verify.deps import Routes, Visit

router = Routes(prefix="/method/check-worthiness", tags=["method"])


class _Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PartOut(_Told):
    """One reason: its weight where it counts once, what it means, and an example with what it adds there."""

    name: str
    weight: float
    meaning: str
    example: str
    there: float | None


class MeasuredOut(_Told):
    """What a benchmark printed: F1, and F1 of saying yes to everything."""

    set: str
    how: str
    f1: float
    all_yes: float


class ReasonOut(_Told):
    """A named part of one statement's check-worthiness."""

    name: str
    weight: float


class WorkedExampleOut(_Told):
    """A statement with its check-worthiness and the parts that sum to it before it is clamped to 0–1."""

    statement: str
    worth: float
    parts: list[ReasonOut]


class CheckworthinessOut(_Told):
    """Check-worthiness as it runs."""

    base: float
    fitted_on: str
    wording: list[PartOut] = Field(description="Fitted weights, heaviest first.")
    fixed: list[PartOut] = Field(description="Weights set by hand.")
    measured: list[MeasuredOut]
    caveats: list[str]
    example: WorkedExampleOut


@router.get("")
def show(visit: Annotated[Visit, reading_in_public()]) -> CheckworthinessOut:
    """What makes a claim worth checking: every reason with its weight, meaning and example; what was measured."""
    return CheckworthinessOut.model_validate(account())
