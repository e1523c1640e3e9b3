"""Looking for the claims of articles elsewhere, one waiting article after the other."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from verify.queries import matches
from verify.services.matches import store
from verify.worker.tasks import Tools

log = logging.getLogger("verify.worker")


def look_for_claims(tools: Tools) -> bool:
    """Look for the claims of the article that has waited longest, and keep what is found; whether one waited.

    Looking takes its time and no lock. An article that breaks it is logged: the others do not wait behind it.
    """
    with tools.database.reading() as session:
        asked = matches.next_asked(session)
        if asked is None:
            return False
        article_id, since = asked
        try:
            looked = matches.look(session, article_id)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("looking for the claims of article %d elsewhere broke", article_id)
            looked = matches.Looked(article_id)
    with tools.database.writing() as session:
        store(session, looked, asked_at=since, now=tools.now())
    return True
