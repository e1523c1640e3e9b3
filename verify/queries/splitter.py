"""How well the splitter does: what people left as it was and what they mended, counted, and as a set of labelled examples."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, exists, func, or_, select, text, union
from sqlalchemy.orm import Session, aliased

from verify.core.claim_edits import quote_of
from verify.core.errors import NotFound
from verify.core.vocabulary import ClaimState, EditKind, EditSide, ParkReason
from verify.db import Prepared, UtcDateTime
from verify.models import ArticleVersion, Attribution, Claim, ClaimEdit, ClaimEditPart
from verify.models.claims import JUDGED
from verify.queries import languages
from verify.queries.desks import the_desk
from verify.queries.paging import Page, fetch

MENDED = (
    EditKind.REWORDED,
    EditKind.ATTRIBUTION_CORRECTED,
    EditKind.KIND_CORRECTED,
    EditKind.SPLIT,
    EditKind.MERGED,
    EditKind.WITHDRAWN,
)
"""Edits that say the splitter got a claim wrong."""
KEPT, MIS_SPLIT = "kept", "mis_split"
LABELS = (KEPT, *map(str, MENDED), MIS_SPLIT, str(EditKind.ADDED))
"""What a label says: kept as it was and judged so, an edit that stands, parked as cut badly, or missed and added by hand."""
PAGE_SIZE = 50
_BATCH = 200
_LINE: list[Any] = [Claim.id, Claim.statement]
_JUDGED = (ClaimState.DECIDED, ClaimState.RECHECK)
_BEGIN, _END = bindparam("begin", type_=UtcDateTime), bindparam("end", type_=UtcDateTime)
_SINCE = (Claim.language == bindparam("language", type_=String), Claim.created_at >= _BEGIN)
_FIRST = Prepared(select(func.min(Claim.created_at).label("at")).where(*_SINCE))
_NUMBER = select(func.count().label("claims")).select_from(Claim).where(*_SINCE, Claim.created_at < _END)
_MADE, _JUDGED_OF_MADE = Prepared(_NUMBER), Prepared(_NUMBER.where(text(JUDGED)))
_WORDS = ("statement", "kind", "voice", "speaker", "cue", "direct", "hedged", "via")


@dataclass(frozen=True, slots=True)
class Quality:
    """One month and language: how many claims the splitter made then, and how many of them have which label.

    A claim that was reworded and whose speaker was corrected too is counted under both. `added` is of the month of adding.
    """

    month: str
    language: str
    made: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A month and a language to narrow to; empty is all of them."""

    month: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A claim with a label; `before` is the splitter's statement where somebody reworded it."""

    id: int
    statement: str
    before: str | None


def quality(session: Session) -> list[Quality]:
    """Counts by month and language, the newest month first. Counts every claim once, so its time grows with the desk."""
    by = (_month(session), Claim.language)
    made, kept = _left_alone(session)
    found = {KEPT: kept} | {
        label: _counted(session, select(*by, func.count()).where(_having(label)).group_by(*by)) for label in LABELS[1:]
    }
    places = sorted({*made, *(place for counts in found.values() for place in counts)}, reverse=True)
    return [
        Quality(
            month, language, made.get((month, language), 0), {x: found[x].get((month, language), 0) for x in LABELS}
        )
        for month, language in places
    ]


def with_label(session: Session, label: str, place: Place, *, cursor: str | None = None) -> Page[Example]:
    """The claims with one of `LABELS`, of one month and language or of all, the newest first. `NotFound` for no label."""
    if label not in LABELS:
        raise NotFound("There is no such label.")
    wanted = select(*_LINE).where(_having(label))
    if place.month:
        wanted = wanted.where(_month(session) == place.month)
    if place.language:
        wanted = wanted.where(Claim.language == place.language)
    page = fetch(session, wanted, keys=[Claim.id], cursor=cursor, limit=PAGE_SIZE)
    before = _first_words(session, [row.id for row in page.rows])
    rows = [Example(row.id, row.statement, before.get(row.id)) for row in page.rows]
    return Page(rows, page.newer, page.older)


def labelled(session: Session) -> Iterator[dict[str, Any]]:
    """Every claim with a label, in the order of ids: what the splitter made of a passage, and what people made of that.

    `made` is null where the splitter had missed the claim; `became` holds no claim where it was none. Offsets are code points
    of the text whose SHA-256 is `text_sha256`. Two claims of one split or merge name each other by their edit.
    """
    key = the_desk(session).desk_key
    wanted = select(Claim.id).where(
        or_(
            Claim.verdict.is_not(None),
            Claim.park_reason == ParkReason.MIS_SPLIT,
            exists().where(ClaimEditPart.claim_id == Claim.id),
        )
    )
    found = session.scalars(wanted.order_by(Claim.id)).all()
    for start in range(0, len(found), _BATCH):
        yield from _labels(session, key, found[start : start + _BATCH])


