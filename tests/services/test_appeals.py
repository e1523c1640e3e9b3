"""Appeals of outlets: kept against a verdict that stands, answered once by somebody who did not review, accepted into recheck."""

from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give
from verify.core.appeals import AppealDraft, AppealState
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import ClaimState, Role, Verdict
from verify.models import AuditEvent, Claim
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


def test_one_entered_in_error_is_withdrawn_and_put_back(
    session: Session, ana: Actor, edith: Actor, claim_id: int, now: datetime
) -> None:
    mine, hers = (appeals.enter(session, actor=who, claim_id=claim_id, draft=CAME, now=now) for who in (ana, edith))
    outlet_id = session.get_one(Claim, claim_id).outlet_id
    with pytest.raises(Malformed, match="The reason"):
        appeals.withdraw(session, actor=edith, appeal_id=hers, why=" ", now=now)
    with pytest.raises(Forbidden, match="reviewed this claim yourself"):
        appeals.withdraw(session, actor=ana, appeal_id=hers, why="It is against my verdict.", now=now)
    appeals.withdraw(session, actor=ana, appeal_id=mine, why="It is of another claim.", now=now)
    line = queries.the_appeal(session, mine)
    assert (line.stands, line.withdrawn_by, line.withdrawn_at, line.text) == (False, "Ana", now, CAME.text)
    assert [found.id for found in queries.newest(session, state=AppealState.OPEN).rows] == [hers]
    assert queries.numbers(session, outlet_id) == {AppealState.OPEN: 1}
    for act in (
        lambda: appeals.withdraw(session, actor=edith, appeal_id=mine, why="Again.", now=now),
        lambda: appeals.answer(session, actor=edith, appeal_id=mine, accepted=False, text="No.", now=now),
        lambda: appeals.restore(session, actor=edith, appeal_id=hers, now=now),
    ):
        with pytest.raises(Conflict):
            act()
    appeals.restore(session, actor=edith, appeal_id=mine, now=now)
    assert queries.the_appeal(session, mine).stands and queries.numbers(session, outlet_id) == {AppealState.OPEN: 2}
    appeals.answer(session, actor=edith, appeal_id=mine, accepted=False, text="No.", now=now)
    appeals.withdraw(session, actor=edith, appeal_id=mine, why="It was never theirs.", now=now)
    assert queries.numbers(session, outlet_id) == {AppealState.OPEN: 1}
    appeals.answer(session, actor=edith, appeal_id=hers, accepted=True, text="We look again.", now=now)
    with pytest.raises(RuleRefused, match="Take that back instead"):
        appeals.withdraw(session, actor=edith, appeal_id=hers, why="Too late.", now=now)
    done = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("appeal.")))
    assert Counter(done) == {
        "appeal.entered": 2,
        "appeal.withdrawn": 2,
        "appeal.restored": 1,
        "appeal.answered": 2,
    }


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
