"""Sign-in, set-up, a password by link, and sign-out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify import clock
from verify.core.errors import Malformed, NotFound, VerifyError
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.deps import (
    SESSION_COOKIE,
    Routes,
    Visit,
    database_of,
    opaque_id,
    settings_of,
    signed_in_now,
    signer,
    status_of,
    visitor_of,
)
from verify.queries import accounts as people
from verify.services import accounts, passwords
from verify.web.drafts import Work, keep_typed_before
from verify.web.templating import render, see_other
from verify.web.typed_before import TypedBefore, typed_before, within
from verify.web.visits import check_token, reading

router = Routes()


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What `accounts/sign_in.html` shows. `demo_people` are (e-mail, password, roles), on the demo desk only.

    `typed` is a draft that was sent from a claim's page after the sign-in had ended, `unsent` what else was written.
    """

    next: str
    email: str = ""
    problem: str = ""
    is_set_up: bool = True
    demo_people: tuple[tuple[str, str, str], ...] = ()
    typed: TypedBefore | None = None
    unsent: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """What `accounts/unsent.html` shows: what was written and not sent, and the page that it was written on."""

    unsent: Sequence[str]
    back: str


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """What `accounts/set_up.html` shows."""

    secret: str
    email: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """What `accounts/password.html` shows."""

    secret: str
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/")
def home(request: Request) -> Response:
    """The queue is where work begins."""
    return see_other(request, "/queue")


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/queue") -> Response:  # noqa: A002 - the address's own word
    """The sign-in form."""
    with database_of(request).reading() as session:
        is_set_up = people.is_set_up(session)
    return render(
        request, "accounts/sign_in.html", SignInPage(_own(next), is_set_up=is_set_up, demo_people=_demo(request))
    )


def asked_with(request: Request, came_from: str, typed: TypedBefore | None, unsent: Sequence[str]) -> Response:
    """The sign-in form in place of a page whose sign-in has ended, with what was typed there."""
    page = SignInPage(_own(came_from), demo_people=_demo(request), typed=typed, unsent=unsent)
    return render(request, "accounts/sign_in.html", page, status=401)


def _typed_before(work: Work, draft_of: Annotated[str, Form()] = "") -> TypedBefore | None:
    return typed_before(draft_of, work.revision, work.fields())


@dataclass(frozen=True, slots=True)
class Before:
    """What comes through the sign-in page with somebody: a claim's draft, and what else was written."""

    typed: TypedBefore | None
    unsent: Sequence[str]


def _before(
    request: Request,
    typed: Annotated[TypedBefore | None, Depends(_typed_before)],
    unsent: Annotated[list[str] | None, Form()] = None,
) -> Before:
    return Before(typed, within(unsent or (), settings_of(request).max_text_bytes))


@router.post("/sign-in")
def sign_in(
    request: Request,
    before: Annotated[Before, Depends(_before)],
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/queue",  # noqa: A002
) -> Response:
    """Open a session, or show the form again with the reason. What was typed before becomes a draft, or is shown again."""
    hours = settings_of(request).session_hours
    try:
        request.app.state.throttle.check(request, email)
        with database_of(request).reading() as session:
            found = people.credentials(session, email)
        proven = passwords.prove(found, password)
        with database_of(request).writing() as session:
            opened = accounts.sign_in(session, proven=proven, hours=hours, now=clock.now())
    except VerifyError as error:
        page = SignInPage(_own(next), email, error.message, demo_people=_demo(request), typed=before.typed)
        page = replace(page, unsent=before.unsent)
        return render(request, "accounts/sign_in.html", page, status=status_of(error))
    return _with_cookie(request, _onward(request, opened, before, _own(next)), opened)


@router.get("/signed-in")
def signed_in_page(request: Request, _visit: Annotated[Visit, reading()]) -> Response:
    """Where a sign-in in a new tab ends: what was being sent stands in the other one."""
    return render(request, "accounts/signed_in.html", None)


