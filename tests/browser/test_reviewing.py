"""The main job as a new user does it, with JavaScript and without: paste, take next, attach, decide, record, export."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import serving
from tests.browser.test_axe import sign_in
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.db import Database
from verify.services import accounts, passwords

WHO = ("ana@desk.example", "a long enough password")
TEXT = """The Tarn bridge opened in March 2019.

About 4,200 cars cross the bridge every day, and the repair cost 2.4 million crowns."""


def add_reviewer(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'desk.sqlite3'}", readers=1)
    with database.writing() as session:
        accounts.add_user(
            session,
            actor=SYSTEM,
            email=WHO[0],
            name="Ana Kett",
            roles=frozenset({Role.REVIEWER}),
            password=passwords.hashed(WHO[1]),
            now=clock.now(),
        )
    database.dispose()


def attach(page: Page, publisher: str, passage: str) -> None:
    """Fill the evidence form of the claim page in and send it."""
    form = page.locator("#evidence form[action$='/evidence']")
    if not form.get_by_label("Passage").is_visible():
        page.get_by_text("Attach evidence").click()
    form.get_by_label("Passage").fill(passage)
    form.get_by_label("Stance").select_option("supports")
    form.get_by_label("Role").select_option("original_reporting")
    form.get_by_label("Published by").fill(publisher)
    form.get_by_role("button", name="Attach").click()
    expect(page.locator("#evidence blockquote").filter(has_text=passage)).to_be_visible()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_pasted_text_to_an_exported_verdict(
    tmp_path: Path, open_page: Callable[..., Page], javascript: bool
) -> None:
    with serving(tmp_path, "serve") as desk:
        add_reviewer(desk.folder)
        page = open_page(java_script_enabled=javascript, viewport={"width": 1280, "height": 900})
        sign_in(page, desk.url, *WHO)

        page.goto(f"{desk.url}/ingest?by=paste")
        page.get_by_label("Outlet").first.fill("Example Wire")
        page.get_by_label("Headline").fill("A bridge and its costs")
        page.get_by_label("Text").last.fill(TEXT)
        page.get_by_role("button", name="Add and split into claims").click()
        page.wait_for_url(re.compile(r"/articles/\d+"))
        page.goto(f"{desk.url}/queue")
        waiting = page.locator(".claim-card").count()
        assert waiting >= 2
        page.get_by_role("button", name="Take next").click()
        expect(page.locator("#decision")).to_contain_text("yours for 30 more min")
        statement = page.locator("h1").inner_text()
        expect(page.locator(".article-text .is-current").first).to_be_visible()

        attach(page, "Northline", "So it was printed.")
        page.locator("#decision [name=verdict][value=corroborated]").check(force=True)
        page.get_by_label("Reason").select_option("independent_origins")
        page.get_by_label("Rationale").fill("Two sources say the same & neither copies the other.")
        page.get_by_role("button", name="Decide", exact=True).click()
        expect(page.locator("#verdict-error")).to_contain_text("You have 1 origin: Northline.")
        expect(page.get_by_label("Rationale")).to_have_value("Two sources say the same & neither copies the other.")

        attach(page, "Harbour Office", "So it stands in the register.")
        expect(page.locator("#evidence")).to_contain_text("2 sources support it, 2 independent origins")
        if not javascript:  # the page came anew, so the form is filled in again
            page.locator("#decision [name=verdict][value=corroborated]").check(force=True)
            page.get_by_label("Reason").select_option("independent_origins")
            page.get_by_label("Rationale").fill("Two sources say the same & neither copies the other.")
        page.get_by_role("button", name="Decide", exact=True).click()
        expect(page.locator("#flashes")).to_contain_text("Your verdict stands: corroborated.")

        page.get_by_role("link", name="Example Wire").first.click()
        expect(page.locator("main a[href*='verdict=corroborated']").first).to_contain_text("1")

        page.goto(f"{desk.url}/exports")
        page.locator("#export-preview form").get_by_role("button", name=re.compile("export", re.I)).click()
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("Download")).click()
        lines = [json.loads(line) for line in Path(download.value.path()).read_text("utf-8").splitlines()]
        claim = next(line for line in lines if line.get("statement") == statement)
        told = json.dumps(claim, ensure_ascii=False)
        for word in ("corroborated", "independent_origins", "Northline", "Harbour Office", "neither copies the other"):
            assert word in told
