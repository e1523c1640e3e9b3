"""Articles: the list, and one with the coverage of its text."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.retractions import Target
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import articles, evidence, retractions, stories, suggestions
from verify.queries.articles import ArticleFull, ArticleRow
from verify.queries.evidence import ArticlePassage
from verify.queries.outlets import the_outlet
from verify.queries.paging import Page
from verify.queries.retractions import RetractionLine
from verify.queries.stories import StoryRef
from verify.queries.suggestions import Suggested
from verify.services import articles as filing
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/articles")


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """What `articles/list.html` shows; `outlet` is the name of the one that the list is narrowed to."""

    articles: Page[ArticleRow]
    outlet: str
    base_url: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What `articles/detail.html` shows; `topic` as it was typed, `problem` why it was refused.

    `suggested` is None where no language model is set; nothing speaks of one then.
    """

    article: ArticleFull
    can_file: bool
    can_decide: bool
    suggested: Suggested | None
    retracted: RetractionLine | None
    story: StoryRef | None
    topic: str
    problem: str = ""
    passage: ArticlePassage | None = None
    """The evidence whose passage is asked for."""


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
    request: Request,
    article_id: RowId,
    visit: Annotated[Visit, reading()],
    version: RowNumber | None = None,
    passage_of: RowNumber | None = None,
) -> Response:
    """One article: its text with every sentence shaded, and its claims; with `passage_of` that of a piece of evidence is marked."""
    page = _page(visit, articles.the_article(visit.session, article_id, version))
    return render(request, "articles/detail.html", _pointing_out(visit, page, passage_of) if passage_of else page)


@router.post("/{article_id}/topic")
def file_under(
    request: Request,
    article_id: RowId,
    visit: Annotated[Visit, writing(Action.INGEST)],
    topic: Annotated[str, Form()] = "",
) -> Response:
    """File an article under a topic, or show the form again with the reason."""
    try:
        filing.file_under(visit.session, actor=visit.actor, article_id=article_id, topic=topic, now=visit.now)
    except VerifyError as error:
        page = replace(
            _page(visit, articles.the_article(visit.session, article_id, None)), topic=topic, problem=error.message
        )
        return render(request, "articles/detail.html", page, fragment="article_topic", status=status_of(error))
    return see_other(request, f"/articles/{article_id}", "The topic is saved.")


def _pointing_out(visit: Visit, page: ArticlePage, evidence_id: int) -> ArticlePage:
    shown, reader_id = page.article, visit.actor.user_id
    version = (shown.row.id, shown.number, shown.text)
    passage = evidence.in_article(visit.session, evidence_id, version, reader_id=reader_id)
    anchor = passage.anchor if passage else None
    return replace(page, passage=passage, article=shown.pointing_out(anchor.start, anchor.end) if anchor else shown)


def _page(visit: Visit, article: ArticleFull) -> ArticlePage:
    suggested = None
    if visit.settings.may_suggest:
        suggested = suggestions.of_version(visit.session, article.row.id, article.version_id)
    can_file, can_decide = visit.actor.can(Action.INGEST), visit.actor.can(Action.EDIT_CLAIMS)
    retracted = retractions.standing_of(visit.session, Target("", article_id=article.row.id))
    story = stories.of_article(visit.session, article.row.id)
    return ArticlePage(article, can_file, can_decide, suggested, retracted, story, article.row.topic or "")
