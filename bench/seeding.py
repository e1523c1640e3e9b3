"""Desks of 10 thousand and a million claims, filled by raw batches: invented sentences, a third decided, the rest waiting."""

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from verify import clock, schema
from verify.core.permissions import SYSTEM, allowed_to
from verify.core.vocabulary import Role
from verify.db import Database
from verify.services import accounts
from verify.services.desks import ensure_desk, ensure_secret

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OUTLETS = 200
LANGUAGES = (("en", 0.96), ("de", 0.03), ("is", 0.0098), ("fo", 0.0002))
LANES = (("targeted", 0.98), ("random", 0.015), ("tip", 0.005))
VOICES = (("own", 0.7), ("relayed", 0.3))
OFTEN, RARE = "elections", "scoop"
OFTEN_EACH, RARELY, ASSIGNED = 50, 100, 500
"""One tag is on a share of the claims. The other, and what somebody is to do, are as many on every desk."""
DAYS = 1_000
Rows = list[tuple[object, ...]]
CLAIMS_AN_ARTICLE = 10
SUBJECTS = [
    "council",
    "harbour",
    "ministry",
    "school",
    "hospital",
    "railway",
    "museum",
    "library",
    "port",
    "airline",
    "bakery",
    "union",
    "court",
    "bank",
    "club",
]
VERBS = [
    "opened",
    "closed",
    "sold",
    "bought",
    "repaired",
    "fined",
    "hired",
    "dismissed",
    "moved",
    "doubled",
    "halved",
    "delayed",
    "approved",
    "rejected",
    "praised",
]
THINGS = [
    "bridge",
    "ferry",
    "budget",
    "contract",
    "pipeline",
    "archive",
    "stadium",
    "garden",
    "tunnel",
    "vaccine",
    "survey",
    "market",
    "tower",
    "orchard",
    "lantern",
]
PLACES = [
    "Aldmoor",
    "Brackwell",
    "Corvane",
    "Dunmere",
    "Eskdale",
    "Farrow",
    "Glenby",
    "Hartsea",
    "Ilmouth",
    "Jarrow",
    "Kelstrand",
    "Lowick",
    "Marwell",
]


def sentence(rng: random.Random) -> str:
    """One invented sentence with a figure and a place."""
    subject, verb, thing, place = (rng.choice(words) for words in (SUBJECTS, VERBS, THINGS, PLACES))
    return f"The {place} {subject} {verb} {rng.randint(2, 9999):,} {thing}s in {rng.randint(1950, 2026)} near {rng.choice(PLACES)}."


def _one_of(words: tuple[tuple[str, float], ...], rng: random.Random) -> str:
    at = rng.random()
    for word, share in words:
        if (at := at - share) < 0:
            return word
    return words[0][0]


def desk(folder: Path, claims: int) -> tuple[str, str]:
    """Make a desk of so many claims in `folder`; returns its database URL and a token that may review."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'desk.sqlite3'}"
    database = Database(url)
    schema.upgrade(database)
    with database.writing() as session:
        ensure_desk(session, name="Bench", is_demo=False, now=NOW)
        user = accounts.add_user(
            session,
            actor=SYSTEM,
            email="bench@desk.example",
            name="Bench",
            roles=frozenset({Role.REVIEWER, Role.SUBMITTER}),
            password=None,
            now=NOW,
        )
        accounts.add_user(
            session,
            actor=SYSTEM,
            email="colleague@desk.example",
            name="Colleague",
            roles=frozenset({Role.REVIEWER}),
            password=None,
            now=NOW,
        )
        token = accounts.add_token(
            session, actor=SYSTEM, user_id=user.id, name="bench", scopes=allowed_to(user.roles), now=NOW
        )
    database.dispose()
    ensure_secret(folder)
    with sqlite3.connect(folder / "desk.sqlite3") as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-400000")
        for table, rows in _tables(claims):
            write_rows(raw, table, rows)
        raw.execute("UPDATE claims SET assignee_id = user_id FROM assignments WHERE claim_id = claims.id")
        raw.commit()
        raw.execute("ANALYZE")
    raw.close()
    return url, token


def write_rows(raw: sqlite3.Connection, table: str, rows: Rows) -> None:
    """Rows of a table's first columns; those that were added since have defaults."""
    names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")][: len(rows[0])]
    raw.executemany(f"INSERT INTO {table} ({','.join(names)}) VALUES ({','.join('?' * len(names))})", rows)


