"""Articles: which are stored already, the list, and one with its sentences."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, case, func, select
from sqlalchemy.orm import Session

from verify.core.articles import text_hash
from verify.core.coverage import pieces
from verify.core.errors import NotFound
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState, NonClaimReason, Verdict
from verify.models import Article, ArticleVersion, Claim, NonClaim, Outlet
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
_COLUMNS: list[Any] = [
    Article.id,
    Article.title,
    Article.outlet_id,
    Outlet.name.label("outlet"),
    Article.canonical_url.label("url"),
    Article.published_day,
    Article.published_known,
    Article.first_seen_at,
    Article.versions,
]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list, with how many claims it has and how many of them wait for a verdict."""

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


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim below its article."""

    id: int
    statement: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of an article's text: of a claim, of a sentence that holds none (with its reason), or in between."""

    text: str
    claim: ClaimLine | None = None
    reason: NonClaimReason | None = None


@dataclass(frozen=True, slots=True)
class ArticleFull:
    """One version of an article with its claims and the coverage of its text."""

    row: ArticleRow
    number: int
    text: str
    byline: str | None
    language: str
    sha256: str
    fetched_at: datetime
    sentences: Sequence[Sentence]
    claims: Sequence[ClaimLine]
    reasons: Sequence[tuple[NonClaimReason, int]]
    """How many sentences were left out for which reason."""

    @property
    def left_out(self) -> int:
        """How many sentences hold no claim."""
        return sum(count for _, count in self.reasons)


def by_url(session: Session, url: str) -> Article | None:
    """The article at a canonical address."""
    return session.scalar(select(Article).where(Article.canonical_url == url))


def by_text(session: Session, outlet_id: int, sha256: str) -> Article | None:
    """The outlet's article without an address that began as this text."""
    return session.scalar(select(Article).where(Article.outlet_id == outlet_id, Article.text_key == sha256))


def has_text(session: Session, article_id: int, sha256: str) -> bool:
    """Whether some version of the article holds exactly this text."""
    return bool(
        session.scalar(
            select(ArticleVersion.id).where(ArticleVersion.article_id == article_id, ArticleVersion.sha256 == sha256)
        )
    )


def is_stored(session: Session, *, url: str | None, text: str) -> bool:
    """Whether a text is stored at this address already; without an address, whether it is under some outlet."""
    sha256 = text_hash(text)
    if url is None:
        return bool(session.scalar(select(Article.id).where(Article.text_key == sha256).limit(1)))
    found = by_url(session, url)
    return found is not None and has_text(session, found.id, sha256)


def quotes_of(session: Session, article_id: int) -> set[str]:
    """The quotes that the article's claims have, in whatever version."""
    return set(session.scalars(select(Claim.quote).where(Claim.article_id == article_id)))


def newest(session: Session, *, outlet_id: int | None = None, cursor: str | None = None) -> Page[ArticleRow]:
    """Articles, the last added first."""
    wanted = _rows()
    if outlet_id is not None:
        wanted = wanted.where(Article.outlet_id == outlet_id)
    page = fetch(session, wanted, keys=[Article.id], cursor=cursor, limit=PAGE_SIZE)
    return Page(_counted(session, page.rows), page.newer, page.older)


def the_article(session: Session, article_id: int, number: int | None = None) -> ArticleFull:
    """One article in its newest version, or in version `number`. `NotFound`."""
    found = session.execute(_rows().where(Article.id == article_id)).first()
    if found is None:
        raise NotFound("There is no such article.")
    version = session.scalar(
        select(ArticleVersion).where(
            ArticleVersion.article_id == article_id, ArticleVersion.number == (number or found.versions)
        )
    )
    if version is None:
        raise NotFound("This article has no such version.")
    claims = _claims(session, version.id)
    left_out = session.scalars(
        select(NonClaim).where(NonClaim.version_id == version.id).order_by(NonClaim.span_start)
    ).all()
    return ArticleFull(
        row=_counted(session, [found])[0],
        number=version.number,
        text=version.text,
        byline=version.byline,
        language=version.language,
        sha256=version.sha256,
        fetched_at=version.fetched_at,
        sentences=_coverage(version.text, claims, left_out),
        claims=[claim for claim, _ in claims],
        reasons=Counter(left.reason for left in left_out).most_common(),
    )


def _claims(session: Session, version_id: int) -> list[tuple[ClaimLine, list[list[int]]]]:
    rows = session.execute(
        select(Claim.id, Claim.statement, Claim.kind, Claim.state, Claim.verdict, Claim.spans)
        .where(Claim.version_id == version_id, Claim.article_id == _article_of(version_id))
        .order_by(Claim.position)
    )
    return [(ClaimLine(c.id, c.statement, c.kind, c.state, c.verdict), c.spans) for c in rows]


def _article_of(version_id: int) -> ScalarSelect[int]:
    # The index of claims begins with the article, not with the version.
    return select(ArticleVersion.article_id).where(ArticleVersion.id == version_id).scalar_subquery()


def _coverage(
    text: str, claims: Sequence[tuple[ClaimLine, list[list[int]]]], left_out: Sequence[NonClaim]
) -> list[Sentence]:
    lines = {claim.id: claim for claim, _ in claims}
    cut = pieces(
        text,
        [(claim.id, spans) for claim, spans in claims],
        [(left.span_start, left.span_end, left.reason) for left in left_out],
    )
    return [Sentence(piece.text, lines.get(piece.claim_id or 0), piece.reason) for piece in cut]


def _rows() -> Select[Any]:
    return select(*_COLUMNS).join(Outlet, Outlet.id == Article.outlet_id)


def _counted(session: Session, rows: Sequence[Any]) -> list[ArticleRow]:
    """The rows with their claims counted, in one query for all of them."""
    waits = and_(Claim.kind == ClaimKind.FACTUAL, Claim.verdict.is_(None), Claim.state.in_(sorted(PENDING_STATES)))
    counts = session.execute(
        select(Claim.article_id, func.count(), func.sum(case((waits, 1), else_=0)))
        .where(Claim.article_id.in_([row.id for row in rows]))
        .group_by(Claim.article_id)
    )
    found = {article_id: (claims, pending) for article_id, claims, pending in counts}
    none = (0, 0)
    return [
        ArticleRow(**row._mapping, claims=found.get(row.id, none)[0], pending=found.get(row.id, none)[1])
        for row in rows
    ]
