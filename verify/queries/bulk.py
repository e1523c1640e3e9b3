"""Reading claims out in bulk. Rows leave the database as they will be written: days and times as ISO 8601 text, JSON as text.

An export first lists the ids it will hold (eight bytes each) and then reads batches of rows by id, so that memory stays level
and every filter uses the index it likes. People and policies are few: they are read once, not joined to every row.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, literal, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from verify import models
from verify.core.claims import ClaimFilters
from verify.core.exports import Batch
from verify.queries.claims import conditions

BATCH = 1_000
Query = Select[*tuple[Any, ...]]
Rows = list[dict[str, Any]]
TABLES = models.Claim.metadata.tables
CLAIMS, ATTRIBUTIONS, ARTICLES, VERSIONS, OUTLETS, DOMAINS, EVIDENCE, SNAPSHOTS, REVIEWS, LEANED, VERDICTS = (
    TABLES[name].c
    for name in (
        "claims", "attributions", "articles", "article_versions", "outlets", "outlet_domains", "evidence", "snapshots",
        "reviews", "review_evidence", "verdicts",
    )
)  # fmt: skip


def freeze(session: Session) -> None:
    """Have everything that the session reads from now on be of one moment. SQLite's transactions are so by themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def ids(
    session: Session, filters: ClaimFilters, *, now: datetime, verdicts: Sequence[str] | None = None
) -> "array[int]":
    """The ids of the claims that the filters find, in order; with `verdicts` only claims of those."""
    query = select(CLAIMS.id).where(*conditions(session, filters, now=now)).order_by(CLAIMS.id)
    if verdicts is not None:
        query = query.where(CLAIMS.verdict.in_(verdicts))
    return array("q", session.scalars(query, execution_options={"yield_per": 10_000}))


def batches(
    session: Session, wanted: "array[int]", *, evidence: bool = True, history: bool = True, size: int = BATCH
) -> Iterator[Batch]:
    """The claims of these ids in order, so many at a time, with their evidence and history where asked for."""
    people = dict(session.execute(select(models.User.id, models.User.pseudonym)).all())
    policies = {row.pop("id"): row for row in _rows(session, _POLICIES)}
    for start in range(0, len(wanted), size):
        part = wanted[start : start + size].tolist()
        claims = {row["id"]: row for row in _rows(session, _CLAIMS, part)}
        for row in _rows(session, _ATTRIBUTIONS, part):
            claims[row.pop("claim_id")]["attribution"] = row
        yield Batch(
            claims=[claims[claim_id] for claim_id in part],
            versions=_versions(session, sorted({row["version"] for row in claims.values()})),
            evidence=_evidence(session, part, people) if evidence else {},
            reviews=_reviews(session, part, people, policies) if history else {},
            verdicts=_verdicts(session, part, policies) if history else {},
        )


class _Among(FunctionElement[int]):
    """A column is one of the ids, which go in as one JSON text: the statement stays the same however many there are."""

    inherit_cache = True
    type = Integer()  # as a Boolean it would be compared with 1 on SQLite, out of the reach of every index


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, listed = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, listed = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{column} = ANY (ARRAY(SELECT json_array_elements_text(CAST({listed} AS json))::integer))"


def _among(column: Any) -> _Among:
    return _Among(column, bindparam("ids", type_=String))


class _TimeText(FunctionElement[str]):
    """A time as ISO 8601 text in UTC, to the microsecond."""

    inherit_cache = True
    type = String()


class _DayText(FunctionElement[str]):
    """A day as ISO 8601 text."""

    inherit_cache = True
    type = String()


