"""Claims corrected and withdrawn by people. The claim's words, who says it and its kind are each an edit of their own."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from verify.core.checkworthiness import check_worthiness
from verify.core.claim_edits import LONGEST_REASON, Change, SaidBy, is_material, tidied_statement
from verify.core.errors import RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.rechecks import Cause, RecheckReason
from verify.core.typed_text import typed
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState, EditKind, EditSide, ParkReason, Voice
from verify.models import Claim
from verify.services import claim_lineage as lineage
from verify.services import leases, rechecks
from verify.services.claim_lineage import Act, Part

JUDGED = (ClaimState.DECIDED, ClaimState.RECHECK)
SAYS_ELSE = Cause(RecheckReason.WORDS_CHANGED, "its statement says something else")
SAID_BY_ELSE = Cause(RecheckReason.WORDS_CHANGED, "somebody else says it")


def correct(
    session: Session, *, actor: Actor, claim_id: int, to: Change, row_version: int | None, now: datetime
) -> list[int]:
    """Change a claim's statement, who says it or its kind; the ids of the edits, one for each of them that is different.

    A verdict on other words goes to recheck: the statement says something else, or another voice or speaker says it. Until
    somebody looks again it counts. A first review that waits for its second is kept, and reviewing begins anew. A claim that
    turns out not to be factual is parked with its verdict, out of the record.
    `Conflict` as `claim_lineage.at_hand` says, `RuleRefused` where nothing is different or the claim is withdrawn.
    """
    require(actor, Action.EDIT_CLAIMS)
    claim = lineage.at_hand(session, actor, claim_id, row_version, now=now)
    lineage.refuse_withdrawn(claim)
    made = [
        *_reword(session, actor, claim, to.statement, now),
        *_attribute(session, actor, claim, to.said_by, now),
        *_set_kind(session, actor, claim, to.kind, now),
    ]
    if not made:
        raise RuleRefused("Nothing was changed: the claim reads like this already.")
    return made


def withdraw(
    session: Session, *, actor: Actor, claim_id: int, reason: str, row_version: int | None, now: datetime
) -> int:
    """Take a claim out for good, with a reason; the edit's id. Its reviews are kept, its verdict leaves the record."""
    require(actor, Action.EDIT_CLAIMS)
    why = typed(reason, field="reason", name="The reason", longest=LONGEST_REASON, required=True)
    claim = lineage.at_hand(session, actor, claim_id, row_version, now=now)
    lineage.refuse_withdrawn(claim)
    part = withdrawn(session, claim, EditSide.CHANGED, now=now)
    return lineage.write(session, actor, Act(EditKind.WITHDRAWN, why), [part], now=now)


def withdrawn(session: Session, claim: Claim, side: EditSide, *, now: datetime) -> Part:
    """Set a claim withdrawn and say what stood before, for the edit that does so."""
    before = lineage.standing(claim)
    lineage.change(session, claim, state=ClaimState.WITHDRAWN, park_reason=None, now=now)
    return Part(claim, side, before, lineage.standing(claim))


def worth_of(statement: str, kind: ClaimKind, *, hedged: bool) -> dict[str, Any]:
    """The columns that follow from a statement which a person wrote: it has no unresolved words."""
    worth, reasons = check_worthiness(statement, kind=kind, hedged=hedged)
    return {
        "check_worthiness": worth,
        "reasons": [[reason.name, reason.weight] for reason in reasons],
        "unresolved": [],
        "priority": worth,
    }


def stored_said_by(said_by: SaidBy) -> dict[str, Any]:
    """An attribution as lineage keeps it. Own voice without a cue or a hedge has no row: its columns are None."""
    if said_by.voice is Voice.OWN and not (said_by.hedged or said_by.cue):
        return {"voice": said_by.voice, **dict.fromkeys(lineage.SAID_BY)}
    return {
        "voice": said_by.voice,
        "speaker": said_by.speaker or None,
        "cue": said_by.cue,
        "direct": said_by.direct,
        "hedged": said_by.hedged,
        "via": list(said_by.via),
        "speaker_span": None,
        "cue_span": None,
    }


def _reword(session: Session, actor: Actor, claim: Claim, statement: str | None, now: datetime) -> list[int]:
    if statement is None or (new := tidied_statement(statement)) == claim.statement:
        return []
    before = {"statement": claim.statement, **_worth(claim), **lineage.standing(claim)}
    hedged = bool(lineage.attribution_of(session, claim)["hedged"])
    material = is_material(claim.statement, new)
    before |= lineage.set_first_review_aside(session, claim.id) if material else {}
    worth = worth_of(new, claim.kind, hedged=hedged)
    lineage.change(session, claim, statement=new, now=now, **worth)
    if material:
        rechecks.send(session, actor=actor, claim_id=claim.id, cause=SAYS_ELSE, now=now)
    after = {"statement": new, **_worth(claim), **lineage.standing(claim)}
    return [_write(session, actor, EditKind.REWORDED, Part(claim, EditSide.CHANGED, before, after), now)]


def _attribute(session: Session, actor: Actor, claim: Claim, said_by: SaidBy | None, now: datetime) -> list[int]:
    if said_by is None:
        return []
    old, new = lineage.attribution_of(session, claim), stored_said_by(said_by.checked())
    # Where the words of speaker and cue stand is known only as long as these stay the same.
    new |= {f"{name}_span": old[f"{name}_span"] for name in ("speaker", "cue") if old[name] == new[name]}
    if new == old:
        return []
    before = {**old, **lineage.standing(claim)}
    material = (old["voice"], old["speaker"]) != (new["voice"], new["speaker"])
    before |= lineage.set_first_review_aside(session, claim.id) if material else {}
    lineage.change(session, claim, voice=new["voice"], now=now)
    lineage.attribute(session, claim.id, new)
    if material:
        rechecks.send(session, actor=actor, claim_id=claim.id, cause=SAID_BY_ELSE, now=now)
    after = {**new, **lineage.standing(claim)}
    return [_write(session, actor, EditKind.ATTRIBUTION_CORRECTED, Part(claim, EditSide.CHANGED, before, after), now)]


def _set_kind(session: Session, actor: Actor, claim: Claim, kind: ClaimKind | None, now: datetime) -> list[int]:
    if kind is None or kind is claim.kind:
        return []
    before = {"kind": claim.kind, **_worth(claim), **lineage.standing(claim)}
    hedged = bool(lineage.attribution_of(session, claim)["hedged"])
    values = {**worth_of(claim.statement, kind, hedged=hedged), **_out_of_the_queue(claim, kind)}
    lineage.change(session, claim, kind=kind, now=now, **values)
    if kind is not ClaimKind.FACTUAL:
        leases.end(session, claim.id)
    after = {"kind": kind, **_worth(claim), **lineage.standing(claim)}
    return [_write(session, actor, EditKind.KIND_CORRECTED, Part(claim, EditSide.CHANGED, before, after), now)]


def _out_of_the_queue(claim: Claim, kind: ClaimKind) -> dict[str, Any]:
    """A prediction or opinion gets no verdict, so one that it has must not count; parked claims never do."""
    if kind is ClaimKind.FACTUAL:
        return {}
    if claim.state in JUDGED:
        return {"state": ClaimState.PARKED, "park_reason": ParkReason.NOT_CHECKABLE}
    return {"state": ClaimState.READY} if claim.state in PENDING_STATES else {}


def _worth(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in ("check_worthiness", "reasons", "unresolved", "priority")}


def _write(session: Session, actor: Actor, kind: EditKind, part: Part, now: datetime) -> int:
    return lineage.write(session, actor, Act(kind), [part], now=now)
