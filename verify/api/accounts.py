"""Who the caller is."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from verify.api.visits import reading
from verify.deps import Visit

router = APIRouter(tags=["people"])


class Me(BaseModel):
    """The caller, as the token says."""

    id: int | None
    name: str
    roles: list[str]


@router.get("/me")
def me(visit: Annotated[Visit, reading()]) -> Me:
    """Who the token belongs to."""
    return Me(id=visit.actor.user_id, name=visit.actor.name, roles=sorted(visit.actor.roles))
