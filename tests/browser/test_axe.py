"""Every page, as each kind of person sees it: no violation that axe knows of, nothing wider than the window."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.running import RunningDesk
from tests.browser.visiting import page_routes, pages_seen, send, sign_in, visitor
from verify import clock
from verify.adapters.demo import read_people

SIZES = ((1280, 900), (390, 844))
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
"""Each page is looked at in both sizes and both schemes, each size in one of them, by turns from page to page."""
QUEUE = ["/queue", "/queue?more=1", "/views", "/drafts", "/keys", "/signed-in"]
RECORDS = ["/outlets", "/outlets/1", "/outlets/compare?outlet=1&outlet=2"]
LISTS = ["/claims?state=decided", "/claims?state=parked", "/claims?kind=opinion", "/claims?text=nothing+says+this"]
WAYS_IN = [f"/ingest?by={way}" for way in ("paste", "file", "url", "batch")]
ADDING = ["/articles/1/add-claim", "/articles/1/add-claim?quote=the", "/articles/1/add-claim?at=0-40"]
AGAIN = [
    "/rechecks",
    "/rechecks/1",
    "/rechecks/due",
    "/evidence/changed",
    "/claims/1/rechecks",
    "/appeals?everything=1",
    "/claims/1/appeals",
]
CHECKED = [
    "/clusters/1",
    "/fact-checks",
    "/fact-checks?withdrawn=yes",
    "/fact-checks/imports",
    "/fact-checks/imports/1",
]
RETRACTED = ["/retractions", "/retractions/1", "/evidence/1/retract", "/articles/1/retract"]
STARTS = {
    "": ["/sign-in", "/set-up/a-link"],
    "reviewer": [*QUEUE, "/evidence/1/snapshot", "/claims/1/evidence/attach?text=the", *LISTS, *WAYS_IN, *ADDING],
    "viewer": ["/claims/1", "/exports"],
    "editor": [
        "/claims/1",
        "/claims/1/origins",
        *RECORDS,
        "/samples/1",
        "/queue/skips",
        "/bulk/1",
        *AGAIN,
        *RETRACTED,
        *CHECKED,
    ],
    "adjudicator": ["/adjudications", "/agreement"],
    "admin": ["/team", "/team/people/2/personal-data", "/policy", "/queue/order?preview=1&worth=-1", "/jobs/1"],
}
"""Where each person begins: the reviewer follows links from there, the others what nobody before them has seen."""

FILES = {"download", "matrix_csv", "original", "compare_csv", "trend_csv", "parts_csv", "download_labels"}
NO_PAGES = {"home", "back", "back_to_claim", "events", "rows", "panel", *FILES}
"""Routes that answer with a redirect, a file, or what only a script asks for."""

People = dict[str, tuple[str, str]]


@pytest.fixture(scope="session")
def pages(demo: RunningDesk, people: People) -> dict[str, list[str]]:
    """The pages of each kind of person, once there is something to see on each."""
    with visitor(demo.url, people["reviewer"]) as reviewer:
        send(reviewer, "/exports", "/exports", format="jsonl")
        send(reviewer, "/ingest?by=url", "/ingest/url", url="https://nowhere.example/gone", outlet="Nowhere Post")
        send(reviewer, "/queue", "/queue/next")
        send(reviewer, "/queue?voice=own", "/views", name="Its own voice", filters="voice=own")
    with visitor(demo.url, people["editor"]) as editor:
        days = {"first": "2000-01-01", "last": f"{clock.now():%Y-%m-%d}"}
        send(editor, "/outlets/1", "/outlets/1/samples", wanted="3", seed="7", **days)
        send(editor, "/queue", "/bulk", act="tag", tag="harbour", which="chosen", claim="1")
        _retract(editor)
        _bring_in(editor)
        send(editor, "/claims/1", "/claims/1/matches/2/confirm", related="same")
    _disagree(demo, people["admin"])
    with visitor(demo.url, people["admin"]) as admin:
        link = re.search(r"/password/[\w-]+", send(admin, "/team/people/2", "/team/people/2/link"))
        assert link, "no link was made"
    return dict(_pages(demo, people, {**STARTS, "": [*STARTS[""], link.group()]}))


def _retract(editor: httpx.Client) -> None:
    """A verdict leans on something that was retracted, and its outlet wrote against it."""
    claim = re.search(r'data-claim="(\d+)"', editor.get("/claims?state=decided&verdict=disputed").text)
    assert claim, "no claim is disputed"
    path = f"/claims/{claim.group(1)}"
    item = re.search(r"/evidence/\d+/retract", editor.get(path).text)
    assert item, "nothing can be retracted"
    send(
        editor, f"{path}/appeals", f"{path}/appeals", who="Managing editor", day="2026-01-05", text="It is as we wrote."
    )
    send(editor, item.group(), item.group(), day="2026-01-06", note="Taken back.", url="https://wire.example/notice")


def _bring_in(editor: httpx.Client) -> None:
    """A fact-check of somebody else comes in with a file, one that has no address is left out, and a page is not there."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.get("/fact-checks/imports").text)
    assert token, "there is no form for a file"
    check = {"@type": "ClaimReview", "claimReviewed": "A bridge closed.", "reviewRating": {"alternateName": "False"}}
    file = json.dumps([check | {"url": "https://checks.example/1"}, check]).encode()
    sent = {"data": {"csrf_token": token.group(1)}, "files": {"file": ("checks.json", file)}}
    made = editor.post("/fact-checks/imports/file", **sent)  # type: ignore[arg-type]
    deadline = time.monotonic() + 30
    while "hx-trigger" in made.text and time.monotonic() < deadline:
        time.sleep(0.1)
        made = editor.get("/fact-checks/imports/1")
    send(editor, "/fact-checks/imports", "/fact-checks/imports/address", url="https://nowhere.example/feed")


