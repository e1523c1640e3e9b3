"""How well the splitter does, counted by what people did to its claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.deps import Routes, Visit, attachment
from verify.queries import splitter
from verify.queries.splitter import LABELS, Example, Place, Quality
from verify.services.splitter import label_set
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/method/splitter")
NAMES = {
    "kept": "kept as it was",
    "reworded": "reworded",
    "attribution_corrected": "attribution corrected",
    "kind_corrected": "kind corrected",
    "split": "split",
    "merged": "merged",
    "withdrawn": "withdrawn",
    "mis_split": "parked as cut badly",
    "added": "added by hand",
}


@dataclass(frozen=True, slots=True)
class SplitterPage:
    """What `claims/splitter.html` shows; `names` are the labels in the order of the columns, `totals` those of all months."""

    rows: Sequence[Quality]
    totals: Mapping[str, int]
    may_download: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LabelPage:
    """What `claims/splitter_claims.html` shows; the address of the neighbours is None at an end."""

    name: str
    place: Place
    claims: Sequence[Example]
    newer_url: str | None
    older_url: str | None


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """Counts by month and language."""
    rows = splitter.quality(visit.session)
    page = SplitterPage(
        rows=rows,
        totals={"made": sum(row.made for row in rows)} | {x: sum(row.counts[x] for row in rows) for x in LABELS},
        may_download=visit.actor.can(Action.EXPORT),
        names=NAMES,
    )
    return render(request, "claims/splitter.html", page)


@router.get("/labels.jsonl")
def download_labels(visit: Annotated[Visit, reading(Action.EXPORT)]) -> Response:
    """Every labelled claim, one JSON object a line."""
    return attachment(label_set(visit.database), name="splitter-labels.jsonl", media_type="application/x-ndjson")


@router.get("/{label}")
def show_label(
    request: Request,
    label: str,
    visit: Annotated[Visit, reading()],
    month: str = "",
    language: str = "",
    cursor: str | None = None,
) -> Response:
    """The claims behind one of the counts."""
    place = Place(month, language)
    found = splitter.with_label(visit.session, label, place, cursor=cursor)
    here = f"/method/splitter/{label}?" + urlencode({"month": month, "language": language})
    neighbours = [f"{here}&cursor={at}" if at else None for at in (found.newer, found.older)]
    page = LabelPage(NAMES[label], place, found.rows, *neighbours)
    return render(request, "claims/splitter_claims.html", page)
