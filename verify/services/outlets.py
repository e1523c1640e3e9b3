"""Keeping outlets: finding or making the one that published an article, adding domains, changing what is known of one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.domains import registrable_domain
from verify.core.errors import Conflict, Malformed
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import OutletKind
from verify.models import Article, Outlet, OutletDomain
from verify.queries import handovers, outlets
from verify.services import audit, text_owners

LONGEST_NAME = 200
JOINERS = {0x200C: None, 0x200D: None}
"""What names in Persian and in India's scripts are written with between their letters, and nobody sees."""


@dataclass(frozen=True, slots=True)
class OutletDetails:
    """What an editor says about an outlet; `country` is ISO 3166-1 alpha-2."""

    name: str
    kind: OutletKind = OutletKind.NEWS
    country: str | None = None
    ownership_group: str | None = None


def find_or_create(
    session: Session,
    *,
    actor: Actor,
    url: str | None = None,
    name: str | None = None,
    published: date | None = None,
    now: datetime,
) -> Outlet:
    """The outlet that an article `published` on a day (today by default) belongs to; made, and logged, if it is new to the desk.

    A given `name` finds the outlet of that name (case and spaces do not matter), else the `url`'s registrable domain finds the
    outlet that publishes there. A new outlet is called `name`, or like its domain, and owns the domain if nobody else does. An
    outlet found by name that has no domain yet gets this one. Merges and eras are followed. Raises `Malformed` (field `outlet`) if
    there is neither name nor address.
    """
    require(actor, Action.INGEST)
    called = _clean_name(name, field="outlet") if name and name.strip() else None
    domain = registrable_domain(url) if url else None
    found = (outlets.by_name(session, called) if called else None) or (
        outlets.by_domain(session, domain) if domain else None
    )
    if found is not None:
        found = _held(session, found, published or now.date())
        if domain and called and not outlets.domains_of(session, [found.id])[found.id]:
            _claim_domain(session, actor=actor, outlet=found, domain=domain, now=now)
        return found
    if called is None and domain is None:
        raise Malformed("Say which outlet published this: its name, or the article's address.", field="outlet")
    made = _make(session, actor=actor, details=OutletDetails(called or str(domain)), now=now)
    if domain:
        _claim_domain(session, actor=actor, outlet=made, domain=domain, now=now)
    return made


def _held(session: Session, found: Outlet, published: date) -> Outlet:
    """Where merges and eras lead from an outlet, held until the commit so that no merge passes by meanwhile."""
    while True:
        session.execute(select(Outlet.id).where(Outlet.id == found.id).with_for_update(read=True, key_share=True))
        here = handovers.belongs_to(session, found.id, published)
        if here == found.id:
            return found
        found = session.get_one(Outlet, here)


def refuse_if_merged(session: Session, outlet_id: int) -> None:
    """Raise `Conflict` for an outlet that is part of another one by now: that one is kept, this one's history stays as it was."""
    merged = handovers.merged_into(session, outlet_id)
    if merged is not None:
        raise Conflict(
            f"{merged.from_name} is part of {merged.to_name} since {merged.day}. Change that one, or take the merge back first.",
            details={"outlet_id": merged.to_id},
        )


def add(
    session: Session, *, actor: Actor, details: OutletDetails, domains: tuple[str, ...] = (), now: datetime
) -> Outlet:
    """Add an outlet with its domains. `Conflict` if the name or a domain is taken, `Malformed` if one cannot be read."""
    require(actor, Action.KEEP_OUTLETS)
    checked = _checked(details)
    if outlets.by_name(session, checked.name):
        raise Conflict(f"There is an outlet called {checked.name} already. Nothing was added.", field="name")
    made = _make(session, actor=actor, details=checked, now=now)
    for address in domains:
        add_domain(session, actor=actor, outlet_id=made.id, address=address, now=now)
    return made


def change(session: Session, *, actor: Actor, outlet_id: int, details: OutletDetails, now: datetime) -> Outlet:
    """Change what is known of an outlet. `NotFound`; `Conflict` if another outlet has the name."""
    require(actor, Action.KEEP_OUTLETS)
    outlet = outlets.the_outlet(session, outlet_id)
    refuse_if_merged(session, outlet_id)
    checked = _checked(details)
    other = outlets.by_name(session, checked.name)
    if other is not None and other.id != outlet_id:
        raise Conflict(f"There is an outlet called {checked.name} already. Nothing was changed.", field="name")
    before = _details_of(outlet)
    if before == checked:
        return outlet
    outlet.name, outlet.name_key = checked.name, outlets.name_key(checked.name)
    outlet.kind, outlet.country, outlet.ownership_group = checked.kind, checked.country, checked.ownership_group
    session.flush()  # the name is unique: a clash must show here, not at the commit
    audit.record(
        session,
        actor=actor,
        action="outlet.changed",
        subject=("outlet", outlet_id),
        before=asdict(before),
        after=asdict(checked),
        now=now,
    )
    # What it has from a newsroom of its own group is its own text, and so is what they have from it.
    articles = select(Article.id).where(Article.outlet_id == outlet_id)
    text_owners.ask_about_outlets(session, articles, outlet_ids=[outlet_id], now=now)
    return outlet


