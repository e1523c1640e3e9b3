"""The evidence on a claim."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from verify.core.anchors import Anchor, find
from verify.core.captures import LEAST_LETTERS, page_at
from verify.core.vocabulary import PRIMARY_ROLES, Anchoring, EvidenceRole, FetchState, Reading, Stance
from verify.models import Capture, Evidence, Snapshot, User
from verify.queries import retractions
from verify.queries.blindness import evidence_shown, examination_shown

_EXAMINER, _ADDER = aliased(User), aliased(User)
_BASE, _NOW = aliased(Snapshot), aliased(Snapshot)
_TRIED, _KEPT = aliased(Capture), aliased(Capture)
_BASE_COLUMNS = (
    _BASE.published_day.label("page_day"),
    _BASE.reading,
    _BASE.media_type,
    _BASE.page_starts,
    _BASE.text_key,
    func.length(_BASE.text).label("letters"),
)
_LAST_COLUMNS = (
    _TRIED.state.label("tried_state"),
    _TRIED.reason.label("tried_reason"),
    _TRIED.captured_at.label("tried_at"),
    _KEPT.id.label("kept_id"),
    _KEPT.captured_at.label("kept_at"),
    _KEPT.anchoring.label("kept_anchoring"),
    _KEPT.snapshot_id.label("kept_snapshot"),
    _NOW.text_key.label("kept_key"),
)


def _newest(*conditions: Any) -> Any:
    wanted = select(func.max(Capture.id)).where(Capture.evidence_id == Evidence.id, *conditions)
    return wanted.correlate(Evidence).scalar_subquery()


@dataclass(frozen=True, slots=True)
class LastCapture:
    """The newest look at an item's page, and what the newest one that was kept says beside the one that the item rests on."""

    state: FetchState
    reason: str | None
    at: datetime | None
    kept_id: int | None
    kept_at: datetime | None
    has_changed: bool
    passage: Anchoring | None
    """How far the newest text has the passage; None where there is none to look for."""

    @property
    def lost_passage(self) -> bool:
        """Whether the page has changed and no longer has the passage."""
        return self.has_changed and self.passage is Anchoring.MISSING


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One item on a claim; an empty `origin` has not been named yet. `after_claim`: published after the claim's article."""

    id: int
    claim_id: int
    stance: Stance
    role: EvidenceRole
    publisher: str
    outlet_id: int | None
    article_id: int | None
    origin: str
    passage: str
    url: str | None
    archived_url: str | None
    published_day: date | None
    after_claim: bool
    snapshot_id: int | None
    retrieved_at: datetime | None
    fetch_state: FetchState | None
    fetch_reason: str | None
    examined_by: str | None
    examined_at: datetime | None
    added_by: str | None
    added_at: datetime
    removed_at: datetime | None
    anchoring: Anchoring | None = None
    reading: Reading | None = None
    media_type: str | None = None
    page: int | None = None
    """Of a passage in a document: the number of its page."""
    last: LastCapture | None = None
    same_text: Sequence[int] = ()
    """Other items of the claim whose captured page has the same text."""
    article_version: int | None = None
    """Of a passage from an article of the desk: the number of the version in which it was looked for."""
    newest_anchoring: Anchoring | None = None
    """How far a newer version of the article has it; None where there is none."""
    retracted: date | None = None
    """The day on which its publisher took it back."""

    @property
    def could_be_primary(self) -> bool:
        """Whether the item counts as a primary source once it is examined."""
        return self.role in PRIMARY_ROLES


@dataclass(frozen=True, slots=True)
class ArticlePassage:
    """An item's passage in the shown version of its article: nowhere where `anchor` is None. It was read in `version`."""

    evidence_id: int
    claim_id: int
    version: int | None
    anchor: Anchor | None


