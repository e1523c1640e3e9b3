"""`verify export`: a verified claim set as a file, with a manifest beside it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from sqlalchemy.orm import Session

from verify import clock
from verify.cli.desk import AS, acting_as, err, opened
from verify.core.claimreview import Profile
from verify.core.errors import Malformed
from verify.core.exports import ClaimSet
from verify.core.vocabulary import ExportFormat
from verify.exports.archives import zipped
from verify.services import exports
from verify.settings import get_settings


def export(
    out: Annotated[Path, typer.Option(help="File to write; for CSV a .zip, else a folder for its tables.")],
    format: Annotated[ExportFormat, typer.Option(help="The file's format.")] = ExportFormat.JSONL,  # noqa: A002
    state: Annotated[str, typer.Option(help="A state, `pending`, or `any`.")] = "decided",
    outlet: Annotated[str, typer.Option(help="An outlet's number.")] = "",
    kind: Annotated[str, typer.Option(help="factual, prediction or opinion.")] = "",
    voice: Annotated[str, typer.Option(help="own or relayed.")] = "",
    verdict: Annotated[str, typer.Option(help="corroborated, disputed or unverified.")] = "",
    said: Annotated[str, typer.Option(help="confirmed, wrong or not_checked.")] = "",
    article: Annotated[str, typer.Option(help="An article's number.")] = "",
    text: Annotated[str, typer.Option(help="Words that the claim holds.")] = "",
    profile: Annotated[Profile, typer.Option(help="ClaimReview's profile.")] = Profile.RICH,
    with_unverified: Annotated[
        bool, typer.Option("--with-unverified", help="ClaimReview with unverified claims.")
    ] = False,
    as_email: str | None = AS,
) -> None:
    """Write a set of claims to a file, and beside it a manifest with counts and SHA-256."""
    with opened() as database:
        asked = {"format": format, "outlet": outlet, "kind": kind, "voice": voice, "verdict": verdict, "said": said}
        asked |= {"article": article, "text": text, "profile": profile, "unverified": "yes" if with_unverified else ""}
        wanted = ClaimSet.parsed({**asked, "state": "" if state == "any" else state})
        now, base_url = clock.now(), get_settings().base_url
        with database.writing() as session:
            exports.request(session, actor=acting_as(session, as_email), wanted=wanted, base_url=base_url, now=now)
        with database.reading() as session:
            made = _write(session, wanted, out, now=now, base_url=base_url)
    number = f"{made['claims']:,} {'claim' if made['claims'] == 1 else 'claims'}"
    err.print(f"{number} written to {out}; the manifest is {_beside(out)}.", highlight=False)


def _write(session: Session, wanted: ClaimSet, out: Path, *, now: datetime, base_url: str) -> dict[str, Any]:
    files: Iterable[tuple[str, Iterable[bytes]]] = exports.files(session, wanted, base_url=base_url, now=now)
    if wanted.format is not ExportFormat.CSV:
        written = [_kept(out, pieces) for _name, pieces in files]
    elif out.suffix == ".zip":
        written = [_kept(out, zipped(files))]
    else:
        _folder(out)
        written = [_kept(out / name, pieces) for name, pieces in files]
    manifest = exports.manifest(session, wanted, now=now) | {"files": written}
    _beside(out).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return manifest


def _kept(path: Path, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Write a file whole or not at all; returns its name, size and SHA-256."""
    digest, size, part = hashlib.sha256(), 0, path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        part.replace(path)
    except OSError as error:
        raise Malformed(f"{path} cannot be written: {error.strerror}. Nothing was left behind.") from error
    finally:
        part.unlink(missing_ok=True)
    return {"name": path.name, "bytes": size, "sha256": digest.hexdigest()}


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Malformed(f"{path} is no folder, and none can be made there. Name another, or a .zip file.") from error


def _beside(out: Path) -> Path:
    return out / "manifest.json" if out.is_dir() else out.with_name(f"{out.name}.manifest.json")
