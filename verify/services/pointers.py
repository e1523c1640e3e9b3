"""Judging a claim as another one was judged: a verdict that points there, once somebody says that both stand or fall together.

A pointer takes the other claim's verdict over as it is at that moment, and nothing after it: `verify.services.pointed`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound, RuleRefused
from verify.core.origins import account
from verify.core.permissions import Actor
from verify.core.review_rules import ClaimAtHand, Judgement, backing, checked
from verify.core.vocabulary import ClaimState, MatchRelation, MatchState, Role, Said
from verify.models import Claim, Evidence, Match, Pointer, Review, User
from verify.queries import origins, pointers
from verify.queries.clusters import linked
from verify.queries.shared_origins import shared
from verify.services import match_decisions

AS_DECIDED = "As decided on claim {}."
NO_VERDICT = "Claim {} has no verdict that stands. Decide this one by itself."
_COUNTS = (ClaimState.DECIDED, ClaimState.RECHECK)


@dataclass(frozen=True, slots=True)
class Pointing:
    """What somebody says who has a claim decided as another one was: that both are true under the same conditions, and why."""

    target_id: int
    same_conditions: bool
    note: str = ""
    said: Said | None = None


def own_words(rationale: str, target_id: int) -> str:
    """What somebody wrote of their own in the rationale of a verdict that pointed to this claim."""
    return rationale.removeprefix(AS_DECIDED.format(target_id)).strip()


def judged(session: Session, judgement: Judgement, claim: Any, *, origins_needed: int) -> Judgement:
    """The judgement with the verdict of the claim that it points to, if that claim's evidence carries it for this one too.

    What comes from this claim's own article, or from where that has it, supports the other claim and not this one.
    `NotFound`; `RuleRefused` where the other claim is not the same, not decided, or itself judged as a third one.
    """
    there = _target(session, claim.id, judgement.as_claim or 0)
    items = _items(session, claim.id, there)
    examined = {item.id: item.examined_at is not None for item in items}
    support = backing(account(origins.known(session, there.id, examined=examined, reader_id=None)))
    words = f"{AS_DECIDED.format(there.id)} {judgement.rationale.strip()}".strip()
    taken = replace(judgement, rationale=words, searched=judgement.searched or _searched(session, there.id))
    about = ClaimAtHand(claim.kind, claim.voice, claim.state, claim.park_reason)
    return checked(taken, about, [item.stance for item in items], support, origins_needed=origins_needed)


def judgement(session: Session, pointing: Pointing) -> Judgement:
    """What somebody judges who points to another claim: its verdict and reason as they are now. `NotFound`, `RuleRefused`."""
    row = session.execute(select(Claim.verdict, Claim.reason_code).where(Claim.id == pointing.target_id)).first()
    if row is None:
        raise NotFound(f"There is no claim {pointing.target_id}.")
    if not pointing.same_conditions:
        raise RuleRefused(
            "Only a claim that is true under the same conditions shares a verdict: the same figures, days, people and places. "
            "Say that this one is, or decide it by itself."
        )
    if row.verdict is None:
        raise RuleRefused(NO_VERDICT.format(pointing.target_id))
    return Judgement(row.verdict, row.reason_code, pointing.note, pointing.said, as_claim=pointing.target_id)


def keep(session: Session, *, review_id: int, target_id: int) -> None:
    """Keep with a review which claim it points to."""
    session.execute(insert(Pointer).values(review_id=review_id, claim_id=target_id))


def stand(session: Session, *, claim_id: int, target_id: int, review_id: int, now: datetime) -> None:
    """Confirm that the two claims say the same, as a pointer that stands says: by whoever gave the review."""
    reviewer = session.execute(
        select(User.id, User.name, User.roles).join(Review, Review.reviewer_id == User.id).where(Review.id == review_id)
    ).one()
    actor = Actor(reviewer.id, reviewer.name, frozenset(Role(role) for role in reviewer.roles))
    match_decisions.confirm_same(session, actor=actor, claim_id=claim_id, other_id=target_id, now=now)


def _target(session: Session, claim_id: int, target_id: int) -> Claim:
    there = session.get(Claim, target_id, populate_existing=True)
    if there is None:
        raise NotFound(f"There is no claim {target_id}.")
    first, second = sorted((claim_id, target_id))
    said = select(Match.id).where(Match.claim_id == first, Match.other_id == second)
    said = said.where(Match.relation == MatchRelation.SAME, Match.state != MatchState.REJECTED)
    heads = linked(session, (claim_id, target_id))
    if claim_id == target_id or (session.scalar(said) is None and heads[claim_id] != heads[target_id]):
        raise RuleRefused(f"Claim {target_id} is no match that says the same. Confirm that it does first.")
    if there.verdict is None or there.state not in _COUNTS:
        raise RuleRefused(NO_VERDICT.format(target_id))
    further = pointers.of_claim(session, target_id)
    if further is not None:
        raise RuleRefused(f"Claim {target_id} was itself decided as claim {further.claim_id} was. Point to that one.")
    return there


def _items(session: Session, claim_id: int, there: Claim) -> list[Evidence]:
    """The target's evidence, but for what comes from this claim's article or from where that has it."""
    found = select(Evidence).where(Evidence.claim_id == there.id, Evidence.removed_at.is_(None))
    items = list(session.scalars(found.order_by(Evidence.id).execution_options(populate_existing=True)))
    article_id = session.scalars(select(Claim.article_id).where(Claim.id == claim_id)).one()
    others = {item.article_id for item in items if item.article_id} - {article_id}
    alike = shared(session, claim_id, article_id, others, reader_id=None) if others else {}
    return [item for item in items if item.article_id != article_id and not alike.get(item.article_id or 0)]


def _searched(session: Session, claim_id: int) -> str:
    newest = select(Review.searched).where(Review.claim_id == claim_id, Review.searched != "")
    return session.scalar(newest.order_by(Review.id.desc()).limit(1)) or ""
