"""Editing claims: correct, split, merge, add, withdraw, take back; and what was done to a claim."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.claim_edits import Change, NewClaim, Passage, SaidBy
from verify.core.permissions import Action
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState, EditKind, EditSide, Voice
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import claim_edits as lines
from verify.queries import reviews
from verify.queries.claim_edits import EditLine
from verify.services import claim_edits, claim_splits, claim_undo
from verify.services.claim_lineage import FIRST_REVIEW
from verify.services.claim_splits import Made

router = Routes(tags=["claims"])
Editing = Annotated[Visit, writing(Action.EDIT_CLAIMS)]
Span = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
SEEN = "The claim as you saw it. If it changed since, the answer is 409 with the words that stand now."


class SaidByIn(Sent):
    """Who says a claim. A relayed claim has a speaker; in the outlet's own voice there is none."""

    voice: Voice
    speaker: str = ""
    cue: str = ""
    direct: bool = False
    hedged: bool = False
    via: Sequence[str] = ()

    def said_by(self) -> SaidBy:
        """The same in the desk's words."""
        return SaidBy(self.voice, self.speaker, self.cue, self.direct, self.hedged, tuple(self.via))


class CorrectionIn(Sent):
    """What is to be different; what is left out stays as it is."""

    statement: str | None = None
    kind: ClaimKind | None = None
    said_by: SaidByIn | None = None
    row_version: int | None = Field(None, description=SEEN)


class NewClaimIn(Sent):
    """A claim as a person writes it. `spans` are `[start, end)` in code points of the version's text; `quote` is what stands
    there. With a quote alone the place is found, and one that stands in several places is refused with all of them.
    """

    statement: str
    quote: str = ""
    spans: Sequence[Span] = ()
    kind: ClaimKind | None = None
    said_by: SaidByIn | None = None

    def new_claim(self) -> NewClaim:
        """The same in the desk's words."""
        said_by = self.said_by.said_by() if self.said_by else None
        return NewClaim(self.statement, Passage(self.quote, tuple(self.spans)), self.kind, said_by)


class AddedIn(NewClaimIn):
    """A claim to be added; without a `version_id` to the article's newest text."""

    version_id: RowNumber | None = None


class SplitIn(Sent):
    """The parts that a claim is split into. Kind and attribution are the claim's where a part brings none."""

    parts: Sequence[NewClaimIn]
    row_version: int | None = Field(None, description=SEEN)


class MergeIn(Sent):
    """Claims of one article to be merged, the one that gives kind and attribution first."""

    claims: Sequence[RowNumber]
    statement: str
    row_versions: Sequence[int | None] = Field((), description="In the order of `claims`. " + SEEN)


class WithdrawIn(Sent):
    """Why a claim is withdrawn."""

    reason: str
    row_version: int | None = Field(None, description=SEEN)


class EditsOut(BaseModel):
    """The edits that were made, one for each side that is different."""

    edit_ids: Sequence[int]


class MadeOut(BaseModel):
    """An edit that made claims."""

    edit_id: int
    claim_ids: Sequence[int]


class EditOut(BaseModel):
    """One edit from a claim's side; `others` are the other claims of it, by their side."""

    id: int
    kind: EditKind
    side: EditSide
    at: datetime
    who: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    others: dict[EditSide, list[int]]
    undoes_id: int | None
    undone: bool

    @classmethod
    def of(cls, edit: EditLine) -> "EditOut":
        """An edit as the API gives it."""
        others: dict[EditSide, list[int]] = {}
        for kin in edit.kin:
            others.setdefault(kin.side, []).append(kin.id)
        same = {
            name: getattr(edit, name) for name in ("id", "kind", "side", "at", "who", "reason", "undoes_id", "undone")
        }
        return cls(before=_shown(edit.before), after=_shown(edit.after), others=others, **same)


@router.get("/claims/{claim_id}/edits")
def list_edits(claim_id: RowId, visit: Annotated[Visit, reading()]) -> list[EditOut]:
    """What was done to a claim itself, the newest first."""
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    return [EditOut.of(edit) for edit in lines.lineage_of(visit.session, claim_id).edits]


@router.patch("/claims/{claim_id}")
def correct(claim_id: RowId, visit: Editing, asked: CorrectionIn) -> EditsOut:
    """Reword a claim, correct who says it or its kind."""
    to = Change(asked.statement, asked.kind, asked.said_by.said_by() if asked.said_by else None)
    made = claim_edits.correct(
        visit.session, actor=visit.actor, claim_id=claim_id, to=to, row_version=asked.row_version, now=visit.now
    )
    return EditsOut(edit_ids=made)


@router.post("/claims/{claim_id}/split", status_code=201)
def split(claim_id: RowId, visit: Editing, asked: SplitIn) -> MadeOut:
    """Make several claims of one, which is withdrawn with its reviews."""
    parts = [part.new_claim() for part in asked.parts]
    made = claim_splits.split(
        visit.session, actor=visit.actor, claim_id=claim_id, parts=parts, row_version=asked.row_version, now=visit.now
    )
    return _made(made)


@router.post("/claims/merge", status_code=201)
def merge(visit: Editing, asked: MergeIn) -> MadeOut:
    """Make one claim of several of one article, which are withdrawn with their reviews."""
    versions = [*asked.row_versions, *[None] * (len(asked.claims) - len(asked.row_versions))]
    claims = dict(zip(asked.claims, versions, strict=False))
    made = claim_splits.merge(visit.session, actor=visit.actor, claims=claims, statement=asked.statement, now=visit.now)
    return _made(made)


@router.post("/articles/{article_id}/claims", status_code=201)
def add(article_id: RowId, visit: Editing, asked: AddedIn) -> MadeOut:
    """Add a claim that the splitter missed."""
    made = claim_splits.add(
        visit.session,
        actor=visit.actor,
        article_id=article_id,
        version_id=asked.version_id,
        claim=asked.new_claim(),
        now=visit.now,
    )
    return _made(made)


@router.post("/claims/{claim_id}/withdraw")
def withdraw(claim_id: RowId, visit: Editing, asked: WithdrawIn) -> EditsOut:
    """Withdraw a claim; its reviews are kept and its verdict leaves the record."""
    made = claim_edits.withdraw(
        visit.session,
        actor=visit.actor,
        claim_id=claim_id,
        reason=asked.reason,
        row_version=asked.row_version,
        now=visit.now,
    )
    return EditsOut(edit_ids=[made])


@router.post("/claim-edits/{edit_id}/undo", status_code=201)
def undo(edit_id: RowId, visit: Editing) -> EditsOut:
    """Take an edit back, unless one of its claims was edited or reviewed since."""
    return EditsOut(edit_ids=[claim_undo.undo(visit.session, actor=visit.actor, edit_id=edit_id, now=visit.now)])


def _made(made: Made) -> MadeOut:
    return MadeOut(edit_id=made.edit_id, claim_ids=made.claim_ids)


def _shown(side: Any) -> dict[str, Any]:
    """One side of an edit. That a claim awaits its second review is told to nobody here."""
    shown = {name: value for name, value in side.items() if name != FIRST_REVIEW}
    if shown.get("state") in PENDING_STATES:
        shown["state"] = ClaimState.READY
    return shown
