"""What comes in, in processor time: claims stored against a raw insert of the same rows, pages read against what that takes."""

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import trafilatura

from bench.seeding import NOW, sentence
from verify import schema
from verify.adapters.extraction import extract
from verify.core.articles import ArticleDraft
from verify.core.fact_checks import read
from verify.core.permissions import SYSTEM
from verify.core.splitting.parsing import loaded
from verify.db import Database
from verify.services import demo, fact_checks
from verify.services.articles import Prepared, add_prepared, prepared
from verify.services.desks import ensure_desk

ARTICLES, SENTENCES, FACT_CHECKS = 150, 20, 5_000
STORED = ("articles", "article_versions", "claims", "attributions", "non_claims")
PAGE = """<!doctype html><html lang="en"><head><title>{title} - The Paper</title><meta property="og:site_name" content="The Paper">
<meta name="author" content="{byline}"></head><body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>
<li><a href="/sport">Sport</a></li></ul></nav></header><main><article><h1>{title}</h1><p class="byline">{byline}</p>
{body}</article><aside><h2>Most read</h2><ul><li><a href="/1">The week in pictures</a></li></ul></aside></main>
<footer><p>All rights reserved. <a href="/terms">Terms</a></p></footer></body></html>"""


@dataclass(frozen=True, slots=True)
class Against:
    """How many were brought in, and the seconds of processor time that it took, and the limit."""

    number: int
    ours: float
    limit: float

    @property
    def share(self) -> float:
        """Our rate as a share of the limit's."""
        return self.limit / self.ours


def articles(folder: Path) -> Against:
    """Claims of split articles, a transaction each as a batch's lines are stored; the limit: their rows in one transaction."""
    rng = random.Random(5)
    texts = ["\n\n".join(sentence(rng) for _ in range(SENTENCES)) for _ in range(ARTICLES + 1)]
    drafts = [ArticleDraft(text, url=f"https://paper{n % 20}.example/{n}") for n, text in enumerate(texts)]
    warm, *ready = [prepared(draft) for draft in drafts]
    database = _desk(folder / "articles.sqlite3")
    _store(database, [warm])
    spent = _processor(lambda: _store(database, ready))
    database.dispose()
    raw, claims = _inserted(folder, "articles.sqlite3", STORED)
    return Against(claims, spent, raw)


def checks_of_others(folder: Path) -> Against:
    """Fact-checks of others from a file of ClaimReview; the limit: their rows in one transaction, read by nobody."""
    rng = random.Random(6)
    body = b"\n".join(orjson.dumps(_claim_review(number, sentence(rng))) for number in range(FACT_CHECKS))
    database = _desk(folder / "checks.sqlite3")

    def bring_in() -> None:
        found = read(body)
        with database.writing() as session:
            fact_checks.bring_in(session, actor=SYSTEM, found=found, title="bench", now=NOW)

    spent = _processor(bring_in)
    database.dispose()
    raw, number = _inserted(folder, "checks.sqlite3", ("fact_checks", "fact_check_words"))
    return Against(number, spent, raw)


def pages(_folder: Path) -> Against:
    """Pages read and split; the limit: trafilatura alone, and one parse of the text that it found."""
    shown = _pages()
    spent, least = _processor(lambda: _split(shown)), _processor(lambda: _least(shown))
    return Against(len(shown), spent, least)


def stored_pages(folder: Path) -> Against:
    """The same with each article and its claims stored in a transaction of its own."""
    shown, database = _pages(), _desk(folder / "pages.sqlite3")
    spent = _processor(lambda: _store(database, _split(shown)))
    database.dispose()
    return Against(len(shown), spent, _processor(lambda: _least(shown)))


def _split(shown: Sequence[tuple[str, str]]) -> list[Prepared]:
    found = [(extract(page, url=url), url) for page, url in shown]
    return [prepared(ArticleDraft(page.text, url=url, title=page.title, language=page.language)) for page, url in found]


def _least(shown: Sequence[tuple[str, str]]) -> None:
    parser = loaded()
    for page, url in shown:
        found: Any = trafilatura.bare_extraction(page, url=url)
        parser(found.text)


def _pages() -> Sequence[tuple[str, str]]:
    """Pages of the demo's articles with their addresses. One was read before: the first of anything loads and compiles."""
    made = []
    for number, draft in enumerate(ready.draft for ready in demo.ready(now=NOW).articles.values()):
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in draft.text.split("\n\n"))
        page = PAGE.format(title=draft.title, byline=draft.byline or "The Paper", body=body)
        made.append((page, f"https://paper.example/{number}"))
    _split(made[:1])
    _least(made[:1])
    return made


def _claim_review(number: int, claim: str) -> dict[str, object]:
    return {
        "@type": "ClaimReview",
        "url": f"https://checks.example/{number}",
        "claimReviewed": f"{number}: {claim}",
        "datePublished": str(date(2026, 1, 1 + number % 28)),
        "author": {"@type": "Organization", "name": "Checks"},
        "reviewRating": {"@type": "Rating", "alternateName": "False"},
    }


def _desk(file: Path) -> Database:
    database = Database(f"sqlite:///{file}", readers=2)
    schema.upgrade(database)
    with database.writing() as session:
        ensure_desk(session, name="Bench", is_demo=False, now=NOW)
    return database


def _store(database: Database, ready: Sequence[Prepared]) -> None:
    for one in ready:
        with database.writing() as session:
            add_prepared(session, actor=SYSTEM, prepared=one, now=NOW)


def _inserted(folder: Path, name: str, tables: Sequence[str]) -> tuple[float, int]:
    """Seconds of processor time for a batch insert of a desk's rows into the same tables, all indexes on them; how many of the
    table that counts: the claims, or the fact-checks."""
    with closing(sqlite3.connect(folder / name)) as filled:
        rows = {table: filled.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    empty = folder / f"raw-{name}"
    _desk(empty).dispose()
    with closing(sqlite3.connect(empty)) as raw:

        def insert() -> None:
            for table, some in rows.items():
                if some:
                    raw.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(some[0]))})", some)
            raw.commit()

        spent = _processor(insert)
    return spent, len(rows["claims" if "claims" in rows else tables[0]])


def _processor(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
