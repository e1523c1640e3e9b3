"""Errors as pages: what happened, what was kept, what to do."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from verify.core.errors import VerifyError
from verify.deps import request_id, status_of
from verify.web.accounts import asked_with
from verify.web.htmx import go_to, show_in, wants_fragment
from verify.web.shield import from_elsewhere
from verify.web.templating import environment, render
from verify.web.typed_before import sentences_before, typed_before

TITLES = {
    403: "Not allowed",
    404: "Not found",
    405: "Not found",
    409: "Not done",
    413: "Too large",
    422: "Not understood",
    500: "Something broke",
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What `errors/error.html` shows."""

    code: int
    title: str
    happened: str
    kept: str
    next_text: str
    next_url: str
    next_label: str
    request_id: str


def of_refusal(request: Request, error: VerifyError) -> Response:
    """A domain error."""
    return of_status(request, status_of(error), error.message)


def of_status(request: Request, status: int, happened: str) -> Response:
    """An error page, or for an HTMX part a message where messages stand."""
    if wants_fragment(request):
        macros = environment().get_template("_macros.html").module
        response = HTMLResponse(str(macros.flash_message("error", happened)), status)  # type: ignore[attr-defined]
        show_in(response, "#flashes")
        return response
    back = urlsplit(request.headers.get("referer", "/"))
    page = ErrorPage(
        code=status,
        title=TITLES.get(status, "Not done"),
        happened=happened,
        kept="What was stored before is unchanged." if request.method == "POST" else "",
        next_text="Go back and try again, or start from the queue.",
        next_url=f"{back.path}?{back.query}" if back.query else back.path or "/",
        next_label="Go back",
        request_id=request_id(request),
    )
    return render(request, "errors/error.html", page, status=status)


def to_sign_in(request: Request, sent: FormData) -> Response:
    """Somebody who is not signed in goes to the sign-in page and comes back; what they typed goes along.

    Not where another site sent it: its words would become their draft, or look like words of theirs.
    """
    # Who sent a form comes back to the page that it stood on: their draft is there.
    page = urlsplit(str(request.url) if request.method == "GET" else request.headers.get("referer", ""))
    came_from = (page.path or "/") if page.netloc == request.url.netloc else "/"
    if page.query and came_from != "/":
        came_from += f"?{page.query}"
    url = f"/sign-in?next={quote(came_from, safe='/')}"
    if not wants_fragment(request):
        typed = typed_before(str(sent.get("draft_of", "")), str(sent.get("draft_revision", "")), sent)
        unsent = () if typed else sentences_before(sent)
        if (typed or unsent) and not from_elsewhere(request.headers):
            return asked_with(request, came_from, typed, unsent)
        return RedirectResponse(url, status_code=303)
    response = Response(status_code=401)
    go_to(response, url)
    return response