def change_some(session: Session, *, actor: Actor, outlet_id: int, given: Mapping[str, Any], now: datetime) -> Outlet:
    """Change the given details of an outlet and leave the others; a name or kind that is none stays too. Raises as `change`."""
    require(actor, Action.KEEP_OUTLETS)
    stands = asdict(_details_of(outlets.the_outlet(session, outlet_id)))
    kept = {name: stands[name] for name in ("name", "kind") if given.get(name) is None}
    details = OutletDetails(**{**stands, **given, **kept})
    return change(session, actor=actor, outlet_id=outlet_id, details=details, now=now)


def add_domain(session: Session, *, actor: Actor, outlet_id: int, address: str, now: datetime) -> str:
    """Say that an outlet publishes under the registrable domain of `address`, which is returned.

    `Conflict` if it is another outlet's, `Malformed` if it is no domain; a domain it has already is left as it is.
    """
    require(actor, Action.KEEP_OUTLETS)
    outlet = outlets.the_outlet(session, outlet_id)
    refuse_if_merged(session, outlet_id)
    domain = registrable_domain(address)
    if domain is None:
        raise Malformed(f"{address} is not a domain. Write it like dailyledger.example.", field="domain")
    owner = _claim_domain(session, actor=actor, outlet=outlet, domain=domain, now=now)
    if owner != outlet_id:
        name = outlets.the_outlet(session, owner).name
        raise Conflict(
            f"{domain} belongs to {name}. Nothing was changed.", field="domain", details={"outlet_id": owner}
        )
    return domain


def _make(session: Session, *, actor: Actor, details: OutletDetails, now: datetime) -> Outlet:
    row = {**asdict(details), "name_key": outlets.name_key(details.name), "created_at": now}
    made = session.scalar(
        _insert(session, Outlet.__table__)
        .values(row)
        .on_conflict_do_nothing(index_elements=["name_key"])
        .returning(Outlet.id)
    )
    outlet = outlets.by_name(session, details.name)
    assert outlet is not None
    if made is not None:  # else somebody else made it a moment ago, and their row is the one
        audit.record(
            session, actor=actor, action="outlet.added", subject=("outlet", outlet.id), after=asdict(details), now=now
        )
    return outlet


def _claim_domain(session: Session, *, actor: Actor, outlet: Outlet, domain: str, now: datetime) -> int:
    """Give the outlet a domain that nobody has; returns whose it is now."""
    made = session.scalar(
        _insert(session, OutletDomain.__table__)
        .values(domain=domain, outlet_id=outlet.id)
        .on_conflict_do_nothing(index_elements=["domain"])
        .returning(OutletDomain.domain)
    )
    if made is not None:
        subject = ("outlet", outlet.id)
        audit.record(
            session, actor=actor, action="outlet.domain_added", subject=subject, after={"domain": domain}, now=now
        )
        return outlet.id
    owner = session.scalar(select(OutletDomain.outlet_id).where(OutletDomain.domain == domain))
    assert owner is not None
    return owner


def _insert(session: Session, table: object) -> sqlite.Insert | postgresql.Insert:
    assert isinstance(table, Table)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def _details_of(outlet: Outlet) -> OutletDetails:
    return OutletDetails(outlet.name, outlet.kind, outlet.country, outlet.ownership_group)


def _checked(details: OutletDetails) -> OutletDetails:
    country = (details.country or "").strip().upper() or None
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise Malformed("Write the country as two letters, such as GB.", field="country")
    group = typed(
        details.ownership_group or "", field="ownership_group", name="The ownership group", longest=LONGEST_NAME
    )
    return OutletDetails(_clean_name(details.name), details.kind, country, " ".join(group.split()) or None)


def _clean_name(name: str, *, field: str = "name") -> str:
    cleaned = " ".join(name.split())
    seen = cleaned.translate(JOINERS)
    if not seen:
        raise Malformed("Give the outlet a name.", field=field)
    if len(cleaned) > LONGEST_NAME or not seen.isprintable():
        raise Malformed(f"An outlet's name has at most {LONGEST_NAME} characters, all of them visible.", field=field)
    return cleaned
