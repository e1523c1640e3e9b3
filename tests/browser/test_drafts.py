"""What is typed outlives the browser, the server and the sign-in, and a script never loses it on the way."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect

from tests.browser.running import RunningDesk, serving
from tests.browser.visiting import press, sign_in
from tests.support.claims import add_article
from tests.support.databases import fresh_database
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.db import Database
from verify.services import accounts, passwords

REVIEWER = ("robin@desk.example", "robin-looks-closely")
FIRST = "The harbour office counted 412 passengers on Monday. "
SECOND = "The agency's own count, which nobody copied from the harbour, comes to the very same"
OLDEST = 5.0
"""Seconds that a draft may be behind what was typed."""


@pytest.fixture
def database(db_kind: str, tmp_path: Path) -> Iterator[Database]:
    """A desk of two claims and one reviewer."""
    with fresh_database(db_kind, tmp_path) as database:
        with database.writing() as session:
            add_article(session, ("The ferry carried 412 passengers.", "The bridge opened in March."))
            accounts.add_user(
                session,
                actor=SYSTEM,
                email=REVIEWER[0],
                name="Robin Vale",
                roles=frozenset({Role.REVIEWER}),
                password=passwords.hashed(REVIEWER[1]),
                now=clock.now(),
            )
        yield database


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[RunningDesk]:
    with serving(tmp_path, "serve", database_url=database.url) as desk:
        yield desk


def open_claim(page: Page) -> str:
    """Open the first claim of the queue; its address."""
    page.locator(".claim-card-statement").first.click()
    expect(page.get_by_label("Rationale")).to_be_visible()
    page.wait_for_load_state()
    return page.url.rpartition("/claims/")[2]


@pytest.mark.timeout(300)
def test_a_draft_outlives_the_browser_and_the_server(
    database: Database,
    tmp_path: Path,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, object],
    open_page: Callable[..., Page],
) -> None:
    typed = list[tuple[float, int]]()
    with serving(tmp_path, "serve", database_url=database.url) as desk:
        browser = browser_type.launch(**browser_type_launch_args)  # type: ignore[arg-type]
        page = browser.new_page()
        sign_in(page, desk.url, *REVIEWER)
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
    with serving(tmp_path, "serve", database_url=database.url) as desk:
        page = open_page()
        sign_in(page, desk.url, *REVIEWER)
        page.goto(f"{desk.url}/claims/{claim}")
        kept = page.get_by_label("Rationale").input_value()
        expect(page.get_by_role("radio", name="disputed")).to_be_checked()
    due = max((sent for at, sent in typed if at < killed - OLDEST), default=0)
    assert (FIRST + SECOND).startswith(kept)
    assert due > len("The harbour") and len(kept) >= due


def test_two_pages_a_lost_sign_in_and_one_word_for_it(desk: RunningDesk, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, desk.url, *REVIEWER)
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
    other.goto(f"{desk.url}/claims/{claim}")
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
    page.get_by_label("E-mail").fill(REVIEWER[0])
    page.get_by_label("Password").fill(REVIEWER[1])
    # It is saved as soon as it is back.
    with page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{desk.url}/claims/{claim}")
    expect(page.get_by_label("Rationale")).to_have_value("One. Two. Three. Five. Six, typed after the sign-in ended.")
    expect(page.locator("#draft-line")).to_contain_text("Saved at")

    page.goto(f"{desk.url}/drafts")
    expect(page.get_by_text("Six, typed after the sign-in ended.")).to_be_visible()
    page.get_by_role("button", name="Throw away").first.click()
    expect(page.get_by_role("heading", name="No drafts")).to_be_visible()


def sign_in_beside(page: Page) -> None:
    """Sign in in the tab that the message of a lost sign-in opens, and come back."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    beside = opened.value
    beside.get_by_label("E-mail").fill(REVIEWER[0])
    beside.get_by_label("Password").fill(REVIEWER[1])
    beside.locator("main").get_by_role("button", name="Sign in").click()
    expect(beside.get_by_role("heading", name="You are signed in")).to_be_visible()
    beside.close()


@pytest.mark.parametrize("form", ["whose text it is", "a verdict"])
def test_a_form_that_a_script_sends_after_the_sign_in_ended_stays_as_it_was_filled_in(
    desk: RunningDesk, open_page: Callable[..., Page], form: str
) -> None:
    page = open_page()
    sign_in(page, desk.url, *REVIEWER)
    claim = open_claim(page)
    if form == "a verdict":
        page.get_by_role("radio", name="unverified").check()
        page.get_by_label("Reason").select_option("nothing_found")
        page.get_by_label("Where you looked").fill("The register")
        words, sent = page.get_by_label("Rationale"), page.get_by_role("button", name="Decide", exact=True)
    else:
        page.goto(f"{desk.url}/articles/1")
        page.get_by_text("Say whose text this is").click()
        page.get_by_role("radio", name="the text of somebody else").check()
        page.get_by_label("Name", exact=True).fill("Northline")
        words, sent = page.get_by_label("Why", exact=True), page.get_by_role("button", name="Save", exact=True)
    page.context.clear_cookies()
    words.fill("The byline says so.")
    sent.click()
    expect(page.get_by_text("what you typed is still here")).to_be_in_viewport()
    sign_in_beside(page)
    sent.click()
    expect(page.get_by_text("You are signed in as Robin Vale now")).to_be_in_viewport()
    expect(words).to_have_value("The byline says so.")
    sent.click()
    if form == "a verdict":
        expect(page.get_by_text("Your verdict stands")).to_be_visible()
        expect(page).to_have_url(re.compile(f"/claims/{claim}"))
    else:
        expect(page.get_by_text("Text of Northline")).to_be_visible()
    expect(page.get_by_text("You are signed in as")).to_have_count(0)


def test_after_a_verdict_the_next_claims_words_have_the_focus(
    desk: RunningDesk, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, desk.url, *REVIEWER)
    claim = open_claim(page)
    page.get_by_role("radio", name="unverified").check()
    page.get_by_label("Reason").select_option("nothing_found")
    page.get_by_label("Rationale").fill("Nothing in the register, typed as 123 n s e.")
    page.get_by_label("Where you looked").fill("The register")
    page.get_by_role("button", name="Decide and take next").click()
    page.wait_for_url(lambda url: "/claims/" in url and not url.endswith(f"/{claim}"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.goto(f"{desk.url}/claims/{claim}")
    press(page, "u")
    expect(page.get_by_text("Your verdict is undone.")).to_be_visible()
    expect(page.get_by_label("Rationale")).to_have_value("Nothing in the register, typed as 123 n s e.")


def test_a_verdict_that_nobody_answers_stays_on_the_page(
    desk: RunningDesk, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    sign_in(page, desk.url, *REVIEWER)
    open_claim(page)
    page.get_by_role("radio", name="unverified").check()
    page.get_by_label("Reason").select_option("nothing_found")
    page.get_by_label("Where you looked").fill("The register")
    page.get_by_label("Rationale").fill(FIRST)
    decide = page.get_by_role("button", name="Decide", exact=True)
    for stand_in in (lambda route: route.abort(), lambda route: route.fulfill(status=502, body="Bad gateway")):
        page.evaluate("document.getElementById('flashes').replaceChildren()")
        page.route("**/review*", stand_in)
        decide.click()
        expect(page.locator("#flashes")).to_contain_text("What you typed is still here")
        expect(page.get_by_label("Rationale")).to_have_value(FIRST)
        page.unroute("**/review*")
    decide.click()
    expect(page.locator("#flashes")).to_contain_text("Your verdict stands")
