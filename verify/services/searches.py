"""Noting where somebody looked for evidence on a claim and found nothing, and taking that back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from verify.core.days import is_to_come
from verify.core.errors import Malformed, NotFound
from verify.core.object_rules import refuse_others_evidence
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.models import Claim, Search
from verify.queries.blindness import IS_OPEN, TWO_PEOPLE, searches_shown
from verify.services import audit, leases

LONGEST_QUERY, LONGEST_PLACE = 500, 200


@dataclass(frozen=True, slots=True)
class SearchDraft:
    """What was looked for, where, and on which day; today where no day is given."""

    query: str
    place: str
    searched_on: date | None = None


def add(session: Session, *, actor: Actor, claim_id: int, draft: SearchDraft, now: datetime) -> int:
    """Note a search that found nothing; its id. While two people judge the claim apart, a reviewer's is theirs alone."""
    require(actor, Action.ADD_EVIDENCE)
    query = typed(draft.query, field="search_query", name="What you looked for", longest=LONGEST_QUERY, required=True)
    place = typed(draft.place, field="search_place", name="Where you looked", longest=LONGEST_PLACE, required=True)
    day = draft.searched_on or now.date()
    if is_to_come(day, now):
        raise Malformed("This day is still to come. Give the day on which you looked.", field="search_day")
    leases.lock_claim(session, claim_id)
    apart = session.execute(select(and_(IS_OPEN, TWO_PEOPLE)).where(Claim.id == claim_id)).first()
    if apart is None:
        raise NotFound(f"There is no claim {claim_id}.")
    search = Search(
        claim_id=claim_id,
        query=query,
        place=place,
        searched_on=day,
        made_by_id=actor.user_id,
        made_at=now,
        is_apart=bool(apart[0]) and actor.user_id is not None and actor.can(Action.REVIEW),
    )
    session.add(search)
    session.flush()  # the log needs its id
    told = {"claim": claim_id, "query": query, "place": place, "searched_on": day.isoformat()}
    subject = ("search", search.id)
    audit.record(session, actor=actor, action="search.added", subject=subject, after=told, now=now)
    return search.id


def withdraw(session: Session, *, actor: Actor, search_id: int, now: datetime) -> int:
    """Take a noted search back; the claim's id. On a claim that two people judge apart, one's own only. Twice changes nothing."""
    require(actor, Action.ADD_EVIDENCE)
    found = select(Search).where(Search.id == search_id, searches_shown(actor.user_id)).with_for_update()
    search = session.scalars(found).first()
    if search is None:
        raise NotFound("There is no such search.")
    apart = session.scalar(select(and_(IS_OPEN, TWO_PEOPLE)).where(Claim.id == search.claim_id))
    refuse_others_evidence(actor, added_by_id=search.made_by_id, is_judged_apart=bool(apart))
    if search.withdrawn_at is None:
        search.withdrawn_at = now
        session.flush()
        subject = ("search", search.id)
        told = {"claim": search.claim_id}
        audit.record(session, actor=actor, action="search.withdrawn", subject=subject, after=told, now=now)
    return search.claim_id
