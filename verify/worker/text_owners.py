"""Working out whose texts articles are, one waiting article after the other."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from verify.queries import text_owners as waiting
from verify.services import text_owners
from verify.worker.tasks import Tools

log = logging.getLogger("verify.worker")


def settle_article(tools: Tools) -> bool:
    """Settle the article that has waited longest; whether one waited. One that breaks it is logged and left out."""
    with tools.database.reading() as session:
        asked = waiting.next_asked(session)
    if asked is None:
        return False
    article_id, since = asked
    try:
        with tools.database.writing() as session:
            text_owners.settle(session, article_id=article_id, asked_at=since, now=tools.now())
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("working out whose text article %d is broke", article_id)
        with tools.database.writing() as session:
            text_owners.give_up(session, article_id=article_id)
    return True
