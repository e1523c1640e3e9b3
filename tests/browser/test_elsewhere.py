"""One event in four papers: who says otherwise is marked, and one key attaches it; the keys rest while one types."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.running import RunningDesk
from tests.browser.visiting import press, send, sign_in, visitor
from tests.support.claims import DAY
from verify.core.vocabulary import Stance

CLAIM = "Velmark paid $2.5 billion for four batteries of the Kestrel-9 air defence system in 2017."
PAPERS = {
    "Velmark Observer": f"""Velmark received the second battery of its Kestrel-9 air defence system on Saturday. {CLAIM} The first
battery arrived in July 2019 at the Murat air base near Ankora. President Recep Tarhan said the system would
be switched on in April 2020. Orsland expelled Velmark from its fighter jet programme in July 2019. The
defence ministry of Orsland warned that the radar could spy on its jets.""",
    "Orsland Courier": """Senators in Orsland asked for sanctions on Monday, after cargo planes had landed at Murat again. Velmark
paid $2.1 billion for four batteries of the Kestrel-9 air defence system in 2017. "Our ally has bought a
listening post", said Senator Dana Hollis, who leads the committee. Eleven of her colleagues signed the
letter to the treasury. The maker of the jets is building the parts that Velmark used to supply in three
towns of Orsland by now, and has hired four hundred people for that.""",
    "Strait Times Dispatch": """The second battery of the Kestrel-9 air defence system reached Velmark on Saturday, the ministry
said. In 2017 Velmark paid 2,500 million dollars for four batteries of the Kestrel-9 air defence system. Three cargo
planes landed at Murat.""",
    "Brin Evening": """Orsland did not expel Velmark from its fighter jet programme in July 2019, a spokeswoman for the maker said.
The first battery of the Kestrel-9 arrived in June 2019 at the Murat air base. Shares of the maker fell by 3
percent.""",
}


@pytest.fixture(scope="module")
def papers(demo: RunningDesk, people: dict[str, tuple[str, str]]) -> Callable[[str], str]:
    """The address of the claim that holds some words, once four papers are in and the worker has looked at the last."""

    def address(words: str) -> str:
        with visitor(demo.url, people["reviewer"]) as client:
            found = client.get("/claims", params={"text": words, "kind": ""}).text
        number = found.split('data-claim="')[1].split('"')[0]
        return f"{demo.url}/claims/{number}"

    with visitor(demo.url, people["reviewer"]) as client:
        for outlet, text in PAPERS.items():
            host = outlet.lower().replace(" ", "")
            where = {"outlet": outlet, "url": f"https://{host}.example/kestrel", "published": DAY.isoformat()}
            send(client, "/ingest?by=paste", "/ingest/paste", text=text, title="Second battery arrives", **where)
        last = address("first battery arrived June 2019")
        for _ in range(240):
            panel = client.get(last).text.partition('id="elsewhere"')[2]
            if "looked" in panel and "looking" not in panel:
                return address
            time.sleep(0.25)
    raise AssertionError("the worker never looked at the papers")


@pytest.fixture(scope="module")
def claim_url(papers: Callable[[str], str]) -> str:
    """The address of the claim whose figure another paper has otherwise."""
    return papers("2.5 billion Kestrel")


def test_another_figure_is_marked_in_both_and_one_key_attaches_it(
    claim_url: str,
    demo: RunningDesk,
    people: dict[str, tuple[str, str]],
    open_page: Callable[..., Page],
    shots: Path | None,
) -> None:
    page = open_page(reduced_motion="reduce")
    sign_in(page, demo.url, *people["reviewer"])
    panel = page.locator("#elsewhere")
    page.goto(claim_url)
    conflict = panel.locator("li").first
    expect(conflict).to_contain_text("conflicts")
    expect(conflict.locator("mark")).to_have_text(["$2.1 billion", "$2.5 billion"])
    expect(panel.locator("li").nth(1)).to_contain_text("says the same")
    expect(panel.locator("li").nth(1).locator("mark")).to_have_count(0)

    page.locator("#rationale").focus()
    page.keyboard.type("4")
    expect(page.locator("#evidence .evidence-item")).to_have_count(0)
    page.locator("h1").focus()
    press(page, "4")
    item = page.locator("#evidence .evidence-item")
    expect(item).to_have_count(1)
    expect(item).to_contain_text(Stance.REFUTES)
    expect(item).to_contain_text("$2.1 billion")
    expect(panel.locator("li").first).to_contain_text("attached, refutes")
    expect(page.locator("#rationale")).to_have_value("4")

    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("new Promise(requestAnimationFrame)")
            if shots:
                panel.scroll_into_view_if_needed()
                page.screenshot(path=shots / f"elsewhere-{width}-{scheme}.png", full_page=True)
            assert violations(page) == []


def test_a_match_is_confirmed_and_taken_back(
    claim_url: str, demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["editor"])
    page.goto(claim_url)
    panel = page.locator("#elsewhere")
    same = panel.locator("li").filter(has_text="says the same").first
    same.get_by_role("button", name="Confirm").click()
    expect(same).to_contain_text("confirmed by")
    same.get_by_role("button", name="Take that back").click()
    expect(same.get_by_role("button", name="Confirm")).to_be_visible()


def test_a_verdict_is_pointed_to_and_the_page_says_so(
    papers: Callable[[str], str], demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["reviewer"])
    page.goto(papers("received second battery"))
    same = page.locator("#elsewhere li").filter(has_text="says the same").first
    there = str(same.locator("a").first.get_attribute("href"))
    with visitor(demo.url, people["reviewer"]) as client:
        passage = {"passage": "The audit found no such payment.", "publisher": "Court of Audit"}
        send(client, there, f"{there}/evidence", stance="refutes", role="original_reporting", **passage)
        judged = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The audit.", "said": "confirmed"}
        send(client, there, f"{there}/review", row_version="1", **judged)
    page.reload()
    page.locator("#elsewhere summary").filter(has_text="Decide as this one").click()
    page.get_by_label("Yes, the same conditions").check()
    page.get_by_role("button", name="Decide as claim").click()
    expect(page.locator("#standing")).to_contain_text("As decided on claim")
    expect(page.locator("#standing").get_by_role("link", name="Its evidence")).to_have_attribute(
        "href", f"{there}#evidence"
    )
    page.goto(f"{demo.url}/method/matches")
    assert violations(page) == []
