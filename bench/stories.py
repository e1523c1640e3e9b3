"""Stories on triplets of real articles: is the nearest article of the same event, and are pairs of one event ranked first.

python -m bench.stories FOLDER        FOLDER holds news/basil.before2017.jsonl.gz, and perhaps news/allsides_4000.jsonl.gz

The constants of `verify.core.stories` and `verify.core.story_sketches` were chosen on the triplets: what is printed of them is the
best case. Nobody has grouped the other 4,000 articles; of the stories that the desk makes of them `--list` prints 120, drawn by the
hash of their headlines, for somebody to read: sixty were read before a constant was last changed, the other sixty after it.
"""

import argparse
import gzip
import hashlib
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sqlalchemy import select

from verify import clock, schema
from verify.core import stories
from verify.core.stories import Telling, telling
from verify.core.vocabulary import OutletKind
from verify.db import Database
from verify.models import Article, ArticleVersion, Outlet, StoryArticle
from verify.services import story_places

ORDERS = 4
LISTED = 120
Rows = Sequence[dict[str, Any]]


def main() -> None:
    """Print P@1 and AP, how articles are grouped at once and one by one, and what an unseen set is made into."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--list", action="store_true", help="list stories of the unseen set, to be read")
    given = asked.parse_args()
    source = given.folder / "news" / "basil.before2017.jsonl.gz"
    if not source.is_file():
        raise SystemExit(f"{source} is not there: nothing was measured.")
    rows = [_shaped(row["title"], _body(row), row["date"], row["triplet-uuid"]) for row in _read(source)]
    _at_once(rows)
    _one_by_one(rows)
    unseen = given.folder / "news" / "allsides_4000.jsonl.gz"
    if not unseen.is_file():
        print(f"{unseen} is not there: the unseen set was not grouped.")
        return
    _unseen([_shaped(row["title"], row["content_original"], row["date"]) for row in _read(unseen)], given.list)


def _at_once(rows: Rows) -> None:
    events = [row["event"] for row in rows]
    began = time.perf_counter()
    near = stories.nearness([_telling(row) for row in rows])
    found = stories.groups(near)
    took = time.perf_counter() - began
    first, second = np.triu_indices(len(rows), 1)
    same = np.array([events[a] == events[b] for a, b in zip(first, second, strict=True)])
    np.fill_diagonal(near, -1.0)
    nearest = [events[int(line.argmax())] == event for line, event in zip(near, events, strict=True)]
    print(f"all at once: {len(rows)} articles in {took:.1f} s")
    print(f"  nearest article of the same event, P@1 {np.mean(nearest):.3f} (target .98)")
    print(f"  pairs of one event ranked first, AP {_average_precision(near[first, second], same):.4f} (target .95)")
    print(f"  {_told([[events[at] for at in group] for group in found])}")


def _one_by_one(rows: Rows) -> None:
    """As a desk gets them: in the order of their days, and in other orders, each held against few before it."""
    for number in range(ORDERS):
        order = sorted(rows, key=lambda row: str(row["day"]))
        if number:
            random.Random(number).shuffle(order)
        found, took = _on_a_desk(order)
        name = f"in another order ({number})" if number else "by their days"
        print(f"one by one, {name}: {1000 * took / len(rows):.0f} ms an article")
        print(f"  {_told([[row['event'] for row in group] for group in found])}")


def _unseen(rows: Rows, is_listed: bool) -> None:
    found, took = _on_a_desk(sorted(rows, key=lambda row: str(row["day"])))
    sizes = Counter(min(len(group), 6) for group in found)
    print(f"unseen: {len(rows)} articles one by one, {1000 * took / len(rows):.0f} ms an article")
    print("  stories by size: " + ", ".join(f"{'6 or more' if n == 6 else n}: {sizes[n]}" for n in sorted(sizes)))
    told = sorted((group for group in found if len(group) > 1), key=lambda group: _drawn(group[0]["title"]))
    for number, group in enumerate(told[:LISTED] if is_listed else (), start=1):
        print(f"  {number}. " + " | ".join(f"{row['day']} {row['title'][:100]}" for row in group))


def _on_a_desk(rows: Rows) -> tuple[list[list[dict[str, Any]]], float]:
    """The stories that a new desk makes of these articles, in the order given, and the seconds that placing them took."""
    now = clock.now()
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/desk.sqlite3", readers=1)
        schema.upgrade(database)
        with database.writing() as session:
            outlet = Outlet(name="Any", name_key="any", kind=OutletKind.NEWS, created_at=now)
            session.add(outlet)
            session.flush()
            articles = {_put(session, outlet.id, row): row for row in rows}
            began = time.perf_counter()
            for article_id in articles:
                story_places.ask(session, article_id=article_id, now=now)
                story_places.place(session, article_id=article_id, asked_at=now, now=now)
            took = time.perf_counter() - began
            groups: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
            for article_id, story_id in session.execute(select(StoryArticle.article_id, StoryArticle.story_id)):
                groups[story_id].append(articles[article_id])
        database.dispose()
    return list(groups.values()), took


def _put(session: Any, outlet_id: int, row: dict[str, Any]) -> int:
    now = clock.now()
    key = hashlib.sha256(f"{row['title']} {row['body']}".encode()).hexdigest()
    article = Article(
        outlet_id=outlet_id,
        text_key=key,
        title=row["title"],
        published_day=row["day"],
        published_known=True,
        first_seen_at=now,
        versions=1,
    )
    session.add(article)
    session.flush()
    version = {"article_id": article.id, "number": 1, "text": row["body"], "sha256": key, "title": row["title"]}
    session.add(ArticleVersion(**version, language="en", fetched_at=now))
    session.flush()
    return article.id


def _told(groups: Sequence[Sequence[str]]) -> str:
    """How far groups are events, by pairs and by whole groups; each group is a list of its articles' events."""
    size = Counter(event for group in groups for event in group)
    pairs = sum(n * (n - 1) // 2 for n in size.values())
    made = sum(len(group) * (len(group) - 1) // 2 for group in groups)
    right = sum(n * (n - 1) // 2 for group in groups for n in Counter(group).values())
    exact = sum(1 for group in groups if len(set(group)) == 1 and len(group) == size[group[0]])
    told = f"{len(groups)} groups for {len(size)} events, {exact} of them exactly one event's articles"
    return f"{told}; pairs: precision {right / max(1, made):.3f}, recall {right / max(1, pairs):.3f}"


def _shaped(title: str, body: str, day: str, event: str = "") -> dict[str, Any]:
    return {"title": title, "body": body, "day": date.fromisoformat(day[:10]), "event": event}


def _telling(row: dict[str, Any]) -> Telling:
    return telling(row["title"], row["body"], row["day"])


def _body(row: dict[str, Any]) -> str:
    return "\n".join(" ".join(paragraph) for paragraph in row["body-paragraphs"])


def _read(source: Path) -> Rows:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _drawn(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()


def _average_precision(scores: Any, same: Any) -> float:
    ordered = same[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float((precision * ordered).sum() / ordered.sum())


if __name__ == "__main__":
    main()
