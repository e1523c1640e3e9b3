"""Articles: the list, one with its claims and the sentences left out, adding one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field, model_validator

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.articles import ArticleDraft
from verify.core.coverage import Cover
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimKind, ClaimState, NonClaimReason, Verdict
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import articles
from verify.queries import text_owners as owned
from verify.queries.articles import ArticleFull, ArticleRow
from verify.queries.text_owners import TextLine
from verify.services import pages, text_owners
from verify.services.articles import add_article, file_under
from verify.services.text_owners import Said

router = Routes(prefix="/articles", tags=["articles"])


class ArticleOut(BaseModel):
    """An article in a list; `published_known` is false where the day is that of the first sight."""

    id: int
    title: str
    outlet_id: int
    outlet: str
    url: str | None
    published_day: date
    published_known: bool
    first_seen_at: datetime
    versions: int
    claims: int
    pending: int
    topic: str | None = Field(description="What it is filed under, in small letters.")
    text_of: str | None = Field(description="Whose text it is; null for its outlet's own.")

    @classmethod
    def of(cls, row: ArticleRow) -> "ArticleOut":
        """A row of the list."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ArticlePage(BaseModel):
    """Some articles, the last added first; `next` is the cursor of the ones before them, null at the end."""

    articles: Sequence[ArticleOut]
    next: str | None


class ClaimOfArticle(BaseModel):
    """A claim of an article; the claim's own address has all of it."""

    id: int
    statement: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None


class PieceOut(BaseModel):
    """A piece of the text: of a claim, of a sentence without one (and why), or in between. Together they are the text.

    `cover` is what was made of its whole sentence, null in between.
    """

    text: str
    claim_id: int | None
    reason: NonClaimReason | None
    cover: Cover | None


class TextOwnerOut(BaseModel):
    """Whose text an article is taken for and why, by the desk or by what a person says; `name` null: its outlet's own."""

    name: str | None
    why: str
    from_article_id: int | None = Field(description="The article that the desk finds it copied from.")
    is_said: bool = Field(description="A person says so, whatever the desk finds.")
    by: str | None
    at: datetime


class ArticleFullOut(BaseModel):
    """One version of an article with its claims and the coverage of its text."""

    article: ArticleOut
    text_owner: TextOwnerOut | None = Field(description="Null where nothing was ever found or said of it.")
    version: int
    text: str
    sha256: str
    byline: str | None
    language: str
    fetched_at: datetime
    claims: Sequence[ClaimOfArticle]
    is_sentence_level: bool
    coverage: Sequence[PieceOut]
    covers: Mapping[Cover, int]

    @classmethod
    def of(cls, full: ArticleFull, owner: TextLine | None) -> "ArticleFullOut":
        """An article as the API gives it."""
        same = {name: getattr(full, name) for name in ("text", "sha256", "byline", "language", "fetched_at")}
        return cls(
            article=ArticleOut.of(full.row),
            text_owner=TextOwnerOut.model_validate(owner, from_attributes=True) if owner else None,
            version=full.number,
            claims=[
                ClaimOfArticle(id=c.id, statement=c.statement, kind=c.kind, state=c.state, verdict=c.verdict)
                for c in full.claims.values()
            ],
            is_sentence_level=full.is_sentence_level,
            coverage=[
                PieceOut(text=piece.text, claim_id=piece.claim_id, reason=piece.reason, cover=stretch.cover)
                for passage in full.passages
                for stretch in passage.stretches
                for piece in stretch.pieces
            ],
            covers=full.covers,
            **same,
        )


class ArticleIn(Sent):
    """An article to be added: its `text`, or a page's `html`. Without a `url` it needs an `outlet`."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    topic: str | None = None

    @model_validator(mode="after")
    def one_body(self) -> "ArticleIn":
        """Text or HTML, not both and not neither."""
        if (self.text is None) == (self.html is None):
            raise ValueError("give either text or html")
        return self


class ArticleAdded(BaseModel):
    """What became of an article. `created` is false where exactly this text is stored at this address already."""

    id: int
    created: bool
    version: int
    claims: int = Field(description="How many claims came with it.")


class FiledIn(Sent):
    """What an article is to be filed under; null for nothing."""

    topic: str | None


class OwnerIn(Sent):
    """Whose text an article is, null for its outlet's own reporting, and why."""

    text_of: str | None = Field(max_length=text_owners.LONGEST_NAME)
    why: str = Field(max_length=text_owners.LONGEST_WHY)


@router.get("")
def list_articles(
    visit: Annotated[Visit, reading()], outlet: RowNumber | None = None, cursor: str | None = None
) -> ArticlePage:
    """Articles, the last added first."""
    page = articles.newest(visit.session, outlet_id=outlet, cursor=cursor)
    return ArticlePage(articles=[ArticleOut.of(row) for row in page.rows], next=page.older)


@router.post("", status_code=201, responses={200: {"description": "Stored before; nothing was changed."}})
def add(visit: Annotated[Visit, writing(Action.INGEST)], body: ArticleIn, response: Response) -> ArticleAdded:
    """Add an article and split it into claims. The same address with a new text is a new version."""
    added = add_article(visit.session, actor=visit.actor, draft=_draft(body, visit), now=visit.now)
    if not added.created:
        response.status_code = 200
    return ArticleAdded(id=added.article_id, created=added.created, version=added.version, claims=added.claims)


@router.get("/{article_id}")
def one(visit: Annotated[Visit, reading()], article_id: RowId, version: RowNumber | None = None) -> ArticleFullOut:
    """One article in its newest version, or in the one asked for."""
    return _full(visit, article_id, version)


@router.patch("/{article_id}")
def change(visit: Annotated[Visit, writing(Action.INGEST)], article_id: RowId, body: FiledIn) -> ArticleFullOut:
    """File an article under another topic, or under none."""
    file_under(visit.session, actor=visit.actor, article_id=article_id, topic=body.topic, now=visit.now)
    return _full(visit, article_id)


@router.put("/{article_id}/text-owner")
def say_whose(visit: Annotated[Visit, writing(Action.RECHECK)], article_id: RowId, body: OwnerIn) -> ArticleFullOut:
    """Say whose text an article is; that holds, whatever the desk finds, and its claims change records with their verdicts."""
    said = Said(body.text_of or "", body.why)
    text_owners.say(visit.session, actor=visit.actor, article_id=article_id, said=said, now=visit.now)
    return _full(visit, article_id)


@router.delete("/{article_id}/text-owner")
def take_back(
    visit: Annotated[Visit, writing(Action.RECHECK)],
    article_id: RowId,
    why: Annotated[str, Query(max_length=text_owners.LONGEST_WHY)],
) -> ArticleFullOut:
    """Take back what was said of whose text an article is; what the desk finds holds again."""
    text_owners.take_back(visit.session, actor=visit.actor, article_id=article_id, why=why, now=visit.now)
    return _full(visit, article_id)


def _full(visit: Visit, article_id: int, version: int | None = None) -> ArticleFullOut:
    found = articles.the_article(visit.session, article_id, version)
    return ArticleFullOut.of(found, owned.of_article(visit.session, article_id))


def _draft(body: ArticleIn, visit: Visit) -> ArticleDraft:
    if body.html is None:
        found = ArticleDraft(body.text or "", url=body.url)
    else:
        found = pages.draft_of_markup(body.html, url=body.url, settings=visit.settings)
    given = ("outlet", "title", "byline", "published", "topic")
    return pages.with_given(found, **{name: getattr(body, name) for name in given})