def _labels(session: Session, key: str, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    parts: dict[int, list[Any]] = {}
    for row in session.execute(
        select(ClaimEditPart, ClaimEdit)
        .join(ClaimEdit, ClaimEdit.id == ClaimEditPart.edit_id)
        .where(ClaimEditPart.claim_id.in_(ids))
        .order_by(ClaimEdit.id.desc())
    ):
        parts.setdefault(row.ClaimEditPart.claim_id, []).append(row)
    children = _children(session, ids)
    claims = _claims(session, ids)
    texts = _texts(session, {claim.version_id for claim, _ in claims.values()})
    for claim_id in ids:
        claim, said_by = claims[claim_id]
        edits = parts.get(claim_id, [])
        undone = {row.ClaimEdit.undoes_id for row in edits}
        standing = [
            row for row in edits if row.ClaimEdit.id not in undone and row.ClaimEdit.kind is not EditKind.UNDONE
        ]
        label = _label(claim, standing)
        if not label:
            continue
        now = _worded(claim, said_by)
        became = (
            [_worded(*child) for child in children.get(claim_id, [])] if claim.state is ClaimState.WITHDRAWN else [now]
        )
        version = texts[claim.version_id]
        yield {
            "claim": f"{key}-c{claim_id}",
            "labels": label,
            "language": claim.language,
            "month": claim.created_at.strftime("%Y-%m"),
            "text_sha256": version.sha256,
            "made": None if str(EditKind.ADDED) in label else _as_made(now, edits),
            "became": [] if claim.state is ClaimState.PARKED else became,
            "edits": [row.ClaimEdit.id for row in reversed(standing)],
            "quote": quote_of(version.text, claim.spans),
        }


def _label(claim: Claim, standing: Sequence[Any]) -> list[str]:
    kinds = [row.ClaimEdit.kind for row in reversed(standing)]
    if any(row.ClaimEditPart.side is EditSide.CHILD for row in standing):
        return [str(EditKind.ADDED)] if EditKind.ADDED in kinds and claim.state is not ClaimState.WITHDRAWN else []
    found = [str(kind) for kind in MENDED if kind in kinds]
    if claim.state is ClaimState.PARKED and claim.park_reason is ParkReason.MIS_SPLIT:
        found.append(MIS_SPLIT)
    return found or ([KEPT] if claim.verdict and claim.state in _JUDGED else [])


def _as_made(now: Mapping[str, Any], edits: Sequence[Any]) -> dict[str, Any]:
    """The claim as the splitter made it: what stood before each edit, put back from the newest to the first."""
    made = dict(now)
    for row in edits:
        made |= {name: value for name, value in (row.ClaimEditPart.before or {}).items() if name in _WORDS}
    return made


def _worded(claim: Claim, said_by: Attribution | None) -> dict[str, Any]:
    sides = {name: getattr(said_by, name) if said_by else None for name in _WORDS[3:]}
    return {"spans": claim.spans, "statement": claim.statement, "kind": claim.kind, "voice": claim.voice, **sides}


def _claims(session: Session, ids: Sequence[int]) -> dict[int, tuple[Claim, Attribution | None]]:
    rows = session.execute(
        select(Claim, Attribution).outerjoin(Attribution, Attribution.claim_id == Claim.id).where(Claim.id.in_(ids))
    )
    return {row.Claim.id: (row.Claim, row.Attribution) for row in rows}


def _texts(session: Session, ids: set[int]) -> dict[int, ArticleVersion]:
    return {
        version.id: version for version in session.scalars(select(ArticleVersion).where(ArticleVersion.id.in_(ids)))
    }


def _children(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[Claim, Attribution | None]]]:
    """The claims that came of splits and merges that stand, by the claim that they were made of."""
    child = aliased(ClaimEditPart)
    rows = session.execute(
        select(ClaimEditPart.claim_id, Claim, Attribution)
        .join(child, and_(child.edit_id == ClaimEditPart.edit_id, child.side == EditSide.CHILD))
        .join(Claim, Claim.id == child.claim_id)
        .outerjoin(Attribution, Attribution.claim_id == Claim.id)
        .where(ClaimEditPart.claim_id.in_(ids), ClaimEditPart.side == EditSide.PARENT)
        .where(~exists().where(ClaimEdit.undoes_id == ClaimEditPart.edit_id))
        .order_by(Claim.id)
    )
    found: dict[int, list[tuple[Claim, Attribution | None]]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append((row.Claim, row.Attribution))
    return found


def _having(label: str) -> ColumnElement[bool]:
    """Whether a claim has the label. All but `added` are about claims that the splitter made."""
    if label == KEPT:
        mended = Claim.id.in_(_edited(EditSide.CHILD, *MENDED, but=True))
        return and_(Claim.verdict.is_not(None), Claim.state.in_(_JUDGED), ~_by_hand(), ~mended)
    if label == MIS_SPLIT:
        is_parked = and_(Claim.state == ClaimState.PARKED, Claim.park_reason == ParkReason.MIS_SPLIT)
        return and_(is_parked, ~_by_hand())
    if label == EditKind.ADDED:
        return and_(Claim.id.in_(_edited(EditSide.CHILD, EditKind.ADDED)), Claim.state != ClaimState.WITHDRAWN)
    return and_(Claim.id.in_(_edited(EditSide.CHILD, EditKind(label), but=True)), ~_by_hand())


def _edited(side: EditSide, *kinds: EditKind, but: bool = False) -> Select[int]:
    """The claims on this side (with `but`, on any other) of an edit of these kinds that stands."""
    undo = aliased(ClaimEdit)
    return (
        select(ClaimEditPart.claim_id)
        .join(ClaimEdit, ClaimEdit.id == ClaimEditPart.edit_id)
        .where(ClaimEdit.kind.in_(kinds), ClaimEditPart.side != side if but else ClaimEditPart.side == side)
        .where(~exists().where(undo.undoes_id == ClaimEdit.id))
    )


def _by_hand() -> ColumnElement[bool]:
    """Whether a person made the claim, by splitting, merging or adding."""
    part = aliased(ClaimEditPart)
    return exists().where(part.claim_id == Claim.id, part.side == EditSide.CHILD)


def _first_words(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What claims that were reworded said at first."""
    rows = session.execute(
        select(ClaimEditPart.claim_id, ClaimEditPart.before)
        .join(ClaimEdit, ClaimEdit.id == ClaimEditPart.edit_id)
        .where(ClaimEditPart.claim_id.in_(ids), ClaimEdit.kind == EditKind.REWORDED)
        .order_by(ClaimEdit.id.desc())
    )
    return {row.claim_id: (row.before or {}).get("statement", "") for row in rows}


def _left_alone(session: Session) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many claims the splitter made, and how many were kept, by place: of all claims, less those that people made or mended.

    All are counted along indexes, a month and language at a time, and few are read; to ask of each whether anybody mended it
    takes many times as long.
    """
    made, kept = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    connection = session.connection()
    for month, place in _places(session):
        made[month, place["language"]] = _MADE.run(connection, place)[0].claims
        kept[month, place["language"]] = _JUDGED_OF_MADE.run(connection, place)[0].claims
    is_judged = and_(Claim.verdict.is_not(None), Claim.state.in_(_JUDGED))
    by = (_month(session), Claim.language)
    few = select(*by, func.count(), func.count(case((is_judged, 1)))).group_by(*by)
    by_hand = select(ClaimEditPart.claim_id).where(ClaimEditPart.side == EditSide.CHILD)
    either = union(by_hand, _edited(EditSide.CHILD, *MENDED, but=True))
    for month, language, number, _ in session.execute(few.where(Claim.id.in_(by_hand))):
        made[month, language] -= number
    for month, language, _, judged in session.execute(few.where(Claim.id.in_(either))):
        kept[month, language] -= judged
    return +made, +kept


def _places(session: Session) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each month and language in which claims were made, with the values of `_MADE`."""
    connection = session.connection()
    for language in languages.all_of(session):
        at = datetime.min.replace(tzinfo=UTC)
        while first := _FIRST.run(connection, {"language": language, "begin": at})[0].at:
            begin = datetime(first.year, first.month, 1, tzinfo=UTC)
            at = begin + timedelta(days=monthrange(first.year, first.month)[1])
            yield begin.strftime("%Y-%m"), {"language": language, "begin": begin, "end": at}


def _counted(session: Session, query: Select[*tuple[Any, ...]]) -> dict[tuple[str, str], int]:
    return {(month, language): count for month, language, count in session.execute(query)}


def _month(session: Session) -> ColumnElement[str]:
    """The month in which a claim was made, `2026-11`, in UTC."""
    if session.get_bind().dialect.name == "sqlite":
        return func.substr(Claim.created_at, 1, 7)
    return func.to_char(func.timezone("UTC", Claim.created_at), "YYYY-MM")
