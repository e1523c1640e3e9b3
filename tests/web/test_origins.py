"""The page of a claim's origins: the count, the picture, the words, and what people say about an edge."""

import re
from collections.abc import Callable

from sqlalchemy import select

from tests.support.browsing import Browser
from tests.support.claims import add_article, add_evidence, add_outlet
from verify.core.vocabulary import OriginMark, Role
from verify.db import Database
from verify.models import OriginEntry


def test_an_edge_is_drawn_and_lifted_on_the_page(database: Database, browse: Callable[..., Browser]) -> None:
    with database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
        for publisher in ("Blaze", "Echo"):
            add_evidence(session, claim_id, origin="Northline", publisher=publisher)
    ana, page = browse(Role.REVIEWER), f"/claims/{claim_id}/origins"
    shown = ana.get(page)
    assert "2 sources support it, 1 independent origin (Northline)." in shown.text
    assert shown.text.count('<svg class="origins') == 2 and "2 accounts: Blaze, Echo" in shown.text
    derived, source = re.findall(r'name="(?:derived|source)" value="([^"]+)"', shown.text)[:2]
    why = "They were there themselves."
    lifted = {"derived": derived, "source": source, "to": "lifted", "why": why}
    assert ana.post(f"{page}/mark", lifted).status_code == 303
    assert "2 sources support it, 2 independent origins" in ana.get(page).text and why in ana.get(page).text
    ana.post(page, {"derived": derived, "source": "The mayor", "why": "She is quoted."})
    assert "(Northline, The mayor)" in ana.get(page).text
    refused = ana.post(f"{page}/mark", {**lifted, "source": "name-nobody"})
    assert refused.status_code == 404
    with database.reading() as session:
        assert session.scalars(select(OriginEntry.mark)).all() == [OriginMark.LIFTED, OriginMark.ADDED]


def test_who_only_looks_sees_the_origins_and_no_forms(database: Database, browse: Callable[..., Browser]) -> None:
    with database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
    vera = browse(Role.VIEWER)
    shown = vera.get(f"/claims/{claim_id}/origins")
    assert "there is nothing to count" in shown.text and "/origins/mark" not in shown.text
    assert vera.get("/claims/9999/origins").status_code == 404


def test_the_words_say_what_is_sure_and_what_is_only_suggested(
    database: Database, browse: Callable[..., Browser]
) -> None:
    with database.writing() as session:
        claim_id = add_article(session, outlet="Echo", group="Valley Media").claim_ids[0]
        add_outlet(session, "Courier")
        passage = "It rose, according to the Courier."
        for publisher in ("Blaze", "Dawn", "Tide"):
            add_evidence(session, claim_id, origin="Northline", publisher=publisher, passage=passage)
    shown = browse(Role.REVIEWER).get(f"/claims/{claim_id}/origins").text
    assert "Blaze has it from Northline: named as its origin." in shown
    assert "Blaze may have it from Courier: " in shown
    assert "Echo belongs to Valley Media. " in shown
