"""Lists of claims under a name: one's own, and those that others share."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.claims import Filters
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.models import SavedView
from verify.queries import claims
from verify.queries import saved_views as queries
from verify.services import saved_views
from verify.services.saved_views import LONGEST_NAME, Naming

router = Routes(prefix="/views", tags=["claims"])
Writing = Annotated[Visit, writing(Action.READ)]


class NamingIn(Sent):
    """What a view is called; to share it with everybody takes the action `arrange`."""

    name: str = Field(max_length=LONGEST_NAME)
    is_shared: bool = False

    def naming(self) -> Naming:
        """The same in the desk's words."""
        return Naming(self.name, self.is_shared)


class ViewIn(NamingIn):
    """A name for the claims that some filters find."""

    filters: Filters


class NamedOut(BaseModel):
    """A view as it was saved."""

    id: int
    name: str
    is_shared: bool


class ViewOut(NamedOut):
    """A view of the caller's or of another's who shares it.

    `filters` are the parameters of `GET /claims`, null where they name a word that the desk does not have any more; `claims`
    counts what they find, up to 1,000: `at_least` says that there may be more.
    """

    is_mine: bool
    owner: str
    filters: dict[str, str] | None
    claims: int | None
    at_least: bool


@router.get("")
def list_views(visit: Annotated[Visit, reading()]) -> Sequence[ViewOut]:
    """The caller's views and those that others share, by name, each with how many claims are in it."""
    return [_out(visit, saved) for saved in queries.seen_by(visit.session, visit.actor.user_id)]


@router.post("", status_code=201)
def save(visit: Writing, asked: ViewIn) -> NamedOut:
    """Keep filters under a name. 409 where the caller has a view of that name."""
    wanted = asked.filters.wanted()
    return _named(
        saved_views.save(visit.session, actor=visit.actor, naming=asked.naming(), filters=wanted, now=visit.now)
    )


@router.patch("/{view_id}")
def change(view_id: RowId, visit: Writing, asked: NamingIn) -> NamedOut:
    """Rename a view of the caller's, share it or keep it to oneself."""
    naming = asked.naming()
    return _named(saved_views.change(visit.session, actor=visit.actor, view_id=view_id, naming=naming, now=visit.now))


@router.delete("/{view_id}", status_code=204)
def delete(view_id: RowId, visit: Writing) -> Response:
    """Delete a view of the caller's. Its claims stay as they are."""
    saved_views.delete(visit.session, actor=visit.actor, view_id=view_id, now=visit.now)
    return Response(status_code=204)


def _named(view: SavedView) -> NamedOut:
    return NamedOut(id=view.id, name=view.name, is_shared=view.is_shared)


def _out(visit: Visit, saved: queries.Saved) -> ViewOut:
    count = claims.count(visit.session, saved.filters, now=visit.now) if saved.filters else None
    return ViewOut(
        id=saved.id,
        name=saved.name,
        is_shared=saved.is_shared,
        is_mine=saved.is_mine,
        owner=saved.owner,
        filters=saved.filters.params() if saved.filters else None,
        claims=count.number if count else None,
        at_least=bool(count and count.capped),
    )
