"""`verify match` ranks claims of any claim set for queries; `verify pairs` tells how pairs of claims stand to each other."""

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from verify.cli.desk import out, plain_errors
from verify.core.errors import Malformed

if TYPE_CHECKING:
    from verify.core.matching.fitting import Judged, Story
    from verify.core.matching.ranking import Entry
    from verify.core.matching.readings import Reading
    from verify.core.matching.relations import Relation

    Ranking = Callable[[str, int], list[tuple[str, float]]]

MOST = 1000


class Mode(StrEnum):
    """How `verify match` looks for claims."""

    INTERACTIVE = "interactive"
    QUALITY = "quality"


def match(
    index: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="The claims, JSON lines; .gz is read as it is.")
    ],
    queries: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="TSV (id, text) or JSON lines; .gz is read as it is.")
    ],
    top: Annotated[int, typer.Option(min=1, max=MOST, help="How many claims a query gets.")] = 50,
    fields: Annotated[str, typer.Option(help="Where the claims hold what: id=…,text=…,title=…")] = "",
    qrels: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Right claims (TREC): measure instead of listing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, one a query.")] = False,
    mode: Annotated[Mode, typer.Option(help="quality: the best order; interactive: quick, also in a million.")] = (
        Mode.QUALITY
    ),
    budget: Annotated[int, typer.Option(min=1, max=60_000, help="Interactive: milliseconds a query may take.")] = 30,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Quality: also claims near in meaning; needs `make semantic`.")
    ] = False,
) -> None:
    """Rank the claims of any claim set for each query, by all words and own features, or quickly by the rarest words."""
    from verify.adapters.claim_sets import Fields, read_claims, read_qrels, read_queries
    from verify.core.matching.measures import measured

    with plain_errors():
        if semantic and mode is not Mode.QUALITY:
            raise Malformed("--semantic goes with --mode quality.")
        where = Fields.named(fields)
        asked = read_queries(queries, where)
        right = read_qrels(qrels) if qrels else None
        found: dict[str, list[str]] = {}
        with _ranking(mode, read_claims(index, where), budget, semantic) as ranking:
            for name, text in asked.items():
                if right is not None and not as_json and name not in right:
                    continue
                ranked = _each_once(ranking(text, top))
                found[name] = [one for one, _ in ranked]
                if as_json:
                    told = {"query": name, "ranked": [{"id": one, "score": round(s, 4)} for one, s in ranked]}
                    typer.echo(orjson.dumps(told))
                elif right is None:
                    _show(name, text, ranked[:5])
    if right is not None:
        typer.echo(str(measured(found, right)), err=as_json)


def pairs(
    labelled: Annotated[
        Path, typer.Argument(metavar="PAIRS", exists=True, dir_okay=False, help="Labelled pairs, a JSON list.")
    ],
    claims: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of split articles, ID.json each.")],
    as_json: Annotated[bool, typer.Option("--json", help="The pairs with relation and score, JSON lines.")] = False,
) -> None:
    """Relate all claims of each two articles that have labelled pairs, and measure it against the labels."""
    from verify.core.matching import fitting

    with plain_errors():
        stories = _stories(labelled, claims)
    if as_json:
        for (here, there), story in stories.items():
            _list(here, there, story)
        return
    told = list(stories.values())
    _measure("the shipped model", [one for story in fitting.judged(told, unseen=False) for one in story])
    if len(told) > 1:
        name = f"fitted on the other {len(told) - 1} stories, cross-validated"
        _measure(name, [one for story in fitting.judged(told, unseen=True) for one in story])


@contextmanager
def _ranking(mode: Mode, entries: Iterable["Entry"], budget: int, semantic: bool) -> Iterator["Ranking"]:
    """What ranks the claims for a text."""
    if mode is Mode.QUALITY:
        from verify.adapters import embeddings
        from verify.core.matching.ranking import Claims

        yield Claims(entries, embeddings.installed() if semantic else None).ranked
        return
    from verify.adapters.claim_index import indexed, name_of
    from verify.queries.candidates import MOST_PLACES, Budget, near

    allowed = Budget(places=MOST_PLACES, seconds=budget / 1000)
    with indexed(entries) as session:
        yield lambda text, top: [
            (name_of(session, one.id), one.score) for one in near(session, text, budget=allowed, limit=top).candidates
        ]


