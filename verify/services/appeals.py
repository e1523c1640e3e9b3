"""Appeals of outlets against verdicts: entering what came in, and answering it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.appeals import LONGEST_TEXT, LONGEST_WHO, LONGEST_WHY, AppealDraft, AppealState
from verify.core.days import is_to_come
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused
from verify.core.object_rules import refuse_own_appeal
from verify.core.permissions import Action, Actor, require, require_person
from verify.core.rechecks import Cause, RecheckReason
from verify.core.typed_text import typed
from verify.models import Appeal, AppealWithdrawal, Claim, Outlet, Review
from verify.queries import appeals as queries
from verify.queries import review_dates
from verify.services import audit, leases, rechecks


def enter(session: Session, *, actor: Actor, claim_id: int, draft: AppealDraft, now: datetime) -> int:
    """Keep an appeal against the verdict that stands on a claim; its id. `NotFound`, `Malformed`, `RuleRefused`."""
    require(actor, Action.KEEP_OUTLETS)
    who = typed(draft.who, field="who", name="Who wrote", longest=LONGEST_WHO, required=True)
    text = typed(draft.text, field="text", name="What they say", longest=LONGEST_TEXT, required=True)
    if is_to_come(draft.day, now):
        raise Malformed("This day has not come yet.", field="day")
    leases.lock_claim(session, claim_id)
    claim = session.execute(select(Claim.verdict).where(Claim.id == claim_id)).first()
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    review_id = review_dates.standing_review(session, claim_id) if claim.verdict else None
    if review_id is None:
        raise RuleRefused("An appeal is against a verdict that stands, and none stands on this claim.", field="text")
    made = Appeal(
        claim_id=claim_id,
        review_id=review_id,
        who=who,
        day=draft.day,
        text=text,
        entered_by_id=actor.user_id,
        entered_at=now,
        state=AppealState.OPEN,
        answer="",
    )
    session.add(made)
    session.flush()  # the log names it
    after = {"appeal": made.id, "who": who, "day": draft.day.isoformat(), "text": text}
    audit.record(session, actor=actor, action="appeal.entered", subject=("claim", claim_id), after=after, now=now)
    return made.id


def answer(session: Session, *, actor: Actor, appeal_id: int, accepted: bool, text: str, now: datetime) -> AppealState:
    """Answer an appeal. One that is accepted has the verdict looked at again, in a batch of its own.

    `Forbidden` for whoever reviewed the claim; `Conflict` where it is answered already.
    """
    me = require_person(actor, Action.KEEP_OUTLETS)
    why = typed(text, field="answer", name="The answer", longest=LONGEST_TEXT, required=True)
    found = _held(session, appeal_id)
    claim_id = found.claim_id
    _refuse_reviewer(session, actor, found)
    if not queries.stands(session, appeal_id):
        raise Conflict("This appeal was withdrawn. Put it back first, then answer it.")
    if found.state is not AppealState.OPEN:
        raise Conflict(f"This appeal was {found.state} already.")
    found.state = AppealState.ACCEPTED if accepted else AppealState.DECLINED
    found.answer, found.answered_by_id, found.answered_at = why, me, now
    if accepted:
        outlet = session.scalar(
            select(Outlet.name).join(Claim, Claim.outlet_id == Outlet.id).where(Claim.id == claim_id)
        )
        cause = Cause(RecheckReason.APPEAL, f"{outlet} wrote on {found.day.day} {found.day:%B %Y}")
        found.batch_id = rechecks.send_batch(session, actor=actor, cause=cause, claim_ids=[claim_id], now=now)
    session.flush()
    after = {"appeal": appeal_id, "state": found.state, "answer": why}
    audit.record(session, actor=actor, action="appeal.answered", subject=("claim", claim_id), after=after, now=now)
    return found.state


def withdraw(session: Session, *, actor: Actor, appeal_id: int, why: str, now: datetime) -> None:
    """Take out an appeal that was entered in error. What came in stays readable, and counts nowhere.

    `Forbidden` for who reviewed the claim, unless they entered the appeal; `RuleRefused` for one that was accepted; `Conflict`.
    """
    require(actor, Action.KEEP_OUTLETS)
    said = typed(why, field="why", name="The reason", longest=LONGEST_WHY, required=True)
    found = _held(session, appeal_id)
    if found.entered_by_id is None or found.entered_by_id != actor.user_id:
        _refuse_reviewer(session, actor, found)
    if not queries.stands(session, appeal_id):
        raise Conflict("This appeal was withdrawn already.")
    if found.state is AppealState.ACCEPTED:
        raise RuleRefused("This appeal was accepted, and its verdict is looked at again. Take that back instead.")
    _mark(session, actor, found, AppealWithdrawal(is_withdrawn=True, why=said), now)


def restore(session: Session, *, actor: Actor, appeal_id: int, now: datetime) -> None:
    """Put a withdrawn appeal back; it stands where it stood. `NotFound`; `Conflict` where it was not withdrawn."""
    require(actor, Action.KEEP_OUTLETS)
    found = _held(session, appeal_id)
    if queries.stands(session, appeal_id):
        raise Conflict("This appeal was not withdrawn, or is back already.")
    _mark(session, actor, found, AppealWithdrawal(is_withdrawn=False, why=""), now)


def _held(session: Session, appeal_id: int) -> Appeal:
    """The appeal, its claim and itself locked. `NotFound`."""
    claim_id = session.scalar(select(Appeal.claim_id).where(Appeal.id == appeal_id))
    if claim_id is None:
        raise NotFound(f"There is no appeal {appeal_id}.")
    leases.lock_claim(session, claim_id)
    return session.get_one(Appeal, appeal_id, with_for_update=True, populate_existing=True)


def _refuse_reviewer(session: Session, actor: Actor, found: Appeal) -> None:
    given = select(Review.reviewer_id).where(Review.claim_id == found.claim_id)
    refuse_own_appeal(actor, session.scalars(given).all())


def _mark(session: Session, actor: Actor, found: Appeal, made: AppealWithdrawal, now: datetime) -> None:
    made.appeal_id, made.made_by_id, made.made_at = found.id, actor.user_id, now
    session.add(made)
    session.flush()
    action, after = ("withdrawn", {"why": made.why}) if made.is_withdrawn else ("restored", {})
    told = {"appeal": found.id, "who": found.who, **after}
    audit.record(
        session, actor=actor, action=f"appeal.{action}", subject=("claim", found.claim_id), after=told, now=now
    )
