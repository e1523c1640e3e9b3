"""The only place that knows HTMX's headers and envelopes."""

import json
from collections.abc import Mapping

from fastapi import Request, Response

VARY = "HX-Request, HX-Request-Type, HX-History-Restore-Request"


def wants_fragment(request: Request) -> bool:
    """Whether a block is wanted, not the page: an HTMX request for a part, neither boosted nor a history restore."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type", "partial") == "partial"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def show_in(response: Response, selector: str) -> None:
    """Have the response's body shown inside `selector`, wherever the request wanted it."""
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = "innerHTML"


def go_to(response: Response, url: str) -> None:
    """Have the browser load another page."""
    response.headers["HX-Redirect"] = url


def raises_event(response: Response, name: str, detail: Mapping[str, str]) -> None:
    """Have the browser raise an event where the request came from."""
    response.headers["HX-Trigger"] = json.dumps({name: detail})


def beside(block: str, html: str) -> str:
    """A block that is sent along with the one that was asked for, and takes the place of its own root."""
    return f'<hx-partial hx-target="#{block.replace("_", "-")}" hx-swap="outerHTML">{html}</hx-partial>'
