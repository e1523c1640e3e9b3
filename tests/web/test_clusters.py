"""A cluster's page: what counts once, whose account it is, what holds it together; taking out, taking back, undoing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import DAY, add_article, add_evidence
from tests.support.policies import put_in_force
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import MatchRelation, MatchState, OriginRule, ReviewPolicy, Role, Stance
from verify.models import Derivation
from verify.services import match_decisions
from verify.services.match_decisions import Finding

Browsers = Callable[..., Browser]
SAID = "The Tarn bridge carried 412 passengers on Monday."
SAME = Finding(MatchState.CONFIRMED, MatchRelation.SAME)


@pytest.fixture
def ids(app: FastAPI) -> dict[str, int]:
    """Three outlets say the same, the first of them twice; a chain that a chord closes but for its last link."""
    now = clock.now()
    with app.state.database.writing() as session:
        told = {
            name: add_article(
                session,
                [SAID],
                outlet=outlet,
                published=DAY + timedelta(days=day),
                published_day=DAY + timedelta(days=day),
            )
            for day, (name, outlet) in enumerate(
                {"first": "Daily Ledger", "again": "Daily Ledger", "post": "Valley Post", "echo": "Coast Echo"}.items()
            )
        }
        claims = {name: article.claim_ids[0] for name, article in told.items()}
        put_in_force(session, ReviewPolicy.SINGLE, now=now)
        for name in ("first", "post"):
            credit = {
                "rule": OriginRule.CREDIT,
                "is_sure": True,
                "is_tie": False,
                "why": "(Tarn Agency)",
                "found_at": now,
            }
            session.add(Derivation(article_id=told[name].article_id, root="Tarn Agency", **credit))
        for one, other in (("first", "again"), ("again", "post"), ("first", "post"), ("post", "echo")):
            match_decisions.decide(
                session, actor=SYSTEM, claim_id=claims[one], other_id=claims[other], finding=SAME, now=now
            )
        for claim_id in claims.values():
            add_evidence(session, claim_id, stance=Stance.REFUTES)
    return claims


def decide(browser: Browser, claim_id: int) -> None:
    judged = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The register has 214."}
    assert browser.post(f"/claims/{claim_id}/review", judged).status_code == 303


def row(page: str, claim_id: int) -> str:
    found = re.search(rf'<tr id="claim-{claim_id}">.*?</tr>', page, flags=re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def test_the_page_says_what_counts_once_and_whose_account_it_is(
    app: FastAPI, browse: Browsers, ids: dict[str, int]
) -> None:
    ana = browse(Role.REVIEWER)
    for name in ("first", "again"):
        decide(ana, ids[name])
    pointed = ana.post(f"/claims/{ids['echo']}/matches/{ids['post']}/point", {"same_as": str(ids["post"])})
    assert pointed.status_code == 409  # nobody has decided that one
    decide(ana, ids["post"])
    pointed = ana.post(f"/claims/{ids['echo']}/matches/{ids['post']}/point", {"same_as": str(ids["post"])})
    assert pointed.status_code == 303
    shown = browse(Role.VIEWER).get(f"/clusters/{ids['first']}")
    text = text_of(shown)
    assert "4 claims of 3 outlets say the same; in their outlets’ records they are 3 observations." in text
    assert "First said 1 November 2026 by Daily Ledger; 1 other claim is independent of the first." in text
    page = shown.text
    assert "once first" in row(page, ids["first"])
    assert f"with claim {ids['first']} : said before the first outlet again" in row(page, ids["again"])
    assert "shared with the first: Tarn Agency" in row(page, ids["post"])
    assert f"as claim {ids['post']} once independent of the first" in row(page, ids["echo"])
    assert text.count("one of several") == 3 and text.count("the only tie") == 2  # once in the sentence above them
    assert "Take out" not in page and "others disputed" not in text
    behind = ana.get("/outlets/1/claims?voice=own&verdict=disputed").text
    assert re.findall(r'href="/clusters/(\d+)">4 say the same', behind) == [str(ids["first"])]
    assert f'href="/clusters/{ids["echo"]}"' in ana.get(f"/claims/{ids['echo']}").text


def test_any_claim_leads_to_its_cluster_and_what_is_taken_apart_is_put_together(
    app: FastAPI, browse: Browsers, ids: dict[str, int]
) -> None:
    edith, page = browse(Role.EDITOR), f"/clusters/{ids['first']}"
    assert edith.get(f"/clusters/{ids['echo']}").headers["location"] == page
    back = edith.post(f"{page}/matches/{ids['post']}/{ids['echo']}/undo")
    assert back.headers["location"] == page
    undo = re.search(r'action="(/clusters/[^"]+put-in[^"]+)"', edith.get(page).text)
    assert undo and "Coast Echo" not in row_names(edith.get(page).text)
    gone = edith.get(f"/clusters/{ids['echo']}")
    assert gone.status_code == 404 and "is in no cluster" in gone.text
    assert edith.post(undo.group(1).replace("&amp;", "&")).headers["location"] == page
    out = edith.post(f"{page}/claims/{ids['first']}/take-out")
    assert out.headers["location"] == f"/clusters/{ids['again']}"
    assert "3 claims of 3 outlets" in text_of(edith.get(f"/clusters/{ids['again']}"))
    undo = re.search(r'action="(/clusters/[^"]+put-in[^"]+)"', edith.get(f"/clusters/{ids['again']}").text)
    assert undo is None  # it was shown once
    joined = f"{page}/claims/{ids['first']}/put-in?beside={ids['again']}&beside={ids['post']}"
    assert edith.post(joined).headers["location"] == page
    assert "4 claims of 3 outlets" in text_of(edith.get(page))
    assert edith.post(f"{page}/claims/{ids['first']}/put-in?beside=0").status_code == 422
    refused = edith.post(f"/clusters/{ids['echo']}/claims/{ids['first']}/take-out")
    assert refused.status_code == 404 and "is not in cluster" in refused.text and "4</b> claims" in refused.text


def test_who_reviews_parts_no_claim_that_two_people_judge_apart(
    app: FastAPI, browse: Browsers, ids: dict[str, int]
) -> None:
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=clock.now())
    ana, page = browse(Role.REVIEWER), f"/clusters/{ids['first']}"
    shown = ana.get(page)
    assert "Take out" not in shown.text and "Two people judge some of these claims apart" in text_of(shown)
    assert ana.post(f"{page}/claims/{ids['first']}/take-out").status_code == 409
    assert "Take out" in browse(Role.EDITOR).get(page).text


def row_names(page: str) -> list[str]:
    return re.findall(r'<td><a href="/outlets/\d+">([^<]+)</a>', page)
