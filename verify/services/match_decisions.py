"""What people make of matches: confirming, rejecting and relating them anew, taking that back, and attaching them as evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from verify.core.errors import Malformed, NotFound, RuleRefused
from verify.core.matching.relations import Relation, identity, relate
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimState, EvidenceRole, MatchRelation, MatchState, OriginRule, Stance
from verify.models import Claim, Derivation, Match
from verify.queries.blindness import IS_OPEN, TWO_PEOPLE
from verify.queries.elsewhere import STANCE_OF
from verify.queries.matches import reading_of
from verify.services import audit, clusters, evidence, leases, matches, pointed
from verify.services.evidence import EvidenceDraft

LONGEST_NOTE = 500
BY_HAND = "by hand"
"""The model of a match that nothing found."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person says of two claims: confirmed or rejected, in which relation (None: as it stands), and why."""

    state: MatchState
    relation: MatchRelation | None = None
    note: str = ""


def decide(
    session: Session, *, actor: Actor, claim_id: int, other_id: int, finding: Finding, now: datetime
) -> MatchState:
    """Confirm or reject that two claims match, or say how they stand to each other; what was found is kept beside it.

    `NotFound`; `Malformed` for a claim and itself, and where nothing relates the two and no relation is said; `RuleRefused` for
    a withdrawn claim, and where whoever reviews would tell others of a claim that two people judge apart.
    """
    require(actor, Action.ADD_EVIDENCE)
    note = typed(finding.note, field="note", name="The note", longest=LONGEST_NOTE)
    if finding.state is MatchState.SUGGESTED:
        raise Malformed("Confirm the match or reject it.", field="state")
    clusters.alone(session)
    here, there = _both(session, actor, claim_id, other_id)
    matches.hold(session, (claim_id, other_id))
    match = _match(session, here, there, finding.relation, now)
    before = _shown(match)
    match.state, match.note = finding.state, note
    match.relation = finding.relation or match.relation
    match.decided_by_id, match.decided_at = actor.user_id, now
    if _shown(match) == before:
        return match.state
    session.flush()
    _log(session, actor, f"match.{match.state}", match, before, now)
    _follow(session, match, now)
    return match.state


def confirm_same(session: Session, *, actor: Actor, claim_id: int, other_id: int, now: datetime) -> None:
    """Confirm that two claims say the same, as a verdict that points from one to the other says; the caller holds the first."""
    here, there = (session.get_one(Claim, number, populate_existing=True) for number in (claim_id, other_id))
    matches.hold(session, (claim_id, other_id))
    match = _match(session, here, there, MatchRelation.SAME, now)
    before = _shown(match)
    if before["state"] is not MatchState.CONFIRMED or before["relation"] is not MatchRelation.SAME:
        match.state, match.relation = MatchState.CONFIRMED, MatchRelation.SAME
        match.decided_by_id, match.decided_at = actor.user_id, now
        session.flush()
        _log(session, actor, "match.confirmed", match, before, now)
        _follow(session, match, now)


def undo(session: Session, *, actor: Actor, claim_id: int, other_id: int, now: datetime) -> None:
    """Make a match that was confirmed or rejected a suggestion again, as it was found; one that nothing found is gone.

    `NotFound`; `RuleRefused` where nobody decided it, and as `decide` says.
    """
    require(actor, Action.ADD_EVIDENCE)
    clusters.alone(session)
    _both(session, actor, claim_id, other_id)
    matches.hold(session, (claim_id, other_id))
    match = _found(session, claim_id, other_id)
    if match is None:
        raise NotFound("These two claims are no match.")
    if match.state is MatchState.SUGGESTED:
        raise RuleRefused("Nobody has confirmed or rejected this match.")
    before = _shown(match)
    match.state, match.note, match.decided_by_id, match.decided_at = MatchState.SUGGESTED, "", None, None
    match.relation = match.found_relation or match.relation
    if match.found_relation is None:
        session.delete(match)
    session.flush()
    _log(session, actor, "match.undone", match, before, now)
    _follow(session, match, now)


