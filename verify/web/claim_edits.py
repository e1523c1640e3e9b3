"""Correcting a claim, withdrawing it, and taking an edit back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response

from verify.core.claim_edits import Change, SaidBy, Stretch, differences
from verify.core.errors import Conflict, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import ClaimKind, ClaimState, Voice
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import reviews
from verify.queries.reviews import ClaimDetail
from verify.services import claim_edits, claim_undo
from verify.web.forms import version_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Reading = Annotated[Visit, reading(Action.EDIT_CLAIMS)]
Editing = Annotated[Visit, writing(Action.EDIT_CLAIMS)]
Typed = Annotated[str, Form()]
KINDS = tuple((str(kind), kind.replace("_", " ")) for kind in ClaimKind)
VOICES = (("own", "own voice: the outlet says it"), ("relayed", "relayed: it reports what somebody says"))
_NAMES = {
    "statement": "Statement",
    "kind": "Kind",
    "voice": "Voice",
    "speaker": "Speaker",
    "cue": "Cue",
    "via": "Through",
}


@dataclass(frozen=True, slots=True)
class TypedEdit:
    """The form of a claim's words as it was typed."""

    statement: str = ""
    kind: str = ""
    voice: str = ""
    speaker: str = ""
    cue: str = ""
    via: str = ""
    direct: str = ""
    hedged: str = ""

    def said_by(self) -> SaidBy:
        """Who says it, in the desk's words; `Malformed` where the voice is missing."""
        through = tuple(self.via.replace(";", "\n").splitlines())
        voice = chosen(Voice, self.voice, field="voice", name="a voice")
        return SaidBy(voice, self.speaker, self.cue, bool(self.direct), bool(self.hedged), through)

    def change(self) -> Change:
        """What the claim is to be like, in the desk's words."""
        kind = chosen(ClaimKind, self.kind, field="kind", name="a kind")
        return Change(self.statement, kind, self.said_by())


@dataclass(frozen=True, slots=True)
class Side:
    """A part of the claim that reads differently now than in the form: the words that stand, and those that were typed."""

    name: str
    stands: Sequence[Stretch]
    typed: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class EditPage:
    """What `claims/edit.html` shows. `sides` are the differences after somebody else changed the claim meanwhile."""

    claim: ClaimDetail
    typed: TypedEdit
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    sides: Sequence[Side] = ()
    kinds: Sequence[tuple[str, str]] = KINDS
    voices: Sequence[tuple[str, str]] = VOICES


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """What `claims/edit_withdraw.html` shows; `seen` is the statement that the person had before them."""

    claim: ClaimDetail
    seen: str
    reason: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def typed_edit(
    statement: Typed = "",
    kind: Typed = "",
    voice: Typed = "",
    speaker: Typed = "",
    cue: Typed = "",
    via: Typed = "",
    direct: Typed = "",
    hedged: Typed = "",
) -> TypedEdit:
    """Dependency: the form of this request."""
    return TypedEdit(statement, kind, voice, speaker, cue, via, direct, hedged)


@router.get("/claims/{claim_id}/edit")
def edit(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """The claim's words, who says it and its kind, to be corrected."""
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    return render(request, "claims/edit.html", EditPage(claim, _as_it_stands(claim)))


@router.post("/claims/{claim_id}/edit")
def correct(
    request: Request,
    claim_id: RowId,
    visit: Editing,
    typed: Annotated[TypedEdit, Depends(typed_edit)],
    row_version: Typed = "",
) -> Response:
    """Correct the claim, or show the form again: with what is missing, or beside what somebody else wrote meanwhile."""
    try:
        to, seen = typed.change(), version_of(row_version)
        claim_edits.correct(visit.session, actor=visit.actor, claim_id=claim_id, to=to, row_version=seen, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, claim_id, typed, error)
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    return see_other(request, f"/claims/{claim_id}", _done(claim))


@router.get("/claims/{claim_id}/withdraw")
def ask_to_withdraw(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """What withdrawing the claim means, and the form that asks why."""
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    return render(request, "claims/edit_withdraw.html", WithdrawPage(claim, claim.statement))


@router.post("/claims/{claim_id}/withdraw")
def withdraw(
    request: Request, claim_id: RowId, visit: Editing, reason: Typed = "", seen: Typed = "", row_version: Typed = ""
) -> Response:
    """Withdraw the claim, or ask again for the reason."""
    try:
        version = version_of(row_version)
        claim_edits.withdraw(
            visit.session, actor=visit.actor, claim_id=claim_id, reason=reason, row_version=version, now=visit.now
        )
    except VerifyError as error:
        visit.session.rollback()
        claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
        page = WithdrawPage(claim, seen, reason, **in_place(error, {"reason"}))
        return render(request, "claims/edit_withdraw.html", page, status=status_of(error))
    return see_other(request, f"/claims/{claim_id}", "The claim is withdrawn. Its history has the way back.")


@router.post("/claim-edits/{edit_id}/undo")
def undo(request: Request, edit_id: RowId, visit: Editing, claim: Annotated[RowNumber, Form()]) -> Response:
    """Take an edit back and return to the claim that it was taken back on."""
    claim_undo.undo(visit.session, actor=visit.actor, edit_id=edit_id, now=visit.now)
    return see_other(request, f"/claims/{claim}", "The edit is taken back. History keeps both.")


def in_place(error: VerifyError, fields: set[str]) -> dict[str, Any]:
    """A refusal as a page's fields: beside the field at fault where the page has it, else above the form."""
    if error.field in fields:
        return {"errors": {error.field: error.message}}
    return {"problem": error.message}


def _as_it_stands(claim: ClaimDetail) -> TypedEdit:
    return TypedEdit(
        claim.statement,
        claim.kind,
        claim.voice,
        claim.speaker or "",
        claim.cue or "",
        "; ".join(claim.via),
        "yes" if claim.direct else "",
        "yes" if claim.hedged else "",
    )


def _refused(request: Request, visit: Visit, claim_id: int, typed: TypedEdit, error: VerifyError) -> Response:
    visit.session.rollback()
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    stale = isinstance(error, Conflict) and "row_version" in error.details
    page = EditPage(
        claim, typed, **in_place(error, {*_NAMES}), sides=_sides(_as_it_stands(claim), typed) if stale else ()
    )
    return render(request, "claims/edit.html", page, status=status_of(error))


def _sides(stands: TypedEdit, typed: TypedEdit) -> list[Side]:
    found = []
    for name, words in _NAMES.items():
        theirs, mine = getattr(stands, name), getattr(typed, name)
        if theirs != mine:
            parts = differences(theirs, mine)
            old, new = ([p for p in parts if p.kind != other] for other in ("new", "gone"))
            found.append(Side(words, old, new))
    return found


def _done(claim: ClaimDetail) -> str:
    if claim.state is ClaimState.RECHECK:
        return "The claim is corrected. Its verdict is on the words from before, so it waits to be looked at again."
    if claim.state is ClaimState.PARKED and claim.verdict:
        return "The claim is corrected. Only factual claims count, so its verdict left the outlet's record."
    return "The claim is corrected. History shows what changed."
