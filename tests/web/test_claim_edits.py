"""Editing claims by plain forms: every edit lands, nothing typed is lost, and the history tells it in words."""

import html
import json
import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import Written, add_article
from verify.core.vocabulary import ClaimState, Role
from verify.models import Claim

Browsers = Callable[..., Browser]
BRIDGE = "The bridge opened in March and cost nine million."
FERRY = "The ferry stopped in April, and later the ferry stopped again."


@pytest.fixture
def written(app: FastAPI) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, (BRIDGE, FERRY))


@pytest.fixture
def ana(browse: Browsers) -> Browser:
    return browse(Role.REVIEWER)


def claim_of(app: FastAPI, claim_id: int) -> Claim:
    with app.state.database.reading() as session:
        found: Claim = session.get_one(Claim, claim_id)
        return found


def plain(browser: Browser, url: str) -> str:
    return html.unescape(text_of(browser.get(url)))


def corrected(statement: str, **more: str) -> dict[str, str]:
    return {"statement": statement, "kind": "factual", "voice": "own", "row_version": "1", **more}


def test_a_correction_lands_and_history_shows_the_words(app: FastAPI, ana: Browser, written: Written) -> None:
    url = f"/claims/{written.claim_ids[0]}"
    assert BRIDGE in ana.get(f"{url}/edit").text
    fields = corrected(
        "The bridge opened in May.", voice="relayed", speaker="Mayor Oda", cue="said", via="Northline; AP"
    )
    answer = ana.post(f"{url}/edit", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, url)
    page = ana.get(url).text
    assert "<del>" in page and "<ins>" in page
    shown = html.unescape(text_of(ana.get(url)))
    assert "reviewer reworded the claim" in shown
    assert "corrected who says it: speaker from none to “Mayor Oda”" in shown
    assert "through from none to “Northline, AP”" in shown
    undo = re.findall(r'action="(/claim-edits/\d+/undo)"', page)
    assert len(undo) == 1, "only the newest edit can be taken back"
    assert ana.post(undo[0], {"claim": str(written.claim_ids[0])}).headers["location"] == url
    assert claim_of(app, written.claim_ids[0]).voice == "own"


def test_a_stale_correction_shows_both_texts_and_loses_nothing(app: FastAPI, ana: Browser, written: Written) -> None:
    url = f"/claims/{written.claim_ids[0]}/edit"
    ana.post(url, corrected("The bridge opened in May."))
    answer = ana.post(url, corrected("The bridge opened in June.", cue="was told"))
    assert answer.status_code == 409
    shown = html.unescape(text_of(answer))
    assert "reviewer changed this claim while you worked on it" in shown
    assert "The bridge opened in [gone: May ]" in shown and "The bridge opened in [new: June ]" in shown
    assert 'value="was told"' in answer.text
    again = dict(re.findall(r'name="(row_version)" value="(\d+)"', answer.text))
    assert ana.post(url, corrected("The bridge opened in June.", **again)).status_code == 303
    assert claim_of(app, written.claim_ids[0]).statement == "The bridge opened in June."


@pytest.mark.parametrize(
    ("typed", "status", "message"),
    [
        ({"statement": " "}, 422, "The statement is missing"),
        ({"voice": "relayed", "cue": "he said"}, 422, "Name who said it"),
        ({"voice": ""}, 422, "Choose a voice"),
        ({"kind": "gossip"}, 422, "Choose a kind"),
        ({"statement": BRIDGE}, 409, "reads like this already"),
        ({"row_version": "x"}, 422, "This form is damaged"),
    ],
)
def test_a_refused_correction_keeps_what_was_typed(
    ana: Browser, written: Written, typed: dict[str, str], status: int, message: str
) -> None:
    answer = ana.post(f"/claims/{written.claim_ids[0]}/edit", corrected("Other words.", via="Northline") | typed)
    assert (answer.status_code, message in html.unescape(text_of(answer))) == (status, True)
    assert 'value="Northline"' in answer.text


def test_splitting_asks_which_place_is_meant(app: FastAPI, ana: Browser, written: Written) -> None:
    url = f"/claims/{written.claim_ids[1]}"
    fields = {
        "row_version": "1",
        "seen": FERRY,
        "statement": ["The ferry stopped in April.", "The ferry stopped again."],
        "quote": ["The ferry stopped in April", "ferry stopped"],
        "at": ["", ""],
        "of": ["", ""],
    }
    more = ana.post(f"{url}/split", {**fields, "more": "yes"})
    assert (more.status_code, more.text.count('name="statement"')) == (200, 3)
    asked = ana.post(f"{url}/split", fields)
    assert asked.status_code == 422
    assert "says this 2 times" in asked.text and "The ferry stopped in April." in asked.text
    places = re.findall(r'name="choice" value="([\d:,-]+)"', asked.text)
    assert len(places) == 2
    done = ana.post(f"{url}/split", {**fields, "choice": places[1]})
    assert done.status_code == 303
    child = claim_of(app, int(done.headers["location"].rpartition("/")[2]) + 1)
    assert child.spans[0][0] == len(BRIDGE) + 1 + FERRY.rindex("ferry stopped")
    parent = plain(ana, url)
    assert "withdrawn" in parent and f"Split into claim {child.id - 1} and claim {child.id}" in parent
    assert f"Split from claim {written.claim_ids[1]}" in plain(ana, f"/claims/{child.id}")


