"""Articles: which are stored already, the list, and one with its sentences."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from verify.core import coverage
from verify.core.articles import text_hash
from verify.core.coverage import Claimed, Cover, Passage
from verify.core.errors import NotFound
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState, NonClaimReason, Verdict
from verify.models import Article, ArticleVersion, Claim, NonClaim, Outlet
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
MOST_WORDS, MOST_FOUND = 8, 20
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
    Article.topic,
    Article.text_of,
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
    topic: str | None = None
    text_of: str | None = None
    """Whose text it is, where that is not its outlet's own."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was looked for by words."""

    id: int
    title: str
    outlet: str
    published_day: date


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim below its article."""

    id: int
    statement: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None
    unresolved: Sequence[str]
    """Words of the statement that point at nothing known."""


@dataclass(frozen=True, slots=True)
class ArticleFull:
    """One version of an article with its claims and the coverage of its text."""

    row: ArticleRow
    version_id: int
    number: int
    text: str
    byline: str | None
    language: str
    sha256: str
    fetched_at: datetime
    claims: Mapping[int, ClaimLine]
    passages: Sequence[Passage]
    """The whole text in reading order."""
    covers: Mapping[Cover, int]
    """How many sentences, or lines of furniture, are covered how."""
    reasons: Sequence[tuple[NonClaimReason, int]]
    """How many sentences of the article, furniture not among them, hold no claim for which reason."""

    def pointing_out(self, start: int, end: int) -> "ArticleFull":
        """The article with `[start, end)` of its text marked."""
        found = [stretch for passage in self.passages for stretch in passage.stretches]
        return replace(self, passages=coverage.passages(coverage.marked(found, start, end)))

    @property
    def claimed(self) -> int:
        """How many sentences hold a claim."""
        return sum(self.covers.get(cover, 0) for cover in coverage.CLAIMED)

    @property
    def withdrawn(self) -> int:
        """How many of the claims were withdrawn."""
        return sum(1 for claim in self.claims.values() if claim.state is ClaimState.WITHDRAWN)

    @property
    def furniture(self) -> int:
        """How many lines of page furniture were left out."""
        return self.covers.get(Cover.FURNITURE, 0)

    @property
    def is_sentence_level(self) -> bool:
        """Whether the parser did not read (all of) this text, so that its claims are whole sentences there."""
        return coverage.is_sentence_level(self.text, self.language)


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


def matching(session: Session, text: str, *, but_not: int) -> Sequence[Found]:
    """At most twenty articles, the newest first, that have every word in title, outlet or address; none for no words."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return []
    places = (Article.title, Outlet.name, func.coalesce(Article.canonical_url, ""))
    rows = session.execute(
        select(Article.id, Article.title, Outlet.name, Article.published_day)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id != but_not)
        .where(*(or_(*(place.icontains(word, autoescape=True) for place in places)) for word in words))
        .order_by(Article.published_day.desc(), Article.id.desc())
        .limit(MOST_FOUND)
    )
    return [Found(*row) for row in rows]


def newest(session: Session, *, outlet_id: int | None = None, cursor: str | None = None) -> Page[ArticleRow]:
    """Articles, the last added first."""
    wanted = _rows()
    if outlet_id is not None:
        wanted = wanted.where(Article.outlet_id == outlet_id)
    page = fetch(session, wanted, keys=[Article.id], cursor=cursor, limit=PAGE_SIZE)
    return Page(_counted(session, page.rows), page.newer, page.older)


def the_article(session: Session, article_id: int, number: int | None = None) -> ArticleFull:
    """One article in its newest version, or in version `number`. `NotFound`."""
    row, version = _version(session, article_id, number)
    claims = _claims(session, version.id)
    found = coverage.stretches(
        version.text,
        coverage.sentence_spans(version.text, title=version.title, language=version.language),
        _shading(claims),
        _left_out(session, version.id),
    )
    return ArticleFull(
        row=_counted(session, [row])[0],
        version_id=version.id,
        number=version.number,
        text=version.text,
        byline=version.byline,
        language=version.language,
        sha256=version.sha256,
        fetched_at=version.fetched_at,
        claims={claim.id: claim for claim, _ in claims},
        passages=coverage.passages(found),
        covers=Counter(stretch.cover for stretch in found if stretch.cover is not None),
        reasons=Counter(s.reason for s in found if s.cover is Cover.LEFT_OUT and s.reason is not None).most_common(),
    )


def _version(session: Session, article_id: int, number: int | None) -> tuple[Any, ArticleVersion]:
    row = session.execute(_rows().where(Article.id == article_id)).first()
    if row is None:
        raise NotFound("There is no such article.")
    version = session.scalar(
        select(ArticleVersion).where(
            ArticleVersion.article_id == article_id, ArticleVersion.number == (number or row.versions)
        )
    )
    if version is None:
        raise NotFound("This article has no such version.")
    return row, version


def _claims(session: Session, version_id: int) -> list[tuple[ClaimLine, list[list[int]]]]:
    rows = session.execute(
        select(Claim.id, Claim.statement, Claim.kind, Claim.state, Claim.verdict, Claim.unresolved, Claim.spans)
        .where(Claim.version_id == version_id, Claim.article_id == _article_of(version_id))
        .order_by(Claim.position, Claim.id)
    )
    return [(ClaimLine(c.id, c.statement, c.kind, c.state, c.verdict, c.unresolved), c.spans) for c in rows]


def _shading(claims: Sequence[tuple[ClaimLine, list[list[int]]]]) -> list[Claimed]:
    lines = {claim.id: claim for claim, _ in claims}
    withdrawn = {claim.id for claim, _ in claims if claim.state is ClaimState.WITHDRAWN}
    shown = coverage.without_replaced([(claim.id, spans) for claim, spans in claims], withdrawn)
    return [
        Claimed(id_, spans, lines[id_].kind, resolved=not lines[id_].unresolved, stands=id_ not in withdrawn)
        for id_, spans in shown
    ]


def _article_of(version_id: int) -> ScalarSelect[int]:
    # The index of claims begins with the article, not with the version.
    return select(ArticleVersion.article_id).where(ArticleVersion.id == version_id).scalar_subquery()


def _left_out(session: Session, version_id: int) -> list[tuple[int, int, NonClaimReason]]:
    rows = session.execute(
        select(NonClaim.span_start, NonClaim.span_end, NonClaim.reason)
        .where(NonClaim.version_id == version_id)
        .order_by(NonClaim.span_start)
    )
    return [(row.span_start, row.span_end, row.reason) for row in rows]


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
