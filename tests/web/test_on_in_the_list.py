"""Going on from a claim keeps the list that it was opened from: rows, next and previous, back, deciding, live rows."""

import re
from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from tests.support.policies import add_backed_claim
from verify.core.vocabulary import ClaimState, ReasonCode, Role, Verdict
from verify.models import Claim

Browsers = Callable[..., Browser]
DISPUTED = {"state": ClaimState.DECIDED, "verdict": Verdict.DISPUTED, "reason_code": ReasonCode.CONTRADICTED}


def put(app: FastAPI, **fields: object) -> list[int]:
    """Three claims of one outlet, the most urgent first, and one of another between them."""
    with app.state.database.writing() as session:
        made = [add_article(session, priority=place, **fields).claim_ids[0] for place in (0.9, 0.5, 0.1)]  # type: ignore[arg-type]
        add_article(session, priority=0.7, outlet="Northline", **fields)  # type: ignore[arg-type]
        return made


def addresses(markup: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'claim-card-statement" href="([^"]+)"', markup)]


def link(markup: str, rel: str) -> str | None:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', markup)
    return found.group(1).replace("&amp;", "&") if found else None


def test_next_previous_and_back_stay_in_the_list(app: FastAPI, browse: Browsers) -> None:
    first, second, third = put(app)
    ana = browse(Role.REVIEWER)
    opened = addresses(ana.get("/queue?outlet=1&text=bridge").text)
    assert opened == [f"/claims/{number}?outlet=1&text=bridge" for number in (first, second, third)]
    page = ana.get(opened[1]).text
    assert (link(page, "prev"), link(page, "next")) == (opened[0], opened[2])
    assert 'href="/queue?outlet=1&amp;text=bridge"' in page
    assert link(ana.get(opened[0]).text, "prev") is None and link(ana.get(opened[2]).text, "next") is None
    assert addresses(ana.get(f"/live/rows?ids={first}&state=pending&kind=factual&outlet=1").text) == [
        f"/claims/{first}?outlet=1"
    ]
    taken = ana.post(f"{opened[1].replace('?', '/take?')}", {})
    assert taken.headers["location"] == opened[1]


def test_a_list_of_decided_claims_is_gone_on_in_as_it_is(app: FastAPI, browse: Browsers) -> None:
    first, second, third = put(app, **DISPUTED)
    viewer = browse(Role.VIEWER)
    opened = addresses(viewer.get("/claims?outlet=1&verdict=disputed").text)
    assert [int(re.findall(r"\d+", one)[0]) for one in opened] == [first, second, third]
    page = viewer.get(opened[1]).text
    assert (link(page, "prev"), link(page, "next")) == (opened[0], opened[2])
    assert 'href="/claims?verdict=disputed&amp;outlet=1"' in page
    assert addresses(viewer.get("/queue").text) == []


def test_who_decides_goes_on_to_the_next_of_the_list(app: FastAPI, browse: Browsers) -> None:
    with app.state.database.writing() as session:
        here = add_backed_claim(session)
        waits = session.get_one(Claim, here)
        waits.state, waits.verdict, waits.priority = ClaimState.RECHECK, Verdict.DISPUTED, 0.9
        after = add_article(session, priority=0.2, state=ClaimState.RECHECK, verdict=Verdict.DISPUTED).claim_ids[0]
        add_article(session, priority=0.5)
    ana = browse(Role.REVIEWER)
    (opened, other) = addresses(ana.get("/claims?state=recheck").text)
    assert (opened, other) == (f"/claims/{here}?state=recheck&kind=", f"/claims/{after}?state=recheck&kind=")
    form = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The register.", "row_version": "1"}
    done = ana.post(opened.replace("?", "/review?"), {**form, "then": "next"})
    assert (done.status_code, done.headers["location"]) == (303, other)
    assert "Claims, filtered" in text_of(ana.get(other))
