"""The matrix of a story: its statements against the outlets that carry it, read from the matches that the desk found."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from verify.core.matching.differences import Difference
from verify.core.matching.relations import relate
from verify.core.matching.wording import Span
from verify.core.story_matrices import Cell, Link, Row, Told, rows
from verify.core.vocabulary import ClaimKind, ClaimState, MatchRelation, MatchState, Verdict
from verify.models import Attribution, Claim, Match, StoryArticle
from verify.queries.matches import reading_of
from verify.queries.shared_origins import Accounts, accounts_of
from verify.queries.stories import OF_STORIES, Member, StoryFull

MOST_OUTLETS, MOST_ROWS = 12, 20
"""What is shown at first: as much as fits a sheet of paper."""
ALL_OUTLETS, ALL_ROWS = 100, 1_000
MOST_CLAIMS = 4_000


@dataclass(frozen=True, slots=True)
class Column:
    """An outlet of a story; `article_id` its first article, `origins` whose account it has where it is not its own."""

    outlet_id: int
    outlet: str
    article_id: int
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What an outlet does with a statement: its latest claim (None where it is silent), what differs, and whom it has it from.

    `has_changed`: an earlier claim of the outlet is on the other side.
    """

    word: Cell
    claim_id: int | None = None
    statement: str = ""
    kind: ClaimKind = ClaimKind.FACTUAL
    state: ClaimState = ClaimState.READY
    verdict: Verdict | None = None
    differs: tuple[str, ...] = ()
    origin: str = ""
    has_changed: bool = False

    @property
    def words(self) -> str:
        """The cell in words alone."""
        parts = [str(self.word), *([f"“{' … '.join(self.differs)}”"] if self.differs else [])]
        parts += [self.before] if self.has_changed else []
        parts += [f"from {self.origin}"] if self.origin else []
        return ", ".join([*parts, *([str(self.verdict)] if self.verdict else [])])

    @property
    def before(self) -> str:
        """What an outlet that has changed its word said before."""
        return "said otherwise before" if self.word is Cell.SAYS else "said so before"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One statement: cut where others say otherwise, who is quoted with it, its best-worded claim, and a cell for each column."""

    claim_id: int
    statement: str
    stretches: tuple[tuple[str, bool], ...]
    speaker: str | None
    is_contested: bool
    cells: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix as far as it is shown, how much there is in all, and who has it from whom: (outlets, of how many, from whom)."""

    columns: Sequence[Column]
    rows: Sequence[MatrixRow]
    all_columns: int
    all_rows: int
    shared: Sequence[tuple[tuple[str, ...], int, str]]

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is shown."""
        return len(self.columns) < self.all_columns or len(self.rows) < self.all_rows

    @property
    def headings(self) -> list[str]:
        """The headings of the table."""
        return ["statement", *(column.outlet for column in self.columns)]

    def table(self) -> list[list[str]]:
        """The rows of the table as text."""
        return [[row.statement, *(cell.words for cell in row.cells)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the cells are drawn from: the columns shown, the claims, and whose account the story's articles are."""

    columns: Sequence[Column]
    claims: Mapping[int, Any]
    accounts: Accounts
    origins: Mapping[int, tuple[str, ...]]

    def of_row(self, row: Row) -> Mapping[int, tuple[str, ...]]:
        """Whose account each article is in a row: what people said on one of its claims holds there."""
        ids = {told.id for told in (*row.saying, *row.otherwise)}
        return self.accounts.of(ids) if self.accounts.are_told_apart(ids) else self.origins


def matrix(session: Session, story: StoryFull, *, reader_id: int | None, everything: bool = False) -> Matrix:
    """Which outlets carry which claims of a story. At first what two outlets or more carry; with `everything` the rest too.

    Six queries, however large the story; an outlet that has no claims in it stands there silent.
    """
    accounts = accounts_of(session, [member.article_id for member in story.members], reader_id=reader_id)
    origins = accounts.of()
    columns = _columns(story.members, origins)
    claims = _claims(session, story)
    links, apart = _links(session, story.line.id, claims)
    made = rows([_told(row, story.members) for row in claims.values()], links, apart)
    shown = _which(made, everything)
    kept = _kept(columns, shown, everything)
    seen = _Seen(kept, claims, accounts, origins)
    return Matrix(kept, [_row(row, seen) for row in shown], len(columns), len(made), _shared(columns))


