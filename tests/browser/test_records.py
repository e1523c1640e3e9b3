"""The record's page in Chromium: a trend for each width, days that can be chosen and left again; `test_axe` looks at the rest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.visiting import sign_in

People = dict[str, tuple[str, str]]


@pytest.mark.parametrize(("width", "look", "other"), [(1280, "wide", "narrow"), (390, "narrow", "wide")])
def test_each_width_has_its_own_trend(
    demo: RunningDesk, people: People, open_page: Callable[..., Page], width: int, look: str, other: str
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    sign_in(page, demo.url, *people["editor"])
    page.goto(f"{demo.url}/outlets")
    page.locator("section[aria-labelledby=ranked] tbody th a").first.click()
    expect(page.locator(f"svg.trend-{look}")).to_be_visible()
    expect(page.locator(f"svg.trend-{other}")).to_be_hidden()


def test_a_past_day_is_chosen_and_left_again(demo: RunningDesk, people: People, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, demo.url, *people["editor"])
    page.goto(f"{demo.url}/outlets")
    page.locator("section[aria-labelledby=ranked] tbody th a").first.click()
    page.get_by_label("Record of").fill("2020-03-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("as known on 1 March 2020").first).to_be_visible()
    expect(page.locator("svg.trend")).to_have_count(0)
    page.get_by_role("link", name="Show it as it stands now").click()
    expect(page.get_by_role("link", name="Show it as it stands now")).to_have_count(0)
    expect(page.locator("svg.trend-wide")).to_be_visible()
