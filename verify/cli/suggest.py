"""`verify suggest`: ask the language model about an article, here and now, without the worker."""

from typing import Annotated

import typer

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.permissions import Action, require
from verify.queries import suggestions as suggested
from verify.services import suggestions
from verify.settings import get_settings


def suggest(
    article: Annotated[int, typer.Argument(help="The article's id.", min=1)], as_email: str | None = AS
) -> None:
    """Ask the language model that is set for claims of an article, and print what passed the checks."""
    with opened() as database:
        with database.reading() as session:
            actor = acting_as(session, as_email)
            require(actor, Action.INGEST)
            to_ask = suggested.to_ask(session, article)
        answered = suggestions.put_to_model(to_ask, get_settings())
        with database.writing() as session:
            suggestions.store(session, actor=actor, answered=answered, now=clock.now())
        for one in answered.found.passed:
            said = f" ({one.speaker})" if one.speaker else ""
            out.print(f"{one.statement}{said}\n    {one.quote}", markup=False, highlight=False, soft_wrap=True)
        out.print(_counts(answered), markup=False, highlight=False, soft_wrap=True)


def _counts(answered: suggestions.Answered) -> str:
    found = answered.found
    rejected = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in found.rejected.items())
    said = f"{found.proposed} proposed by {answered.model}, {len(found.passed)} passed"
    return f"{said}; rejected: {rejected}" if rejected else said
