"""Reading claims out in bulk, as the JSON texts that exports are made of.

An export first lists the ids it will hold (eight bytes each) and then reads batches of rows by id, so that memory stays level
and every filter uses the index it likes.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, String, case, exists, func, null, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from verify import models
from verify.core.claims import ClaimFilters
from verify.core.exports import Batch
from verify.queries.blindness import evidence_shown, examination_shown, reviews_shown, searches_shown
from verify.queries.claims import conditions
from verify.queries.json_text import among, an_object, as_text, day, stored, text_id, time, yes_no

BATCH = 1_000
Query = Select[*tuple[Any, ...]]
TABLES = models.Claim.metadata.tables
CLAIMS, ATTRIBUTIONS, ARTICLES, VERSIONS, OUTLETS, DOMAINS, EVIDENCE, SNAPSHOTS, REVIEWS, LEANED, VERDICTS, POLICIES = (
    TABLES[name].c
    for name in (
        "claims", "attributions", "articles", "article_versions", "outlets", "outlet_domains", "evidence", "snapshots",
        "reviews", "review_evidence", "verdicts", "policies",
    )
)  # fmt: skip
UNDONE, SEARCHES, POINTERS = TABLES["undone_verdicts"].c, TABLES["searches"].c, TABLES["pointers"].c
_LATER = TABLES["verdicts"].alias("later")
ADMISSIONS, ADMITTED = TABLES["admissions"].c, TABLES["admitted_reviews"].c
ADDERS, EXAMINERS, REVIEWERS, ADMITTERS = (
    TABLES["users"].alias(name) for name in ("adders", "examiners", "reviewers", "admitters")
)


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
    found = array("q")
    rows = session.connection().execute(query)
    while rows.cursor and (some := rows.cursor.fetchmany(10_000)):  # the driver's own, as in `rows_of`
        found.extend([number for (number,) in some])
    rows.close()
    return found


def batches(session: Session, wanted: "array[int]", *, key: str, size: int = BATCH) -> Iterator[Batch]:
    """The claims of these ids in order, so many at a time, with all that hangs on them; `key` begins their text ids."""
    for start in range(0, len(wanted), size):
        part = wanted[start : start + size].tolist()
        claims = {row[0]: row for row in rows_of(session, _CLAIMS, part, key)}
        yield Batch(
            claims=[_with_numbers(*claims[claim_id]) for claim_id in part],
            articles=_articles(session, sorted({row[1] for row in claims.values()}), key),
            attributions=dict(rows_of(session, _ATTRIBUTIONS, part, key)),
            evidence=_by_claim(rows_of(session, _EVIDENCE, part, key)),
            reviews=_reviews(session, part, key),
            verdicts=_by_claim(rows_of(session, _VERDICTS, part, key)),
            searches=_by_claim(rows_of(session, _SEARCHES, part, key)),
            decided_as=decided_as(session, part, key),
        )


_CLAIMS = select(
    CLAIMS.id,
    CLAIMS.version_id,
    sql_cast(CLAIMS.spans, String),
    CLAIMS.check_worthiness,
    CLAIMS.priority,
    as_text(
        an_object(
            {
                "id": text_id("c", CLAIMS.id),
                "quote": CLAIMS.quote,
                "statement": CLAIMS.statement,
                "kind": CLAIMS.kind,
                "voice": CLAIMS.voice,
                "record_voice": CLAIMS.record_voice,
                "position": CLAIMS.position,
                "spans": stored(CLAIMS.spans),
                "language": CLAIMS.language,
                "reasons": stored(CLAIMS.reasons),
                "unresolved": stored(CLAIMS.unresolved),
                "duplicate_of": text_id("c", CLAIMS.duplicate_of_id),
                "lane": CLAIMS.lane,
                "stratum": CLAIMS.stratum,
                "state": CLAIMS.state,
                "park_reason": CLAIMS.park_reason,
                "verdict": CLAIMS.verdict,
                "reason_code": CLAIMS.reason_code,
                "said": CLAIMS.said,
                "decided_at": time(CLAIMS.decided_at),
                "created_at": time(CLAIMS.created_at),
                "row_version": CLAIMS.row_version,
            }
        )
    ),
).where(among(CLAIMS.id))

_ATTRIBUTIONS = select(
    ATTRIBUTIONS.claim_id,
    as_text(
        an_object(
            {
                "speaker": ATTRIBUTIONS.speaker,
                "cue": ATTRIBUTIONS.cue,
                "direct": yes_no(ATTRIBUTIONS.direct),
                "hedged": yes_no(ATTRIBUTIONS.hedged),
                "via": stored(ATTRIBUTIONS.via),
                "speaker_span": stored(ATTRIBUTIONS.speaker_span),
                "cue_span": stored(ATTRIBUTIONS.cue_span),
            }
        )
    ),
).where(among(ATTRIBUTIONS.claim_id))

_ARTICLES = (
    select(
        VERSIONS.id,
        ARTICLES.outlet_id,
        VERSIONS.text,
        as_text(
            an_object(
                {
                    "id": text_id("a", ARTICLES.id),
                    "url": ARTICLES.canonical_url,
                    "title": VERSIONS.title,
                    "byline": VERSIONS.byline,
                    "published_day": day(ARTICLES.published_day),
                    "published_known": yes_no(ARTICLES.published_known),
                    "topic": ARTICLES.topic,
                    "language": VERSIONS.language,
                    "version": VERSIONS.number,
                    "text_sha256": VERSIONS.sha256,
                    "fetched_at": time(VERSIONS.fetched_at),
                }
            )
        ),
    )
    .join_from(TABLES["article_versions"], TABLES["articles"])
    .where(among(VERSIONS.id))
)

_OUTLETS = select(
    OUTLETS.id,
    as_text(
        an_object(
            {
                "id": text_id("o", OUTLETS.id),
                "name": OUTLETS.name,
                "kind": OUTLETS.kind,
                "country": OUTLETS.country,
                "ownership_group": OUTLETS.ownership_group,
            }
        )
    ),
).where(among(OUTLETS.id))

_DOMAINS = select(DOMAINS.outlet_id, DOMAINS.domain).where(among(DOMAINS.outlet_id)).order_by(DOMAINS.domain)

_SNAPSHOT = an_object(
    {
        "sha256": SNAPSHOTS.sha256,
        "media_type": SNAPSHOTS.media_type,
        "size": SNAPSHOTS.size,
        "title": SNAPSHOTS.title,
        "published_day": day(SNAPSHOTS.published_day),
    }
)

_EVIDENCE = (
    select(
        EVIDENCE.claim_id,
        as_text(
            an_object(
                {
                    "id": text_id("e", EVIDENCE.id),
                    "stance": EVIDENCE.stance,
                    "role": EVIDENCE.role,
                    "publisher": EVIDENCE.publisher,
                    "outlet_id": text_id("o", EVIDENCE.outlet_id),
                    "article_id": text_id("a", EVIDENCE.article_id),
                    "origin": EVIDENCE.origin,
                    "passage": EVIDENCE.passage,
                    "url": EVIDENCE.url,
                    "archived_url": EVIDENCE.archived_url,
                    "published_day": day(EVIDENCE.published_day),
                    "evidence_after_claim": yes_no(
                        func.coalesce(EVIDENCE.published_day, SNAPSHOTS.published_day) > CLAIMS.published_day
                    ),
                    "final_url": EVIDENCE.final_url,
                    "retrieved_at": time(EVIDENCE.retrieved_at),
                    "fetch_state": EVIDENCE.fetch_state,
                    "fetch_reason": EVIDENCE.fetch_reason,
                    "snapshot": stored(case((EVIDENCE.snapshot_id.is_(None), null()), else_=_SNAPSHOT)),
                    "examined_by": case((examination_shown(None), EXAMINERS.c.pseudonym)),
                    "examined_at": case((examination_shown(None), time(EVIDENCE.examined_at))),
                    "added_by": ADDERS.c.pseudonym,
                    "added_at": time(EVIDENCE.added_at),
                    "removed_at": time(EVIDENCE.removed_at),
                }
            )
        ),
    )
    .join_from(TABLES["evidence"], TABLES["claims"], CLAIMS.id == EVIDENCE.claim_id)
    .outerjoin(TABLES["snapshots"], SNAPSHOTS.id == EVIDENCE.snapshot_id)
    .outerjoin(ADDERS, ADDERS.c.id == EVIDENCE.added_by_id)
    .outerjoin(EXAMINERS, EXAMINERS.c.id == EVIDENCE.examined_by_id)
    .where(among(EVIDENCE.claim_id), evidence_shown(None))
    .order_by(EVIDENCE.claim_id, EVIDENCE.id)
)

_RULES = {
    "policy": POLICIES.id,
    "reviews_needed": POLICIES.reviews_needed,
    "origins_needed": POLICIES.origins_needed,
}


def reviews_of(*columns: Any) -> Select[Any]:
    """What is asked for of the reviews of some claims that everybody may see, with all that an export tells of each, in order."""
    return (
        select(*columns)
        .join_from(TABLES["reviews"], REVIEWERS, REVIEWERS.c.id == REVIEWS.reviewer_id)
        .join(TABLES["policies"], POLICIES.id == REVIEWS.policy_id)
        .outerjoin(TABLES["pointers"], POINTERS.review_id == REVIEWS.id)
        .outerjoin(TABLES["admitted_reviews"], ADMITTED.review_id == REVIEWS.id)
        .outerjoin(TABLES["admissions"], ADMISSIONS.id == ADMITTED.admission_id)
        .outerjoin(ADMITTERS, ADMITTERS.c.id == ADMISSIONS.admitted_by_id)
        .where(among(REVIEWS.claim_id), reviews_shown(None))
        .order_by(REVIEWS.claim_id, REVIEWS.id)
    )


_REVIEWS = reviews_of(
    REVIEWS.claim_id,
    REVIEWS.id,
    as_text(
        an_object(
            {
                "id": text_id("r", REVIEWS.id),
                "reviewer": REVIEWERS.c.pseudonym,
                "verdict": REVIEWS.verdict,
                "reason_code": REVIEWS.reason_code,
                "said": REVIEWS.said,
                "rationale": REVIEWS.rationale,
                "searched": REVIEWS.searched,
                "revises": text_id("r", REVIEWS.revises_id),
                "decided_as": text_id("c", POINTERS.claim_id),
                "created_at": time(REVIEWS.created_at),
                "admitted": ADMISSIONS.reason,
                "admitted_by": ADMITTERS.c.pseudonym,
                **_RULES,
            }
        )
    ),
)

_LEANED = (
    select(LEANED.review_id, text_id("e", LEANED.evidence_id))
    .join_from(TABLES["review_evidence"], TABLES["reviews"])
    .where(among(REVIEWS.claim_id))
    .order_by(LEANED.review_id, LEANED.evidence_id)
)

_VERDICTS = (
    select(
        VERDICTS.claim_id,
        as_text(
            an_object(
                {
                    "verdict": VERDICTS.verdict,
                    "reason_code": VERDICTS.reason_code,
                    "said": VERDICTS.said,
                    "decided_at": time(VERDICTS.decided_at),
                    "review": text_id("r", VERDICTS.review_id),
                    **_RULES,
                }
            )
        ),
    )
    .join_from(TABLES["verdicts"], TABLES["policies"], POLICIES.id == VERDICTS.policy_id)
    .where(among(VERDICTS.claim_id), ~exists().where(UNDONE.entry_id == VERDICTS.id))
    .order_by(VERDICTS.claim_id, VERDICTS.id)
)


_SEARCHES = (
    select(
        SEARCHES.claim_id,
        as_text(
            an_object(
                {
                    "query": SEARCHES.query,
                    "place": SEARCHES.place,
                    "day": day(SEARCHES.searched_on),
                    "made_by": ADDERS.c.pseudonym,
                    "made_at": time(SEARCHES.made_at),
                }
            )
        ),
    )
    .join_from(TABLES["searches"], ADDERS, ADDERS.c.id == SEARCHES.made_by_id, isouter=True)
    .where(among(SEARCHES.claim_id), SEARCHES.withdrawn_at.is_(None), searches_shown(None))
    .order_by(SEARCHES.claim_id, SEARCHES.id)
)


# Few verdicts point anywhere, so that what came later is only looked for where one does.
_DECIDED_AS = (
    select(VERDICTS.claim_id, text_id("c", POINTERS.claim_id))
    .join_from(TABLES["verdicts"], TABLES["pointers"], POINTERS.review_id == VERDICTS.review_id)
    .where(
        among(VERDICTS.claim_id),
        ~exists().where(UNDONE.entry_id == VERDICTS.id),
        ~exists().where(
            _LATER.c.claim_id == VERDICTS.claim_id,
            _LATER.c.id > VERDICTS.id,
            ~exists().where(UNDONE.entry_id == _LATER.c.id),
        ),
    )
)


def decided_as(session: Session, part: Sequence[int], key: str) -> dict[int, str]:
    """Of these claims those whose verdict in force points to another one, each with the text id of that."""
    return dict(rows_of(session, _DECIDED_AS, part, key))


def leaned(session: Session, part: Sequence[int], key: str) -> dict[int, list[str]]:
    """By review of these claims the text ids of the evidence that stood on its claim then."""
    found: dict[int, list[str]] = defaultdict(list)
    for review_id, evidence_id in rows_of(session, _LEANED, part, key):
        found[review_id].append(evidence_id)
    return found


def rows_of(session: Session, query: Query, part: Sequence[int], key: str) -> Sequence[Any]:
    """The driver's own rows for these ids: nothing needs converting, and SQLAlchemy's cost as much as the reading itself."""
    found = session.connection().execute(query, {"ids": orjson.dumps(part).decode(), "key": key})
    rows = found.cursor.fetchall() if found.cursor else []
    found.close()
    return rows


def _by_claim(rows: Sequence[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for claim_id, text in rows:
        found[claim_id].append(text)
    return found


def _with_numbers(claim_id: int, version_id: int, spans: str, worth: float, priority: float, text: str) -> Any:
    """SQLite writes fractions into JSON to 15 digits only; Python writes them whole."""
    return claim_id, version_id, spans, f'{text[:-1]},"check_worthiness":{worth!r},"priority":{priority!r}}}'


def _reviews(session: Session, part: list[int], key: str) -> dict[int, list[str]]:
    """Reviews by claim, each with the ids of the evidence that stood on the claim then."""
    stood = leaned(session, part, key)
    rows = rows_of(session, _REVIEWS, part, key)
    return _by_claim([(claim, _joined(text, "evidence", stood.get(review, []))) for claim, review, text in rows])


def _articles(session: Session, part: list[int], key: str) -> dict[int, tuple[str, str]]:
    """By version id the version's text, and the article with its outlet."""
    rows = rows_of(session, _ARTICLES, part, key)
    publishers = sorted({outlet_id for _, outlet_id, _, _ in rows})
    domains: dict[int, list[str]] = defaultdict(list)
    for outlet_id, domain in rows_of(session, _DOMAINS, publishers, key):
        domains[outlet_id].append(domain)
    outlets = {
        outlet_id: _joined(text, "domains", domains.get(outlet_id, []))
        for outlet_id, text in rows_of(session, _OUTLETS, publishers, key)
    }
    return {version: (text, f'{article[:-1]},"outlet":{outlets[outlet]}}}') for version, outlet, text, article in rows}


def _joined(text: str, name: str, values: list[str]) -> str:
    """The JSON object with one more name, a list of texts."""
    return f'{text[:-1]},"{name}":{orjson.dumps(values).decode()}}}'
