"""What is typed outlives the browser, the server and the sign-in, and a script never loses it on the way."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Error, Page, expect

from tests.browser.running import RunningDesk, serving
from tests.browser.visiting import sign_in
from tests.support.databases import fresh_database
from verify.adapters.demo import read_people

People = dict[str, tuple[str, str]]
FIRST = "The harbour office counted 412 passengers on Monday. "
SECOND = "The agency's own count, which nobody copied from the harbour, comes to the very same"
OLDEST = 5.0
"""Seconds that a draft may be behind what was typed."""


@pytest.fixture
def reviewer() -> tuple[str, str]:
    return next((who.email, who.password) for who in read_people() if "reviewer" in who.roles)


def open_claim(page: Page) -> str:
    """Open the first claim of the queue; its address."""
    page.locator(".claim-card-statement").first.click()
    expect(page.get_by_label("Rationale")).to_be_visible()
    return page.url.rpartition("/claims/")[2]


@pytest.mark.timeout(300)
def test_a_draft_outlives_the_browser_and_the_server(
    db_kind: str,
    tmp_path: Path,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, object],
    reviewer: tuple[str, str],
    open_page: Callable[..., Page],
) -> None:
    typed = list[tuple[float, int]]()
    with fresh_database(db_kind, tmp_path) as database:
        with serving(tmp_path, "demo", database_url=database.url) as desk:
            browser = browser_type.launch(**browser_type_launch_args)  # type: ignore[arg-type]
            page = browser.new_page()
            sign_in(page, desk.url, *reviewer)
            claim = open_claim(page)
            page.get_by_role("radio", name="disputed").check()
            page.get_by_label("Rationale").click()
            for sent, letter in enumerate(FIRST + SECOND, start=1):
                page.keyboard.type(letter, delay=40)
                typed.append((time.monotonic(), sent))
            killed = time.monotonic()
            with suppress(Error):  # nobody is left to answer
                browser.new_browser_cdp_session().send("Browser.crash")
            desk.process.kill()
            desk.process.wait(timeout=20)
        with serving(tmp_path, "demo", database_url=database.url) as desk:
            page = open_page()
            sign_in(page, desk.url, *reviewer)
            page.goto(f"{desk.url}/claims/{claim}")
            kept = page.get_by_label("Rationale").input_value()
            expect(page.get_by_role("radio", name="disputed")).to_be_checked()
    due = max((sent for at, sent in typed if at < killed - OLDEST), default=0)
    assert (FIRST + SECOND).startswith(kept)
    assert due > len("The harbour") and len(kept) >= due


def test_two_pages_a_lost_sign_in_and_one_word_for_it(
    demo: RunningDesk, people: People, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["reviewer"])
    claim = open_claim(page)
    page.evaluate(
        """() => { window.said = []; const voice = document.querySelector("[data-draft-said]");
        new MutationObserver(() => said.push(voice.textContent)).observe(voice, { childList: true }); }"""
    )
    rationale = page.get_by_label("Rationale")
    for words in ("One.", " Two.", " Three."):
        rationale.press_sequentially(words)
        with page.expect_response("**/draft*"):
            rationale.blur()
    expect(page.locator("#draft-line")).to_contain_text("Saved at")
    assert page.evaluate("said") == ["What you type is saved as a draft."]

    other = page.context.new_page()
    other.goto(f"{demo.url}/claims/{claim}")
    expect(other.get_by_label("Rationale")).to_have_value("One. Two. Three.")
    other.get_by_label("Rationale").fill("Four.")
    with other.expect_response("**/draft*"):
        other.get_by_label("Rationale").blur()
    rationale.press_sequentially(" Five.")
    rationale.blur()
    line = page.locator("#draft-line")
    expect(line).to_contain_text("Two pages of yours wrote this draft")
    expect(line).to_contain_text("Four.")
    expect(rationale).to_have_value("One. Two. Three. Five.")
    line.get_by_role("button", name="Keep what is typed here").click()
    expect(line).to_contain_text("Saved at")

    page.context.clear_cookies()
    rationale.press_sequentially(" Six, typed after the sign-in ended.")
    rationale.blur()
    line.get_by_role("link", name="Sign in to save it").click()
    page.get_by_label("E-mail").fill(people["reviewer"][0])
    page.get_by_label("Password").fill(people["reviewer"][1])
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{demo.url}/claims/{claim}")
    expect(page.get_by_label("Rationale")).to_have_value("One. Two. Three. Five. Six, typed after the sign-in ended.")
    expect(page.locator("#draft-line")).to_contain_text("Saved at")
    page.goto(f"{demo.url}/drafts")
    expect(page.get_by_text("Six, typed after the sign-in ended.")).to_be_visible()
    page.get_by_role("button", name="Throw away").first.click()
    expect(page.get_by_role("heading", name="No drafts")).to_be_visible()
