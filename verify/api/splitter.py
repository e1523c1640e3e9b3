"""How well the splitter does, and the labelled claims to improve it with."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from verify.api.visits import reading
from verify.core.permissions import Action
from verify.deps import Routes, Visit, attachment
from verify.queries import splitter
from verify.services.splitter import label_set

router = Routes(prefix="/splitter", tags=["method"])


class QualityOut(BaseModel):
    """One month and language. A claim with several labels is counted under each of them."""

    month: str = Field(description="When the claims were made, `2026-11`.")
    language: str
    made: int = Field(description="Claims that the splitter made.")
    counts: Mapping[str, int] = Field(description="How many of them have each label; `added` are claims it had missed.")


@router.get("/quality")
def quality(visit: Annotated[Visit, reading()]) -> list[QualityOut]:
    """What people left as it was and what they mended, the newest month first."""
    return [QualityOut.model_validate(row, from_attributes=True) for row in splitter.quality(visit.session)]


@router.get("/labels", response_class=Response, responses={200: {"content": {"application/x-ndjson": {}}}})
def labels(visit: Annotated[Visit, reading(Action.EXPORT)]) -> Response:
    """Every labelled claim, one JSON object a line: what the splitter made of a passage and what people made of that."""
    return attachment(label_set(visit.database), name="splitter-labels.jsonl", media_type="application/x-ndjson")
