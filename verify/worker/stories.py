"""Putting articles into stories, one waiting article after the other."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from verify.queries import story_places as waiting
from verify.services import story_places
from verify.worker.tasks import Tools

log = logging.getLogger("verify.worker")


def place_article(tools: Tools) -> bool:
    """Put the article that has waited longest into its story; whether one waited. One that breaks it is logged and left out."""
    with tools.database.reading() as session:
        asked = waiting.next_asked(session)
    if asked is None:
        return False
    article_id, since = asked
    try:
        with tools.database.writing() as session:
            story_places.place(session, article_id=article_id, asked_at=since, now=tools.now())
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("putting article %d into a story broke", article_id)
        with tools.database.writing() as session:
            story_places.give_up(session, article_id=article_id)
    return True
