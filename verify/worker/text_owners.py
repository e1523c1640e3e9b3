"""Working out whose texts articles are and which verdicts that bears on, one waiting article after the other."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from verify.queries import text_owners as waiting
from verify.services import text_owners
from verify.worker.tasks import Tools

log = logging.getLogger("verify.worker")


def settle_article(tools: Tools) -> bool:
    """Do the next part of what the article that has waited longest waits for; whether one waited. What breaks is left out."""
    with tools.database.reading() as session:
        asked = waiting.next_asked(session)
    if asked is None:
        return False
    try:
        with tools.database.writing() as session:
            text_owners.carry_on(session, asked=asked, now=tools.now())
    except SQLAlchemyError:
        raise
    except Exception:
        what = (
            "working out whose text article %d is" if asked.looked_to is None else "looking at what rests on article %d"
        )
        log.exception(f"{what} broke", asked.article_id)
        with tools.database.writing() as session:
            text_owners.give_up(session, asked=asked)
    return True
