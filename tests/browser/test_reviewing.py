"""A reviewer's day: ten claims with the keyboard alone, the same ten without JavaScript, and a claim that stays while one works."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from tests.browser.running import RunningDesk, serving
from tests.browser.visiting import press, sign_in
from tests.support.claims import add_article
from tests.support.databases import fresh_database
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role, Verdict
from verify.db import Database
from verify.models import Claim, Lease, Review
from verify.services import accounts, passwords

REVIEWER = ("robin@desk.example", "robin-looks-closely")
TEN = 10
MISTAKE = 4
"""The place among the ten of the one that is decided wrongly first."""
LETTERS = "1 2 3 4 e n s u t j k x / ? g q g a g o g e g t"
"""Every key of every page; typed into a rationale, none of them does anything."""
PLANS = {
    Verdict.CORROBORATED: ("1", "independent origins", (("supports", "Northline"), ("supports", "Harbour Office"))),
    Verdict.DISPUTED: ("2", "contradicted", (("refutes", "Court of Aldous"),)),
    Verdict.UNVERIFIED: ("3", "nothing found", ()),
}
"""For each verdict its key, a reason, and the evidence that it takes."""
WANTED = [Verdict.UNVERIFIED] * 4 + [Verdict.DISPUTED, Verdict.CORROBORATED] + [Verdict.UNVERIFIED] * 4


@pytest.fixture(scope="module")
def database(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A desk of claims enough for all of this, some of them relayed, and one reviewer, who decides alone."""
    with fresh_database(db_kind, tmp_path_factory.mktemp("reviewing")) as database:
        with database.writing() as session:
            for part, speaker in (("north", None), ("south", "Mayor Oda")):
                add_article(session, [f"Ship {n} sailed {part} in March." for n in range(16)], speaker=speaker)
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


