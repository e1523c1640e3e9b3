"""The evidence on a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, defer

from verify.core.errors import NotFound
from verify.core.vocabulary import PRIMARY_ROLES, EvidenceRole, FetchState, Stance
from verify.models import Evidence, Snapshot, User
from verify.queries.blindness import evidence_shown, examination_shown

_EXAMINER, _ADDER = aliased(User), aliased(User)


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

    @property
    def could_be_primary(self) -> bool:
        """Whether the item counts as a primary source once it is examined."""
        return self.role in PRIMARY_ROLES


def of_claim(
    session: Session, claim_id: int, *, published: date | None = None, reader_id: int | None = None
) -> Sequence[EvidenceLine]:
    """The items of a claim that the reader may see, in the order they came, those that were taken away among them."""
    rows = session.execute(
        select(Evidence, _EXAMINER.name.label("examined_by"), _ADDER.name.label("added_by"))
        .add_columns(examination_shown(reader_id).label("with_examination"))
        .outerjoin(_EXAMINER, _EXAMINER.id == Evidence.examined_by_id)
        .outerjoin(_ADDER, _ADDER.id == Evidence.added_by_id)
        .where(Evidence.claim_id == claim_id, evidence_shown(reader_id))
        .order_by(Evidence.id)
        .execution_options(populate_existing=True)
    )
    return [_line(row, published) for row in rows]


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """What a page held when it was captured; `text` is what was found in it, empty for a picture."""

    evidence_id: int
    claim_id: int
    publisher: str
    passage: str
    url: str | None
    final_url: str | None
    retrieved_at: datetime | None
    sha256: str
    media_type: str
    size: int
    title: str | None
    text: str


def snapshot_of(session: Session, evidence_id: int, *, reader_id: int | None = None) -> SnapshotView:
    """The stored capture of an item. `NotFound` where there is none, or none that the reader may see."""
    row = session.execute(
        select(Evidence, Snapshot)
        .join(Snapshot, Snapshot.id == Evidence.snapshot_id)
        .options(defer(Snapshot.body))
        .where(Evidence.id == evidence_id, evidence_shown(reader_id))
    ).first()
    if row is None:
        raise NotFound("There is no stored capture of this evidence.")
    item, kept = row.Evidence, row.Snapshot
    return SnapshotView(
        item.id,
        **{
            name: getattr(item, name)
            for name in ("claim_id", "publisher", "passage", "url", "final_url", "retrieved_at")
        },
        **{name: getattr(kept, name) for name in ("sha256", "media_type", "size", "title", "text")},
    )


def _line(row: Any, published: date | None) -> EvidenceLine:
    item, examined = row.Evidence, row.with_examination
    day = item.published_day
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
    )
