"""Rendering: a page is one template with one frozen dataclass; a fragment is one of its blocks."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeSerializer
from jinja2_fragments import render_block
from markupsafe import Markup, escape

from verify import __version__, clock
from verify.core.records import interval_text, of_hundred
from verify.db import data_folder
from verify.deps import visitor_of
from verify.queries.claims import ClaimLine
from verify.web.htmx import VARY, beside, go_to, wants_fragment

FLASH_COOKIE = "verify_flash"
_STEPS = ((60, "minute"), (3600, "hour"), (86400, "day"), (86400 * 30, "month"), (86400 * 365, "year"))


@dataclass(frozen=True, slots=True)
class Flash:
    """A message that the next page shows once; `undo` is the address of a form that takes back what it tells of, if any."""

    level: str
    text: str
    undo: str = ""


@lru_cache
def environment() -> jinja2.Environment:
    """The one Jinja environment."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(data_folder("templates")),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
    )
    made.filters |= {
        "ago": ago,
        "iso": iso,
        "day": day,
        "number": number,
        "percent": percent,
        "of_hundred": of_hundred,
        "interval": interval_text,
    }
    made.globals |= {"static": static_url, "version": __version__, "claim_card": claim_card}
    return made


def render(
    request: Request, template: str, page: Any, fragment: str | tuple[str, ...] | None = None, status: int = 200
) -> HTMLResponse:
    """The page, or only its block `fragment` where an HTMX request wants a part; of several the others go beside the first."""
    context = _context(request, page)
    if fragment is not None and wants_fragment(request):
        first, *others = (fragment,) if isinstance(fragment, str) else fragment
        html = render_block(environment(), template, first, context)
        html += "".join(beside(name, render_block(environment(), template, name, context)) for name in others)
        return HTMLResponse(html, status, {"Vary": VARY, "Cache-Control": "no-store"})
    html = environment().get_template(template).render(context)
    response = HTMLResponse(html, status, {"Vary": VARY, "Cache-Control": "no-store"})
    if context["flashes"]:
        response.delete_cookie(FLASH_COOKIE)
    return response


def see_other(request: Request, url: str, flash: str | None = None, level: str = "done", *, undo: str = "") -> Response:
    """Go on to `url` after a form did its work (303), with a message that the next page shows once (see `Flash`)."""
    response: Response
    if wants_fragment(request):
        response = Response(status_code=200)
        go_to(response, url)
    else:
        response = RedirectResponse(url, status_code=303)
    if flash:
        value = _flash_box(request).dumps([level, flash, undo])
        response.set_cookie(FLASH_COOKIE, str(value), max_age=120, httponly=True, samesite="lax")
    return response


def claim_card(claim: ClaimLine, may_take: bool, may_choose: bool = False, under: str = "") -> Markup:
    """A claim's row in a list; `under` is the end of its addresses, which carries the list's filters along."""
    drawn = _claim_card(claim, may_take, may_choose)
    if not under:
        return drawn
    # A quote sign in the claim's words is escaped, so these two are its addresses and nothing else.
    carried = str(escape(under))
    there = str(drawn).replace(f'/claims/{claim.id}"', f'/claims/{claim.id}{carried}"')
    return Markup(there.replace(f'/claims/{claim.id}/take"', f'/claims/{claim.id}/take{carried}"'))


@lru_cache(maxsize=8192)
def _claim_card(claim: ClaimLine, may_take: bool, may_choose: bool) -> Markup:
    """Drawn once for as long as nothing about the claim changes: lists are long, and shared."""
    drawn: Markup = environment().get_template("_claim_card.html").module.draw(claim, may_take, may_choose)  # type: ignore[attr-defined]
    return drawn


def static_url(path: str) -> str:
    """The address of a static file, with the program's version so that caches can keep it."""
    return f"/static/{path}" if path.startswith("vendor/") else f"/static/{path}?v={__version__}"


def _context(request: Request, page: Any) -> dict[str, Any]:
    state = request.app.state
    return {
        "request": request,
        "page": page,
        "visitor": visitor_of(request),
        "flashes": _flashes(request),
        "desk_name": state.desk_name,
        "demo": state.is_demo,
    }


def _flash_box(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.secret_key, salt="flash", serializer=json)


def _flashes(request: Request) -> list[Flash]:
    cookie = request.cookies.get(FLASH_COOKIE)
    if not cookie:
        return []
    try:
        level, text, undo = _flash_box(request).loads(cookie)
    except (BadSignature, ValueError):
        return []
    return [Flash(str(level), str(text), str(undo) if visitor_of(request) else "")]


def ago(when: datetime) -> str:
    """`3 hours ago`, `in 9 minutes`, `just now`."""
    seconds = (clock.now() - when).total_seconds()
    away = abs(seconds)
    if away < 45:
        return "just now"
    size, name = [step for step in _STEPS if away >= step[0] * 0.75][-1]
    count = max(1, round(away / size))
    words = f"{count} {name}" + ("s" if count > 1 else "")
    return f"{words} ago" if seconds > 0 else f"in {words}"


def iso(when: datetime | date) -> str:
    """ISO 8601, times in UTC to the second."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(when, datetime) else when.isoformat()


@lru_cache(maxsize=4096)
def day(when: date | datetime) -> str:
    """`22 November 2026`."""
    return f"{when.day} {when:%B} {when.year}"


def number(value: float) -> str:
    """`1,204`."""
    return f"{value:,}"


def percent(share: float) -> str:
    """`38%` from .38."""
    return f"{share * 100:.0f}%"
