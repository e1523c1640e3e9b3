"""Articles: the list, and one with the coverage of its text."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import articles
from verify.queries.articles import ArticleFull, ArticleRow
from verify.queries.outlets import the_outlet
from verify.queries.paging import Page
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/articles")


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """What `articles/list.html` shows; `outlet` is the name of the one that the list is narrowed to."""

    articles: Page[ArticleRow]
    outlet: str
    base_url: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What `articles/detail.html` shows."""

    article: ArticleFull


@router.get("")
def list_articles(
    request: Request, visit: Annotated[Visit, reading()], outlet: RowNumber | None = None, cursor: str | None = None
) -> Response:
    """Articles, the last added first."""
    name = the_outlet(visit.session, outlet).name if outlet else ""
    found = articles.newest(visit.session, outlet_id=outlet, cursor=cursor)
    page = ArticlesPage(found, name, f"/articles?outlet={outlet}&" if outlet else "/articles?")
    return render(request, "articles/list.html", page, fragment="article_list")


@router.get("/{article_id}")
def show(
    request: Request, article_id: RowId, visit: Annotated[Visit, reading()], version: RowNumber | None = None
) -> Response:
    """One article: its text with every sentence shaded, and its claims."""
    return render(
        request, "articles/detail.html", ArticlePage(articles.the_article(visit.session, article_id, version))
    )
