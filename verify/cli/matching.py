"""`verify match` ranks claims of any claim set for queries, `verify pairs` relates pairs of claims, `verify rematch` the desk's."""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from verify.cli.desk import opened, out, plain_errors
from verify.core.errors import Malformed

if TYPE_CHECKING:
    from verify.core.matching.fitting import Judged, Story
    from verify.core.matching.ranking import Entry

MOST = 1000
_IDS = ("id", "vclaim_id", "claim_id")
_TEXTS = ("text", "vclaim", "claim", "statement")
_TITLES = ("title",)


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of a JSON line hold a claim's id, its words and its title; several are joined ("vclaim+subtitle")."""

    id: Sequence[str] = _IDS
    text: Sequence[str] = _TEXTS
    title: Sequence[str] = _TITLES
    joined: bool = False


def match(
    index: Annotated[Path, typer.Option(exists=True, help="The claims, JSON lines; .gz is read as it is.")],
    queries: Annotated[Path, typer.Option(exists=True, help="TSV (id, text) or JSON lines; .gz is read as it is.")],
    top: Annotated[int, typer.Option(min=1, max=MOST, help="How many claims a query gets.")] = 50,
    fields: Annotated[str, typer.Option(help="Where the claims hold what: id=…,text=…,title=…")] = "",
    qrels: Annotated[
        Path | None, typer.Option(exists=True, help="Right claims (TREC): measure instead of listing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, one a query.")] = False,
) -> None:
    """Rank the claims of any claim set for each query: all their words, then own features."""
    from verify.core.matching.measures import measured
    from verify.core.matching.ranking import Claims

    with plain_errors():
        where = _fields(fields)
        claims = Claims(read_claims(index, where))
        asked = read_queries(queries, where)
        right = read_qrels(qrels) if qrels else None
    found: dict[str, list[str]] = {}
    for name, text in asked.items():
        if right is not None and not as_json and name not in right:
            continue
        ranked = claims.ranked(text, top)
        found[name] = [one for one, _ in ranked]
        if as_json:
            typer.echo(orjson.dumps({"query": name, "ranked": [{"id": i, "score": round(s, 4)} for i, s in ranked]}))
        elif right is None:
            _show(name, text, ranked[:5])
    if right is not None:
        typer.echo(str(measured(found, right)), err=as_json)


def pairs(
    labelled: Annotated[Path, typer.Argument(metavar="PAIRS", exists=True, help="Labelled pairs, a JSON list.")],
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


def rematch(
    anew: Annotated[bool, typer.Option("--all", help="Also articles that the present model has looked at.")] = False,
) -> None:
    """Look for the claims of the desk's articles elsewhere. For articles of an earlier release. Safe to stop and to repeat."""
    from verify import clock
    from verify.services import matches
    from verify.settings import get_settings
    from verify.worker.matching import look_for_claims
    from verify.worker.tasks import Tools

    last, asked, done = 0, 0, 0
    with opened() as database:
        while True:
            with database.writing() as session:
                ids = matches.ask_all(session, after=last, now=clock.now(), anew=anew)
            if not ids:
                break
            last, asked = ids[-1], asked + len(ids)
        while look_for_claims(Tools(database, get_settings())):
            done += 1
            if done % 100 == 0:
                out.print(f"{done} articles looked at", highlight=False)
    out.print(f"{done} articles looked at" if done else "There is nothing to look at.", highlight=False)


def read_claims(path: Path, fields: Fields) -> Iterator["Entry"]:
    """The claims of a file of JSON lines."""
    from verify.core.matching.ranking import Entry

    for number, row in enumerate(_rows(path), 1):
        name, text = _field(row, fields.id, False), _field(row, fields.text, fields.joined)
        if not name or not text:
            raise Malformed(f"{path.name}, line {number}: no id or no text. Name the fields with --fields id=…,text=….")
        yield Entry(name, text, _field(row, fields.title, fields.joined))


def read_queries(path: Path, fields: Fields) -> dict[str, str]:
    """Query ids with their texts, of a TSV file or of JSON lines."""
    if ".json" in path.name:
        asked = {
            _field(row, ("query_id", *fields.id), False): _field(row, ("query", *fields.text), False)
            for row in _rows(path)
        }
    else:
        cells = (line.split("\t") for line in _lines(path))
        asked = {row[0]: row[1] for row in cells if len(row) > 1}
    if not asked or not all(asked) or not all(asked.values()):
        raise Malformed(f"{path.name} holds no queries, or one without an id or a text.")
    return asked


def read_qrels(path: Path) -> dict[str, set[str]]:
    """The right claims of each query, of a TREC file (`query 0 claim 1`)."""
    right: dict[str, set[str]] = {}
    for number, line in enumerate(_lines(path), 1):
        cells = line.split()
        if len(cells) != 4:
            raise Malformed(f"{path.name}, line {number}: a line of right claims is `query 0 claim 1`.")
        if cells[3] != "0":
            right.setdefault(cells[0], set()).add(cells[2])
    return right


def _fields(said: str) -> Fields:
    parts = dict(part.split("=", 1) for part in said.split(",") if "=" in part)
    if set(parts) - {"id", "text", "title"} or (said and len(parts) != len(said.split(","))):
        raise Malformed("--fields takes id=…,text=…,title=…, each the name of a field, or several joined by +.")
    held = {name: tuple(value.split("+")) for name, value in parts.items()}
    return Fields(held.get("id", _IDS), held.get("text", _TEXTS), held.get("title", _TITLES), "text" in held)


def _field(row: Mapping[str, Any], names: Iterable[str], joined: bool) -> str:
    held = [str(row[name]) for name in names if row.get(name) not in (None, "")]
    return " ".join(held) if joined else (held[0] if held else "")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path), 1):
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Malformed(f"{path.name}, line {number} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise Malformed(f"{path.name}, line {number} is no JSON object.")
        yield row


def _lines(path: Path) -> Iterator[str]:
    """The lines that hold something."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as held
        ):
            yield from (line.rstrip("\n") for line in held if line.strip())
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Malformed(f"{path.name} cannot be read: {error}") from error


def _show(name: str, text: str, ranked: Sequence[tuple[str, float]]) -> None:
    out.print(f"{name}  {text}", markup=False, highlight=False)
    for one, score in ranked:
        out.print(f"  {score:6.2f}  {one}", markup=False, highlight=False)


def _stories(labelled: Path, folder: Path) -> dict[tuple[str, str], "Story"]:
    """The two articles of each story, with their claims as they are read and the labels of their pairs."""
    from verify.core.matching.fitting import Story
    from verify.core.matching.readings import read
    from verify.core.matching.relations import Relation

    labels: dict[tuple[str, str], dict[tuple[int, int], Relation]] = {}
    try:
        for pair in orjson.loads(labelled.read_bytes()):
            (here, i), (there, j) = pair["a"], pair["b"]
            labels.setdefault((here, there), {})[int(i), int(j)] = Relation(pair["relation"])
        articles = {name: orjson.loads((folder / f"{name}.json").read_bytes()) for both in labels for name in both}
        days = {name: _day(article.get("published")) for name, article in articles.items()}
        read_all = {
            name: [read(claim["statement"], days[name]) for claim in one["claims"]] for name, one in articles.items()
        }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise Malformed(f"The pairs or their articles cannot be read: {error!r}") from error
    return {both: Story(read_all[both[0]], read_all[both[1]], held) for both, held in labels.items()}


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