def _columns(members: Sequence[Member], origins: Mapping[int, tuple[str, ...]]) -> list[Column]:
    firsts: dict[int, Member] = {}
    whose: dict[int, dict[str, None]] = {}
    for member in members:
        firsts.setdefault(member.outlet_id, member)
        whose.setdefault(member.outlet_id, {}).update(dict.fromkeys(origins[member.article_id]))
    return [
        Column(outlet_id, first.outlet, first.article_id, tuple(whose[outlet_id]))
        for outlet_id, first in firsts.items()
    ]


def _claims(session: Session, story: StoryFull) -> dict[int, Any]:
    columns = (Claim.id, Claim.article_id, Claim.outlet_id, Claim.statement, Claim.unresolved, Claim.position)
    query = (
        select(*columns, Claim.kind, Claim.state, Claim.verdict, Claim.published_day, Attribution.speaker)
        .join(StoryArticle, StoryArticle.article_id == Claim.article_id)
        .outerjoin(Attribution, Attribution.claim_id == Claim.id)
        .where(StoryArticle.story_id == story.line.id, *OF_STORIES)
        .order_by(Claim.article_id, Claim.position, Claim.id)
        .limit(MOST_CLAIMS)
    )
    shown = {member.article_id for member in story.members}
    return {row.id: row for row in session.execute(query) if row.article_id in shown}


def _links(session: Session, story_id: int, claims: Mapping[int, Any]) -> tuple[list[Link], list[tuple[int, int]]]:
    """The matches between claims of a story, and the pairs that people rejected."""
    here, there = aliased(Claim), aliased(Claim)
    placed, also = aliased(StoryArticle), aliased(StoryArticle)
    query = (
        select(Match.claim_id, Match.other_id, Match.relation, Match.score, Match.state)
        .join(here, here.id == Match.claim_id)
        .join(placed, and_(placed.article_id == here.article_id, placed.story_id == story_id))
        .join(there, there.id == Match.other_id)
        .join(also, and_(also.article_id == there.article_id, also.story_id == story_id))
        .order_by(Match.id)
    )
    links, apart = list[Link](), list[tuple[int, int]]()
    for row in session.execute(query):
        if row.state is MatchState.REJECTED:
            apart.append((row.claim_id, row.other_id))
        elif row.relation is not MatchRelation.OVERLAP and row.claim_id in claims and row.other_id in claims:
            links += _link(row, claims[row.claim_id], claims[row.other_id])
    return links, apart


def _link(row: Any, one: Any, other: Any) -> list[Link]:
    """A match as the matrix takes it. A conflict in two sorts of things at once is two claims, unless somebody confirmed it."""
    is_sure = row.state is MatchState.CONFIRMED
    if row.relation is MatchRelation.SAME:
        return [Link(one.id, other.id, False, row.score, is_sure)]
    contrary = _contrary(one, other)
    if len({difference.kind for difference in contrary}) > 1 and not is_sure:
        return []
    words = (_words(one, [d.in_a for d in contrary]), _words(other, [d.in_b for d in contrary]))
    return [Link(one.id, other.id, True, row.score, is_sure, (" ".join(words[0]), " ".join(words[1])))]


def _contrary(one: Any, other: Any) -> list[Difference]:
    found = relate(reading_of(one.statement, one.published_day), reading_of(other.statement, other.published_day))
    return [difference for difference in found.differences if difference.is_contrary]


def _words(claim: Any, spans: Sequence[Span | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.statement[slice(*span)] for span in spans if span is not None))


