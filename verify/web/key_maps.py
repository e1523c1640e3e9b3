"""The page on which a person chooses their own keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from verify.core.errors import VerifyError
from verify.core.keys import USUAL
from verify.core.permissions import Action
from verify.deps import Routes, Visit, status_of, visitor_of
from verify.services import key_maps
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/keys")


@dataclass(frozen=True, slots=True)
class KeysPage:
    """What `key_maps/detail.html` shows: what each key does, and the keys as chosen or as typed."""

    usual: Mapping[str, str]
    typed: Mapping[str, str]
    is_off: bool
    errors: Mapping[str, str]


async def _typed_keys(request: Request) -> dict[str, str]:
    """What the form's fields hold, one for each key."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """The keys as the person has them."""
    visitor = visitor_of(request)
    chosen = visitor.keys if visitor else {}
    page = KeysPage(USUAL, {**{key: key for key in USUAL}, **chosen}, bool(visitor and visitor.keys_off), {})
    return render(request, "key_maps/detail.html", page)


@router.post("")
def choose(
    request: Request,
    visit: Annotated[Visit, writing(Action.READ)],
    form: Annotated[dict[str, str], Depends(_typed_keys)],
) -> Response:
    """Keep the keys, or show the form again with what is wrong; with `reset` the usual ones are back."""
    typed = {usual: usual if "reset" in form else form.get(f"key {usual}", usual) for usual in USUAL}
    is_off = form.get("off") == "yes"
    try:
        key_maps.choose(visit.session, actor=visit.actor, chosen=typed, is_off=is_off, now=visit.now)
    except VerifyError as error:
        visit.session.rollback()
        page = KeysPage(USUAL, typed, is_off, {error.field or "": error.message})
        return render(request, "key_maps/detail.html", page, status=status_of(error))
    return see_other(request, "/keys", "These are your keys now.")
