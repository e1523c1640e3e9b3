"""The one list of exported fields: what they are called in JSONL and CSV, what they hold, and what they mean.

The README's table and the JSON Schema of a JSONL line (`schema/verify-claim-1.json`) are made from it; tests hold every
format's output to it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from verify.core.exports import LINE_SCHEMA
from verify.core.vocabulary import (
    ClaimKind,
    ClaimState,
    EvidenceRole,
    FetchState,
    Lane,
    OutletKind,
    ParkReason,
    ReasonCode,
    ReviewPolicy,
    Said,
    Stance,
    Stratum,
    Verdict,
    Voice,
)

TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer", "minimum": 0}
SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER: dict[str, Any] = {"type": "number"}
YES_NO: dict[str, Any] = {"type": "boolean"}
DAY: dict[str, Any] = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TIME: dict[str, Any] = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$",
}
DIGEST: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}
SPAN: dict[str, Any] = {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}
SPANS: dict[str, Any] = {"type": "array", "items": SPAN, "minItems": 1}
PARTS: dict[str, Any] = {"type": "array", "items": {"type": "array", "prefixItems": [TEXT, NUMBER], "items": False}}
SELECTORS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "array",
        "prefixItems": [
            {
                "type": "object",
                "properties": {"type": {"const": "TextPositionSelector"}, "start": WHOLE, "end": WHOLE},
                "required": ["type", "start", "end"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"type": {"const": "TextQuoteSelector"}, "exact": TEXT, "prefix": TEXT, "suffix": TEXT},
                "required": ["type", "exact", "prefix", "suffix"],
                "additionalProperties": False,
            },
        ],
        "items": False,
    },
}


@dataclass(frozen=True, slots=True)
class Column:
    """One field. `name` is its place in a JSONL line: `a.b` inside an object, `a[].b` inside each object of a list.

    `csv` names the files and columns that hold it there, such as `claims.quote`; empty where only JSONL has it. `values` is
    its JSON Schema, empty for what only holds other fields.
    """

    name: str
    values: dict[str, Any]
    meaning: str
    csv: str = ""
    nullable: bool = False


def _words(words: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [word.value for word in words]}


def _id(letter: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^[0-9a-f]+-{letter}[0-9]+$"}


_CLAIM = (
    Column(
        "id",
        _id("c"),
        "The claim: the desk's key, `c`, a number.",
        "claims.id evidence.claim_id reviews.claim_id searches.claim_id",
    ),
    Column("quote", TEXT, "The article's words at the spans, pieces joined by ` … `.", "claims.quote"),
    Column("statement", TEXT, "The claim worded to stand alone.", "claims.statement"),
    Column("kind", _words(ClaimKind), "Whether it can be checked now.", "claims.kind"),
    Column("voice", _words(Voice), "Whether the outlet says it itself or relays somebody.", "claims.voice"),
    Column(
        "record_voice",
        _words(Voice),
        "In which record its verdict counts: what an outlet says in a text that is another one's is relayed.",
        "claims.record_voice",
    ),
    Column("attribution", {}, "Who says it; null in the outlet's own plain voice.", nullable=True),
    Column(
        "attribution.speaker", TEXT, "Whose words; null for a hedge that names nobody.", "claims.speaker", nullable=True
    ),
    Column("attribution.cue", TEXT, "The word that ascribes it, such as “said”.", "claims.cue"),
    Column("attribution.direct", YES_NO, "Whether it stands in quotation marks.", "claims.direct"),
    Column("attribution.hedged", YES_NO, "Whether the wording keeps its distance.", "claims.hedged"),
    Column("attribution.via", TEXTS, "Through whom it came, nearest first; in CSV as JSON.", "claims.via"),
    Column("attribution.speaker_span", SPAN, "Where the text names the speaker.", nullable=True),
    Column("attribution.cue_span", SPAN, "Where the cue stands.", nullable=True),
    Column("position", WHOLE, "Its place among the article's claims, from 0.", "claims.position"),
    Column(
        "spans",
        SPANS,
        "`[start, end)` of each piece in code points of the version's text; in CSV as JSON.",
        "claims.spans",
    ),
    Column("selectors", SELECTORS, "For each piece its W3C position and quote selectors."),
    Column("language", TEXT, "BCP 47; `und` where unknown.", "claims.language"),
    Column("check_worthiness", SHARE, "How much it deserves checking, 0–1.", "claims.check_worthiness"),
    Column("reasons", PARTS, "The named parts of the check-worthiness."),
    Column("unresolved", TEXTS, "Words that point outside the claim and were not resolved."),
    Column("priority", NUMBER, "What the queue sorts by, highest first."),
    Column(
        "duplicate_of", _id("c"), "The claim that it repeats in the same article.", "claims.duplicate_of", nullable=True
    ),
    Column("lane", _words(Lane), "How it came to be checked.", "claims.lane"),
    Column("stratum", _words(Stratum), "Triage before any decision.", "claims.stratum"),
    Column("state", _words(ClaimState), "Where it stands in the work.", "claims.state"),
    Column("park_reason", _words(ParkReason), "Why it was parked.", "claims.park_reason", nullable=True),
    Column("verdict", _words(Verdict), "The outcome in force.", "claims.verdict", nullable=True),
    Column("reason_code", _words(ReasonCode), "Why the verdict is what it is.", "claims.reason_code", nullable=True),
    Column("said", _words(Said), "On a relayed claim: whether the speaker said it.", "claims.said", nullable=True),
    Column("decided_at", TIME, "When the verdict in force was given.", "claims.decided_at", nullable=True),
    Column(
        "decided_as",
        _id("c"),
        "The claim that the verdict in force points to: it was decided as that one was.",
        "claims.decided_as",
        nullable=True,
    ),
    Column("created_at", TIME, "When the claim was taken in.", "claims.created_at"),
    Column("row_version", WHOLE, "How often it was changed, from 1."),
)

_ARTICLE = (
    Column("article", {}, "The article, in the version that the claim's spans point into."),
    Column("article.id", _id("a"), "The article.", "claims.article_id"),
    Column("article.url", TEXT, "Its canonical address.", "claims.article_url", nullable=True),
    Column("article.title", TEXT, "Its title.", "claims.article_title"),
    Column("article.byline", TEXT, "Its authors as printed.", "claims.byline", nullable=True),
    Column("article.published_day", DAY, "When it was published, else first seen.", "claims.published_day"),
    Column("article.published_known", YES_NO, "Whether the page named that day.", "claims.published_known"),
    Column("article.topic", TEXT, "What it is filed under, in small letters.", "claims.topic", nullable=True),
    Column("article.language", TEXT, "BCP 47; `und` where unknown."),
    Column("article.version", {"type": "integer", "minimum": 1}, "Number of the stored version.", "claims.version"),
    Column("article.text_sha256", DIGEST, "SHA-256 of the version's text in UTF-8.", "claims.text_sha256"),
    Column("article.fetched_at", TIME, "When that text was taken in."),
    Column("article.outlet", {}, "The outlet that published it."),
    Column("article.outlet.id", _id("o"), "The outlet.", "claims.outlet_id"),
    Column("article.outlet.name", TEXT, "Its name.", "claims.outlet_name"),
    Column("article.outlet.kind", _words(OutletKind), "What sort of publisher it is.", "claims.outlet_kind"),
    Column("article.outlet.country", TEXT, "ISO 3166-1 alpha-2.", "claims.outlet_country", nullable=True),
    Column(
        "article.outlet.ownership_group", TEXT, "Whom it belongs to.", "claims.outlet_ownership_group", nullable=True
    ),
    Column("article.outlet.domains", TEXTS, "Its registrable domains."),
)

_EVIDENCE = (
    Column("evidence", {}, "What bears on the claim, oldest first. CSV leaves out what was removed."),
    Column("evidence[].id", _id("e"), "The item of evidence.", "evidence.id"),
    Column("evidence[].stance", _words(Stance), "How it bears on the claim.", "evidence.stance"),
    Column("evidence[].role", _words(EvidenceRole), "What it is.", "evidence.role"),
    Column("evidence[].publisher", TEXT, "Who published it.", "evidence.publisher"),
    Column(
        "evidence[].outlet_id",
        _id("o"),
        "That publisher, where it is an outlet of the desk.",
        "evidence.outlet_id",
        True,
    ),
    Column("evidence[].article_id", _id("a"), "The article of the desk that it is from.", "evidence.article_id", True),
    Column("evidence[].origin", TEXT, "Whose account it is; equal origins count once.", "evidence.origin"),
    Column("evidence[].passage", TEXT, "The words that bear on the claim.", "evidence.passage"),
    Column("evidence[].url", TEXT, "Its address as given.", "evidence.url", True),
    Column("evidence[].archived_url", TEXT, "Where an archive keeps it, as given.", "evidence.archived_url", True),
    Column("evidence[].published_day", DAY, "When it was published.", "evidence.published_day", True),
    Column(
        "evidence[].evidence_after_claim",
        YES_NO,
        "Whether it is from after the day the claim was published; null where its day is unknown.",
        "evidence.evidence_after_claim",
        True,
    ),
    Column("evidence[].final_url", TEXT, "Where its address led when it was captured.", "evidence.final_url", True),
    Column("evidence[].retrieved_at", TIME, "When it was captured.", "evidence.retrieved_at", True),
    Column("evidence[].fetch_state", _words(FetchState), "How far the capture came.", "evidence.fetch_state", True),
    Column("evidence[].fetch_reason", TEXT, "Why the capture failed.", nullable=True),
    Column("evidence[].snapshot", {}, "What was captured.", nullable=True),
    Column("evidence[].snapshot.sha256", DIGEST, "SHA-256 of the captured bytes.", "evidence.snapshot_sha256"),
    Column("evidence[].snapshot.media_type", TEXT, "Their media type.", "evidence.snapshot_media_type"),
    Column("evidence[].snapshot.size", WHOLE, "How many bytes.", "evidence.snapshot_size"),
    Column("evidence[].snapshot.title", TEXT, "The page's title.", nullable=True),
    Column("evidence[].snapshot.published_day", DAY, "The page's own day.", nullable=True),
    Column("evidence[].examined_by", TEXT, "Pseudonym of who examined it as primary.", "evidence.examined_by", True),
    Column("evidence[].examined_at", TIME, "When.", "evidence.examined_at", True),
    Column("evidence[].added_by", TEXT, "Pseudonym of who added it.", "evidence.added_by", True),
    Column("evidence[].added_at", TIME, "When.", "evidence.added_at"),
    Column("evidence[].removed_at", TIME, "When it was taken off the claim.", nullable=True),
)

_POLICY = (
    Column("policy", {"type": "integer", "minimum": 1}, "Version of the desk's rules then in force."),
    Column("reviews_needed", _words(ReviewPolicy), "How many reviews those rules ask for."),
    Column("origins_needed", WHOLE, "How many independent origins they ask for."),
)


def _policy(place: str, file: str = "") -> tuple[Column, ...]:
    return tuple(
        Column(f"{place}[].{column.name}", column.values, column.meaning, f"{file}.{column.name}" if file else "")
        for column in _POLICY
    )


_HISTORY = (
    Column("reviews", {}, "Every judgement of the claim, oldest first."),
    Column("reviews[].id", _id("r"), "The review.", "reviews.id"),
    Column(
        "reviews[].reviewer",
        TEXT,
        "The reviewer's pseudonym, the same in every export of the desk.",
        "reviews.reviewer",
    ),
    Column("reviews[].verdict", _words(Verdict), "Their verdict.", "reviews.verdict"),
    Column("reviews[].reason_code", _words(ReasonCode), "Their reason.", "reviews.reason_code"),
    Column("reviews[].said", _words(Said), "On a relayed claim: whether the speaker said it.", "reviews.said", True),
    Column("reviews[].rationale", TEXT, "Why, in their words.", "reviews.rationale"),
    Column("reviews[].searched", TEXT, "Where they looked.", "reviews.searched"),
    Column(
        "reviews[].evidence",
        {"type": "array", "items": _id("e")},
        "What stood on the claim then; in CSV as JSON.",
        "reviews.evidence",
    ),
    Column("reviews[].revises", _id("r"), "The review that it replaces.", "reviews.revises", True),
    Column("reviews[].decided_as", _id("c"), "The claim that it points to.", "reviews.decided_as", True),
    Column("reviews[].created_at", TIME, "When it was given.", "reviews.created_at"),
    Column(
        "reviews[].admitted",
        TEXT,
        "Why an editor let a corroboration be enough that falls short of these rules; null where none had to.",
        "reviews.admitted",
        nullable=True,
    ),
    Column("reviews[].admitted_by", TEXT, "That editor's pseudonym.", "reviews.admitted_by", True),
    *_policy("reviews", "reviews"),
    Column("verdicts", {}, "The claim's outcomes, oldest first; the last one is in force."),
    Column("verdicts[].verdict", _words(Verdict), "The outcome."),
    Column("verdicts[].reason_code", _words(ReasonCode), "Its reason."),
    Column("verdicts[].said", _words(Said), "On a relayed claim: whether the speaker said it.", nullable=True),
    Column("verdicts[].decided_at", TIME, "From when on it holds."),
    Column("verdicts[].review", _id("r"), "The review that decided."),
    *_policy("verdicts"),
    Column("searches", {}, "Where people looked for evidence and found nothing, oldest first."),
    Column("searches[].query", TEXT, "What they looked for.", "searches.query"),
    Column("searches[].place", TEXT, "Where.", "searches.place"),
    Column("searches[].day", DAY, "On which day.", "searches.day"),
    Column("searches[].made_by", TEXT, "Pseudonym of who noted it.", "searches.made_by", True),
    Column("searches[].made_at", TIME, "When it was noted.", "searches.made_at"),
)

COLUMNS: tuple[Column, ...] = (*_CLAIM, *_ARTICLE, *_EVIDENCE, *_HISTORY)


def of_file(name: str) -> dict[str, Column]:
    """The columns of one CSV file (`claims`, `evidence`, `reviews`, `searches`) by their names there, in order."""
    places = ((place.split("."), column) for column in COLUMNS for place in column.csv.split())
    return {heading: column for (file, heading), column in places if file == name}


def line_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one JSONL line."""
    root = _object()
    for column in COLUMNS:
        *way, last = column.name.split(".")
        holder = root
        for step in way:
            holder = _inside(holder["properties"][step.removesuffix("[]")])
        holder["properties"][last] = _schema_of(column)
        holder["required"].append(last)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": LINE_SCHEMA}
    return {**head, "description": "One claim of a verified claim set, one JSON object a line.", **root}


def _schema_of(column: Column) -> dict[str, Any]:
    values = column.values
    if not values:
        is_list = any(other.name.startswith(f"{column.name}[].") for other in COLUMNS)
        values = {"type": "array", "items": _object()} if is_list else _object()
    if column.nullable:
        values = {"anyOf": [values, {"type": "null"}]}
    return {"description": column.meaning, **values}


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _inside(schema: dict[str, Any]) -> dict[str, Any]:
    """The object schema behind null and list."""
    found = schema.get("anyOf", [schema])[0]
    inner: dict[str, Any] = found["items"] if found["type"] == "array" else found
    return inner
