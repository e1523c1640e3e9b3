"""Which texts of the desk may be copies of one another: those that share prints (`verify.core.copies`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from verify.core.copies import Appeared
from verify.core.vocabulary import OutletKind
from verify.models import Article, ArticleVersion, Outlet
from verify.queries.prints import OF_ARTICLES

MOST_COMPARED = 20


@dataclass(frozen=True, slots=True)
class Text:
    """An article's newest text, who published it and when it appeared."""

    article_id: int
    outlet: str
    is_agency: bool
    text: str
    byline: str | None
    appeared: Appeared


@dataclass(frozen=True, slots=True)
class Imprint:
    """What tells of an article's text whether it is the first: who published it, and when it appeared."""

    is_agency: bool
    appeared: Appeared


def imprints(session: Session, article_ids: Collection[int]) -> dict[int, Imprint]:
    """The imprints of some articles."""
    found = select(Article.id, Article.published_day, Article.first_seen_at, Outlet.kind)
    rows = session.execute(found.join(Outlet, Outlet.id == Article.outlet_id).where(Article.id.in_(article_ids)))
    appeared = ((row, Appeared(row.published_day, row.first_seen_at)) for row in rows)
    return {row.id: Imprint(row.kind is OutletKind.AGENCY, when) for row, when in appeared}


_TEXTS: Any = (
    select(Article.id, Article.published_day, Article.first_seen_at, Outlet.name, Outlet.kind)
    .add_columns(ArticleVersion.text, ArticleVersion.byline)
    .join(Outlet, Outlet.id == Article.outlet_id)
    .join(ArticleVersion, and_(ArticleVersion.article_id == Article.id, ArticleVersion.number == Article.versions))
    .where(Article.id.in_(bindparam("articles", expanding=True)))
    .order_by(Article.id)
)
"""Made once: every article that comes in asks for its own, and to make it takes longer than to ask."""


def texts(session: Session, article_ids: Collection[int]) -> list[Text]:
    """The newest texts of some articles, in the order of their ids."""
    return [
        Text(
            row.id,
            row.name,
            row.kind is OutletKind.AGENCY,
            row.text,
            row.byline,
            Appeared(row.published_day, row.first_seen_at),
        )
        for row in session.execute(_TEXTS, {"articles": article_ids})
    ]


def candidates(session: Session, article_id: int, numbers: Sequence[int]) -> list[Text]:
    """At most twenty other articles that share enough of these prints to be worth comparing, those that share most."""
    likely = OF_ARTICLES.alike(session, numbers, but=article_id)
    return texts(session, likely[:MOST_COMPARED]) if likely else []


def agencies(session: Session) -> tuple[str, ...]:
    """The names of the desk's news agencies."""
    return tuple(session.scalars(select(Outlet.name).where(Outlet.kind == OutletKind.AGENCY).order_by(Outlet.name)))
