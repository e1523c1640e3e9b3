"""A suggestion becomes a claim only when a person accepts it, and a dismissed one leaves its trace."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.errors import Conflict, Forbidden, NotFound
from verify.core.permissions import Actor
from verify.core.suggestions import Known, checked, question
from verify.core.vocabulary import ClaimState, EditKind, Role, SuggestionState, Voice
from verify.models import Attribution, AuditEvent, Claim, Suggestion
from verify.queries.claim_edits import lineage_of
from verify.services import suggestions
from verify.services.suggestions import Answered

TEXT = "Mayor Greta Holm said the council of Lund sold 40 boats in 2016."
ANSWER = """{"claims": [
  {"quote": ["the council of Lund", "40 boats in 2016"], "statement": "Lund had 40 boats in 2016.",
   "speaker": "Greta Holm", "cue": "said"},
  {"quote": "Mayor Greta Holm", "statement": "Greta Holm is mayor."}
]}"""


@pytest.fixture
def reviewer(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now)


@pytest.fixture
def ids(session: Session, reviewer: Actor, now: datetime) -> list[int]:
    """The suggestions of one answer about an article of one claim."""
    version_id = add_article(session, [TEXT]).version_id
    answered = Answered(
        version_id, "small-model", question(TEXT, [], most_characters=1_000), checked(TEXT, ANSWER, Known([TEXT]))
    )
    round_id = suggestions.store(session, actor=reviewer, answered=answered, now=now)
    return list(session.scalars(select(Suggestion.id).where(Suggestion.round_id == round_id).order_by(Suggestion.id)))


def test_accepting_makes_a_claim_that_tells_where_it_comes_from(
    session: Session, reviewer: Actor, ids: list[int], now: datetime
) -> None:
    claim = session.get_one(Claim, suggestions.accept(session, actor=reviewer, suggestion_id=ids[0], now=now))
    assert claim.quote == "the council of Lund … 40 boats in 2016"
    assert [TEXT[start:end] for start, end in claim.spans] == ["the council of Lund", "40 boats in 2016"]
    assert (claim.statement, claim.voice, claim.state) == (
        "Lund had 40 boats in 2016.",
        Voice.RELAYED,
        ClaimState.READY,
    )
    said = session.get_one(Attribution, claim.id)
    assert (said.speaker, said.cue) == ("Greta Holm", "said")
    assert [edit.kind for edit in lineage_of(session, claim.id).edits] == [EditKind.ADDED]
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim.suggested")).one()
    assert (logged.subject_id, logged.actor_id) == (claim.id, reviewer.user_id)
    assert logged.after is not None
    assert logged.after["model"] == "small-model"
    assert {len(logged.after[name]) for name in ("prompt_sha256", "input_sha256")} == {64}
    one = session.get_one(Suggestion, ids[0])
    assert (one.state, one.claim_id, one.decided_by_id) == (SuggestionState.ACCEPTED, claim.id, reviewer.user_id)


def test_dismissing_makes_no_claim_and_is_logged(
    session: Session, reviewer: Actor, ids: list[int], now: datetime
) -> None:
    before = session.scalars(select(Claim.id)).all()
    suggestions.dismiss(session, actor=reviewer, suggestion_id=ids[1], now=now)
    assert session.scalars(select(Claim.id)).all() == before
    one = session.get_one(Suggestion, ids[1])
    assert (one.state, one.claim_id, one.decided_at) == (SuggestionState.DISMISSED, None, now)
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "suggestions.dismissed")).one()
    assert logged.after is not None and logged.after["statement"] == "Greta Holm is mayor."


@pytest.mark.parametrize("first", [suggestions.accept, suggestions.dismiss], ids=["accepted", "dismissed"])
@pytest.mark.parametrize("then", [suggestions.accept, suggestions.dismiss], ids=["accept", "dismiss"])
def test_a_suggestion_is_decided_once(
    session: Session,
    reviewer: Actor,
    ids: list[int],
    now: datetime,
    first: Callable[..., Any],
    then: Callable[..., Any],
) -> None:
    first(session, actor=reviewer, suggestion_id=ids[0], now=now)
    with pytest.raises(Conflict):
        then(session, actor=reviewer, suggestion_id=ids[0], now=now)


def test_who_may_not_edit_claims_may_not_make_one_of_a_suggestion(
    session: Session, ids: list[int], now: datetime
) -> None:
    submitter = add_person(session, Role.SUBMITTER, now=now)
    for decide in (suggestions.accept, suggestions.dismiss):
        with pytest.raises(Forbidden):
            decide(session, actor=submitter, suggestion_id=ids[0], now=now)


def test_a_suggestion_that_is_not_there_is_not_found(session: Session, reviewer: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        suggestions.accept(session, actor=reviewer, suggestion_id=99, now=now)
