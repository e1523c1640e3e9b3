"""Whether something was retracted, as conditions that other queries share."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, exists, or_, select

from verify.models import Retraction

RETRACTIONS = cast(Table, Retraction.__table__).c
STANDS = RETRACTIONS.undone_at.is_(None)
SOME_RETRACTED: ColumnElement[bool] = exists(select(RETRACTIONS.id).where(STANDS))
"""Whether the desk knows of any retraction: only then is there more to ask."""


def article_retracted(article_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an article was retracted."""
    return exists().where(STANDS, RETRACTIONS.article_id == article_id)


def page_retracted(item: Any) -> ColumnElement[bool]:
    """Whether an item of evidence was retracted itself, or the page that it is of; its article is another question."""
    return exists().where(STANDS, or_(RETRACTIONS.evidence_id == item.c.id, RETRACTIONS.url == item.c.url))