def _disagree(demo: RunningDesk, admin: tuple[str, str]) -> None:
    """Two reviewers judge a claim apart and come to different verdicts, so that there is something to adjudicate."""
    one, other = ((who.email, who.password) for who in read_people() if who.roles[0] == "reviewer")
    with visitor(demo.url, admin) as keeper, visitor(demo.url, one) as first, visitor(demo.url, other) as second:
        _put_in_force(keeper, "double")
        handed = re.search(r"/claims/(\d+)/review", send(first, "/queue", "/queue/next", voice="own"))
        assert handed, "no claim was handed out"
        claim = f"/claims/{handed.group(1)}"
        why = {"rationale": "The register does not have it.", "searched": "The register of deeds"}
        send(first, claim, f"{claim}/review", verdict="unverified", reason_code="nothing_found", **why)
        passage = {"passage": "It was never built.", "publisher": "Town archive"}
        send(second, claim, f"{claim}/evidence", stance="refutes", role="original_reporting", **passage)
        send(
            second,
            claim,
            f"{claim}/review",
            verdict="disputed",
            reason_code="contradicted",
            rationale="It was never built.",
        )
        _put_in_force(keeper, "single")


def _put_in_force(keeper: httpx.Client, reviews: str) -> None:
    seen = re.search(r'name="seen" value="(\d+)"', keeper.get("/policy").text)
    assert seen, "the rules have no form"
    rules = {"reviews_needed": reviews, "origins_needed": "2", "second_share": "15"}
    send(keeper, "/policy", "/policy", seen=seen.group(1), **rules)


def _pages(demo: RunningDesk, people: People, starts: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    taken: dict[str, int] = {}
    for role, first in starts.items():
        with visitor(demo.url, people.get(role)) as client:
            yield role, pages_seen(client, first, taken)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", STARTS, ids=lambda role: role or "nobody")
def test_no_page_breaks_a_rule_of_axe(
    role: str,
    demo: RunningDesk,
    people: People,
    pages: dict[str, list[str]],
    open_page: Callable[..., Page],
    shots: Path | None,
) -> None:
    page = open_page(reduced_motion="reduce")
    if role:
        sign_in(page, demo.url, *people[role])
    wrong = [
        finding
        for place, path in enumerate(pages[role])
        for finding in _looked_at(page, demo.url + path, SCHEMES if place % 2 else SCHEMES[::-1], shots)
    ]
    assert wrong == []


def test_every_route_of_the_web_floor_is_looked_at(pages: dict[str, list[str]]) -> None:
    seen = {path.split("?")[0] for paths in pages.values() for path in paths}
    unseen = [
        route.path
        for route in page_routes()
        if route.name not in NO_PAGES and not any(route.path_regex.match(path) for path in seen)
    ]
    assert unseen == [], unseen


def _looked_at(page: Page, address: str, schemes: Iterable[Scheme], shots: Path | None) -> Iterator[str]:
    page.goto(address)
    path = address.partition("//")[2].partition("/")[2]
    for (width, height), scheme in zip(SIZES, schemes, strict=True):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("new Promise(requestAnimationFrame)")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"/{path} at {width} px: wider than the window"
        if shots:
            name = re.sub(r"\W+", "-", path).strip("-") or "home"
            page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
        yield from (f"/{path}, {width} px, {scheme}: {found}" for found in violations(page))
