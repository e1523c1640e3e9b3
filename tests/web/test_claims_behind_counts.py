"""What is pending and what was said of an outlet's claims opens exactly that many; decided ones: test_counts_of_the_demo.py."""

import re
from datetime import datetime
from urllib.parse import parse_qsl

import pytest
from sqlalchemy.orm import Session

from tests.support.records import OWN, RELAYED, C, D, U, add_article, add_outlet, decide
from verify.core.claims import ClaimFilters
from verify.core.errors import Malformed
from verify.core.vocabulary import ClaimKind, ClaimState, Said
from verify.models import Claim
from verify.queries import claims, outlets
from verify.queries.outlets import OutletLine
from verify.services.desks import ensure_desk
from verify.web.templating import environment


def links_of(line: OutletLine) -> dict[str, int]:
    """Each link of the outlet's counts with the number it shows, as the page's own macros write them."""
    macros = environment().get_template("outlets/_record.html").module
    markup = str(macros.own_cells(line)) + str(macros.relayed_cells(line))  # type: ignore[attr-defined]
    found = re.findall(r'href="/claims\?([^"]+)">([\d,]+)', markup)
    said = {
        f"outlet={line.id}&said=confirmed": line.counts.said_confirmed,
        f"outlet={line.id}&said=wrong": line.counts.said_wrong,
    }
    return {query.replace("&amp;", "&"): int(number) for query, number in found} | said


def test_every_count_opens_that_many_claims(session: Session, now: datetime) -> None:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    outlet, other = add_outlet(session, "Harbour Post", now), add_outlet(session, "Valley News", now)
    for place in (outlet, other):
        own = add_article(session, place, now.date(), (OWN,) * 14)
        for claim, verdict in zip(own, (C, C, C, C, D, D, U, U, U), strict=False):
            decide(session, claim, verdict, now)
        decide(session, own[0], None, now)
        session.get_one(Claim, own[1]).state = ClaimState.RECHECK
        session.get_one(Claim, own[9]).state = ClaimState.PARKED
        session.get_one(Claim, own[10]).kind = ClaimKind.OPINION
        session.get_one(Claim, own[11]).state = ClaimState.SECOND_REVIEW
        relayed = add_article(session, place, now.date(), (RELAYED,) * 7)
        for claim, said in zip(relayed, (Said.CONFIRMED, Said.CONFIRMED, Said.WRONG, Said.NOT_CHECKED), strict=False):
            decide(session, claim, D, now, said=said)
    session.flush()
    links = links_of(outlets.one(session, outlet.id, as_of=now.date()))
    assert sorted(links.values()) == [1, 2, 3, 3]
    for query, number in links.items():
        filters = ClaimFilters.parsed(dict(parse_qsl(query)))
        assert claims.count(session, filters, now=now).number == number, query
        assert len(claims.page(session, filters, cursor=None, now=now).rows) == number, query


def test_what_was_said_is_a_filter() -> None:
    filters = ClaimFilters.parsed({"outlet": "3", "said": "wrong"})
    assert filters == ClaimFilters(outlet_id=3, said=Said.WRONG)
    assert filters.params() == {"outlet": "3", "said": "wrong"}
    assert filters.without("said") == ClaimFilters(outlet_id=3)
    with pytest.raises(Malformed):
        ClaimFilters.parsed({"said": "perhaps"})
