"""What JavaScript adds: keys that rest while one types, a theme that is remembered."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.visiting import sign_in


def test_keys_choose_a_verdict_but_not_while_one_types(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["reviewer"])
    page.goto(f"{demo.url}/queue?state=ready")  # what other tests left waiting for an adjudicator takes no verdict
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".claim-card-statement").nth(1)
    expect(second).to_be_focused()
    statement = second.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(statement)

    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="disputed")).to_be_checked()
    rationale = page.get_by_label("Rationale")
    page.keyboard.press("n")
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
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    expect(keys).to_contain_text("Outlets")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("o")
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
    page.keyboard.press("o")
    page.wait_for_url(f"{demo.url}/outlets")
    page.goto(f"{demo.url}/keys")
    page.get_by_label("No keys at all").check()
    page.get_by_role("button", name="Back to the usual ones").click()
    expect(page.get_by_text("These are your keys now.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(page).to_have_url(f"{demo.url}/keys")
    page.get_by_label("No keys at all").uncheck()
    page.get_by_role("button", name="Keep these keys").click()


def test_a_list_that_is_open_hears_of_a_claim_taken(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    watching, working = open_page(), open_page()
    sign_in(watching, demo.url, *people["editor"])
    watching.keyboard.press("/")
    watching.keyboard.type("half a wo")
    sign_in(working, demo.url, *people["reviewer"])
    row = working.locator(".claim-card").filter(has=working.get_by_role("button", name="take")).first
    claim = row.get_attribute("data-claim")
    row.get_by_role("button", name="take").click()
    expect(watching.locator(f'li[data-claim="{claim}"]')).to_contain_text("held by")
    expect(watching.locator("#text")).to_be_focused()
    expect(watching.locator("#text")).to_have_value("half a wo")