@compiles(_TimeText, "sqlite")
def _time_on_sqlite(element: _TimeText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"replace({compiler.process(element.clauses, **kwargs)}, ' ', 'T') || 'Z'"


@compiles(_TimeText, "postgresql")
def _time_on_postgresql(element: _TimeText, compiler: SQLCompiler, **kwargs: Any) -> str:
    inner = compiler.process(element.clauses, **kwargs)
    return f"""to_char({inner} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@compiles(_DayText, "sqlite")
def _day_on_sqlite(element: _DayText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return compiler.process(element.clauses, **kwargs)


@compiles(_DayText, "postgresql")
def _day_on_postgresql(element: _DayText, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **kwargs)}, 'YYYY-MM-DD')"


def _time(column: Any) -> ColumnElement[str]:
    return _TimeText(column).label(column.key)


def _day(column: Any) -> ColumnElement[str]:
    return _DayText(column).label(column.key)


def _word(column: Any) -> ColumnElement[str]:
    """A word as plain text, without looking it up in its vocabulary again."""
    return type_coerce(column, String).label(column.key)


def _json(column: Any) -> ColumnElement[str]:
    return sql_cast(column, String).label(column.key)


_CLAIMS = select(
    CLAIMS.id,
    CLAIMS.version_id.label("version"),
    CLAIMS.quote,
    CLAIMS.statement,
    _word(CLAIMS.kind),
    _word(CLAIMS.voice),
    literal(None, String).label("attribution"),
    CLAIMS.position,
    _json(CLAIMS.spans),
    CLAIMS.language,
    CLAIMS.check_worthiness,
    _json(CLAIMS.reasons),
    _json(CLAIMS.unresolved),
    CLAIMS.priority,
    CLAIMS.duplicate_of_id.label("duplicate_of"),
    _word(CLAIMS.lane),
    _word(CLAIMS.stratum),
    _word(CLAIMS.state),
    _word(CLAIMS.park_reason),
    _word(CLAIMS.verdict),
    _word(CLAIMS.reason_code),
    _word(CLAIMS.said),
    _time(CLAIMS.decided_at),
    _time(CLAIMS.created_at),
    CLAIMS.row_version,
).where(_among(CLAIMS.id))

_ATTRIBUTIONS = select(
    ATTRIBUTIONS.claim_id,
    ATTRIBUTIONS.speaker,
    ATTRIBUTIONS.cue,
    ATTRIBUTIONS.direct,
    ATTRIBUTIONS.hedged,
    _json(ATTRIBUTIONS.via),
    _json(ATTRIBUTIONS.speaker_span),
    _json(ATTRIBUTIONS.cue_span),
).where(_among(ATTRIBUTIONS.claim_id))

_VERSIONS = (
    select(
        VERSIONS.id.label("version_id"),
        VERSIONS.text,
        ARTICLES.id,
        ARTICLES.canonical_url.label("url"),
        VERSIONS.title,
        VERSIONS.byline,
        _day(ARTICLES.published_day),
        ARTICLES.published_known,
        VERSIONS.language,
        VERSIONS.number.label("version"),
        VERSIONS.sha256.label("text_sha256"),
        _time(VERSIONS.fetched_at),
        ARTICLES.outlet_id.label("outlet"),
    )
    .join_from(TABLES["article_versions"], TABLES["articles"])
    .where(_among(VERSIONS.id))
)

_OUTLETS = select(OUTLETS.id, OUTLETS.name, _word(OUTLETS.kind), OUTLETS.country, OUTLETS.ownership_group).where(
    _among(OUTLETS.id)
)
_DOMAINS = select(DOMAINS.outlet_id, DOMAINS.domain).where(_among(DOMAINS.outlet_id)).order_by(DOMAINS.domain)

_EVIDENCE = (
    select(
        EVIDENCE.claim_id,
        EVIDENCE.id,
        _word(EVIDENCE.stance),
        _word(EVIDENCE.role),
        EVIDENCE.publisher,
        EVIDENCE.outlet_id,
        EVIDENCE.article_id,
        EVIDENCE.origin,
        EVIDENCE.passage,
        EVIDENCE.url,
        _day(EVIDENCE.published_day),
        EVIDENCE.final_url,
        _time(EVIDENCE.retrieved_at),
        _word(EVIDENCE.fetch_state),
        EVIDENCE.fetch_reason,
        EVIDENCE.snapshot_id.label("snapshot"),
        EVIDENCE.examined_by_id.label("examined_by"),
        _time(EVIDENCE.examined_at),
        EVIDENCE.added_by_id.label("added_by"),
        _time(EVIDENCE.added_at),
        _time(EVIDENCE.removed_at),
    )
    .where(_among(EVIDENCE.claim_id))
    .order_by(EVIDENCE.claim_id, EVIDENCE.id)
)

_SNAPSHOTS = select(
    SNAPSHOTS.id, SNAPSHOTS.sha256, SNAPSHOTS.media_type, SNAPSHOTS.size, SNAPSHOTS.title, _day(SNAPSHOTS.published_day)
).where(_among(SNAPSHOTS.id))

_REVIEWS = (
    select(
        REVIEWS.claim_id,
        REVIEWS.id,
        REVIEWS.reviewer_id.label("reviewer"),
        _word(REVIEWS.verdict),
        _word(REVIEWS.reason_code),
        _word(REVIEWS.said),
        REVIEWS.rationale,
        REVIEWS.searched,
        REVIEWS.revises_id.label("revises"),
        _time(REVIEWS.created_at),
        REVIEWS.policy_id.label("policy"),
    )
    .where(_among(REVIEWS.claim_id))
    .order_by(REVIEWS.claim_id, REVIEWS.id)
)

_LEANED = (
    select(LEANED.review_id, LEANED.evidence_id)
    .join_from(TABLES["review_evidence"], TABLES["reviews"])
    .where(_among(REVIEWS.claim_id))
    .order_by(LEANED.review_id, LEANED.evidence_id)
)

_VERDICTS = (
    select(
        VERDICTS.claim_id,
        _word(VERDICTS.verdict),
        _word(VERDICTS.reason_code),
        _word(VERDICTS.said),
        _time(VERDICTS.decided_at),
        VERDICTS.review_id.label("review"),
        VERDICTS.policy_id.label("policy"),
    )
    .where(_among(VERDICTS.claim_id))
    .order_by(VERDICTS.claim_id, VERDICTS.id)
)

_POLICIES = select(models.Policy.id, _word(models.Policy.reviews_needed), models.Policy.origins_needed)


def _rows(session: Session, query: Query, part: Sequence[int] = ()) -> Rows:
    found = session.connection().execute(query, {"ids": orjson.dumps(part).decode()})
    names = tuple(found.keys())
    # The driver's own rows: nothing here needs converting, and SQLAlchemy's would cost a third of the whole export.
    rows = found.cursor.fetchall() if found.cursor else []
    found.close()
    return [dict(zip(names, row, strict=False)) for row in rows]


def _evidence(session: Session, part: list[int], people: dict[int, str]) -> dict[int, Rows]:
    rows = _rows(session, _EVIDENCE, part)
    captured = sorted({row["snapshot"] for row in rows if row["snapshot"]})
    snapshots = {row.pop("id"): row for row in _rows(session, _SNAPSHOTS, captured)} if captured else {}
    for row in rows:
        row["snapshot"] = snapshots.get(row["snapshot"])
        row["examined_by"], row["added_by"] = people.get(row["examined_by"]), people.get(row["added_by"])
    return _by_claim(rows)


def _reviews(
    session: Session, part: list[int], people: dict[int, str], policies: dict[int, dict[str, Any]]
) -> dict[int, Rows]:
    """Reviews by claim, each with the ids of the evidence that stood on the claim then."""
    rows = _rows(session, _REVIEWS, part)
    leaned: dict[int, list[int]] = defaultdict(list)
    for row in _rows(session, _LEANED, part):
        leaned[row["review_id"]].append(row["evidence_id"])
    for row in rows:
        row["reviewer"], row["evidence"] = people[row["reviewer"]], leaned.get(row["id"], [])
        row |= policies[row["policy"]]
    return _by_claim(rows)


def _verdicts(session: Session, part: list[int], policies: dict[int, dict[str, Any]]) -> dict[int, Rows]:
    rows = _rows(session, _VERDICTS, part)
    for row in rows:
        row |= policies[row["policy"]]
    return _by_claim(rows)


def _by_claim(rows: Rows) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for row in rows:
        found[row.pop("claim_id")].append(row)
    return found


def _versions(session: Session, part: list[int]) -> dict[int, dict[str, Any]]:
    """Article versions by id, each with its article's facts, its outlet's, and its text."""
    rows = _rows(session, _VERSIONS, part)
    publishers = sorted({row["outlet"] for row in rows})
    outlets = {row["id"]: row | {"domains": []} for row in _rows(session, _OUTLETS, publishers)}
    for row in _rows(session, _DOMAINS, publishers):
        outlets[row["outlet_id"]]["domains"].append(row["domain"])
    return {row.pop("version_id"): row | {"outlet": outlets[row["outlet"]]} for row in rows}
