"""The team page: people with their roles, one-time links, and bearer tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed, RuleRefused, VerifyError
from verify.core.permissions import ALLOWED, Action, allowed_to
from verify.core.vocabulary import Role
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import accounts as people
from verify.queries.accounts import Person, TokenRow
from verify.queries.mails import Trouble, troubles
from verify.services import accounts, mails
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/team")
Roles = Annotated[list[Role], Form(default_factory=list)]
Scopes = Annotated[list[Action], Form(default_factory=list)]
Managing = Annotated[Visit, writing(Action.MANAGE_PEOPLE)]

TOKEN_WORDS = "Programs send it as “Authorization: Bearer …”. It is shown this once; the desk keeps only its hash."
CAN: dict[Role, str] = {role: ", ".join(sorted(ALLOWED[role])).replace("_", " ") for role in Role}
"""What each role may do, in words."""


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What `accounts/team.html` shows; `tokens` are the visitor's own, `others` everybody else's (admins only)."""

    people: Sequence[Person]
    tokens: Sequence[TokenRow]
    others: Sequence[TokenRow]
    can_manage: bool
    scopes: Sequence[Action]
    roles_can: dict[Role, str]
    name: str = ""
    email: str = ""
    roles: Sequence[Role] = ()
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What `accounts/person.html` shows; `scopes` is what a token of theirs can allow beside reading, `troubles` mails that did
    not reach them."""

    person: Person
    is_self: bool
    tokens: Sequence[TokenRow]
    scopes: Sequence[Action]
    roles_can: dict[Role, str]
    troubles: Sequence[Trouble] = ()
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonalDataPage:
    """What `accounts/personal_data.html` shows before a person's data are removed for good."""

    person: Person


@dataclass(frozen=True, slots=True)
class SecretPage:
    """What `accounts/secret.html` shows once: a link or a token."""

    title: str
    text: str
    label: str
    secret: str


