"""Noting, as articles come in, where their texts are from: agencies that they credit, and texts that they copy."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, insert, or_, select
from sqlalchemy.orm import Session

from verify.core.copies import POSSIBLE, Shingles, prints, shares, shingles
from verify.core.credits import agency_credits, root_name
from verify.core.vocabulary import OriginRule
from verify.models import Article, Derivation, TextPrint
from verify.queries import copies
from verify.queries.copies import Text
from verify.queries.prints import OF_ARTICLES
from verify.services import captured_copies, text_owners
from verify.services.directions import between, take_turns

PRINTS = cast(Table, TextPrint.__table__)
DERIVATIONS = cast(Table, Derivation.__table__)
AT_ONCE = 100

# Every article passes here as it comes in, so the statements are Core and built once.
_OF = DERIVATIONS.c
_FORGET = (
    delete(DERIVATIONS)
    .where(
        or_(
            _OF.article_id == bindparam("article"),
            and_(_OF.from_article_id == bindparam("article"), _OF.rule == OriginRule.COPY),
        )
    )
    .returning(_OF.article_id)
)
_FORGET_PRINTS = delete(PRINTS).where(PRINTS.c.article_id == bindparam("article"))
_NOTE, _KEEP = insert(DERIVATIONS), insert(PRINTS)


def trace(session: Session, *, article_id: int, now: datetime) -> set[int]:
    """Note what an article's newest version derives from: agencies it credits (R2), texts that it copies or that copy it (R3).

    What was found before is replaced. At most twenty articles and sixty captured texts are compared, however large the desk is.
    Returns the articles of which something was found, now or before, or that cite it; whose texts they are, and which verdicts that
    bears on, is worked out anew.
    """
    take_turns(session)  # before rows are held that whoever is in turn may want
    connection = session.connection()
    touched = set(connection.scalars(_FORGET, {"article": article_id}))
    text = copies.texts(session, [article_id])[0]
    mine = shingles(text.text)
    found = [*_credits(session, text), *_copies(session, text, mine)]
    touched |= captured_copies.trace_article(session, text=text, mine=mine, now=now)
    if found:
        connection.execute(_NOTE, [{**row, "found_at": now} for row in found])
    touched |= {row["article_id"] for row in found if row["is_sure"]}
    text_owners.ask(session, touched, now=now)
    return touched


def trace_some(session: Session, *, after: int, now: datetime, limit: int = AT_ONCE) -> list[int]:
    """Trace the next articles after an id, anew; their ids in order, none at the end. For articles of an earlier release."""
    ids = list(session.scalars(select(Article.id).where(Article.id > after).order_by(Article.id).limit(limit)))
    for article_id in ids:
        trace(session, article_id=article_id, now=now)
    return ids


def _credits(session: Session, text: Text) -> Iterator[dict[str, Any]]:
    agencies = copies.agencies(session)
    for credit in agency_credits(text.text, text.byline, agencies):
        if credit.agency != root_name(text.outlet, agencies):
            yield _row(text.article_id, OriginRule.CREDIT, credit.is_sure, credit.words, root=credit.agency)


def _copies(session: Session, text: Text, mine: Shingles) -> Iterator[dict[str, Any]]:
    for other in copies.candidates(session, text.article_id, prints(mine)):
        both = shares(mine, shingles(other.text))
        if max(both) >= POSSIBLE:
            yield between(text, other, both)
    _keep_prints(session, text.article_id, mine)


def _row(article_id: int, rule: OriginRule, is_sure: bool, why: str, **where: Any) -> dict[str, Any]:
    nothing = {"is_tie": False, "containment": None, "own_share": None, "from_article_id": None, "root": None}
    return {"article_id": article_id, "rule": rule, "is_sure": is_sure, "why": why, **nothing, **where}


def _keep_prints(session: Session, article_id: int, mine: Shingles) -> None:
    connection = session.connection()
    connection.execute(_FORGET_PRINTS, {"article": article_id})
    numbers = prints(mine)
    stock = OF_ARTICLES.stock(session, numbers)
    rows = [{"number": number, "article_id": article_id} for number in numbers if number not in stock]
    if rows:
        connection.execute(_KEEP, rows)
