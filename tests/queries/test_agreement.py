"""Agreement counted from reviews: who said what, what it became, by month, and how verdicts err."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give, put_in_force
from verify.core.agreement import PairCount, agreement_of, by_labels, by_month, verdict_errors
from verify.core.reliability_selection import corrected_for_errors
from verify.core.vocabulary import ReviewPolicy, Role, Verdict
from verify.queries import agreement
from verify.services.adjudications import adjudicate

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED
DISPUTED_DOUBLE, DOUBLE = ReviewPolicy.DISPUTED_DOUBLE, ReviewPolicy.DOUBLE


def counted(first: Verdict, second: Verdict, became: Verdict | None, claims: int, **other: object) -> PairCount:
    values = {"month": "2026-11", "policy": DISPUTED_DOUBLE, "is_unselected": True, **other}
    return PairCount(first=first, second=second, became=became, claims=claims, **values)  # type: ignore[arg-type]


def test_pairs_are_counted_with_what_became_of_them(session: Session, now: datetime) -> None:
    ana, bo = (add_person(session, Role.REVIEWER, now=now, name=name) for name in ("Ana", "Bo"))
    judge = add_person(session, Role.ADJUDICATOR, now=now)
    put_in_force(session, DISPUTED_DOUBLE, now=now)
    for drawn, first, second, became in ((True, C, C, C), (False, D, C, D), (True, C, D, None), (False, D, D, D)):
        claim_id = add_backed_claim(session, drawn=drawn)
        give(session, ana, claim_id, first, now=now)
        give(session, bo, claim_id, second, now=now + timedelta(days=30))
        if first is not second and became:
            adjudicate(session, actor=judge, claim_id=claim_id, judgement=JUDGED[became], row_version=None, now=now)
    give(session, ana, add_backed_claim(session), C, now=now)  # decided alone: no pair
    counts = agreement.pair_counts(session)
    assert {(c.month, c.first, c.second, c.became, c.is_unselected, c.claims) for c in counts} == {
        ("2026-12", C, C, C, True, 1),
        ("2026-12", D, C, D, False, 1),
        ("2026-12", C, D, None, True, 1),
        ("2026-12", D, D, D, False, 1),
    }
    said = {(line.name, line.said, line.became): line.claims for line in agreement.said_became(session)}
    assert said == {
        ("Ana", C, C): 1, ("Ana", D, D): 2, ("Ana", C, None): 1,
        ("Bo", C, C): 1, ("Bo", C, D): 1, ("Bo", D, None): 1, ("Bo", D, D): 1,
    }  # fmt: skip
    assert agreement.errors_of_verdicts(session) is None


def test_alpha_by_month_and_by_two_verdicts() -> None:
    counts = [
        counted(C, C, C, 4, month="2026-10"),
        counted(D, D, D, 2, month="2026-10"),
        counted(C, D, D, 2, month="2026-11"),
        counted(U, U, U, 1, month="2026-11"),
    ]
    months = by_month(counts)
    assert [(month, found.claims, found.alpha) for month, found in months][1] == ("2026-10", 6, 1.0)
    assert months[0][1].claims == 3
    cd, cu, du = by_labels(counts)
    assert (cd.verdicts, cd.claims, cd.differ) == ((C, D), 8, 2)
    # By hand: 16 judgements, 10 C and 6 D; observed 2 * 2, expected 2 * 10 * 6 / 15.
    assert cd.alpha == pytest.approx(1 - 15 * 4 / 120)
    assert (cu.claims, cu.differ, du.claims, du.differ) == (5, 0, 3, 0)
    assert agreement_of(counts).claims == 9


def test_errors_are_of_what_would_have_been_recorded() -> None:
    counts = [
        counted(C, C, C, 90),
        counted(D, C, C, 10),  # disputed: the second review would have mended it without the draw
        counted(C, D, D, 4),  # only the draw found it
        counted(D, D, D, 16),
        counted(U, C, C, 7),  # recorded unverified: outside the ratio
        counted(C, D, D, 500, is_unselected=False),
    ]
    errors = verdict_errors(counts)
    assert errors is not None
    assert (errors.sensitivity, errors.specificity, errors.corroborated, errors.disputed) == (1.0, 0.8, 100, 20)
    assert corrected_for_errors(104 / 120, errors.sensitivity, errors.specificity) == pytest.approx(100 / 120)
    assert verdict_errors([counted(C, C, C, 90), counted(D, D, D, 9)]) is None
    whole = verdict_errors([counted(C, D, D, 10, policy=DOUBLE), counted(C, C, C, 10, policy=DOUBLE)])
    assert whole is not None and whole.specificity == 1.0  # under double nothing is recorded after one review
