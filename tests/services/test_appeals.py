"""Appeals of outlets: kept against a verdict that stands, answered once by somebody who did not review, accepted into recheck."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give
from verify.core.appeals import AppealDraft, AppealState
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import ClaimState, Role, Verdict
from verify.models import Claim
from verify.queries import appeals as queries
from verify.queries import rechecks as waiting
from verify.services import appeals, rechecks, review_undo

CAME = AppealDraft("Managing editor, Daily Ledger", date(2026, 11, 20), "We have the permit of March.")


@pytest.fixture
def ana(session: Session, now: datetime) -> Actor:
    """A reviewer who is an editor too."""
    return add_person(session, Role.REVIEWER, Role.EDITOR, now=now, name="Ana")


@pytest.fixture
def edith(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.EDITOR, now=now, name="Edith")


@pytest.fixture
def claim_id(session: Session, ana: Actor, now: datetime) -> int:
    made = add_backed_claim(session)
    give(session, ana, made, Verdict.DISPUTED, now=now)
    return made


def test_an_accepted_appeal_has_the_verdict_looked_at_again(
    session: Session, ana: Actor, edith: Actor, claim_id: int, now: datetime
) -> None:
    made = appeals.enter(session, actor=ana, claim_id=claim_id, draft=CAME, now=now)
    with pytest.raises(Forbidden, match="reviewed this claim yourself"):
        appeals.answer(session, actor=ana, appeal_id=made, accepted=True, text="So it is.", now=now)
    appeals.answer(session, actor=edith, appeal_id=made, accepted=True, text="We look again.", now=now)
    session.expire_all()
    assert session.get_one(Claim, claim_id).state is ClaimState.RECHECK
    (why,) = waiting.open_of(session, [claim_id])[claim_id]
    assert why.words == "appeal accepted: Daily Ledger wrote on 20 November 2026"
    line = queries.the_appeal(session, made)
    assert (line.state, line.verdict, line.answered_by, line.batch_id) == (
        AppealState.ACCEPTED,
        Verdict.DISPUTED,
        "Edith",
        why.batch_id,
    )
    rechecks.take_batch_back(session, actor=edith, batch_id=why.batch_id or 0, now=now)
    session.expire_all()
    assert session.get_one(Claim, claim_id).state is ClaimState.DECIDED
    with pytest.raises(Conflict, match="accepted already"):
        appeals.answer(session, actor=edith, appeal_id=made, accepted=False, text="No.", now=now)


def test_a_declined_one_changes_nothing_and_is_counted(
    session: Session, ana: Actor, edith: Actor, claim_id: int, now: datetime
) -> None:
    made = appeals.enter(session, actor=edith, claim_id=claim_id, draft=CAME, now=now)
    outlet_id = session.get_one(Claim, claim_id).outlet_id
    assert queries.numbers(session, outlet_id) == {AppealState.OPEN: 1}
    appeals.answer(session, actor=edith, appeal_id=made, accepted=False, text="The permit is of May.", now=now)
    assert queries.numbers(session, outlet_id) == {AppealState.DECLINED: 1}
    assert queries.newest(session, state=AppealState.OPEN).rows == []
    assert session.get_one(Claim, claim_id).state is ClaimState.DECIDED
    review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    assert queries.of_claim(session, claim_id) == [], "it would tell the next reviewer which verdict stood"
    assert queries.numbers(session, outlet_id) == {}


def test_what_cannot_be_is_refused(session: Session, ana: Actor, edith: Actor, claim_id: int, now: datetime) -> None:
    marek = add_person(session, Role.REVIEWER, now=now, name="Marek")
    with pytest.raises(Forbidden):
        appeals.enter(session, actor=marek, claim_id=claim_id, draft=CAME, now=now)
    with pytest.raises(Malformed, match="not come yet"):
        late = AppealDraft("They", date(2027, 1, 1), "So.")
        appeals.enter(session, actor=edith, claim_id=claim_id, draft=late, now=now)
    with pytest.raises(Malformed, match="What they say"):
        appeals.enter(session, actor=edith, claim_id=claim_id, draft=AppealDraft("They", CAME.day, " "), now=now)
    with pytest.raises(RuleRefused, match="none stands"):
        appeals.enter(session, actor=edith, claim_id=add_backed_claim(session), draft=CAME, now=now)
    with pytest.raises(NotFound):
        appeals.answer(session, actor=edith, appeal_id=999, accepted=True, text="So.", now=now)