def _told(row: Any, members: Sequence[Member]) -> Told:
    rank = next(at for at, member in enumerate(members) if member.article_id == row.article_id)
    return Told(row.id, row.article_id, row.outlet_id, row.statement, len(row.unresolved), (rank, row.position))


def _which(made: Sequence[Row], everything: bool) -> Sequence[Row]:
    if everything:
        return made[:ALL_ROWS]
    carried = [row for row in made if row.otherwise or row.outlets > 1]
    return (carried or made)[:MOST_ROWS]


def _kept(columns: Sequence[Column], shown: Sequence[Row], everything: bool) -> list[Column]:
    """The outlets that carry most of what is shown, in order of appearance."""
    carried = Counter(outlet for row in shown for outlet in {told.outlet for told in (*row.saying, *row.otherwise)})
    most = sorted(columns, key=lambda column: -carried[column.outlet_id])
    chosen = {column.outlet_id for column in most[: ALL_OUTLETS if everything else MOST_OUTLETS]}
    return [column for column in columns if column.outlet_id in chosen]


def _row(row: Row, seen: _Seen) -> MatrixRow:
    lead = seen.claims[row.lead.id]
    differing = {told.id: _differing(lead, seen.claims[told.id]) for told in row.otherwise}
    marked = {span for here, _ in differing.values() for span in here}
    words = {claim_id: there for claim_id, (_, there) in differing.items()}
    origins, outlets = seen.of_row(row), {column.outlet_id: column.outlet for column in seen.columns}
    return MatrixRow(
        claim_id=lead.id,
        statement=lead.statement,
        stretches=_stretches(lead.statement, marked),
        speaker=lead.speaker,
        is_contested=bool(row.otherwise),
        cells=[_cell(row, outlet_id, seen.claims, words, (origins, outlets)) for outlet_id in outlets],
    )


def _cell(
    row: Row,
    outlet_id: int,
    claims: Mapping[int, Any],
    differing: Mapping[int, tuple[str, ...]],
    whose: tuple[Mapping[int, tuple[str, ...]], Mapping[int, str]],
) -> Shown:
    word, mine = row.cell(outlet_id), row.of(outlet_id)
    if not mine:
        return Shown(word)
    claim = claims[mine[0].id]
    beside = row.otherwise if word is Cell.OTHERWISE else row.saying
    origins, outlets = whose
    others = [told for told in beside if told.outlet != outlet_id and told.outlet in outlets]
    held = {name for told in others for name in (outlets[told.outlet], *origins[told.article])}
    origin = next((name for name in origins[claim.article_id] if name in held), "")
    return Shown(
        word=word,
        claim_id=claim.id,
        statement=claim.statement,
        kind=claim.kind,
        state=claim.state,
        verdict=claim.verdict,
        differs=differing.get(claim.id, ()),
        origin=origin,
        has_changed=any((told in row.saying) is not (word is Cell.SAYS) for told in mine),
    )


def _differing(lead: Any, other: Any) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """Where the leading statement has it otherwise, and what the other one says there."""
    contrary = _contrary(lead, other)
    here = tuple(one.in_a for one in contrary if one.in_a is not None)
    return here, _words(other, [one.in_b for one in contrary])


def _stretches(text: str, spans: Collection[Span]) -> tuple[tuple[str, bool], ...]:
    out, at = list[tuple[str, bool]](), 0
    for start, end in sorted(spans):
        if start < at:
            continue
        out += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(part for part in (*out, (text[at:], False)) if part[0])


def _shared(columns: Sequence[Column]) -> list[tuple[tuple[str, ...], int, str]]:
    """Who has it from whom, the largest number first: an origin that one outlet alone has is its own business."""
    of: dict[str, list[str]] = {}
    for column in columns:
        for origin in column.origins:
            of.setdefault(origin, []).append(column.outlet)
    there = {column.outlet for column in columns}
    found = [(tuple(some), len(columns), origin) for origin, some in of.items() if len(some) > 1 or origin in there]
    return sorted(found, key=lambda one: (-len(one[0]), one[2]))
