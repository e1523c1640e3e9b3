"""What a verdict needs, and that a refusal names what is there and what is missing."""

from dataclasses import replace
from typing import Any

import pytest

from verify.core.errors import Malformed, RuleRefused
from verify.core.origins import Account, Known, Paper, Source, account
from verify.core.review_rules import ClaimAtHand, Judgement, backing, checked
from verify.core.vocabulary import (
    PRIMARY_ROLES,
    REASONS_OF,
    ClaimKind,
    ClaimState,
    EvidenceRole,
    ParkReason,
    ReasonCode,
    Said,
    Stance,
    Verdict,
    Voice,
)

OWN = ClaimAtHand(ClaimKind.FACTUAL, Voice.OWN, ClaimState.READY)
RELAYED = ClaimAtHand(ClaimKind.FACTUAL, Voice.RELAYED, ClaimState.READY)


def item(origin: str = "Northline", stance: Stance = Stance.SUPPORTS, **other: Any) -> Source:
    role = other.pop("role", EvidenceRole.ORIGINAL_REPORTING)
    return Source(0, stance, role, Paper("A paper"), origin, **other)


def behind(items: list[Source]) -> Account:
    numbered = [replace(one, id=at) for at, one in enumerate(items)]
    return account(Known(1, {1: Paper("Daily Ledger", "Ledger Group")}, numbered))


def judgement(reason: ReasonCode = ReasonCode.INDEPENDENT_ORIGINS, **other: Any) -> Judgement:
    verdict = next(verdict for verdict, reasons in REASONS_OF.items() if reason in reasons)
    return Judgement(verdict, reason, other.pop("rationale", "Both papers were there."), **other)


def decide(found: Judgement, items: list[Source], claim: ClaimAtHand = OWN, origins_needed: int = 2) -> Judgement:
    stances = [one.stance for one in items]
    return checked(found, claim, stances, backing(behind(items)), origins_needed=origins_needed)


def refusal(found: Judgement, items: list[Source], claim: ClaimAtHand = OWN) -> str:
    with pytest.raises(RuleRefused) as refused:
        decide(found, items, claim)
    return refused.value.message


def test_one_origin_does_not_corroborate_and_the_refusal_names_it() -> None:
    assert refusal(judgement(), [item("Northline"), item(" northLINE ")]) == (
        "Corroborated needs one examined primary source or two independent origins. You have 1 origin: Northline. "
        "Add evidence from another origin, or mark a primary source as examined."
    )


def test_two_origins_corroborate() -> None:
    assert decide(judgement(), [item("Northline"), item("Harbour Office")]).verdict is Verdict.CORROBORATED


def test_a_desk_may_need_one_origin_only() -> None:
    assert decide(judgement(), [item()], origins_needed=1).verdict is Verdict.CORROBORATED


@pytest.mark.parametrize("own", ["daily  ledger", "Ledger Group"])
def test_the_claims_own_outlet_and_its_group_are_no_origin(own: str) -> None:
    message = refusal(judgement(), [item(own), item("Northline")])
    assert "You have 1 origin: Northline." in message
    assert "Not counted: Ledger Group (the claim's own outlet)." in message


def test_an_unnamed_origin_and_a_nameless_person_do_not_count() -> None:
    items = [item("", role=EvidenceRole.SYNDICATED_COPY), item("A forum", role=EvidenceRole.ANONYMOUS)]
    message = refusal(judgement(), items)
    assert "You have 0 origins." in message
    assert "A forum (nobody stands for it), A paper (its origin is not named)" in message


def test_only_support_counts_towards_corroborated() -> None:
    items = [item("Northline", Stance.REFUTES), item("Harbour Office", Stance.CONTEXT)]
    assert "You have no supporting evidence." in refusal(judgement(), items)


@pytest.mark.parametrize("role", sorted(PRIMARY_ROLES))
def test_an_examined_primary_source_corroborates_alone(role: EvidenceRole) -> None:
    found = judgement(ReasonCode.PRIMARY_SOURCE)
    assert decide(found, [item(role=role, examined=True)]).reason_code is ReasonCode.PRIMARY_SOURCE
    assert "You have 1 origin: Northline." in refusal(found, [item(role=role, examined=False)])


