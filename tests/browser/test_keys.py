"""What JavaScript adds: keys that rest while one types, a theme that is remembered."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.visiting import press, sign_in

SHOWN = """(shown) => {
  Object.defineProperty(document, "hidden", { value: !shown, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_keys_choose_a_verdict_but_not_while_one_types(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["reviewer"])
    page.goto(f"{demo.url}/queue?state=ready")  # what other tests left waiting for an adjudicator takes no verdict
    press(page, "j")
    press(page, "j")
    second = page.locator(".claim-card-statement").nth(1)
    expect(second).to_be_focused()
    statement = second.inner_text()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(statement)

    press(page, "2")
    expect(page.get_by_role("radio", name="disputed")).to_be_checked()
    rationale = page.get_by_label("Rationale")
    press(page, "n")
    expect(rationale).to_be_focused()
    rationale.fill("")  # the draft of another test may stand there
    page.keyboard.type("1 of 3")
    expect(rationale).to_have_value("1 of 3")
    expect(page.get_by_role("radio", name="disputed")).to_be_checked()


def test_the_keys_of_a_page_are_listed(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["viewer"])
    press(page, "?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    expect(keys).to_contain_text("Outlets")
    press(page, "Escape")
    expect(keys).to_be_hidden()
    press(page, "g")
    press(page, "o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Outlets")


def test_the_theme_follows_the_system_until_one_is_chosen(demo: RunningDesk, open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    page.goto(f"{demo.url}/sign-in")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Use the light theme").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    expect(page.get_by_role("button", name="Use the dark theme")).to_be_visible()


def test_keys_of_ones_own_work_and_stand_on_the_buttons(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["adjudicator"])
    page.goto(f"{demo.url}/keys")
    page.locator("main").get_by_label("Outlets").fill("o")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_text("These are your keys now.")).to_be_visible()
    press(page, "o")
    page.wait_for_url(f"{demo.url}/outlets")
    page.goto(f"{demo.url}/keys")
    page.get_by_label("No keys at all").check()
    page.get_by_role("button", name="Back to the usual ones").click()
    expect(page.get_by_text("These are your keys now.")).to_be_visible()
    press(page, "g")
    press(page, "q")
    expect(page).to_have_url(f"{demo.url}/keys")
    page.get_by_label("No keys at all").uncheck()
    page.get_by_role("button", name="Keep these keys").click()


def taken(page: Page) -> str:
    """Take the first claim of the list that is free; its row."""
    row = page.locator(".claim-card").filter(has=page.get_by_role("button", name="take")).first
    claim = row.get_attribute("data-claim")
    row.get_by_role("button", name="take").click()
    expect(page).to_have_url(re.compile(f"/claims/{claim}"))
    return f'li[data-claim="{claim}"]'


def test_a_list_that_is_open_hears_of_a_claim_taken(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    watching, working = open_page(), open_page()
    with watching.expect_response("**/live/events"):
        sign_in(watching, demo.url, *people["editor"])
    press(watching, "/")
    watching.keyboard.type("half a wo")
    sign_in(working, demo.url, *people["reviewer"])
    expect(watching.locator(taken(working))).to_contain_text("held by")
    expect(watching.locator("#text")).to_be_focused()
    expect(watching.locator("#text")).to_have_value("half a wo")

    watching.evaluate(SHOWN, False)
    working.goto(f"{demo.url}/queue")
    meanwhile = taken(working)
    with watching.expect_request(lambda request: "/live/rows" in request.url and request.url.count(",") > 5):
        watching.evaluate(SHOWN, True)  # every row is asked for, not one that an event told of
    expect(watching.locator(meanwhile)).to_contain_text("held by")
