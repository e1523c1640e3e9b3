"""Merging outlets that are one, taking a merge back, and starting an era of an outlet that changed hands (REL-1 2.10)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from verify.core.errors import Conflict, Malformed
from verify.core.permissions import Action, Actor, require
from verify.core.vocabulary import HandoverKind
from verify.models import Article, Claim, Correction, Handover, HandoverArticle, Outlet, OutletDomain
from verify.queries import handovers
from verify.queries.handovers import HandoverLine
from verify.queries.outlets import the_outlet
from verify.services import audit, outlets, records, story_places, text_owners
from verify.services.outlets import OutletDetails


@dataclass(frozen=True, slots=True)
class EraDraft:
    """An era as an editor tells of it: its first day of publication, what the new record is called, who owns it now."""

    day: date
    name: str = ""
    ownership_group: str | None = None


def merge(session: Session, *, actor: Actor, outlet_id: int, into_id: int, now: datetime) -> HandoverLine:
    """Make an outlet part of another: its articles, claims and domains go there, and what stands in its record from today on.

    What was known of both before stays known. An article that the other outlet has word for word stays behind: its claims would
    count twice. `NotFound`; `Malformed` for one and the same; `Conflict` where one of them is part of another already.
    """
    require(actor, Action.KEEP_OUTLETS)
    if outlet_id == into_id:
        raise Malformed("An outlet cannot be merged into itself. Choose another one.", field="into")
    _lock(session, outlet_id, into_id)
    for one in (outlet_id, into_id):
        outlets.refuse_if_merged(session, one)
    twin = aliased(Article)
    same_text = select(twin.id).where(twin.outlet_id == into_id, twin.text_key == Article.text_key).exists()
    made = _begin(session, HandoverKind.MERGE, actor, (outlet_id, into_id), now.date(), now)
    _take_along(session, made, ~same_text)
    _move(session, made, from_id=outlet_id, to_id=into_id, now=now)
    return _told(session, made, actor, "outlet.merged", now)


def start_era(session: Session, *, actor: Actor, outlet_id: int, draft: EraDraft, now: datetime) -> HandoverLine:
    """Start a record of its own for what an outlet published from a day on; its domains, and later articles, go there.

    `Malformed` for a day to come; `Conflict` where the outlet is merged or has a later era already, or the name is taken. An era
    is taken back by merging it into the outlet that it came from.
    """
    require(actor, Action.KEEP_OUTLETS)
    if draft.day > now.date():
        raise Malformed(f"{draft.day} has not come yet. Start the era once it has.", field="day")
    _lock(session, outlet_id)
    outlets.refuse_if_merged(session, outlet_id)
    later = handovers.later_era(session, outlet_id)
    if later is not None:
        raise Conflict(
            f"Its era since {later.day} is kept as {later.to_name}. Start the next one there, or merge that one back first.",
            field="day",
        )
    old = the_outlet(session, outlet_id)
    group = old.ownership_group if draft.ownership_group is None else draft.ownership_group
    name = draft.name.strip() or f"{old.name} (since {draft.day})"
    details = OutletDetails(name, old.kind, old.country, group)
    new = outlets.add(session, actor=actor, details=details, now=now)
    made = _begin(session, HandoverKind.ERA, actor, (outlet_id, new.id), draft.day, now)
    _take_along(session, made, Article.published_day >= draft.day)
    _move(session, made, from_id=outlet_id, to_id=new.id, now=now)
    return _told(session, made, actor, "outlet.era_started", now)


def undo_merge(session: Session, *, actor: Actor, outlet_id: int, now: datetime) -> HandoverLine:
    """Take an outlet's merge back: the articles and domains that went with it return, and their part of the record from today on.

    What came in under the other outlet since stays there. `NotFound`; `Conflict` where the outlet is part of no other, or the other
    one is itself merged, or some of the articles have gone on to a later era of it.
    """
    require(actor, Action.KEEP_OUTLETS)
    outlet = the_outlet(session, outlet_id)
    line = handovers.merged_into(session, outlet_id)
    if line is None:
        raise Conflict(f"{outlet.name} is part of no other outlet. Nothing was changed.")
    _lock(session, line.from_id, line.to_id)
    found = session.get_one(Handover, line.id, with_for_update=True, populate_existing=True)
    outlets.refuse_if_merged(session, line.to_id)
    if found.undone_at is not None or _elsewhere(session, found):
        raise Conflict(
            f"Some of its articles are no longer with {line.to_name}. Merge the later era of {line.to_name} back first."
        )
    found.undone_at, found.undone_by_id = now, actor.user_id
    _move(session, found, from_id=line.to_id, to_id=line.from_id, now=now)
    return _told(session, found, actor, "outlet.merge_undone", now)


def _lock(session: Session, *outlet_ids: int) -> None:
    """Hold the outlets, always in one order, so that no article comes in under them meanwhile. `NotFound`."""
    for outlet_id in sorted(outlet_ids):
        the_outlet(session, outlet_id)
        session.execute(select(Outlet.id).where(Outlet.id == outlet_id).with_for_update())


def _begin(
    session: Session, kind: HandoverKind, actor: Actor, between: tuple[int, int], day: date, now: datetime
) -> Handover:
    made = Handover(
        kind=kind,
        from_id=between[0],
        to_id=between[1],
        day=day,
        known_day=now.date(),
        articles=0,
        domains=[],
        by_id=actor.user_id,
        created_at=now,
    )
    session.add(made)
    session.flush()  # its articles name it
    return made


def _take_along(session: Session, made: Handover, *articles: ColumnElement[bool]) -> None:
    """Note the articles and domains that go with a handover."""
    chosen = select(literal(made.id), Article.id).where(Article.outlet_id == made.from_id, *articles)
    session.execute(insert(HandoverArticle).from_select(["handover_id", "article_id"], chosen))
    went = select(func.count()).select_from(HandoverArticle).where(HandoverArticle.handover_id == made.id)
    made.articles = session.scalar(went) or 0
    owned = select(OutletDomain.domain).where(OutletDomain.outlet_id == made.from_id).order_by(OutletDomain.domain)
    made.domains = list(session.scalars(owned))


def _move(session: Session, made: Handover, *, from_id: int, to_id: int, now: datetime) -> None:
    """Move the articles of a handover, their claims, their part of the record, and the domains."""
    articles = select(HandoverArticle.article_id).where(HandoverArticle.handover_id == made.id)
    claims = select(Claim.id).where(Claim.article_id.in_(articles))
    # Claims before articles, as a verdict locks them: one that is on its way is in the roll-up before that is read.
    session.execute(update(Claim).where(Claim.article_id.in_(articles)).values(outlet_id=to_id))
    session.execute(update(Article).where(Article.id.in_(articles)).values(outlet_id=to_id))
    session.execute(update(Correction).where(Correction.claim_id.in_(claims)).values(outlet_id=to_id))
    known = records.hand_over(session, handover_id=made.id, from_id=from_id, to_id=to_id, now=now)
    if made.undone_at is None:
        made.known_day = known
    else:
        made.undone_known_day = known
    kinds = session.scalars(select(Outlet.kind).where(Outlet.id.in_((from_id, to_id)))).all()
    story_places.follow(session, articles, kinds=kinds)
    owned = (OutletDomain.outlet_id == from_id, OutletDomain.domain.in_(made.domains))
    session.execute(update(OutletDomain).where(*owned).values(outlet_id=to_id))
    text_owners.ask_about_outlets(session, articles, outlet_ids=[from_id, to_id], now=now)
    session.flush()


def _elsewhere(session: Session, made: Handover) -> bool:
    gone = (
        select(Article.id)
        .join(HandoverArticle, HandoverArticle.article_id == Article.id)
        .where(HandoverArticle.handover_id == made.id, Article.outlet_id != made.to_id)
    )
    return session.scalar(gone.limit(1)) is not None


def _told(session: Session, made: Handover, actor: Actor, action: str, now: datetime) -> HandoverLine:
    line = handovers.one(session, made.id)
    after = {
        "handover": made.id,
        "from": line.from_name,
        "to_id": line.to_id,
        "to": line.to_name,
        "day": line.day.isoformat(),
        "articles": line.articles,
        "domains": made.domains,
    }
    audit.record(session, actor=actor, action=action, subject=("outlet", made.from_id), after=after, now=now)
    return line
