"""Articles: the list, and one with the coverage of its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.retractions import Target
from verify.core.typed_text import chosen
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import articles, evidence, retractions, stories, suggestions, text_owners
from verify.queries.articles import ArticleFull, ArticleRow
from verify.queries.evidence import ArticlePassage
from verify.queries.outlets import the_outlet
from verify.queries.paging import Page
from verify.queries.retractions import RetractionLine
from verify.queries.stories import StoryRef
from verify.queries.suggestions import Suggested
from verify.queries.text_owners import TextLine
from verify.services import articles as filing
from verify.services import text_owners as owners
from verify.services.text_owners import Said
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/articles")


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """What `articles/list.html` shows; `outlet` is the name of the one that the list is narrowed to."""

    articles: Page[ArticleRow]
    outlet: str
    base_url: str


class Whose(StrEnum):
    """What the form says of a text."""

    OWN = "own"
    THEIRS = "theirs"
    FOUND = "found"
    """What was said before is taken back."""


@dataclass(frozen=True, slots=True)
class TypedOwner:
    """The form that says whose text an article is, as it was typed."""

    whose: str = ""
    text_of: str = ""
    why: str = ""

    def choice(self) -> Whose:
        """What is said of the text. `Malformed` where nothing is, or nobody is named."""
        found: Whose = chosen(Whose, self.whose, field="whose", name="whose text it is")
        if found is Whose.THEIRS and not self.text_of.strip():
            raise Malformed("Name whose text it is.", field="text_of")
        return found


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What `articles/detail.html` shows; `topic` as it was typed, `problem` why it was refused, likewise `typed` and `errors`.

    `suggested` is None where no language model is set; nothing speaks of one then. `owner` is None where nothing was ever found or
    said of whose text it is.
    """

    article: ArticleFull
    can_file: bool
    can_decide: bool
    suggested: Suggested | None
    retracted: RetractionLine | None
    story: StoryRef | None
    topic: str
    owner: TextLine | None
    can_say: bool
    problem: str = ""
    typed: TypedOwner = TypedOwner()
    errors: Mapping[str, str] = field(default_factory=dict)
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


def typed_owner(
    whose: Annotated[str, Form()] = "", text_of: Annotated[str, Form()] = "", why: Annotated[str, Form()] = ""
) -> TypedOwner:
    """Dependency: the form of this request."""
    return TypedOwner(whose, text_of, why)


@router.post("/{article_id}/text-of")
def say_whose(
    request: Request,
    article_id: RowId,
    visit: Annotated[Visit, writing(Action.RECHECK)],
    typed: Annotated[TypedOwner, Depends(typed_owner)],
) -> Response:
    """Say whose text an article is, or take that back; or show the form again with the reason."""
    try:
        _say(visit, article_id, typed)
    except VerifyError as error:
        page = _page(visit, articles.the_article(visit.session, article_id, None))
        page = replace(page, typed=typed, errors={error.field or "whose": error.message})
        return render(request, "articles/detail.html", page, fragment="article_text_owner", status=status_of(error))
    return see_other(request, f"/articles/{article_id}", "Saved; its claims count as that says.")


def _say(visit: Visit, article_id: int, typed: TypedOwner) -> None:
    to: dict[str, Any] = {"actor": visit.actor, "article_id": article_id, "now": visit.now}
    choice = typed.choice()
    if choice is Whose.FOUND:
        owners.take_back(visit.session, why=typed.why, **to)
    else:
        owners.say(visit.session, said=Said(typed.text_of if choice is Whose.THEIRS else "", typed.why), **to)


def _page(visit: Visit, article: ArticleFull) -> ArticlePage:
    suggested = None
    if visit.settings.may_suggest:
        suggested = suggestions.of_version(visit.session, article.row.id, article.version_id)
    can_file, can_decide = visit.actor.can(Action.INGEST), visit.actor.can(Action.EDIT_CLAIMS)
    retracted = retractions.standing_of(visit.session, Target("", article_id=article.row.id))
    story = stories.of_article(visit.session, article.row.id)
    owner, can_say = text_owners.of_article(visit.session, article.row.id), visit.actor.can(Action.RECHECK)
    topic = article.row.topic or ""
    return ArticlePage(article, can_file, can_decide, suggested, retracted, story, topic, owner, can_say)