@pytest.fixture(scope="module")
def desk(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with serving(tmp_path_factory.mktemp("desk"), "serve", database_url=database.url) as desk:
        yield desk


def number_of(page: Page) -> int:
    """The claim that the page is about."""
    return int(page.url.partition("/claims/")[2].partition("?")[0].partition("#")[0].partition("/")[0])


def wait_for_another(page: Page, claim: int) -> None:
    page.wait_for_url(lambda url: "/claims/" in url and f"/claims/{claim}" not in url.split("?")[0])


def given(database: Database, claims: list[int]) -> list[tuple[Verdict | None, str]]:
    """For each claim the verdict that stands, and its newest rationale."""
    newest = select(Review.rationale).where(Review.claim_id == Claim.id).order_by(Review.id.desc()).limit(1)
    with database.reading() as session:
        rows = session.execute(select(Claim.id, Claim.verdict, newest.scalar_subquery()).where(Claim.id.in_(claims)))
        found = {row[0]: (row[1], row[2]) for row in rows}
    return [found[claim] for claim in claims]


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        press(page, "Shift+Tab" if back else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way by Tab to {selector}")


def attach_by_key(page: Page, stance: str, publisher: str) -> None:
    press(page, "e")
    expect(page.get_by_label("Passage")).to_be_focused()
    page.keyboard.type(f"It stands in a letter of the {publisher}.")
    for field, words in (("#stance", stance), ("#role", "original"), ("#publisher", publisher)):
        tab_to(page, field)
        page.keyboard.type(words)
    tab_to(page, '[formaction$="/evidence"]')
    press(page, "Enter")
    expect(page.locator(".evidence-item").get_by_text(f"letter of the {publisher}")).to_be_visible()


def judge_by_key(page: Page, verdict: Verdict) -> None:
    """Verdict, rationale, reason and the rest, without a look at the mouse; nothing is sent yet."""
    key, reason, _ = PLANS[verdict]
    press(page, key)
    expect(page.get_by_role("radio", name=verdict)).to_be_checked()
    press(page, "n")
    press(page, "Control+A")
    page.keyboard.type(LETTERS)
    expect(page.get_by_label("Rationale")).to_have_value(LETTERS)
    expect(page.get_by_role("radio", name=verdict)).to_be_checked()
    expect(page.locator("dialog[open], details[open] > summary[data-key=s]")).to_have_count(0)
    if page.locator("#said").count():
        tab_to(page, "#said", back=True)
        page.keyboard.type("not checked")
    tab_to(page, "#reason_code", back=True)
    page.keyboard.type(reason)
    tab_to(page, "#searched")
    press(page, "Control+A")
    page.keyboard.type("The register, s and u.")


@pytest.mark.timeout(300)
def test_ten_claims_are_decided_with_the_keyboard_alone(
    desk: RunningDesk, database: Database, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, desk.url, *REVIEWER)
    came_to = list[str]()

    def note(made: Request) -> None:
        if made.is_navigation_request() and made.method == "GET":
            came_to.append(made.url)

    page.on("request", note)
    press(page, "t")
    heading = page.locator("h1.statement")
    decided, way = list[int](), list[int]()
    for place, verdict in enumerate(WANTED):
        expect(heading).to_be_focused()
        claim = number_of(page)
        way.append(claim)
        if place == MISTAKE:
            judge_by_key(page, Verdict.UNVERIFIED)
            press(page, "Control+Enter")
            wait_for_another(page, claim)
            expect(heading).to_be_focused()
            expect(page.locator("#flashes")).to_contain_text(f"Decided #{claim} unverified.")
            way += [number_of(page), claim]
            press(page, "u")
            expect(page.locator("#flashes")).to_contain_text("Your verdict is undone.")
            expect(page.get_by_label("Rationale")).to_have_value(LETTERS)
            expect(heading).to_be_focused()
        for stance, publisher in PLANS[verdict][2]:
            attach_by_key(page, stance, publisher)
        judge_by_key(page, verdict)
        decided.append(claim)
        press(page, "Control+Enter")
        wait_for_another(page, claim)
    expect(heading).to_be_focused()
    assert given(database, decided) == [(verdict, LETTERS) for verdict in WANTED]
    pages = [int(url.rpartition("/")[2]) for url in came_to]
    assert pages == [*way, number_of(page)], "no key led anywhere else"


def judge_by_form(page: Page, verdict: Verdict) -> None:
    """Fill the form in and leave it at that."""
    decision = page.locator("#decision")
    decision.get_by_text(verdict, exact=False).first.click()
    decision.get_by_label("Reason").select_option(PLANS[verdict][1].replace(" ", "_"))
    if decision.locator("#said").count():
        decision.locator("#said").select_option("not_checked")
    decision.get_by_label("Rationale").fill(LETTERS)
    decision.get_by_label("Where you looked").fill("The register.")


def attach_by_form(page: Page, stance: str, publisher: str) -> None:
    evidence = page.locator("#evidence")
    evidence.get_by_text("Attach evidence").click()
    evidence.get_by_label("Passage").fill(f"It stands in a letter of the {publisher}.")
    evidence.locator("#stance").select_option(stance)
    evidence.locator("#role").select_option("original_reporting")
    evidence.locator("#publisher").fill(publisher)
    evidence.locator('[formaction$="/evidence"]').click()
    expect(evidence.locator(".evidence-item").get_by_text(f"letter of the {publisher}")).to_be_visible()


@pytest.mark.timeout(300)
def test_the_same_ten_without_javascript(desk: RunningDesk, database: Database, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, desk.url, *REVIEWER)
    page.get_by_role("button", name="Take next").click()
    decided = list[int]()
    for place, verdict in enumerate(WANTED):
        claim = number_of(page)
        if place == MISTAKE:
            judge_by_form(page, Verdict.UNVERIFIED)
            page.get_by_role("button", name="Decide and take next").click()
            flashes = page.locator("#flashes")
            expect(flashes).to_contain_text(f"Decided #{claim} unverified.")
            flashes.get_by_role("button", name="Undo").click()
            expect(flashes).to_contain_text("Your verdict is undone.")
            expect(page.get_by_label("Rationale")).to_have_value(LETTERS)
        judge_by_form(page, verdict)
        for stance, publisher in PLANS[verdict][2]:
            attach_by_form(page, stance, publisher)
            expect(page.get_by_label("Rationale")).to_have_value(LETTERS)
            expect(page.get_by_role("radio", name=verdict)).to_be_checked()
        decided.append(claim)
        page.get_by_role("button", name="Decide and take next").click()
        expect(page.locator("#flashes")).to_contain_text(f"Decided #{claim} {verdict}.")
    assert given(database, decided) == [(verdict, LETTERS) for verdict in WANTED]


def ends_at(database: Database, claim: int) -> datetime:
    with database.reading() as session:
        return session.scalars(select(Lease.expires_at).where(Lease.claim_id == claim)).one()


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what the browser sent as it left a page: no page is told the answer."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came")


def test_a_claim_stays_while_its_page_is_in_use_and_goes_when_it_is_left(
    desk: RunningDesk, database: Database, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    kept = list[str]()
    page.on("request", lambda request: kept.append(request.url) if request.url.endswith("/keep") else None)
    page.clock.install()
    sign_in(page, desk.url, *REVIEWER)
    press(page, "t")
    expect(page.locator("#lease[data-lease]")).to_contain_text("yours for")
    page.wait_for_load_state()  # the clock that is moved on below must have been looked at
    claim = number_of(page)
    taken = ends_at(database, claim)

    page.mouse.move(100, 100)
    with page.expect_response("**/keep"):
        page.clock.fast_forward("05:00")
    assert ends_at(database, claim) > taken
    sent = len(kept)
    page.clock.fast_forward("11:00")  # without a stroke or a move: nobody is there
    page.clock.fast_forward("05:00")
    assert len(kept) == sent

    page.get_by_label("Rationale").fill("Half a sent")
    page.goto(f"{desk.url}/outlets")
    page.goto(f"{desk.url}/claims/{claim}")
    expect(page.get_by_label("Rationale")).to_have_value("Half a sent")
    assert ends_at(database, claim) > clock.now() + timedelta(minutes=20), "what is being written is not let go"
    page.get_by_label("Rationale").fill("")
    page.get_by_label("Rationale").blur()
    expect(page.locator("#draft-line")).not_to_contain_text("Saved at")
    page.goto(f"{desk.url}/claims/{claim}")
    page.goto(f"{desk.url}/outlets")
    wait_until(page, lambda: ends_at(database, claim) <= clock.now() + timedelta(minutes=3))
    page.goto(f"{desk.url}/claims/{claim}")
    with page.expect_response("**/keep"):
        page.clock.fast_forward("00:02")
    assert ends_at(database, claim) > clock.now() + timedelta(minutes=20), "back in time, it is one's own as before"
