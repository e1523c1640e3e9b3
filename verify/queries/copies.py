"""Which texts of the desk may be copies of one another: those that share prints (`verify.core.copies`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, func, select
from sqlalchemy.orm import Session

from verify.core.copies import Appeared, might_be_copy
from verify.core.vocabulary import OutletKind
from verify.models import Article, ArticleVersion, Outlet, TextPrint

PRINTS = cast(Table, TextPrint.__table__)
STOCK_PHRASE = 200
"""A print that so many articles have is furniture: it is not stored again, so that no search grows with the desk."""
MOST_COMPARED = 20
_LOOKED_AT = 3 * MOST_COMPARED

_SHARED = (
    select(PRINTS.c.article_id, func.count().label("shared"))
    .where(PRINTS.c.number.in_(bindparam("numbers", expanding=True)), PRINTS.c.article_id != bindparam("article"))
    .group_by(PRINTS.c.article_id)
    .order_by(func.count().desc(), PRINTS.c.article_id)
    .limit(_LOOKED_AT)
)
_KEPT = (
    select(PRINTS.c.article_id, func.count().label("kept"))
    .where(PRINTS.c.article_id.in_(bindparam("articles", expanding=True)))
    .group_by(PRINTS.c.article_id)
)
_STOCK = (
    select(PRINTS.c.number)
    .where(PRINTS.c.number.in_(bindparam("numbers", expanding=True)))
    .group_by(PRINTS.c.number)
    .having(func.count() >= STOCK_PHRASE)
)


@dataclass(frozen=True, slots=True)
class Text:
    """An article's newest text, who published it and when it appeared."""

    article_id: int
    outlet: str
    is_agency: bool
    text: str
    byline: str | None
    appeared: Appeared


def texts(session: Session, article_ids: Collection[int]) -> list[Text]:
    """The newest texts of some articles, in the order of their ids."""
    found: Any = (
        select(Article.id, Article.published_day, Article.first_seen_at, Outlet.name, Outlet.kind)
        .add_columns(ArticleVersion.text, ArticleVersion.byline)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .join(ArticleVersion, and_(ArticleVersion.article_id == Article.id, ArticleVersion.number == Article.versions))
        .where(Article.id.in_(article_ids))
        .order_by(Article.id)
    )
    return [
        Text(
            row.id,
            row.name,
            row.kind is OutletKind.AGENCY,
            row.text,
            row.byline,
            Appeared(row.published_day, row.first_seen_at),
        )
        for row in session.execute(found)
    ]


def candidates(session: Session, article_id: int, numbers: Sequence[int]) -> list[Text]:
    """At most twenty other articles that share enough of these prints to be worth comparing, those that share most."""
    if not numbers:
        return []
    connection = session.connection()
    found = connection.execute(_SHARED, {"numbers": numbers, "article": article_id})
    shared = {row.article_id: row.shared for row in found}
    if not shared:
        return []
    kept = {row.article_id: row.kept for row in connection.execute(_KEPT, {"articles": list(shared)})}
    likely = [other for other, count in shared.items() if might_be_copy(count, len(numbers), kept[other])]
    return texts(session, likely[:MOST_COMPARED]) if likely else []


def stock_phrases(session: Session, numbers: Sequence[int]) -> set[int]:
    """Which of these prints so many articles have already that they tell nothing."""
    return set(session.connection().scalars(_STOCK, {"numbers": numbers})) if numbers else set()


def agencies(session: Session) -> tuple[str, ...]:
    """The names of the desk's news agencies."""
    return tuple(session.scalars(select(Outlet.name).where(Outlet.kind == OutletKind.AGENCY).order_by(Outlet.name)))
