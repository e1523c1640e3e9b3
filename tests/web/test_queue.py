"""The queue and other lists as pages: filters in the address, chips that lead out of them, taking the next claim."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import Written, add_article
from verify import clock
from verify.core.vocabulary import ClaimKind, ClaimState, ReasonCode, Role, Verdict
from verify.services import leases

Browsers = Callable[..., Browser]


def put(app: FastAPI, *sentences: str, **fields: object) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, sentences or ("The bridge at Tarn opened in March.",), **fields)  # type: ignore[arg-type]


def test_an_empty_queue_says_what_to_do(browse: Browsers) -> None:
    assert "Add articles" in text_of(browse(Role.REVIEWER).get("/queue"))
    page = text_of(browse(Role.ADJUDICATOR).get("/queue"))
    assert "New ones stand here" in page
    assert "No claim matches" in text_of(browse(Role.VIEWER).get("/queue?text=bridge"))


def test_the_queue_shows_what_waits_and_links_lead_to_the_rest(app: FastAPI, browse: Browsers) -> None:
    put(app, "The bridge opened.", priority=0.2)
    put(app, "The harbour froze.", priority=0.8, speaker="Mayor Oda")
    put(app, "The tower will fall.", kind=ClaimKind.PREDICTION)
    viewer = browse(Role.VIEWER)
    page = text_of(viewer.get("/queue"))
    assert page.index("The harbour froze.") < page.index("The bridge opened.")
    assert "said by Mayor Oda" in page and "2 claims" in page
    assert "The tower will fall." not in page
    assert "The tower will fall." in text_of(viewer.get("/claims?kind=prediction"))
    assert "Take next" not in page


def test_other_lists_are_linked_beside_the_queue(browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    _, more = viewer.get("/queue").text.split('aria-label="More lists"')
    links = re.findall(r'href="([^"]+)"', more.partition("</nav>")[0])
    assert {*links} == {"/rechecks", "/rechecks/due", "/appeals", "/evidence/changed", "/retractions", "/fact-checks"}
    assert {viewer.get(link).status_code for link in links} == {200}


def test_chips_take_one_filter_away_each(app: FastAPI, browse: Browsers) -> None:
    written = put(app)
    viewer = browse(Role.VIEWER)
    markup = viewer.get(f"/queue?outlet={written.outlet_id}&text=bridge").text
    chips = re.findall(r'chip-filter" href="([^"]+)"', markup)
    assert len(chips) == 4
    assert "Daily Ledger" in markup
    for chip in chips:
        assert viewer.get(chip.replace("&amp;", "&")).status_code == 200
    assert "state=&amp;" in chips[0] and "outlet=" in chips[0]
    assert chips[0].count("=") == 3


def test_an_outlet_is_named_and_one_that_is_gone_is_said_to_be(app: FastAPI, browse: Browsers) -> None:
    put(app), put(app, "The harbour froze.", outlet="Northline")
    viewer = browse(Role.VIEWER)
    page = text_of(viewer.get("/queue?outlet_name=northLINE"))
    assert "outlet Northline" in page and "The harbour froze." in page and "The bridge" not in page
    for query in ("outlet_name=Nowhere+Times", "outlet=999999", "tag=nothing", "topic=nothing", "assignee=999999"):
        page = text_of(viewer.get(f"/queue?{query}"))
        assert "Nothing can match here" in page, query
    assert "outlet no such outlet" in text_of(viewer.get("/queue?outlet_name=Nowhere+Times"))


def test_all_filters_are_offered_with_their_counts(app: FastAPI, browse: Browsers) -> None:
    put(app, "The bridge opened.", "The bridge closed.", language="de")
    put(app, "The harbour froze.", speaker="Mayor Oda")
    viewer = browse(Role.VIEWER)
    few = viewer.get("/queue?lane=targeted").text
    assert 'name="lane" value="targeted"' in few and "own (2)" not in few
    more = re.search(r'href="([^"]+more=1)"', few)
    assert more
    page = viewer.get(more.group(1).replace("&amp;", "&"))
    for words in ("own (2)", "relayed (1)", "targeted (3)", "de (2)", "since yesterday", 'value="Daily Ledger"'):
        assert words in page.text, words
    part = viewer.get("/queue?more=1", part=True).text
    assert part.strip().startswith('<form id="claim-filters"') and part.strip() in viewer.get("/queue?more=1").text


def test_take_next_goes_by_the_filters_of_the_list(app: FastAPI, browse: Browsers) -> None:
    put(app, "The harbour froze.", priority=0.9)
    wanted = put(app, "Die Brücke steht.", language="de").claim_ids[0]
    ana = browse(Role.REVIEWER)
    markup = ana.get("/queue?language=de&age=older").text
    fields = dict(re.findall(r'<input type="hidden" name="(language|age)" value="(\w+)">', markup))
    assert fields == {"language": "de", "age": "older"}
    assert ana.post("/queue/next", {"language": "de"}).headers["location"].startswith(f"/claims/{wanted}")


def test_pages_carry_their_filters(app: FastAPI, browse: Browsers) -> None:
    put(app, *(f"The bridge number {number} stands." for number in range(60)))
    viewer = browse(Role.VIEWER)
    first = viewer.get("/queue?text=bridge").text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older
    second = viewer.get(older.group(1).replace("&amp;", "&"))
    assert second.text.count("claim-card-statement") == 10
    assert 'rel="prev"' in second.text


@pytest.mark.parametrize(
    "url", ["/queue?state=nowhere", "/claims?outlet=x", "/queue?cursor=broken", "/claims/99999999999"]
)
def test_addresses_that_are_none_are_explained(browse: Browsers, url: str) -> None:
    answer = browse(Role.VIEWER).get(url)
    assert answer.status_code == 422
    assert "Go back" in text_of(answer)


def test_a_part_is_the_block_of_the_page(app: FastAPI, browse: Browsers) -> None:
    put(app)
    reviewer = browse(Role.REVIEWER)
    for url in ("/queue", "/claims?text=bridge", "/queue?text=nothing"):
        part = reviewer.get(url, part=True).text
        assert part.strip().startswith('<section id="claim-list"')
        assert part.strip() in reviewer.get(url).text


def test_take_next_goes_to_the_claim_and_says_when_nothing_is_left(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    taken = ana.post("/queue/next")
    assert (taken.status_code, taken.headers["location"]) == (303, f"/claims/{claim_id}")
    assert "yours for 30 more min" in text_of(ana.get(f"/claims/{claim_id}"))
    assert "Mine 1" in text_of(ana.get("/queue"))
    nothing = bo.post("/queue/next", {"text": "bridge"})
    assert nothing.headers["location"] == "/queue?text=bridge"
    assert "Nothing left to hand out here. reviewer holds 1, for 30 minutes at most." in text_of(bo.get("/queue"))


def test_taking_a_held_claim_says_who_holds_it(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    assert ana.post(f"/claims/{claim_id}/take").status_code == 303
    refused = bo.post(f"/claims/{claim_id}/take")
    assert refused.status_code == 409
    assert "reviewer holds this claim for 30 more minutes" in text_of(refused)
    assert f'formaction="/claims/{claim_id}/take"' not in bo.get("/queue").text
    assert ana.post(f"/claims/{claim_id}/release").headers["location"] == "/queue"
    assert bo.post(f"/claims/{claim_id}/take").status_code == 303


def test_skip_goes_on_to_another_claim(app: FastAPI, browse: Browsers) -> None:
    first, second = put(app, "One stands.", "Two stand.").claim_ids
    ana = browse(Role.REVIEWER)
    assert ana.post("/queue/next").headers["location"] == f"/claims/{second}"
    why = {"reason": "no_time"}
    assert ana.post(f"/claims/{second}/skip", why).headers["location"] == f"/claims/{first}"
    assert ana.post(f"/claims/{first}/skip", why).headers["location"] == "/queue"
    assert "You skipped 2 lately." in text_of(ana.get("/queue"))


def test_an_expired_lease_is_not_shown(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana = browse(Role.REVIEWER)
    with app.state.database.writing() as session:
        before = clock.now() - timedelta(hours=1)
        leases.take(session, actor=ana.actor, claim_id=claim_id, now=before, minutes=30)
    page = ana.get("/queue").text
    assert "held by" not in page
    assert f'formaction="/claims/{claim_id}/take"' in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.SUBMITTER])
def test_only_reviewers_take_claims(app: FastAPI, browse: Browsers, role: Role) -> None:
    claim_id = put(app).claim_ids[0]
    other = browse(role)
    for url in ("/queue/next", f"/claims/{claim_id}/take", f"/claims/{claim_id}/review", f"/claims/{claim_id}/park"):
        assert other.post(url).status_code == 403


def test_decided_claims_show_their_verdict(app: FastAPI, browse: Browsers) -> None:
    put(app, state=ClaimState.DECIDED, verdict=Verdict.DISPUTED, reason_code=ReasonCode.OUTDATED)
    page = browse(Role.VIEWER).get("/claims?verdict=disputed").text
    assert "is-disputed" in page


def test_a_claim_is_tagged_and_assigned_on_its_page_and_the_list_says_so(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    put(app, "The harbour froze.")
    ana, viewer = browse(Role.REVIEWER), browse(Role.VIEWER)
    for act, fields in (
        ("tag", {"tag": "Front page"}),
        ("tag", {"tag": "art"}),
        ("assign", {"assignee": str(ana.actor.user_id) if ana.actor else ""}),
    ):
        assert ana.post(f"/claims/{claim_id}/{act}", fields).headers["location"] == f"/claims/{claim_id}"
    row = text_of(viewer.get("/queue?tag=art"))
    assert "for reviewer · art · front page" in row and "The harbour froze." not in row
    assert "Assigned to me 1" in text_of(ana.get("/queue"))
    page = text_of(viewer.get(f"/claims/{claim_id}"))
    assert "tag art tag front page assigned to reviewer" in page and "Tag or assign" not in page
    assert "reviewer filed it under art" in page
    assert ana.post(f"/claims/{claim_id}/untag", {"untag": "art"}).status_code == 303
    assert ana.post(f"/claims/{claim_id}/assign").status_code == 303
    assert "for reviewer" not in text_of(viewer.get("/queue"))
    assert ana.post(f"/claims/{claim_id}/assign", {"assignee": "x"}).status_code == 422
