"""Near copies among real articles: recall on generated copies, precision of automatic edges, and how long the desk takes.

    python -m bench.copies FOLDER        FOLDER holds news/allsides_4000.jsonl.gz

The articles and 400 copies of ours go into a fresh desk one by one, in the order of their days, through the step that every
article takes (`verify.services.copies.trace`). A copy has 5-20 % of its words replaced and is cut to between a third and the whole;
every second one to just a third. An edge between two articles of the set is looked at apart: where they share runs of at least
twelve words that cover a fifth of the shorter one, they are copies that the set holds already and are left out of the count (runs
are found by `difflib`, which shares nothing with the shingles); any other edge counts as false.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from verify import schema
from verify.core.vocabulary import OriginRule, OutletKind
from verify.db import Database
from verify.models import Article, ArticleVersion, Derivation, Outlet
from verify.services import copies

COPIES = 400
LEAST_WORDS = 200
"""Only longer articles are copied: of a shorter one a third is a paragraph."""
RUN, COVERED = 12, 0.2
START = datetime(2021, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Text:
    """One article; `copy_of` is the number of the article that a generated one copies."""

    number: int
    outlet: str
    day: date
    words: str
    copy_of: int | None = None


def main() -> None:
    """Fill the desk and print the figures."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seed", type=int, default=1)
    args = asked.parse_args()
    source = args.folder / "news" / "allsides_4000.jsonl.gz"
    if not source.is_file():
        raise SystemExit(f"{source} is not there: nothing was measured.")
    real = list(_real(source))
    made = list(_copies(real, random.Random(args.seed)))
    began, cpu = time.perf_counter(), time.process_time()
    with TemporaryDirectory() as folder:
        edges = _edges(Path(folder), sorted([*real, *made], key=lambda text: (text.day, text.number)))
    took = (time.perf_counter() - began, time.process_time() - cpu)
    _report({text.number: text for text in [*real, *made]}, edges, took)


def _real(source: Path) -> Iterator[Text]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            yield Text(number, row["source"] or "unknown", date.fromisoformat(row["date"]), row["content_original"])


def _copies(real: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    vocabulary = sorted({word for text in chance.sample(list(real), 300) for word in text.words.split()})
    long = [text for text in real if len(text.words.split()) >= LEAST_WORDS]
    for number, text in enumerate(chance.sample(long, COPIES)):
        words = text.words.split()
        kept = round(len(words) * (1 / 3 if number % 2 else chance.uniform(1 / 3, 1)))
        start = chance.randrange(len(words) - kept + 1)
        cut = words[start : start + kept]
        for at in chance.sample(range(kept), round(kept * chance.uniform(0.05, 0.20))):
            cut[at] = chance.choice(vocabulary)
        day = text.day + timedelta(days=chance.randrange(3))
        yield Text(len(real) + number, "A copying outlet", day, " ".join(cut), copy_of=text.number)


def _edges(folder: Path, texts: Sequence[Text]) -> list[tuple[int, int, bool]]:
    """(derived, source, automatic) between the numbers of texts, as a desk finds them."""
    database = Database(f"sqlite:///{folder / 'desk.sqlite3'}")
    schema.upgrade(database)
    ids: dict[int, int] = {}
    with database.writing() as session:
        outlets = {name: _outlet(session, name) for name in sorted({text.outlet for text in texts})}
        for at, text in enumerate(texts):
            seen = START + timedelta(hours=at)
            ids[_article(session, text, outlets[text.outlet], seen)] = text.number
            copies.trace(session, article_id=max(ids), now=seen)
        rows = session.execute(
            select(Derivation.article_id, Derivation.from_article_id, Derivation.is_sure).where(
                Derivation.rule == OriginRule.COPY
            )
        ).all()
        return [(ids[derived], ids[source or 0], is_sure) for derived, source, is_sure in rows]


def _outlet(session: Session, name: str) -> int:
    row = {"name": name, "name_key": name.casefold(), "kind": OutletKind.NEWS, "created_at": START}
    return session.scalars(insert(Outlet).values(row).returning(Outlet.id)).one()


def _article(session: Session, text: Text, outlet_id: int, seen: datetime) -> int:
    article = {
        "outlet_id": outlet_id,
        "text_key": str(text.number),
        "title": "",
        "published_day": text.day,
        "published_known": True,
        "first_seen_at": seen,
        "versions": 1,
    }
    article_id = session.scalars(insert(Article).values(article).returning(Article.id)).one()
    version = {"article_id": article_id, "number": 1, "text": text.words, "sha256": "", "title": "", "language": "en"}
    session.execute(insert(ArticleVersion).values(**version, fetched_at=seen))
    return article_id


def _report(texts: dict[int, Text], edges: Sequence[tuple[int, int, bool]], took: tuple[float, float]) -> None:
    sure = {frozenset((derived, source)) for derived, source, is_sure in edges if is_sure}
    made = [text for text in texts.values() if text.copy_of is not None]
    found = [text for text in made if frozenset((text.number, text.copy_of)) in sure]
    suggested = {frozenset((derived, source)) for derived, source, _ in edges} - sure
    maybe = [text for text in made if frozenset((text.number, text.copy_of)) in suggested]
    planted = {frozenset((text.number, text.copy_of)) for text in made}
    others = [sorted(pair) for pair in sure if pair not in planted]
    held = [pair for pair in others if _share_runs(texts[pair[0]], texts[pair[1]])]
    false = [pair for pair in others if pair not in held]
    print(
        f"{len(texts)} articles, {len(made)} of them copies of ours, in {took[0]:.1f} s, {took[1]:.1f} s of CPU (limit 60)"
    )
    print(f"recall of automatic edges {len(found) / len(made):.3f} (target .95); {len(maybe)} more suggested")
    right = len(found) / max(len(found) + len(false), 1)
    print(f"precision of automatic edges {right:.3f} (target .98): {len(found)} right, {len(false)} false")
    print(f"left out: {len(held)} edges between texts that share runs of {RUN} words over {COVERED:.0%} of the shorter")
    for one, other in false:
        print(f"  false: {texts[one].outlet} {texts[one].day} / {texts[other].outlet} {texts[other].day}")


def _share_runs(one: Text, other: Text) -> bool:
    words = sorted((one.words.casefold().split(), other.words.casefold().split()), key=len)
    blocks = SequenceMatcher(None, words[1], words[0], autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN) >= COVERED * len(words[0])


if __name__ == "__main__":
    main()
