"""Chromium, and real `verify` processes for it to visit. A missing Chromium is a failure, never a skip."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.browser.running import RunningDesk, serving
from tests.support.captures import add_capture
from tests.support.databases import fresh_database
from verify import clock
from verify.adapters.demo import read_people

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)  # a busy machine is no failure
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def base_url() -> None:
    """In place of pytest-base-url's own fixture, whose form pytest 9 warns of; each desk here has its own address."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium where there is one, else Playwright's; without both, launching fails and says so."""
    found = next((path for name in SYSTEM_BROWSERS if (path := shutil.which(name))), None)
    chosen = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **chosen, "args": FLAGS}


@pytest.fixture(scope="session")
def demo(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """The demo desk, served by its own process for all tests that only look."""
    folder = tmp_path_factory.mktemp("demo")
    with fresh_database(db_kind, folder) as database, serving(folder, "demo", database_url=database.url) as desk:
        with database.writing() as session:  # no test fetches from the web
            for text in ("It stands in the register.", "It stood in the register."):
                add_capture(session, 1, text, now=clock.now())
        yield desk


@pytest.fixture(scope="session")
def people() -> dict[str, tuple[str, str]]:
    """E-mail address and password by role, one person of the demo desk for each."""
    return {who.roles[0]: (who.email, who.password) for who in read_people()}


@pytest.fixture(scope="session")
def shots(request: pytest.FixtureRequest) -> Path | None:
    """The folder for pictures of the pages, where one is asked for."""
    chosen = request.config.getoption("--shots")
    if not chosen:
        return None
    folder = Path(str(chosen))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """`open_page(**context options)`: a page in a context of its own. What its console complains of fails the test."""
    complaints: list[str] = []

    def opened(**options: Any) -> Page:
        page = new_context(**options).new_page()
        page.on("console", lambda message: _note(complaints, message))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    assert complaints == []


def _note(complaints: list[str], message: ConsoleMessage) -> None:
    """Keep errors, such as a broken content policy. A refused form (409, 422) is an answer, not an error."""
    address = str(message.location.get("url", ""))
    is_answer = message.text.startswith("Failed to load resource") and "/static/" not in address
    if message.type == "error" and not is_answer:
        complaints.append(f"{message.text} ({address})")