def _each_once(ranked: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """A set may hold an id more than once: its best place counts."""
    best: dict[str, float] = {}
    for one, score in ranked:
        best.setdefault(one, score)
    return list(best.items())


def _show(name: str, text: str, ranked: Sequence[tuple[str, float]]) -> None:
    out.print(f"{name}  {text}", markup=False, highlight=False)
    for one, score in ranked:
        out.print(f"  {score:6.2f}  {one}", markup=False, highlight=False)


def _stories(labelled: Path, folder: Path) -> dict[tuple[str, str], "Story"]:
    """The two articles of each story, with their claims as they are read and the labels of their pairs."""
    from verify.core.matching.fitting import Story

    labels = _labels(labelled)
    read_all = {name: _article(folder / f"{name}.json") for name in sorted({name for both in labels for name in both})}
    for (here, there), held in labels.items():
        for i, j in held:
            if not (0 <= i < len(read_all[here]) and 0 <= j < len(read_all[there])):
                raise Malformed(f"There is no claim {i} in {here}, or no claim {j} in {there}.")
    return {both: Story(read_all[both[0]], read_all[both[1]], held) for both, held in labels.items()}


def _labels(labelled: Path) -> dict[tuple[str, str], dict[tuple[int, int], "Relation"]]:
    """The labels of a file of pairs by the articles that they are of. `Malformed`, with the pair that is none."""
    from verify.core.matching.relations import Relation

    pairs = _json(labelled)
    if not isinstance(pairs, list) or not pairs:
        raise Malformed(f"{labelled.name} holds no pairs: it takes a JSON list of them.")
    labels: dict[tuple[str, str], dict[tuple[int, int], Relation]] = {}
    for number, pair in enumerate(pairs, 1):
        try:
            (here, i), (there, j) = pair["a"], pair["b"]
            labels.setdefault((str(here), str(there)), {})[int(i), int(j)] = Relation(pair["relation"])
        except (KeyError, TypeError, ValueError) as error:
            raise Malformed(
                f'{labelled.name}, pair {number}: a pair is {{"a": [article, claim], "b": [article, claim], '
                f'"relation": {" or ".join(Relation)}}}.'
            ) from error
    return labels


def _article(file: Path) -> "Sequence[Reading]":
    """The claims of a split article, read. `Malformed` where the file is none."""
    from verify.core.matching.readings import read

    if not file.is_file():
        raise Malformed(f"There is no {file.name} in {file.parent}, but a pair is of it.")
    try:
        article = _json(file)
        day = _day(article.get("published"))
        return [read(claim["statement"], day) for claim in article["claims"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(f"{file.name} is no split article: it takes `claims`, each with a `statement`.") from error


def _json(file: Path) -> Any:
    try:
        data = file.read_bytes()
        return orjson.loads(gzip.decompress(data) if file.suffix == ".gz" else data)
    except (OSError, EOFError, zlib.error) as error:
        raise Malformed(f"{file.name} cannot be read: {error}") from error
    except orjson.JSONDecodeError as error:
        raise Malformed(f"{file.name} is not JSON: {error}") from error


def _day(said: object) -> date | None:
    return date.fromisoformat(said[:10]) if isinstance(said, str) and said else None


def _list(here: str, there: str, story: "Story") -> None:
    from verify.core.matching.relations import Relation, relate_articles

    for i, row in enumerate(relate_articles(story.here, story.there)):
        for j, one in enumerate(row):
            label = story.labels.get((i, j))
            if label is None and one.relation is Relation.NONE:
                continue
            held = {
                "a": [here, i],
                "b": [there, j],
                "relation": one.relation,
                "score": round(one.score, 3),
                "label": label,
            }
            differing = [{"kind": d.kind, "a": d.in_a, "b": d.in_b} for d in one.differences]
            typer.echo(orjson.dumps(held | {"differences": differing}))


def _measure(name: str, judged: Sequence["Judged"]) -> None:
    """Precision and recall of `same` against all other pairs, what was found for what, and how far scores can be trusted."""
    right = sum(1 for one in judged if one.found == "same" == one.label)
    found = sum(1 for one in judged if one.found == "same")
    wanted = sum(1 for one in judged if one.label == "same")
    typer.echo(f"same, {name}: precision {right / max(1, found):.3f} recall {right / max(1, wanted):.3f}")
    counts = Counter((one.label, one.found) for one in judged)
    typer.echo("  " + ", ".join(f"{label} found as {seen}: {n}" for (label, seen), n in sorted(counts.items())))
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        held = [one for one in judged if low <= one.score < high and one.found != "conflict"]
        if held:
            mean = sum(one.score for one in held) / len(held)
            share = sum(1 for one in held if one.label == "same") / len(held)
            typer.echo(f"  score {mean:.2f} on average: same in {share:.2f} of {len(held)} pairs")
