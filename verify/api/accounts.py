"""Who the caller is, the desk's people, and the caller's tokens."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import Role
from verify.deps import Routes, RowId, Visit
from verify.queries import accounts as people
from verify.services import accounts

router = Routes(tags=["people"])
Managing = Annotated[Visit, writing(Action.MANAGE_PEOPLE)]


class Me(BaseModel):
    """The caller, as the token says."""

    id: int | None
    name: str
    roles: list[str]


class UserOut(BaseModel):
    """A person on the desk. `can_sign_in` is false until they have set a password, and once they are let in no more."""

    id: int
    email: str
    name: str
    roles: list[str]
    is_active: bool
    can_sign_in: bool
    created_at: datetime


class UserIn(Sent):
    """A person to add."""

    email: str = Field(max_length=254)
    name: str = Field(max_length=120)
    roles: list[Role]


class UserAdded(BaseModel):
    """The person, and the path of the link by which they set their password: once, within 48 hours."""

    user: UserOut
    password_path: str


class UserChange(Sent):
    """What a person's account becomes."""

    roles: list[Role]
    is_active: bool


class TokenOut(BaseModel):
    """One of the caller's tokens, without its secret."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None


@router.get("/me")
def me(visit: Annotated[Visit, reading()]) -> Me:
    """Who the token belongs to."""
    return Me(id=visit.actor.user_id, name=visit.actor.name, roles=sorted(visit.actor.roles))


@router.get("/users")
def users(visit: Annotated[Visit, reading(Action.MANAGE_PEOPLE)]) -> list[UserOut]:
    """Everybody on the desk, those let in first, by name."""
    return [_shown(person) for person in people.people(visit.session)]


@router.post("/users", status_code=201)
def add_user(visit: Managing, given: UserIn) -> UserAdded:
    """Add a person, with a link by which they set their password."""
    user = accounts.add_user(
        visit.session,
        actor=visit.actor,
        email=given.email,
        name=given.name,
        roles=frozenset(given.roles),
        password=None,
        now=visit.now,
    )
    secret = accounts.invite(visit.session, actor=visit.actor, user_id=user.id, now=visit.now)
    return UserAdded(user=_shown(people.person(visit.session, user.id)), password_path=f"/password/{secret}")


@router.delete("/users/{user_id}/personal-data")
def remove_personal_data(visit: Managing, user_id: RowId) -> UserOut:
    """Put the pseudonym of somebody let in no more in the place of name and e-mail, for good. What they did stays."""
    accounts.remove_personal_data(visit.session, actor=visit.actor, user_id=user_id, now=visit.now)
    return _shown(people.person(visit.session, user_id))


@router.put("/users/{user_id}")
def change_user(visit: Managing, user_id: RowId, given: UserChange) -> UserOut:
    """Set a person's roles, and whether they are let in."""
    accounts.change_user(
        visit.session,
        actor=visit.actor,
        user_id=user_id,
        roles=frozenset(given.roles),
        is_active=given.is_active,
        now=visit.now,
    )
    visit.session.flush()
    return _shown(people.person(visit.session, user_id))


@router.get("/tokens")
def tokens(visit: Annotated[Visit, reading()]) -> list[TokenOut]:
    """The caller's tokens, newest first. They are made and revoked by people only, or a token could widen itself."""
    rows = people.tokens(visit.session, user_id=visit.actor.user_id)
    return [TokenOut.model_validate(row, from_attributes=True) for row in rows]


def _shown(person: people.Person) -> UserOut:
    return UserOut.model_validate(person, from_attributes=True)
