"""`verify split`: an article's claims, without a desk. One file to the screen or as JSON, a folder to a folder."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from verify.core.errors import Malformed, VerifyError
from verify.core.splitting.drafts import AttributionDraft, ClaimDraft, NonClaim, Split
from verify.core.splitting.pipeline import split as split_text

LARGEST = 20_000_000
"""Bytes read of one file, unpacked."""
ENDINGS = (".html.gz", ".html", ".htm", ".txt", ".json")

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Source:
    """What a file gives the splitter."""

    text: str
    title: str | None = None
    language: str | None = None


@app.command(name="split")
def split_command(
    path: Annotated[
        Path,
        typer.Argument(exists=True, help="An article (txt, html, html.gz, json) or a folder of them."),
    ],
    html: Annotated[bool, typer.Option("--html", help="Read FILE as a web page whatever it is called.")] = False,
    url: Annotated[str | None, typer.Option(help="The page's address, for its links and its date.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the parse and the rule behind each claim.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the claims as JSON.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for one <name>.json an article; needed for a folder.")
    ] = None,
) -> None:
    """Split an article into claims with their exact places, speakers and kinds."""
    if path.is_dir() and out is None:
        raise typer.BadParameter("A folder needs --out, a folder for the results.")
    if out is not None:
        raise typer.Exit(_to_folder(path, out, html=html, url=url))
    try:
        source = read(path, html=html, url=url)
        if explain:
            _explain(source)
            return
        found = _split(source)
    except VerifyError as error:
        Console(stderr=True).print(f"{path.name}: {error.message}", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(orjson.dumps(as_document(found, stem(path)), option=orjson.OPT_INDENT_2))
    else:
        _show(found)


def read(path: Path, *, html: bool = False, url: str | None = None) -> Source:
    """The article of a file; raises Malformed where it cannot be read."""
    raw = _bytes(path)
    name = path.name.lower()
    if html or name.endswith((".html", ".htm", ".html.gz")):
        from verify.adapters.extraction import extract  # loads trafilatura, about a second

        page = extract(raw, url=url)
        return Source(page.text, page.title, page.language)
    if name.endswith(".json"):
        return _from_json(raw)
    return Source(_decoded(raw))


def as_document(found: Split, name: str) -> dict[str, Any]:
    """A split in the JSON shape of the annotation guideline; offsets count code points of `text`."""
    return {
        "id": name,
        "language": found.language,
        "text": found.text,
        "claims": [_claim(claim) for claim in found.claims],
        "non_claims": [_non_claim(left) for left in found.non_claims],
    }


def stem(path: Path) -> str:
    """A file's name without the ending that says its format."""
    ending = next((e for e in ENDINGS if path.name.lower().endswith(e)), path.suffix)
    return path.name.removesuffix(path.name[len(path.name) - len(ending) :]) if ending else path.name


def _claim(claim: ClaimDraft) -> dict[str, Any]:
    out: dict[str, Any] = {
        "spans": [list(span) for span in claim.spans],
        "statement": claim.statement,
        "kind": claim.kind.value,
        "voice": claim.voice.value,
        "attribution": _attribution(claim.attribution),
        "check_worthiness": claim.check_worthiness,
        "reasons": [{"name": reason.name, "weight": reason.weight} for reason in claim.reasons],
        "unresolved": list(claim.unresolved),
    }
    if claim.duplicate_of is not None:
        out["duplicate_of"] = claim.duplicate_of
    if claim.attitudes:
        out["attitudes"] = [_attribution(held) for held in claim.attitudes]
    return out


def _non_claim(left: NonClaim) -> dict[str, Any]:
    out: dict[str, Any] = {"span": list(left.span), "reason": left.reason.value}
    if left.said is not None:
        out["attribution"] = _attribution(left.said)
    if left.attitudes:
        out["attitudes"] = [_attribution(held) for held in left.attitudes]
    return out


def _attribution(said: AttributionDraft | None) -> dict[str, Any] | None:
    if said is None:
        return None
    out: dict[str, Any] = {"speaker": said.speaker, "cue": said.cue, "direct": said.direct, "hedged": said.hedged}
    out["speaker_span"] = list(said.speaker_span) if said.speaker_span else None
    out["cue_span"] = list(said.cue_span) if said.cue_span else None
    if said.via:
        out["via"] = list(said.via)
    return out


def _split(source: Source) -> Split:
    return split_text(source.text, title=source.title, language=source.language)


def _to_folder(path: Path, out: Path, *, html: bool, url: str | None) -> int:
    out.mkdir(parents=True, exist_ok=True)
    errors = Console(stderr=True)
    done = failed = 0
    for article in _articles(path):
        try:
            found = _split(read(article, html=html, url=url))
            (out / f"{stem(article)}.json").write_bytes(orjson.dumps(as_document(found, stem(article))))
            done += 1
        except VerifyError as error:
            errors.print(f"{article.name}: {error.message}", markup=False)
            failed += 1
    errors.print(f"{done} split into {out}" + (f", {failed} could not be read" if failed else ""), markup=False)
    return 1 if failed else 0


def _articles(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    yield from (p for p in sorted(path.iterdir()) if p.is_file() and p.name.lower().endswith(ENDINGS))


def _bytes(path: Path) -> bytes:
    try:
        if path.name.lower().endswith(".gz"):
            with gzip.open(path) as packed:
                raw = packed.read(LARGEST + 1)
        else:
            with path.open("rb") as plain:
                raw = plain.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Malformed(f"The file cannot be read: {error}") from error
    if len(raw) > LARGEST:
        raise Malformed(f"The file is larger than {LARGEST // 1_000_000} MB.")
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"The text is not UTF-8 (byte {error.start}). Save it as UTF-8 and try again.") from error


def _from_json(raw: bytes) -> Source:
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The file is not JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise Malformed("The JSON has no `text`.")
    title, language = data.get("title"), data.get("language")
    return Source(
        data["text"], title if isinstance(title, str) else None, language if isinstance(language, str) else None
    )


def _show(found: Split) -> None:
    table = Table(show_lines=True)
    for column in ("#", "Statement", "Kind", "Said by", "Worth"):
        table.add_column(column)
    for number, claim in enumerate(found.claims, 1):
        said = claim.attribution
        who = (said.speaker or f"nobody named ({said.cue})") if said else "the outlet"
        table.add_row(
            str(number), _plain(claim.statement), claim.kind.value, _plain(who), f"{claim.check_worthiness:.2f}"
        )
    console = Console()
    console.print(table)
    console.print(
        f"{_counted(len(found.claims), 'claim')}, {_counted(len(found.non_claims), 'sentence')} left out."
        f" Language: {found.language}."
    )


def _explain(source: Source) -> None:
    from verify.core.splitting.explaining import explain

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for sentence in explain(source.text, title=source.title, language=source.language):
        console.print(sentence.words, style="bold")
        for line in sentence.parse:
            console.print(line)
        for frame in sentence.frames:
            console.print(f"  frame: {frame}")
        for rule, quote in sentence.pieces:
            console.print(f"  {rule}: {quote}")
        console.print()


def _plain(words: str) -> str:
    return words.replace("[", "\\[")


if __name__ == "__main__":
    app()


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