@router.post("/sign-out")
def sign_out(request: Request, csrf_token: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    if visitor_of(request) is not None:
        check_token(request, csrf_token)
    with database_of(request).writing() as session:
        accounts.sign_out(session, opaque_id=opaque_id(request) or "")
    response = see_other(request, "/sign-in", "You are signed out.")
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/set-up/{secret}")
def set_up_page(request: Request, secret: str) -> Response:
    """The form that makes the first admin."""
    return render(request, "accounts/set_up.html", SetUpPage(secret))


@router.post("/set-up/{secret}")
def set_up(
    request: Request,
    secret: str,
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Make the first admin, who may do everything until others are added, and sign them in."""
    now, hours = clock.now(), settings_of(request).session_hours
    try:
        chosen = _hashed_for(request, secret, "setup", password)
        with database_of(request).writing() as session:
            accounts.use_link(session, secret=secret, purpose="setup", now=now)
            user = accounts.add_user(
                session, actor=SYSTEM, email=email, name=name, roles=frozenset(Role), password=chosen, now=now
            )
            opened = accounts.open_sign_in(session, user, hours=hours, now=now)
    except VerifyError as error:
        page = SetUpPage(secret, email, name, {error.field or "link": error.message})
        return render(request, "accounts/set_up.html", page, status=status_of(error))
    return _with_cookie(request, see_other(request, "/ingest", "The desk is yours. Add the first article."), opened)


@router.get("/password/{secret}")
def password_page(request: Request, secret: str) -> Response:
    """The form that sets a password by a one-time link."""
    _open_link(request, secret, "password")
    return render(request, "accounts/password.html", PasswordPage(secret))


@router.post("/password/{secret}")
def set_password(request: Request, secret: str, password: Annotated[str, Form()] = "") -> Response:
    """Set the password and sign the person in."""
    now, hours = clock.now(), settings_of(request).session_hours
    try:
        chosen = _hashed_for(request, secret, "password", password)
    except Malformed as error:
        page = PasswordPage(secret, {"password": error.message})
        return render(request, "accounts/password.html", page, status=status_of(error))
    with database_of(request).writing() as session:
        user = accounts.set_password_by_link(session, secret=secret, password=chosen, now=now)
        opened = accounts.open_sign_in(session, user, hours=hours, now=now)
    return _with_cookie(request, see_other(request, "/queue", "Your password is set, and you are signed in."), opened)


def _open_link(request: Request, secret: str, purpose: str) -> None:
    """`NotFound` unless the link still works; looked up first, so that guessed links never cost a hash."""
    with database_of(request).reading() as session:
        hashed = accounts.secret_hash(secret)
        if not people.link_is_open(session, hashed, purpose=purpose, now=clock.now()):
            raise NotFound(accounts.STALE_LINK)


def _hashed_for(request: Request, secret: str, purpose: str, password: str) -> passwords.Password:
    _open_link(request, secret, purpose)
    return passwords.hashed(password)


def _with_cookie(request: Request, response: Response, opened: accounts.Opened) -> Response:
    value = signer(request).sign(opened.opaque_id).decode()
    secure = settings_of(request).secure_cookies
    response.set_cookie(SESSION_COOKIE, value, httponly=True, samesite="lax", secure=secure, path="/")
    return response


def _onward(request: Request, opened: accounts.Opened, before: Before, back: str) -> Response:
    """To the page that somebody came from, by way of what they wrote there where that is no draft's."""
    typed, unsent = before.typed, before.unsent
    answer = _with_draft(request, opened, typed, back) if typed else see_other(request, back)
    if not unsent:
        return answer
    if typed and answer.status_code != 303:  # nor could the draft be kept
        unsent = (*typed.fields.values(), *unsent)
    signed_in_now(request, opened.opaque_id)
    return render(request, "accounts/unsent.html", UnsentPage(unsent, back))


def _with_draft(request: Request, opened: accounts.Opened, typed: TypedBefore, back: str) -> Response:
    """Back to the claim, with what was typed before as the draft of who typed it and of nobody else."""
    if typed.typist_id != opened.user_id:
        said = "What was typed here before belongs to another account, and was not kept in yours."
        return see_other(request, back, said, "warning")
    actor, database = signed_in_now(request, opened.opaque_id).actor, database_of(request)
    with database.writing() as session:
        visit = Visit(session, actor, clock.now(), database, settings_of(request), writes=True)
        return keep_typed_before(request, visit, typed, back)


def _own(path: str) -> str:
    """Only an address of this site, so that a sign-in link cannot lead elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/queue"


def _demo(request: Request) -> tuple[tuple[str, str, str], ...]:
    return tuple(request.app.state.demo_people) if request.app.state.is_demo else ()