@router.get("")
def team(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """Everybody on the desk, and the visitor's tokens."""
    return render(request, "accounts/team.html", _team(visit))


@router.post("/people")
def add(
    request: Request,
    visit: Managing,
    roles: Roles,
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Add a person and show the link by which they set their password; or the form again with the reason."""
    try:
        user = accounts.add_user(
            visit.session,
            actor=visit.actor,
            email=email,
            name=name,
            roles=frozenset(roles),
            password=None,
            now=visit.now,
        )
    except VerifyError as error:
        page = _team(visit, name=name, email=email, roles=roles, errors={error.field or "name": error.message})
        return render(request, "accounts/team.html", page, status=status_of(error))
    return _link(request, visit, user.id)


@router.get("/people/{user_id}")
def person(request: Request, user_id: RowId, visit: Annotated[Visit, reading(Action.MANAGE_PEOPLE)]) -> Response:
    """One person: roles, whether they are let in, a new link, tokens."""
    return render(request, "accounts/person.html", _person(visit, user_id))


@router.post("/people/{user_id}")
def change(
    request: Request, user_id: RowId, visit: Managing, roles: Roles, let_in: Annotated[str, Form()] = ""
) -> Response:
    """Set a person's roles, and whether they are let in."""
    to, now = frozenset(roles), visit.now
    try:
        user = accounts.change_user(
            visit.session, actor=visit.actor, user_id=user_id, roles=to, is_active=bool(let_in), now=now
        )
    except VerifyError as error:
        if error.field != "roles":
            raise
        page = _person(visit, user_id, errors={"roles": error.message})
        return render(request, "accounts/person.html", page, status=status_of(error))
    done = f"{user.name} is now {', '.join(user.roles)}." if user.is_active else f"{user.name} is let in no more."
    return see_other(request, "/team", done)


@router.get("/people/{user_id}/personal-data")
def personal_data(request: Request, user_id: RowId, visit: Annotated[Visit, reading(Action.MANAGE_PEOPLE)]) -> Response:
    """What is removed with a person's data, what stays, and the button that does it."""
    page = PersonalDataPage(people.person(visit.session, user_id))
    return render(request, "accounts/personal_data.html", page)


@router.post("/people/{user_id}/personal-data")
def remove_personal_data(request: Request, user_id: RowId, visit: Managing) -> Response:
    """Remove the personal data of somebody let in no more, for good."""
    user = accounts.remove_personal_data(visit.session, actor=visit.actor, user_id=user_id, now=visit.now)
    return see_other(request, f"/team/people/{user_id}", f"The personal data are removed. {user.pseudonym} is left.")


@router.post("/people/{user_id}/link")
def link(request: Request, user_id: RowId, visit: Managing) -> Response:
    """Make a link by which the person sets a new password."""
    return _link(request, visit, user_id)


@router.post("/people/{user_id}/tokens")
def add_token_for(
    request: Request, user_id: RowId, visit: Managing, scopes: Scopes, name: Annotated[str, Form()] = ""
) -> Response:
    """Make a token of a service account, one without a password, and show it once."""
    given = frozenset(scopes)
    try:
        secret = accounts.add_token(
            visit.session, actor=visit.actor, user_id=user_id, name=name, scopes=given, now=visit.now
        )
    except (Malformed, RuleRefused) as error:
        page = _person(visit, user_id, errors={"token_name": error.message})
        return render(request, "accounts/person.html", page, status=status_of(error))
    return render(request, "accounts/secret.html", SecretPage("The token is made", TOKEN_WORDS, "Token", secret))


@router.post("/tokens")
def add_token(
    request: Request,
    visit: Annotated[Visit, writing(Action.READ)],
    scopes: Scopes,
    name: Annotated[str, Form()] = "",
) -> Response:
    """Make a token of one's own and show it once."""
    try:
        secret = accounts.add_token(
            visit.session,
            actor=visit.actor,
            user_id=visit.actor.user_id or 0,
            name=name,
            scopes=frozenset(scopes),
            now=visit.now,
        )
    except VerifyError as error:
        page = _team(visit, errors={"token_name": error.message})
        return render(request, "accounts/team.html", page, status=status_of(error))
    return render(request, "accounts/secret.html", SecretPage("The token is made", TOKEN_WORDS, "Token", secret))


@router.post("/tokens/{token_id}/revoke")
def revoke(request: Request, token_id: RowId, visit: Annotated[Visit, writing(Action.READ)]) -> Response:
    """End a token: one's own, or anybody's for an admin."""
    accounts.revoke_token(visit.session, actor=visit.actor, token_id=token_id, now=visit.now)
    return see_other(request, "/team", "The token is revoked. Programs that use it are refused from now on.")


def _link(request: Request, visit: Visit, user_id: int) -> Response:
    secret = accounts.invite(visit.session, actor=visit.actor, user_id=user_id, now=visit.now)
    base = visit.settings.base_url.rstrip("/") or str(request.base_url).rstrip("/")
    by_mail = ""
    if visit.settings.may_mail:
        mails.queue_link(visit.session, user_id=user_id, now=visit.now)
        by_mail = " They get one by mail, too."
    page = SecretPage(
        title=f"A link for {people.person(visit.session, user_id).name}",
        text=f"Send it to them. It sets their password, works once within {accounts.LINK_HOURS} hours, and is shown this once."
        + by_mail,
        label="Link",
        secret=f"{base}/password/{secret}",
    )
    return render(request, "accounts/secret.html", page)


def _team(visit: Visit, **typed: object) -> TeamPage:
    can_manage = visit.actor.can(Action.MANAGE_PEOPLE)
    tokens = people.tokens(visit.session, user_id=None if can_manage else visit.actor.user_id)
    return TeamPage(
        people=people.people(visit.session),
        tokens=[token for token in tokens if token.user_id == visit.actor.user_id],
        others=[token for token in tokens if token.user_id != visit.actor.user_id],
        can_manage=can_manage,
        scopes=[action for action in Action if visit.actor.can(action) and action is not Action.READ],
        roles_can=CAN,
        **typed,  # type: ignore[arg-type]
    )


def _person(visit: Visit, user_id: int, errors: dict[str, str] | None = None) -> PersonPage:
    person = people.person(visit.session, user_id)
    return PersonPage(
        person=person,
        scopes=sorted(allowed_to(person.roles) - {Action.READ}),
        is_self=user_id == visit.actor.user_id,
        tokens=people.tokens(visit.session, user_id=user_id),
        roles_can=CAN,
        troubles=troubles(visit.session, user_id),
        errors=errors or {},
    )