def test_an_examined_report_is_no_primary_source() -> None:
    assert "needs one examined primary" in refusal(judgement(ReasonCode.PRIMARY_SOURCE), [item(examined=True)])


def test_the_reason_must_be_the_one_that_holds() -> None:
    two = [item("Northline"), item("Harbour Office")]
    assert "Choose the reason “independent origins”" in refusal(judgement(ReasonCode.PRIMARY_SOURCE), two)
    primary = [item(role=EvidenceRole.PRIMARY_DOCUMENT, examined=True)]
    message = refusal(judgement(ReasonCode.INDEPENDENT_ORIGINS), primary)
    assert "needs two independent origins. You have 1 origin: Northline, and one examined primary source." in message


def test_disputed_needs_something_that_refutes() -> None:
    found = judgement(ReasonCode.CONTRADICTED)
    assert "You have 1 with the stance “supports”" in refusal(found, [item()])
    assert "You have no evidence" in refusal(found, [])
    assert decide(found, [item(stance=Stance.REFUTES)]).verdict is Verdict.DISPUTED


def test_unverified_needs_what_was_searched() -> None:
    with pytest.raises(Malformed, match="what you searched") as refused:
        decide(judgement(ReasonCode.NOTHING_FOUND), [])
    assert refused.value.field == "searched"
    assert decide(judgement(ReasonCode.NOTHING_FOUND, searched="Land register"), []).searched == "Land register"


@pytest.mark.parametrize("reason", REASONS_OF[Verdict.UNVERIFIED])
def test_a_reason_belongs_to_its_verdict(reason: ReasonCode) -> None:
    with pytest.raises(Malformed, match="no reason for disputed"):
        decide(Judgement(Verdict.DISPUTED, reason, "So."), [item(stance=Stance.REFUTES)])


def test_said_is_for_relayed_claims_and_needed_there() -> None:
    two = [item("Northline"), item("Harbour Office")]
    with pytest.raises(Malformed, match="say whether the speaker said it"):
        decide(judgement(), two, RELAYED)
    with pytest.raises(Malformed, match="own voice"):
        decide(judgement(said=Said.CONFIRMED), two, OWN)
    assert decide(judgement(said=Said.NOT_CHECKED), two, RELAYED).said is Said.NOT_CHECKED


@pytest.mark.parametrize(
    ("rationale", "message"), [(" \n ", "missing"), ("x" * 10_001, "10,000 is the most"), ("a\0b", "no text")]
)
def test_a_rationale_is_needed_and_bounded(rationale: str, message: str) -> None:
    with pytest.raises(Malformed, match=message) as refused:
        decide(judgement(rationale=rationale), [item("Northline"), item("Harbour Office")])
    assert refused.value.field == "rationale"


@pytest.mark.parametrize(("kind", "word"), [(ClaimKind.PREDICTION, "a prediction"), (ClaimKind.OPINION, "an opinion")])
def test_only_factual_claims_are_decided(kind: ClaimKind, word: str) -> None:
    claim = ClaimAtHand(kind, Voice.OWN, ClaimState.READY)
    assert f"This is {word}, and only factual claims get a verdict" in refusal(judgement(), [], claim)


def test_a_parked_claim_says_why_it_is_not_decided() -> None:
    claim = ClaimAtHand(ClaimKind.FACTUAL, Voice.OWN, ClaimState.PARKED, park_reason=ParkReason.MIS_SPLIT)
    assert "parked (mis split). Put it back into the queue first." in refusal(judgement(), [], claim)


def test_backing_counts_each_stance_for_itself() -> None:
    items = [item("Northline"), item("Harbour Office", Stance.REFUTES), item("Mossgate", Stance.REFUTES)]
    assert backing(behind(items)).origins == ("Northline",)
    assert backing(behind(items), Stance.REFUTES).origins == ("Harbour Office", "Mossgate")
