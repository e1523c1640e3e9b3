"""Which pages there are, by following the links that each person sees."""

import html
import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from fastapi.routing import APIRoute
from playwright.sync_api import Page

import verify.web

LINK = re.compile(r'<a\b[^>]*\shref="(/[^"#]*)', re.IGNORECASE)
NOT_PAGES = ("/static/", "/api/", "/sign-out")


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    """Sign the page in through the form."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/queue")


def press(page: Page, key: str) -> None:
    """Press a key once the scripts of the page that is seen run: its words can be read before they do."""
    page.wait_for_load_state()
    page.keyboard.press(key)


@contextmanager
def visitor(url: str, who: tuple[str, str] | None) -> Iterator[httpx.Client]:
    """A client without JavaScript: of somebody who has signed in, or of nobody."""
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30) as client:
        if who:
            client.post("/sign-in", data={"email": who[0], "password": who[1]}).raise_for_status()
        yield client


def send(client: httpx.Client, page: str, action: str, **fields: str) -> str:
    """Fill a form of `page` in and send it; returns the page that it leads to."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token, f"{page} has no form"
    answer = client.post(action, data={"csrf_token": token.group(1), **fields})
    answer.raise_for_status()
    return answer.text


def pages_seen(client: httpx.Client, starts: list[str], taken: dict[str, int], *, of_a_kind: int = 1) -> list[str]:
    """Addresses of `starts` and of HTML pages they lead on to, of each kind no more than are left in `taken`."""
    waiting, found = list(starts), list[str]()
    while waiting:
        path = waiting.pop(0)
        response = client.get(path)
        if not response.headers.get("content-type", "").startswith("text/html") or response.status_code != 200:
            continue
        found.append(path)
        for link in (html.unescape(href) for href in LINK.findall(response.text)):
            kind = re.sub(r"\d+", "N", link.split("?")[0])
            if not link.startswith(NOT_PAGES) and taken.get(kind, 0) < of_a_kind and link not in starts:
                taken[kind] = taken.get(kind, 0) + 1
                waiting.append(link)
    return found


def page_routes() -> Iterator[APIRoute]:
    """Every GET route of the web floor."""
    for module in pkgutil.iter_modules(verify.web.__path__):
        router = getattr(importlib.import_module(f"verify.web.{module.name}"), "router", None)
        routes = router.routes if router is not None and module.name != "__init__" else []
        yield from (route for route in routes if isinstance(route, APIRoute) and "GET" in (route.methods or ()))
