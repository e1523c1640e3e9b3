"""The prior in force on a day, and what a fit is made on."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.records import OWN, RELAYED, C, D, U, add_article, add_outlet, add_record, decide
from verify.core.reliability import INSTALLATION_PRIOR
from verify.core.reliability_prior import OutletCounts
from verify.core.vocabulary import Said
from verify.models import PriorVersion
from verify.queries import priors
from verify.services.desks import ensure_desk


@pytest.fixture(autouse=True)
def desk(session: Session, now: datetime) -> None:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)


def add_version(session: Session, known: date, mean: float, now: datetime) -> PriorVersion:
    row = PriorVersion(
        method="rel-1:x",
        mean=mean,
        strength=8.0,
        v11=0.02,
        v12=0.0,
        v22=0.1,
        data_date=known,
        outlets=7,
        known_day=known,
        adopted_at=now,
        adopted_by_id=None,
    )
    session.add(row)
    session.flush()
    return row


def test_a_new_desk_starts_from_the_installation_default(session: Session, now: datetime) -> None:
    assert priors.current_prior(session) == priors.prior_as_known(session, now.date()) == INSTALLATION_PRIOR
    assert priors.adopted(session) == []


def test_each_day_has_the_prior_that_was_known_by_then(session: Session, now: datetime) -> None:
    today = now.date()
    first = add_version(session, today - timedelta(days=40), 0.7, now)
    second = add_version(session, today, 0.6, now)
    third = add_version(session, today, 0.65, now)
    known = {days: priors.prior_as_known(session, today - timedelta(days=days)).version for days in (41, 40, 1, 0)}
    assert known == {41: 0, 40: first.id, 1: first.id, 0: third.id}
    assert priors.current_prior(session).mean == 0.65
    assert [a.prior.version for a in priors.adopted(session)] == [first.id, second.id, third.id]
    assert priors.current_prior(session).fitted


def test_a_fit_counts_undecayed_decided_own_voice_claims_of_three_years(session: Session, now: datetime) -> None:
    today = now.date()
    outlet = add_outlet(session, "Harbour Post", now)
    three = add_article(session, outlet, today - timedelta(days=1094), (OWN, OWN, OWN, RELAYED))
    for claim, verdict in zip(three, (C, D, U), strict=False):
        decide(session, claim, verdict, now)
    decide(session, three[3], D, now, said=Said.CONFIRMED)
    (too_old,) = add_article(session, outlet, today - timedelta(days=1095))
    decide(session, too_old, C, now)
    relayed_only = add_outlet(session, "Relay Herald", now)
    (relayed,) = add_article(session, relayed_only, today, (RELAYED,))
    decide(session, relayed, C, now)
    weight = 1 / 1.4  # three decided own-voice observations: C, D and the confirmed quotation
    assert priors.counts_to_fit(session, on=today) == [
        OutletCounts(pytest.approx(2 * weight), pytest.approx(weight), 3)
    ]


def test_a_withdrawn_verdict_is_not_fitted_on(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    (claim,) = add_record(session, outlet, [D], now)
    decide(session, claim, C, now)
    assert priors.counts_to_fit(session, on=now.date()) == [OutletCounts(1.0, 0.0, 1)]
    decide(session, claim, None, now)
    assert priors.counts_to_fit(session, on=now.date()) == [OutletCounts(0.0, 0.0, 0)]


def test_too_few_outlets_keep_the_prior_in_force(session: Session, now: datetime) -> None:
    for number in range(4):
        add_record(session, add_outlet(session, f"Paper {number}", now), [C, C, D], now)
    add_record(session, add_outlet(session, "Small Paper", now), [C, D], now)
    found = priors.refitted(session, on=now.date())
    assert (found.possible, found.enough, found.changes) == (False, 4, False)
    assert found.after == INSTALLATION_PRIOR
    assert all(moved.change == 0 for moved in found.moved)


def test_a_fit_tells_what_it_would_do_to_each_record(session: Session, now: datetime) -> None:
    for number in range(5):
        add_record(session, add_outlet(session, f"Paper {number}", now), [D, D, C, D] + [C] * number, now)
    found = priors.refitted(session, on=now.date())
    assert found.possible and found.changes
    assert found.after.mean < INSTALLATION_PRIOR.mean
    assert (found.after.outlets, found.after.data_date, found.after.version) == (5, now.date(), 0)
    assert len(found.moved) == 5
    sizes = [abs(moved.change) for moved in found.moved]
    assert sizes == sorted(sizes, reverse=True)
    first = found.moved[0]
    assert first.change == pytest.approx(first.after.record.mean - first.before.record.mean)
    assert (first.before.prior, first.after.prior) == (INSTALLATION_PRIOR, found.after)
    assert priors.current_prior(session) == INSTALLATION_PRIOR
