"""Where articles of the desk have the passages that were attached from them, in the version of then and in the newest one."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from verify.core.anchors import Anchor, find
from verify.core.vocabulary import Anchoring
from verify.models import Article, ArticleVersion, Evidence

_OTHERWISE = (Anchoring.CLOSE, Anchoring.MISSING)


def anchor(session: Session, item: Evidence) -> None:
    """Note where the newest version of the article that an item is from has its passage."""
    if item.article_id is None or not item.passage:
        return
    newest = and_(ArticleVersion.article_id == Article.id, ArticleVersion.number == Article.versions)
    version = session.execute(
        select(ArticleVersion.number, ArticleVersion.text)
        .join(Article, newest)
        .where(Article.id == item.article_id)
        .with_for_update(read=True, of=Article)  # no version comes in meanwhile that would not see the item
    ).one()
    found = find(version.text, item.passage)
    item.article_version = version.number
    item.passage_start, item.passage_end = (found.start, found.end) if found else (None, None)
    item.anchoring = found.how if found else Anchoring.MISSING
    session.flush()


def look_again(session: Session, *, version: ArticleVersion, now: datetime) -> None:
    """Note how far an article's new version has the passages that were attached from it, and since when it has them no more."""
    items = session.scalars(
        select(Evidence)
        .where(Evidence.article_id == version.article_id, Evidence.passage != "")
        .where(or_(Evidence.article_version.is_(None), Evidence.article_version != version.number))
        .order_by(Evidence.id)
    ).all()
    read: dict[str, Anchor | None] = {}
    for item in items:
        if item.passage not in read:
            read[item.passage] = find(version.text, item.passage)
        found = read[item.passage]
        how = found.how if found else Anchoring.MISSING
        if how not in _OTHERWISE or how is item.anchoring:
            item.changed_at = None
        elif item.changed_at is None or how is not item.newest_anchoring:
            item.changed_at = now
        item.newest_anchoring = how
    session.flush()
