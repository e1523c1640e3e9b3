"""Errors as pages: what happened, what was kept, what to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from verify.core.errors import VerifyError
from verify.deps import request_id, settings_of, status_of, visitor_of
from verify.web.accounts import UnsentPage, asked_with
from verify.web.htmx import raises_event, show_in, wants_fragment
from verify.web.shield import from_elsewhere
from verify.web.templating import environment, render
from verify.web.typed_before import typed_before, written_before
from verify.web.visits import StaleForm

TITLES = {
    403: "Not allowed",
    404: "Not found",
    405: "Not found",
    409: "Not done",
    413: "Too large",
    422: "Not understood",
    500: "Something broke",
    503: "Busy",
}
NOTHING_SENT = FormData()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What `errors/error.html` shows; `unsent` is what was written in a form that was refused."""

    code: int
    title: str
    happened: str
    kept: str
    next_text: str
    next_url: str
    next_label: str
    request_id: str
    unsent: Sequence[str] = ()


def of_refusal(request: Request, error: VerifyError, sent: FormData = NOTHING_SENT) -> Response:
    """A domain error."""
    return of_status(request, status_of(error), error.message, sent)


def of_status(request: Request, status: int, happened: str, sent: FormData = NOTHING_SENT) -> Response:
    """An error page with what was written in the form that was `sent`; for an HTMX part, whose page stays as it is, a message."""
    if wants_fragment(request):
        return _message(status, "flash_message", "error", happened)
    back = urlsplit(request.headers.get("referer", "/"))
    unsent = _written(request, sent)
    page = ErrorPage(
        code=status,
        title=TITLES.get(status, "Not done"),
        happened=happened,
        kept=_kept(request, unsent),
        next_text="Go back and try again, or start from the queue.",
        next_url=f"{back.path}?{back.query}" if back.query else back.path or "/",
        next_label="Go back",
        request_id=request_id(request),
        unsent=unsent,
    )
    return render(request, "errors/error.html", page, status=status)


def _kept(request: Request, unsent: Sequence[str]) -> str:
    if request.method != "POST":
        return ""
    unchanged = "What was stored before is unchanged."
    return (
        f"{unchanged} What you wrote is kept nowhere but here: copy it before you leave this page."
        if unsent
        else unchanged
    )


def to_sign_in(request: Request, sent: FormData) -> Response:
    """Somebody who is not signed in goes to the sign-in page and comes back; what they typed goes along.

    Not where another site sent it: its words would become their draft, or look like words of theirs. A page that asked for a part
    of itself stays, with all that is typed in it, and says where to sign in.
    """
    if wants_fragment(request):
        return _message(401, "signed_out")
    came_from = _page_of(request)
    typed = typed_before(str(sent.get("draft_of", "")), str(sent.get("draft_revision", "")), sent)
    unsent = _written(request, sent, but=typed.fields if typed else ())
    if (typed or unsent) and not from_elsewhere(request.headers):
        return asked_with(request, came_from, typed, unsent)
    return RedirectResponse(f"/sign-in?next={quote(came_from, safe='/')}", status_code=303)


def of_stale_form(request: Request, error: StaleForm, sent: FormData) -> Response:
    """A form from an earlier sign-in, sent by somebody who is signed in again: nothing is done, and nothing typed is lost.

    A page that stayed gets what it needs to send the form once more, as whom it says. A draft is its typist's alone.
    """
    visitor = visitor_of(request)
    if visitor and wants_fragment(request):
        typist, reader = str(sent.get("draft_of", "")).partition("-")[0], str(visitor.actor.user_id)
        if typist not in ("", reader):
            return _message(403, "signed_in_as_another", visitor.name)
        response = _message(403, "signed_in_again", visitor.name)
        raises_event(response, "verify:token", {"token": visitor.csrf_token, "reader": reader})
        return response
    unsent = _written(request, sent)
    if visitor and unsent:
        return render(request, "accounts/unsent.html", UnsentPage(unsent, _page_of(request)), status=403)
    return of_refusal(request, error, sent)


def _written(request: Request, sent: FormData, but: Collection[str] = ()) -> Sequence[str]:
    """What was written in the form, nothing where another site sent it."""
    if from_elsewhere(request.headers):
        return ()
    return written_before(sent, settings_of(request).max_text_bytes, path=request.url.path, but=but)


def _message(status: int, macro: str, *words: str) -> Response:
    """One of the macros' messages, where messages stand."""
    macros = environment().get_template("_macros.html").module
    response = HTMLResponse(str(getattr(macros, macro)(*words)), status)
    show_in(response, "#flashes")
    return response


def _page_of(request: Request) -> str:
    """The address that was asked for; of a form the page that it stood on, where the draft is that it belongs to."""
    page = urlsplit(str(request.url) if request.method == "GET" else request.headers.get("referer", ""))
    came_from = (page.path or "/") if page.netloc == request.url.netloc else "/"
    if page.query and came_from != "/":
        came_from += f"?{page.query}"
    return came_from