def test_merging_and_withdrawing_through_the_pages(app: FastAPI, ana: Browser, written: Written) -> None:
    first, second = written.claim_ids
    url = f"/claims/{first}"
    assert f'value="{second}:1"' in ana.get(f"{url}/merge").text
    alone = ana.post(f"{url}/merge", {"row_version": "1", "statement": "Both ended.", "seen": BRIDGE})
    assert alone.status_code == 422 and "Both ended." in alone.text
    done = ana.post(f"{url}/merge", {"row_version": "1", "with": f"{second}:1", "statement": "Both ended."})
    child = int(done.headers["location"].rpartition("/")[2])
    assert f"Merged from claim {first} and claim {second}" in plain(ana, f"/claims/{child}")
    assert ana.post(f"/claims/{child}/withdraw", {"row_version": "1"}).status_code == 422
    gone = ana.post(f"/claims/{child}/withdraw", {"row_version": "1", "reason": "It is no claim."})
    assert gone.status_code == 303 and claim_of(app, child).state is ClaimState.WITHDRAWN
    page = plain(ana, f"/claims/{child}")
    assert "withdrew the claim" in page and "It is no claim." in page and "Correct" not in page.split()


def test_a_claim_is_added_from_sentences_or_from_a_pasted_passage(app: FastAPI, ana: Browser, written: Written) -> None:
    url = f"/articles/{written.article_id}/add-claim"
    assert f'action="{url}"' in ana.get(f"/articles/{written.article_id}").text
    sentences = re.findall(r'name="at" value="([\d-]+)"', ana.get(url).text)
    assert len(sentences) == 2
    chosen = ana.get(f"{url}?at={sentences[1]}")
    assert f"<mark>{FERRY}</mark>" in chosen.text
    assert "does not hold this passage" in text_of(ana.get(f"{url}?quote=The+tunnel"))
    twice = ana.get(f"{url}?quote=ferry+stopped")
    assert ("says this 2 times" in twice.text, len(re.findall(r'name="choice"', twice.text))) == (True, 2)
    place = re.findall(r'name="choice" value="([\d:,-]+)"', twice.text)[0]
    picked = ana.get(f"{url}?quote=ferry+stopped&choice={place}").text
    fields = {
        name: html.unescape(value) for name, value in re.findall(r'name="(quote|at|of|version)" value="(.*?)"', picked)
    }
    missing = ana.post(url, {**fields, "kind": "factual", "voice": "own", "statement": "", "cue": "typed"})
    assert (
        missing.status_code == 422 and 'value="typed"' in missing.text and "<mark>ferry stopped</mark>" in missing.text
    )
    done = ana.post(url, {**fields, "kind": "factual", "voice": "own", "statement": "The ferry came to a stop."})
    claim = claim_of(app, int(done.headers["location"].rpartition("/")[2]))
    assert (claim.quote, claim.statement) == ("ferry stopped", "The ferry came to a stop.")
    assert "Added by reviewer" in plain(ana, f"/claims/{claim.id}")


def test_a_place_that_is_not_the_words_is_looked_for_by_the_words(ana: Browser, written: Written) -> None:
    """A slip of a script's offsets must neither misquote nor lose the selection."""
    url = f"/articles/{written.article_id}/add-claim"
    page = ana.get(f"{url}?quote=cost+nine+million&at=1-18").text
    assert "<mark>cost nine million</mark>" in page


def test_only_who_may_edit_sees_the_ways_in(browse: Browsers, written: Written) -> None:
    viewer = browse(Role.VIEWER)
    url = f"/claims/{written.claim_ids[0]}"
    assert f"{url}/edit" not in viewer.get(url).text
    assert "add-claim" not in viewer.get(f"/articles/{written.article_id}").text
    assert viewer.get(f"{url}/edit").status_code == 403


def test_the_splitters_counts_lead_to_their_claims_and_labels(app: FastAPI, ana: Browser, written: Written) -> None:
    first, second = written.claim_ids
    ana.post(f"/claims/{first}/edit", corrected("The bridge opened in May."))
    ana.post(f"/claims/{second}/withdraw", {"row_version": "1", "reason": "It is no claim."})
    page = ana.get("/method/splitter").text
    links = re.findall(r'href="(/method/splitter/[^"]+)"', html.unescape(page))
    behind = {link: ana.get(link) for link in links if "month=" in link}
    assert sorted(re.findall(r"\w+(?=\?)", " ".join(behind))) == ["reworded", "withdrawn"]
    for link, answer in behind.items():
        assert f'href="/claims/{first if "reworded" in link else second}"' in answer.text
    assert ana.get("/method/splitter/gossip").status_code == 404
    lines = [json.loads(line) for line in ana.get("/method/splitter/labels.jsonl").text.splitlines()]
    assert [(line["made"]["statement"], line["labels"]) for line in lines] == [
        (BRIDGE, ["reworded"]),
        (FERRY, ["withdrawn"]),
    ]
