"""Asking a language model for claims of an article, and deciding on what it suggests. It is shown on the article's page."""

from typing import Annotated

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.services import suggestions
from verify.web.templating import see_other
from verify.web.visits import writing

router = Routes()
Deciding = Annotated[Visit, writing(Action.EDIT_CLAIMS)]


@router.post("/articles/{article_id}/suggestions")
def ask(request: Request, article_id: RowId, visit: Annotated[Visit, writing(Action.INGEST)]) -> Response:
    """Put the question in line; a job asks it."""
    suggestions.open_round(
        visit.session, actor=visit.actor, article_id=article_id, settings=visit.settings, now=visit.now
    )
    return see_other(request, f"/articles/{article_id}#suggestions", "The language model is being asked.")


@router.post("/suggestions/{suggestion_id}/accept")
def accept(request: Request, suggestion_id: RowId, visit: Deciding) -> Response:
    """Make a claim of a suggestion."""
    article_id = suggestions.article_of(visit.session, suggestion_id)
    claim_id = suggestions.accept(visit.session, actor=visit.actor, suggestion_id=suggestion_id, now=visit.now)
    return see_other(request, f"/articles/{article_id}#suggestions", f"It is claim {claim_id} now.")


@router.post("/suggestions/{suggestion_id}/dismiss")
def dismiss(request: Request, suggestion_id: RowId, visit: Deciding) -> Response:
    """Set a suggestion aside."""
    article_id = suggestions.article_of(visit.session, suggestion_id)
    suggestions.dismiss(visit.session, actor=visit.actor, suggestion_id=suggestion_id, now=visit.now)
    return see_other(
        request, f"/articles/{article_id}#suggestions", "Dismissed. It stays listed under the decided ones."
    )
