"""Verified claim sets for programs: streamed, in the formats of the exports page."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.claimreview import Profile
from verify.core.claims import Standing
from verify.core.exports import ClaimSet
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimKind, ClaimState, ExportFormat, Said, Verdict, Voice
from verify.deps import Routes, Visit, attachment
from verify.queries import desks, exports
from verify.services import exports as services

router = Routes(tags=["exports"])


class Asked(Sent):
    """Which claims. Without a state: decided claims."""

    state: ClaimState | Standing | str = Field(ClaimState.DECIDED, description="A state, `pending`, or `any`.")
    outlet: str = ""
    kind: ClaimKind | str = ""
    voice: Voice | str = ""
    verdict: Verdict | str = ""
    said: Said | str = ""
    article: str = ""
    text: str = Field("", max_length=200)
    profile: Profile = Field(Profile.RICH, description="ClaimReview only.")
    unverified: str = Field("", description="`yes`: ClaimReview with unverified claims, which carry no rating.")

    def wanted(self, kind: ExportFormat) -> ClaimSet:
        """The claim set, in this format."""
        return ClaimSet.parsed({"format": kind, **{name: str(getattr(self, name)) for name in Asked.model_fields}})


class AskedBefore(Asked):
    """Which claims, and in which format they would be."""

    into: ExportFormat = ExportFormat.JSONL


class ExportOut(BaseModel):
    """An export that was made."""

    id: int
    format: str
    filters: dict[str, str]
    claim_count: int
    log_head: str | None
    made_by: str
    created_at: datetime


class ExportsOut(BaseModel):
    """Exports, newest first; `older` is the cursor of the next page."""

    exports: list[ExportOut]
    older: str | None


class PreflightOut(BaseModel):
    """What a set would hold; `in_file` counts the claims that the format takes."""

    in_file: int
    claims: int
    corroborated: int
    disputed: int
    unverified: int
    undecided: int
    articles: int
    outlets: int
    evidence: int
    evidence_after_claim: int


@router.get("/exports")
def past(visit: Annotated[Visit, reading(Action.EXPORT)], cursor: str | None = None) -> ExportsOut:
    """Exports that were made, newest first."""
    page = exports.past(visit.session, cursor=cursor)
    return ExportsOut(
        exports=[ExportOut.model_validate(row, from_attributes=True) for row in page.rows], older=page.older
    )


@router.get("/exports/preflight")
def preflight(
    visit: Annotated[Visit, reading(Action.EXPORT)],
    asked: Annotated[AskedBefore, Query()],
) -> PreflightOut:
    """Count what a set would hold, without making it; `into` is the format, since ClaimReview leaves claims out."""
    wanted = asked.wanted(asked.into)
    found = exports.preflight(visit.session, wanted.filters, now=visit.now)
    counts = {name: getattr(found, name) for name in PreflightOut.model_fields if name != "in_file"}
    return PreflightOut(in_file=found.in_file(wanted), **counts)


@router.get(
    "/exports/{into}",
    response_class=Response,
    responses={200: {"content": {"application/x-ndjson": {}, "application/zip": {}, "application/ld+json": {}}}},
)
def claims(
    visit: Annotated[Visit, writing(Action.EXPORT)], into: ExportFormat, asked: Annotated[Asked, Query()]
) -> Response:
    """The set as one file, streamed: `jsonl`, `csv` (a zip of tables) or `claimreview`. The log keeps who took it."""
    wanted, base_url = asked.wanted(into), visit.settings.base_url
    services.request(visit.session, actor=visit.actor, wanted=wanted, base_url=base_url, now=visit.now)
    name = wanted.file_name(desks.the_desk(visit.session).name, visit.now.date())
    pieces = services.download(visit.database, wanted, base_url=base_url, now=visit.now)
    return attachment(pieces, name=name, media_type=wanted.media_type)
