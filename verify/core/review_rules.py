"""The rules of a verdict: what it needs, and in words what is there and what is missing. Values in, a refusal out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from verify.core.errors import Malformed, RuleRefused
from verify.core.origins import Account
from verify.core.typed_text import typed
from verify.core.vocabulary import (
    PENDING_STATES,
    PRIMARY_ROLES,
    REASONS_OF,
    ClaimKind,
    ClaimState,
    ParkReason,
    ReasonCode,
    Said,
    Stance,
    Verdict,
    Voice,
)

LONGEST_RATIONALE = 10_000
LONGEST_SEARCHED = 4_000
DECIDABLE = PENDING_STATES | {ClaimState.DECIDED, ClaimState.RECHECK}
_NUMBERS = ("no", "one", "two", "three", "four", "five")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer says about a claim. `searched` tells where they looked; `said` is for relayed claims only.

    `as_claim`: it is judged as that claim was, which is true under the same conditions; verdict and reason are then that one's.
    `again_on` is the day on which the verdict is to be looked at again.
    """

    verdict: Verdict
    reason_code: ReasonCode
    rationale: str
    said: Said | None = None
    searched: str = ""
    as_claim: int | None = None
    again_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimAtHand:
    """What the rules ask of a claim."""

    kind: ClaimKind
    voice: Voice
    state: ClaimState
    park_reason: ParkReason | None = None


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind one stance: how many items, from which independent origins, and how many examined primary sources.

    `uncounted` holds (root, reason) of what they go back to and that does not count. `is_admitted`: an editor lets it be enough.
    """

    items: int
    origins: tuple[str, ...]
    uncounted: tuple[tuple[str, str], ...]
    examined_primaries: int
    is_admitted: bool = False


NOTHING_BEHIND = Backing(0, (), (), 0)


def backing(account: Account, stance: Stance = Stance.SUPPORTS) -> Backing:
    """What stands behind one stance, counted in independent origins (REL-1 2.11)."""
    mine = [source for source in account.sources if source.stance is stance]
    counted_roots = tuple(account.called(root) for root in account.origins(stance).counted)
    gone = account.graph.retracted
    primaries = sum(s.examined and s.role in PRIMARY_ROLES and s.node not in gone for s in mine)
    return Backing(len(mine), counted_roots, account.dropped_words(stance), primaries)


def checked(
    judgement: Judgement, claim: ClaimAtHand, stances: Sequence[Stance], support: Backing, *, origins_needed: int
) -> Judgement:
    """The judgement with its texts tidied, if every rule holds. `Malformed` where it contradicts itself or lacks a part,
    `RuleRefused` where the claim cannot be decided or the evidence is not enough. `support` is asked of a corroboration only.
    """
    check_decidable(claim)
    tidied = _well_formed(judgement, claim)
    if tidied.verdict is Verdict.CORROBORATED:
        _check_corroborated(tidied.reason_code, support, origins_needed)
    elif tidied.verdict is Verdict.DISPUTED and Stance.REFUTES not in stances:
        raise RuleRefused(
            f"Disputed needs at least one item of evidence that refutes the claim. You have {_stances(stances)}. "
            "Add evidence with the stance “refutes”, or change an item's stance.",
            field="verdict",
        )
    return tidied


def check_decidable(claim: ClaimAtHand) -> None:
    """`RuleRefused` for predictions and opinions, and for claims that were taken out of the queue."""
    if claim.kind is not ClaimKind.FACTUAL:
        raise RuleRefused(
            f"This is {_a(claim.kind)}, and only factual claims get a verdict: there is nothing yet that evidence could settle."
        )
    if claim.state not in DECIDABLE:
        why = f" ({claim.park_reason.replace('_', ' ')})" if claim.park_reason else ""
        back = "Undo that in its history" if claim.state is ClaimState.WITHDRAWN else "Put it back into the queue"
        raise RuleRefused(f"This claim is {claim.state.replace('_', ' ')}{why}. {back} first.")


def _well_formed(judgement: Judgement, claim: ClaimAtHand) -> Judgement:
    verdict, reason = judgement.verdict, judgement.reason_code
    if reason not in REASONS_OF[verdict]:
        known = ", ".join(code.replace("_", " ") for code in REASONS_OF[verdict])
        raise Malformed(
            f"“{reason.replace('_', ' ')}” is no reason for {verdict}. Choose one of: {known}.", field="reason_code"
        )
    _check_said(judgement.said, claim.voice)
    rationale = typed(
        judgement.rationale, field="rationale", name="The rationale", longest=LONGEST_RATIONALE, required=True
    )
    searched = typed(judgement.searched, field="searched", name="What you searched", longest=LONGEST_SEARCHED)
    if verdict is Verdict.UNVERIFIED and not searched:
        raise Malformed(
            "Unverified needs what you searched, so that others can look elsewhere. Name the places and the words.",
            field="searched",
        )
    return replace(judgement, rationale=rationale, searched=searched)


def _check_said(said: Said | None, voice: Voice) -> None:
    if voice is Voice.RELAYED and said is None:
        raise Malformed(
            "This claim is relayed: say whether the speaker said it (confirmed, wrong, not checked).", field="said"
        )
    if voice is Voice.OWN and said is not None:
        raise Malformed("This claim is in the outlet's own voice: there is no speaker to check.", field="said")


def _check_corroborated(reason: ReasonCode, found: Backing, needed: int) -> None:
    if found.is_admitted and found.items:
        return
    enough = len(found.origins) >= needed
    if reason is ReasonCode.PRIMARY_SOURCE and found.examined_primaries:
        return
    if reason is ReasonCode.INDEPENDENT_ORIGINS and enough:
        return
    details = {"origins": list(found.origins), "origins_needed": needed, "primaries": found.examined_primaries}
    if enough or found.examined_primaries:
        other = ReasonCode.INDEPENDENT_ORIGINS if enough else ReasonCode.PRIMARY_SOURCE
        lacking = "an examined primary source" if enough else f"{counted(needed, 'independent origin')}"
        raise RuleRefused(
            f"The reason “{reason.replace('_', ' ')}” needs {lacking}. {_what_is_there(found)} "
            f"Choose the reason “{other.replace('_', ' ')}”, or add what is missing.",
            field="reason_code",
            details=details,
        )
    raise RuleRefused(
        f"Corroborated needs one examined primary source or {counted(needed, 'independent origin')}. "
        f"{_what_is_there(found)} Add evidence from another origin, or mark a primary source as examined.",
        field="verdict",
        details=details,
    )


def _what_is_there(found: Backing) -> str:
    if not found.items:
        return "You have no supporting evidence."
    number = len(found.origins)
    names = f": {', '.join(found.origins)}" if found.origins else ""
    have = f"You have {number} {'origin' if number == 1 else 'origins'}{names}."
    if found.examined_primaries:
        have = f"{have[:-1]}, and {counted(found.examined_primaries, 'examined primary source')}."
    if found.uncounted:
        left_out = ", ".join(f"{origin} ({reason})" for origin, reason in found.uncounted)
        have += f" Not counted: {left_out}."
    return have


def _stances(there: Sequence[Stance]) -> str:
    counts = [(stance, there.count(stance)) for stance in Stance]
    present = [f"{number} with the stance “{stance}”" for stance, number in counts if number]
    return ", ".join(present) or "no evidence"


def counted(number: int, noun: str) -> str:
    """`two independent origins`, `one primary source`."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}" if number == 1 else f"{word} {noun}s"


def _a(kind: ClaimKind) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
