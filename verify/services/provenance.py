"""Where a piece of evidence is from: its address, who published it, to whom that publisher belongs."""

import ipaddress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.adapters.addresses import canonical_url
from verify.adapters.network import is_public
from verify.core.domains import registrable_domain
from verify.core.errors import Malformed, NotFound, RuleRefused
from verify.core.typed_text import typed
from verify.models import Article, Outlet
from verify.queries import outlets

LONGEST_NAME = 200
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who published something, where and when; `group` owns the publisher."""

    publisher: str
    outlet_id: int | None
    group: str | None
    url: str | None
    published_day: date | None


def checked_url(given: str, *, field: str = "url") -> str:
    """A web address as somebody typed it, empty where none was. `Malformed` where it is none, or none on the public internet."""
    url = typed(given, field=field, name="The address", longest=LONGEST_URL)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or any(character.isspace() for character in url):
        raise Malformed("This is no web address. It begins with http:// or https://.", field=field)
    if parts.username or parts.password:
        raise Malformed("Leave the user name and password out of the address.", field=field)
    try:
        public = is_public(ipaddress.ip_address(host))
    except ValueError:
        public = host != "localhost" and not host.endswith(".localhost")
    if not public:
        raise Malformed("This address is not on the public internet. Paste the passage instead.", field=field)
    return url


def refuse_own_article(claim: Any, url: str, article_id: int | None) -> None:
    """`RuleRefused` where the source is the article that the claim (article_id, canonical_url) stands in."""
    if article_id == claim.article_id or (url and claim.canonical_url and _same_page(url, claim.canonical_url)):
        raise RuleRefused(
            "This is the claim's own article; a claim is checked against other sources. Give another page or passage.",
            field="url",
        )


def _same_page(url: str, canonical: str) -> bool:
    if urlsplit(url).path.rstrip("/") != urlsplit(canonical).path.rstrip("/"):
        return False
    there, here = urlsplit(canonical_url(url)), urlsplit(canonical)
    hosts = {(parts.hostname or "").removeprefix("www.") for parts in (there, here)}
    return len(hosts) == 1 and there.query == here.query


def of_page(session: Session, *, url: str, publisher: str, day: date | None) -> Provenance:
    """Where a passage or page is from, its publisher found from the address where nobody named one. `Malformed` without any."""
    named = typed(publisher, field="publisher", name="The publisher", longest=LONGEST_NAME)
    outlet = outlets.by_name(session, named) if named else outlets.by_domain(session, _domain(url)) if url else None
    called = named or (outlet.name if outlet else (urlsplit(url).hostname or "").removeprefix("www."))
    if not called:
        raise Malformed("Say who published it: an outlet, an office, a person.", field="publisher")
    group = outlet.ownership_group if outlet else None
    return Provenance(called, outlet.id if outlet else None, group, url or None, day)


def of_article(session: Session, article_id: int) -> Provenance:
    """Where an article of the desk is from. `NotFound`."""
    row = session.execute(
        select(Outlet.id, Outlet.name, Outlet.ownership_group, Article.canonical_url, Article.published_day)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id == article_id)
    ).first()
    if row is None:
        raise NotFound(f"There is no article {article_id}.")
    return Provenance(row.name, row.id, row.ownership_group, row.canonical_url, row.published_day)


def _domain(url: str) -> str:
    return registrable_domain(url) or ""