def take_out(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> list[int]:
    """Take a claim out of its cluster: each match that says the same is a suggestion again; the claims that it was matched with.

    What only it held together comes apart, too. `RuleRefused` where it is in none, and as `decide` says.
    """
    require(actor, Action.ADD_EVIDENCE)
    clusters.alone(session)
    sides = or_(Match.claim_id == claim_id, Match.other_id == claim_id)
    same = select(Match.claim_id, Match.other_id).where(
        sides, Match.state == MatchState.CONFIRMED, Match.relation == MatchRelation.SAME
    )
    others = sorted({row.claim_id + row.other_id - claim_id for row in session.execute(same)})
    if not others:
        raise RuleRefused(f"Claim {claim_id} is in no cluster.")
    for other_id in others:
        undo(session, actor=actor, claim_id=claim_id, other_id=other_id, now=now)
    return others


def attach(
    session: Session, *, actor: Actor, claim_id: int, other_id: int, stance: Stance | None = None, now: datetime
) -> int:
    """Attach what another claim's article says, word for word, as evidence; its id. The stance follows from the relation.

    An article that credits an agency or is a copy is attached as one, so that its origin is found. `NotFound`, and what
    attaching refuses.
    """
    require(actor, Action.ADD_EVIDENCE)
    rows = {row.id: row for row in session.scalars(select(Claim).where(Claim.id.in_((claim_id, other_id))))}
    for number in (claim_id, other_id):
        if number not in rows:
            raise NotFound(f"There is no claim {number}.")
    match, there = _found(session, claim_id, other_id), rows[other_id]
    relation = Relation(match.relation.value) if match else _related(rows[claim_id], there)[0]
    draft = EvidenceDraft(
        stance=stance or STANCE_OF.get(relation, Stance.CONTEXT),
        role=EvidenceRole.SYNDICATED_COPY if _is_copy(session, there.article_id) else EvidenceRole.ORIGINAL_REPORTING,
        passage=there.quote,
        article_id=there.article_id,
    )
    return evidence.add(session, actor=actor, claim_id=claim_id, draft=draft, now=now)


def _both(session: Session, actor: Actor, claim_id: int, other_id: int) -> tuple[Claim, Claim]:
    """Both claims, locked, if the actor may say something about them now."""
    if claim_id == other_id:
        raise Malformed("A claim is no match of itself. Choose another one.", field="other_id")
    found = {}
    for number in sorted((claim_id, other_id)):
        leases.lock_claim(session, number)
        claim = session.get(Claim, number, populate_existing=True)
        if claim is None:
            raise NotFound(f"There is no claim {number}.")
        if claim.state is ClaimState.WITHDRAWN:
            raise RuleRefused(f"Claim {number} is withdrawn. Undo that first.")
        found[number] = claim
    apart = select(Claim.id).where(Claim.id.in_((claim_id, other_id)), and_(IS_OPEN, TWO_PEOPLE))
    if actor.user_id is not None and actor.can(Action.REVIEW) and session.scalar(apart.limit(1)) is not None:
        raise RuleRefused(
            "Two people judge one of these claims apart, and what you say of its match would show. Say it once both are decided."
        )
    return found[claim_id], found[other_id]


def _match(session: Session, here: Claim, there: Claim, relation: MatchRelation | None, now: datetime) -> Match:
    """The match of the two claims as it is kept, else as it is found by looking at them alone."""
    match = _found(session, here.id, there.id)
    if match is not None:
        return match
    found, score = _related(here, there)
    told = MatchRelation(found.value) if found is not Relation.NONE else None
    if told is None and relation is None:
        raise Malformed("Nothing relates these two claims. Say how they stand to each other.", field="relation")
    first, second = sorted((here.id, there.id))
    match = Match(
        claim_id=first,
        other_id=second,
        relation=relation or told,
        found_relation=told,
        score=round(score, 4),
        state=MatchState.SUGGESTED,
        model=BY_HAND if told is None else identity(),
        found_at=now,
        note="",
    )
    session.add(match)
    return match


def _related(here: Claim, there: Claim) -> tuple[Relation, float]:
    related = relate(reading_of(here.statement, here.published_day), reading_of(there.statement, there.published_day))
    return related.relation, related.score


def _found(session: Session, claim_id: int, other_id: int) -> Match | None:
    first, second = sorted((claim_id, other_id))
    query = select(Match).where(Match.claim_id == first, Match.other_id == second)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _is_copy(session: Session, article_id: int) -> bool:
    rules = (OriginRule.CREDIT, OriginRule.COPY)
    found = select(Derivation.id).where(Derivation.article_id == article_id, Derivation.rule.in_(rules))
    return session.scalar(found.where(Derivation.is_sure).limit(1)) is not None


def _follow(session: Session, match: Match, now: datetime) -> None:
    """Bring counts, clusters and records in line with a match that was changed."""
    pair = (match.claim_id, match.other_id)
    matches.recount(session, pair)
    clusters.settle(session, pair, now=now)
    pointed.parted(session, pair=pair, now=now)


def _shown(match: Match) -> dict[str, Any]:
    return {"relation": match.relation, "state": match.state, "note": match.note}


def _log(session: Session, actor: Actor, action: str, match: Match, before: dict[str, Any], now: datetime) -> None:
    """Log it for each of the two claims, since it is part of both histories."""
    for number, other in ((match.claim_id, match.other_id), (match.other_id, match.claim_id)):
        after = {**_shown(match), "with": other, "found": match.found_relation, "score": match.score}
        subject = ("claim", number)
        audit.record(session, actor=actor, action=action, subject=subject, before=before, after=after, now=now)
