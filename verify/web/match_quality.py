"""How well matches are found, counted by what people said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.core.vocabulary import MatchRelation
from verify.deps import Routes, Visit, attachment
from verify.queries import match_labels
from verify.queries.match_labels import Band
from verify.services.match_labels import label_set
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/method/matches")
NAMES = {
    MatchRelation.SAME: "says the same",
    MatchRelation.CONFLICT: "conflicts",
    MatchRelation.OVERLAP: "touches",
}


@dataclass(frozen=True, slots=True)
class QualityPage:
    """What `matches/quality.html` shows."""

    bands: Sequence[Band]
    may_download: bool
    names: Mapping[MatchRelation, str]


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """Suggestions that people decided, by relation and score."""
    page = QualityPage(match_labels.quality(visit.session), visit.actor.can(Action.EXPORT), NAMES)
    return render(request, "matches/quality.html", page)


@router.get("/labels.jsonl")
def download_labels(visit: Annotated[Visit, reading(Action.EXPORT)]) -> Response:
    """Every decided match, one JSON object a line."""
    return attachment(label_set(visit.database), name="match-labels.jsonl", media_type="application/x-ndjson")
