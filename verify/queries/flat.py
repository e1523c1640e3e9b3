"""Reading claims, their evidence, their reviews and where people looked out in bulk as flat rows, which tables are made of."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import String, case, func, null, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from verify.core.exports import Piece
from verify.queries.blindness import evidence_shown, examination_shown, searches_shown
from verify.queries.bulk import (
    ADDERS,
    ADMISSIONS,
    ADMITTERS,
    ARTICLES,
    ATTRIBUTIONS,
    BATCH,
    CLAIMS,
    EVIDENCE,
    EXAMINERS,
    OUTLETS,
    POINTERS,
    POLICIES,
    REVIEWERS,
    REVIEWS,
    SEARCHES,
    SNAPSHOTS,
    TABLES,
    VERSIONS,
    decided_as,
    leaned,
    reviews_of,
    rows_of,
)
from verify.queries.json_text import among, as_text, day, text_id, time, yes_no

Rows = Sequence[tuple[Any, ...]]


def rows(session: Session, wanted: "array[int]", *, key: str, size: int = BATCH) -> Iterator[Piece]:
    """The claims of these ids in order, so many at a time, with standing evidence, reviews, and where people looked for more.

    Cells are those of `columns.of_file`, in order; `key` begins text ids.
    """
    for start in range(0, len(wanted), size):
        part = wanted[start : start + size].tolist()
        claims = rows_of(session, _CLAIMS, part, key)
        versions = sorted({row[-1] for row in claims})
        yield Piece(
            claims=_pointing(claims, part, decided_as(session, part, key)),
            articles={version: cells for version, *cells in rows_of(session, _ARTICLES, versions, key)},
            others=(
                rows_of(session, _EVIDENCE, part, key),
                _leaning(rows_of(session, _REVIEWS, part, key), leaned(session, part, key)),
                rows_of(session, _SEARCHES, part, key),
            ),
        )


def _pointing(claims: Rows, part: Sequence[int], pointers: Mapping[int, str]) -> Rows:
    """The claims' rows, in the order of their ids, with where their verdicts point to."""
    if not pointers:
        return claims
    pairs = zip(part, claims, strict=True)
    return [
        (*row[:_POINTER], pointers[number], *row[_POINTER + 1 :]) if number in pointers else row
        for number, row in pairs
    ]


def _leaning(reviews: Rows, stood: Mapping[int, Sequence[str]]) -> Rows:
    """The reviews' rows, each with the evidence that stood on the claim then as JSON."""
    return [(*row[:_STOOD], orjson.dumps(stood.get(row[_STOOD], [])).decode(), *row[_STOOD + 1 :]) for row in reviews]


def _word(column: Any) -> Any:
    return type_coerce(column, String)


_CLAIMS = (
    select(
        text_id("c", CLAIMS.id),
        CLAIMS.quote,
        CLAIMS.statement,
        _word(CLAIMS.kind),
        _word(CLAIMS.voice),
        _word(CLAIMS.record_voice),
        ATTRIBUTIONS.speaker,
        ATTRIBUTIONS.cue,
        as_text(yes_no(ATTRIBUTIONS.direct)),
        as_text(yes_no(ATTRIBUTIONS.hedged)),
        sql_cast(ATTRIBUTIONS.via, String),
        CLAIMS.position,
        sql_cast(CLAIMS.spans, String),
        CLAIMS.language,
        CLAIMS.check_worthiness,
        text_id("c", CLAIMS.duplicate_of_id),
        _word(CLAIMS.lane),
        _word(CLAIMS.stratum),
        _word(CLAIMS.state),
        _word(CLAIMS.park_reason),
        _word(CLAIMS.verdict),
        _word(CLAIMS.reason_code),
        _word(CLAIMS.said),
        time(CLAIMS.decided_at),
        null().label("decided_as"),
        time(CLAIMS.created_at),
        CLAIMS.version_id,
    )
    .join_from(TABLES["claims"], TABLES["attributions"], ATTRIBUTIONS.claim_id == CLAIMS.id, isouter=True)
    .where(among(CLAIMS.id))
    .order_by(CLAIMS.id)
)
_POINTER = list(_CLAIMS.selected_columns.keys()).index("decided_as")
"""The place of the one cell that is filled in here: few verdicts point anywhere, and asking in each row would cost all of them."""