def of_claim(
    session: Session, claim_id: int, *, published: date | None = None, reader_id: int | None = None
) -> Sequence[EvidenceLine]:
    """The items of a claim that the reader may see, in the order they came, those that were taken away among them."""
    found = session.execute(
        select(Evidence, _EXAMINER.name.label("examined_by"), _ADDER.name.label("added_by"))
        .add_columns(examination_shown(reader_id).label("with_examination"))
        .add_columns(*_BASE_COLUMNS, *_LAST_COLUMNS)
        .outerjoin(_BASE, _BASE.id == Evidence.snapshot_id)
        .outerjoin(_TRIED, _TRIED.id == _newest())
        .outerjoin(_KEPT, _KEPT.id == _newest(Capture.state == FetchState.STORED))
        .outerjoin(_NOW, _NOW.id == _KEPT.snapshot_id)
        .outerjoin(_EXAMINER, _EXAMINER.id == Evidence.examined_by_id)
        .outerjoin(_ADDER, _ADDER.id == Evidence.added_by_id)
        .where(Evidence.claim_id == claim_id, evidence_shown(reader_id))
        .order_by(Evidence.id)
        .execution_options(populate_existing=True)
    )
    rows = found.all()
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.text_key and row.letters >= LEAST_LETTERS and row.Evidence.removed_at is None:
            alike[row.text_key].append(row.Evidence.id)
    lines = [_line(row, published, alike) for row in rows]
    gone = retractions.of_items(session, [(line.id, line.article_id, line.url) for line in lines])
    return [replace(line, retracted=gone[line.id].day) if line.id in gone else line for line in lines]


def in_article(
    session: Session, evidence_id: int, version: tuple[int, int, str], *, reader_id: int | None
) -> ArticlePassage | None:
    """Where a version (article's id, number, text) of an item's article has its passage.

    None where the reader may not see the item, or it is of no passage from there.
    """
    article_id, number, text = version
    of_it = select(Evidence).where(Evidence.id == evidence_id, Evidence.article_id == article_id)
    item = session.scalars(of_it.where(evidence_shown(reader_id), Evidence.removed_at.is_(None))).first()
    if item is None or not item.passage:
        return None
    if number != item.article_version:
        found = find(text, item.passage)
    elif item.passage_start is None or item.passage_end is None or item.anchoring is None:
        found = None
    else:
        found = Anchor(item.passage_start, item.passage_end, item.anchoring)
    return ArticlePassage(item.id, item.claim_id, item.article_version, found)


def _last(row: Any) -> LastCapture | None:
    if row.tried_state is None:
        return None
    changed = row.kept_snapshot not in (None, row.Evidence.snapshot_id) and row.kept_key != row.text_key
    return LastCapture(
        row.tried_state, row.tried_reason, row.tried_at, row.kept_id, row.kept_at, changed, row.kept_anchoring
    )


def _line(row: Any, published: date | None, alike: Mapping[str, Sequence[int]]) -> EvidenceLine:
    item, examined = row.Evidence, row.with_examination
    day = item.published_day or row.page_day
    return EvidenceLine(
        id=item.id,
        claim_id=item.claim_id,
        stance=item.stance,
        role=item.role,
        publisher=item.publisher,
        outlet_id=item.outlet_id,
        article_id=item.article_id,
        origin=item.origin,
        passage=item.passage,
        url=item.url,
        archived_url=item.archived_url,
        published_day=day,
        after_claim=bool(day and published and day > published),
        snapshot_id=item.snapshot_id,
        retrieved_at=item.retrieved_at,
        fetch_state=item.fetch_state,
        fetch_reason=item.fetch_reason,
        examined_by=row.examined_by if examined else None,
        examined_at=item.examined_at if examined else None,
        added_by=row.added_by,
        added_at=item.added_at,
        removed_at=item.removed_at,
        anchoring=item.anchoring,
        reading=row.reading,
        media_type=row.media_type,
        page=page_at(row.page_starts, item.passage_start),
        last=_last(row),
        article_version=item.article_version,
        newest_anchoring=item.newest_anchoring,
        same_text=[other for other in alike.get(row.text_key or "", ()) if other != item.id],
    )
