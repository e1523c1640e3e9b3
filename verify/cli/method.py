"""`verify method`: whether the score keeps its word, on any history and where the truth is known."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from verify.cli.desk import out, plain_errors
from verify.core.errors import Malformed
from verify.core.method_evaluation import Evaluation, evaluate
from verify.core.method_history import Judged, Mapping, read_history
from verify.core.method_pictures import reliability_diagram
from verify.core.method_simulation import Check, simulate
from verify.core.reliability import REL_1, Method

app = typer.Typer(no_args_is_help=True, help="The method behind the records: hold it to a history, or to known truths.")
Words = Annotated[str, typer.Option(help="Verdict words, with commas between them.")]


@app.command("evaluate")
def evaluate_command(
    history: Annotated[Path, typer.Argument(metavar="HISTORY", exists=True, dir_okay=False)],
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day to predict; all days count as past."),
    ] = None,
    half_life: Annotated[float, typer.Option(min=1, help="Days after which a verdict counts half.")] = REL_1.half_life,
    fields: Annotated[
        str,
        typer.Option("--map", help="Where the fields are: source=…,day=…,verdict=…,article=… (article is optional)."),
    ] = "",
    corroborated: Words = "corroborated",
    disputed: Words = "disputed",
    skip: Words = "unverified",
    svg: Annotated[Path | None, typer.Option(help="Write the reliability diagram to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Predict each verdict of a history (JSON lines, .gz too) from strictly earlier days, and print how that went."""
    with plain_errors():
        mapping = replace(
            Mapping().with_fields(fields),
            corroborated=_words(corroborated),
            disputed=_words(disputed),
            skip=_words(skip),
        )
        method = _with_half_life(half_life)
        with _lines(history) as lines:
            read = read_history(lines, mapping, article_correlation=method.article_correlation)
        found = evaluate(read.rows, start=start.date() if start else None, method=method)
    if svg is not None:
        svg.write_text(reliability_diagram(found.bins, f"{found.method}: predicted and observed"), "utf-8")
    if as_json:
        typer.echo(orjson.dumps({**asdict(found), "skipped": read.skipped}, option=orjson.OPT_INDENT_2))
        return
    _print_evaluation(found, read.rows, read.skipped)
    if svg is not None:
        out.print(f"The reliability diagram is in {svg}.", highlight=False, markup=False)


@app.command("simulate")
def simulate_command(
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")] = 1,
    share: Annotated[
        float, typer.Option(min=0.001, max=10, help="Scales the numbers of repetitions; below 1 for a quick look.")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Repeat the coverage checks E2-E6 on outlets with known truth; exit status 1 where one misses its target."""
    told = (lambda _: None) if as_json else _print_check
    checks = simulate(seed, share=share, told=told)
    failed = sum(not check.holds for check in checks)
    if as_json:
        rows = [{**asdict(check), "holds": check.holds} for check in checks]
        typer.echo(orjson.dumps({"seed": seed, "share": share, "checks": rows}, option=orjson.OPT_INDENT_2))
    else:
        out.print(f"{len(checks) - failed} of {len(checks)} checks hold, give or take three errors.", highlight=False)
    if failed:
        raise typer.Exit(1)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def _with_half_life(days: float) -> Method:
    return REL_1 if days == REL_1.half_life else replace(REL_1, name=f"rel-1 with half-life {days:g}", half_life=days)


@contextmanager
def _lines(path: Path) -> Iterator[Iterable[bytes]]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Malformed(f"{path.name} is not a whole gzip file ({error}). Nothing was evaluated.") from error
    except OSError as error:
        raise Malformed(f"{path.name} cannot be read ({error.strerror}).") from error


def _print_evaluation(found: Evaluation, rows: Iterable[Judged], skipped: int) -> None:
    total = sum(1 for _ in rows)
    out.print(
        f"{found.method}: {found.predicted:,} of {total:,} verdicts on {found.sources:,} sources predicted, {found.first} to"
        f" {found.last}; {skipped:,} {'line' if skipped == 1 else 'lines'} skipped; prior fitted {found.refits:,} times, at"
        f" last mean {found.last_prior.mean:.4f}, strength {found.last_prior.strength:.2f}.",
        highlight=False,
        soft_wrap=True,
    )
    table = Table("Rule", "Log loss", "Brier", "AUC", "ECE", "Log loss above the method's (95 %)")
    for score in found.scores:
        over = score.loss_over
        beyond = f"{over[0]:+.4f} ({over[1]:+.4f} to {over[2]:+.4f})" if over else ""
        table.add_row(score.name, *(f"{x:.4f}" for x in (score.log_loss, score.brier, score.auc, score.ece)), beyond)
    _show(table)
    table = Table("Tenth", "Verdicts", "Predicted", "Came", title="Calibration", title_justify="left")
    for number, bin_ in enumerate(found.bins, start=1):
        table.add_row(str(number), f"{bin_.count:,}", f"{bin_.predicted:.3f}", f"{bin_.came:.3f}")
    _show(table)
    for coverage in found.coverage:
        if not coverage.blocks:
            out.print("No source has ten verdicts to hold an interval to.")
            break
        out.print(
            f"Next ten verdicts of a source, {coverage.blocks:,} blocks: {coverage.covered:.3f} lie in the central"
            f" {coverage.level:.0%}; counts are whole, so these intervals promise {coverage.promised:.3f}.",
            highlight=False,
            soft_wrap=True,
        )


def _show(table: Any) -> None:
    # As wide as it needs: a pipe has no width, and a cut number is a wrong one.
    (out if out.is_terminal else Console(width=140)).print(table)


def _print_check(check: Check) -> None:
    wanted = f"{check.low:g} to {check.high:g}" if not check.control else f"{check.low:g} to {check.high:g}, control"
    out.print(
        f"{check.name}  {check.setting:<26} {check.measure:<40} {check.value: .4f} ± {check.error:.4f}"
        f"  ({wanted})  {'holds' if check.holds else 'misses'}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