_ARTICLES = (
    select(
        VERSIONS.id,
        text_id("a", ARTICLES.id),
        ARTICLES.canonical_url,
        VERSIONS.title,
        VERSIONS.byline,
        day(ARTICLES.published_day),
        as_text(yes_no(ARTICLES.published_known)),
        ARTICLES.topic,
        VERSIONS.number,
        VERSIONS.sha256,
        text_id("o", OUTLETS.id),
        OUTLETS.name,
        _word(OUTLETS.kind),
        OUTLETS.country,
        OUTLETS.ownership_group,
    )
    .join_from(TABLES["article_versions"], TABLES["articles"], ARTICLES.id == VERSIONS.article_id)
    .join(TABLES["outlets"], OUTLETS.id == ARTICLES.outlet_id)
    .where(among(VERSIONS.id))
)

_EVIDENCE = (
    select(
        text_id("c", EVIDENCE.claim_id),
        text_id("e", EVIDENCE.id),
        _word(EVIDENCE.stance),
        _word(EVIDENCE.role),
        EVIDENCE.publisher,
        text_id("o", EVIDENCE.outlet_id),
        text_id("a", EVIDENCE.article_id),
        EVIDENCE.origin,
        EVIDENCE.passage,
        EVIDENCE.url,
        EVIDENCE.archived_url,
        day(EVIDENCE.published_day),
        as_text(yes_no(func.coalesce(EVIDENCE.published_day, SNAPSHOTS.published_day) > CLAIMS.published_day)),
        EVIDENCE.final_url,
        time(EVIDENCE.retrieved_at),
        _word(EVIDENCE.fetch_state),
        SNAPSHOTS.sha256,
        SNAPSHOTS.media_type,
        SNAPSHOTS.size,
        case((examination_shown(None), EXAMINERS.c.pseudonym)),
        case((examination_shown(None), time(EVIDENCE.examined_at))),
        ADDERS.c.pseudonym,
        time(EVIDENCE.added_at),
    )
    .join_from(TABLES["evidence"], TABLES["claims"], CLAIMS.id == EVIDENCE.claim_id)
    .outerjoin(TABLES["snapshots"], SNAPSHOTS.id == EVIDENCE.snapshot_id)
    .outerjoin(ADDERS, ADDERS.c.id == EVIDENCE.added_by_id)
    .outerjoin(EXAMINERS, EXAMINERS.c.id == EVIDENCE.examined_by_id)
    .where(among(EVIDENCE.claim_id), EVIDENCE.removed_at.is_(None), evidence_shown(None))
    .order_by(EVIDENCE.claim_id, EVIDENCE.id)
)

_REVIEWS = reviews_of(
    text_id("c", REVIEWS.claim_id),
    text_id("r", REVIEWS.id),
    REVIEWERS.c.pseudonym,
    _word(REVIEWS.verdict),
    _word(REVIEWS.reason_code),
    _word(REVIEWS.said),
    REVIEWS.rationale,
    REVIEWS.searched,
    REVIEWS.id.label("evidence"),
    text_id("r", REVIEWS.revises_id),
    text_id("c", POINTERS.claim_id),
    time(REVIEWS.created_at),
    ADMISSIONS.reason,
    ADMITTERS.c.pseudonym,
    POLICIES.id,
    _word(POLICIES.reviews_needed),
    POLICIES.origins_needed,
)
_STOOD = list(_REVIEWS.selected_columns.keys()).index("evidence")
"""The place of the review's number, by which the evidence that stood then is filled in."""

_SEARCHES = (
    select(
        text_id("c", SEARCHES.claim_id),
        SEARCHES.query,
        SEARCHES.place,
        day(SEARCHES.searched_on),
        ADDERS.c.pseudonym,
        time(SEARCHES.made_at),
    )
    .join_from(TABLES["searches"], ADDERS, ADDERS.c.id == SEARCHES.made_by_id, isouter=True)
    .where(among(SEARCHES.claim_id), SEARCHES.withdrawn_at.is_(None), searches_shown(None))
    .order_by(SEARCHES.claim_id, SEARCHES.id)
)