def _tables(claims: int) -> Iterator[tuple[str, Rows]]:
    rng, at, first_day = random.Random(7), str(NOW.replace(tzinfo=None)), clock.now().date() - timedelta(days=DAYS - 1)
    yield (
        "outlets",
        [(n, f"Outlet {n}", f"outlet {n}", "news", "XX", f"group {n % 80}", at) for n in range(1, OUTLETS + 1)],
    )
    articles: Rows = []
    versions: Rows = []
    rows: Rows = []
    evidence: Rows = []
    reviews: Rows = []
    verdicts: Rows = []
    tags: Rows = []
    meant: Rows = []
    yield "tags", [(1, OFTEN, at), (2, RARE, at)]
    tagged = ((1, OFTEN_EACH), (2, claims // RARELY))
    for article in range(1, claims // CLAIMS_AN_ARTICLE + 1):
        outlet, day = article % OUTLETS + 1, str(first_day + timedelta(days=article % DAYS))
        sentences = [sentence(rng) for _ in range(CLAIMS_AN_ARTICLE)]
        text = " ".join(sentences)
        digest = hashlib.sha256(text.encode()).hexdigest()
        articles.append(
            (article, outlet, f"https://outlet{outlet}.example/{article}", None, sentences[0], day, 1, at, 1, None)
        )
        versions.append((article, article, 1, text, digest, sentences[0], None, day, "en", at))
        offset = 0
        for position, quote in enumerate(sentences):
            claim = (article - 1) * CLAIMS_AN_ARTICLE + position + 1
            spans = orjson.dumps([[offset, offset + len(quote)]]).decode()
            offset += len(quote) + 1
            state = "decided" if claim % 3 == 0 else "ready"
            verdict = ("corroborated", "disputed", "unverified")[claim % 9 // 3] if state == "decided" else None
            reason = {
                "corroborated": "primary_source",
                "disputed": "contradicted",
                "unverified": "nothing_found",
                None: None,
            }[verdict]
            worth = round(rng.random(), 4)
            kind = "prediction" if claim % 10 == 1 and state == "ready" else "factual"
            language, lane, voice = _one_of(LANGUAGES, rng), _one_of(LANES, rng), _one_of(VOICES, rng)
            rows.append(
                (claim, article, article, outlet, day, position, spans, quote, quote, kind, voice, language, worth,
                 '[["figures",0.3]]', "[]", worth, None, lane, "low", state, None, verdict, reason, None,
                 f"{day} 15:00:00.000000" if verdict else None, f"{day} 09:00:00.000000", 1, 0, voice)
            )  # fmt: skip
            tags += [(tag, claim) for tag, each in tagged if claim % each == 0]
            if claim % (claims // ASSIGNED) == 0:
                meant.append((claim, 2, 1, at))
            if verdict:
                evidence.append(
                    _evidence(claim * 2, claim, "refutes" if verdict == "disputed" else "supports", "Harbour Post", at)
                )
                reviews.append(
                    (
                        claim,
                        claim,
                        1,
                        verdict,
                        reason,
                        None,
                        "Checked against the register.",
                        "",
                        1,
                        None,
                        f"{day} 15:00:00.000000",
                    )
                )
                verdicts.append((claim, claim, claim, verdict, reason, None, 1, f"{day} 15:00:00.000000"))
            elif claim % 40 < 8:  # the claims that the verdict row decides
                evidence.append(_evidence(claim * 2, claim, "supports", "Harbour Post", at))
                evidence.append(_evidence(claim * 2 + 1, claim, "supports", "Valley News", at))
        if article % 10_000 == 0:
            yield from _flush(articles, versions, rows, evidence, reviews, verdicts, tags, meant)
    yield from _flush(articles, versions, rows, evidence, reviews, verdicts, tags, meant)


def _flush(*batches: Rows) -> Iterator[tuple[str, Rows]]:
    names = ("articles", "article_versions", "claims", "evidence", "reviews", "verdicts", "claim_tags", "assignments")
    for name, batch in zip(names, batches, strict=True):
        if batch:
            yield name, list(batch)
            batch.clear()


def _evidence(number: int, claim: int, stance: str, publisher: str, at: str) -> tuple[object, ...]:
    return (number, claim, stance, "original_reporting", publisher, None, None, publisher, "A passage that bears on it.", None,
            None, None, None, None, None, None, None, None, 1, at, None)  # fmt: skip
