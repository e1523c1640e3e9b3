"""The main job as a new user does it, with JavaScript and without: paste, take, attach, decide, look, export."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk, serving
from tests.browser.visiting import sign_in
from tests.support.databases import fresh_database
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.services import accounts, passwords
from verify.services.desks import ensure_desk

REVIEWER = ("robin@desk.example", "robin-looks-closely")
CLAIM = "The ferry to Skerry Isle carried 412 passengers on Monday."
RATIONALE = "Both counts agree & neither copies the other."
ARTICLE = """The ferry to Skerry Isle carried 412 passengers on Monday. It had stood still for nine weeks.

“The new engine cost 2.4 million crowns,” harbour master Lena Brandt told the council on Tuesday.

Was it worth the wait? Islanders think so."""


@pytest.fixture
def desk(db_kind: str, tmp_path: Path) -> Iterator[RunningDesk]:
    """A new desk with one reviewer on it, served by a process of its own."""
    with fresh_database(db_kind, tmp_path) as database:
        with database.writing() as session:
            ensure_desk(session, name="Harbour desk", is_demo=False, now=clock.now())
            accounts.add_user(
                session,
                actor=SYSTEM,
                email=REVIEWER[0],
                name="Robin Vale",
                roles=frozenset({Role.REVIEWER}),
                password=passwords.hashed(REVIEWER[1]),
                now=clock.now(),
            )
        with serving(tmp_path, "serve", database_url=database.url) as running:
            yield running


@pytest.mark.timeout(300)
@pytest.mark.parametrize("with_javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_a_pasted_article_to_an_exported_verdict(
    with_javascript: bool, desk: RunningDesk, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=with_javascript, base_url=desk.url)
    sign_in(page, desk.url, *REVIEWER)
    expect(page.get_by_role("heading", name="Nothing to check")).to_be_visible()

    paste(page)
    page.goto("/queue")
    expect(page.get_by_role("link", name=CLAIM)).to_be_visible()
    take_next(page, words="passengers")
    expect(page.get_by_role("heading", level=1)).to_have_text(CLAIM)
    expect(page.locator(".article-text [aria-current=true]")).to_have_text(CLAIM.removesuffix("."))

    attach(page, passage="Skerry Line sold 412 tickets for Monday's crossings.", publisher="Aldous Gazette")
    expect(page.locator("#evidence")).to_contain_text("1 independent origin (Aldous Gazette)")
    corroborate(page)
    refusal = page.locator("#decision").get_by_role("alert").filter(has_text="Corroborated needs")
    expect(refusal).to_contain_text("Corroborated needs one examined primary source or two independent origins")
    expect(refusal).to_contain_text("You have 1 origin: Aldous Gazette")
    expect(page.get_by_label("Reason")).to_have_value("independent_origins")
    expect(page.get_by_label("Rationale")).to_have_value(RATIONALE)

    attach(page, passage="The harbour's own count on Monday was 412.", publisher="Port of Aldous")
    expect(page.locator("#evidence")).to_contain_text("2 independent origins (Aldous Gazette, Port of Aldous)")
    if with_javascript:  # only the evidence was drawn anew
        expect(page.get_by_label("Rationale")).to_have_value(RATIONALE)
    corroborate(page)
    expect(page.get_by_text("Your verdict stands: corroborated.")).to_be_visible()

    page.goto("/outlets")
    page.get_by_role("link", name="Example Wire", exact=True).click()
    own_voice = page.get_by_role("row", name="Own voice")
    expect(own_voice.get_by_role("link", name="1 own-voice claims corroborated")).to_be_visible()

    exported = export(page)
    assert [line["verdict"] for line in exported] == ["corroborated"]
    assert exported[0]["statement"] == CLAIM
    assert {item["publisher"] for item in exported[0]["evidence"]} == {"Aldous Gazette", "Port of Aldous"}
    (review,) = exported[0]["reviews"]
    assert (review["verdict"], review["reason_code"], review["rationale"]) == (
        "corroborated",
        "independent_origins",
        RATIONALE,
    )


def paste(page: Page) -> None:
    """Bring the article in under a new outlet."""
    page.locator(".site-header").get_by_role("link", name="Add articles").click()
    page.get_by_label("Outlet").fill("Example Wire")
    page.get_by_label("Headline").fill("Ferry runs again")
    page.get_by_label("Text", exact=True).fill(ARTICLE)
    page.get_by_role("button", name="Add and split into claims").click()
    expect(page.get_by_role("heading", name="Ferry runs again")).to_be_visible()


def take_next(page: Page, *, words: str) -> None:
    """Have the next claim with these words handed out."""
    page.get_by_label("Words").fill(words)
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("link", name=f"text {words}")).to_be_visible()
    page.get_by_role("button", name="Take next").click()
    expect(page.get_by_text("yours for")).to_be_visible()


def attach(page: Page, *, passage: str, publisher: str) -> None:
    """Attach a passage that supports the claim."""
    evidence = page.locator("#evidence")
    evidence.get_by_text("Attach evidence").click()
    evidence.get_by_label("Passage").fill(passage)
    evidence.get_by_label("Published by").fill(publisher)
    form = evidence.locator(".work-part")
    form.get_by_label("Stance").select_option("supports")
    form.get_by_label("Role").select_option("independent_confirmation")
    form.get_by_role("button", name="Attach", exact=True).click()
    expect(evidence.get_by_text(passage)).to_be_visible()


def corroborate(page: Page) -> None:
    """Choose, give the reason, decide."""
    decision = page.locator("#decision")
    decision.get_by_text("corroborated", exact=False).first.click()
    decision.get_by_label("Reason").select_option("independent_origins")
    decision.get_by_label("Rationale").fill(RATIONALE)
    decision.get_by_role("button", name="Decide", exact=True).click()


def export(page: Page) -> list[dict[str, Any]]:
    """Make a JSONL export of what is decided and read the file."""
    page.goto("/exports")
    page.get_by_role("radio", name="JSONL").check()
    page.get_by_role("button", name="Make the export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    return [json.loads(line) for line in Path(download.value.path()).read_text(encoding="utf-8").splitlines()]
