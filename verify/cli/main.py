"""The `verify` command: one module a noun, imported when one of its commands is called.

Together the modules import all there is, which takes longer than most commands do. A noun with several commands is a Typer
app of its own.
"""

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from verify import __version__

COMMANDS = {
    "init": ("serving:init", "Make a desk: its folder, its tables, and a link for the first account. Safe to repeat."),
    "serve": ("serving:serve", "Serve the desk's pages, its API and its background jobs."),
    "demo": ("demo:demo", "Serve a demo desk of invented outlets and stories, loading it at the first start."),
    "ingest": (
        "ingest:ingest",
        "Take articles in. Files go in at once; batches and addresses are put in line for the worker.",
    ),
    "split": ("split:split_command", "Split an article into claims with their exact places, speakers and kinds."),
    "suggest": (
        "suggest:suggest",
        "Ask the language model that is set for claims of an article, and print what passed the checks.",
    ),
    "export": ("exports:export", "Write a set of claims to a file, and beside it a manifest with counts and SHA-256."),
    "review": (
        "reviews:review",
        "Decide a claim. A claim that has a verdict already is left alone, unless `--revise` names its version.",
    ),
    "rechecks": (
        "rechecks:rechecks",
        "List claims that were sent to recheck together, and how far each lot is; or the claims of one.",
    ),
    "origins": (
        "origins:origins",
        "Print how many independent origins stand behind a claim, what does not count, and who has it from whom.",
    ),
    "trace": (
        "origins:trace",
        "Look for agency credits and copies anew, in every article and in what evidence holds, and for whose texts the"
        " articles are.",
    ),
    "stories": (
        "stories:stories",
        "List the stories that two articles or more tell, the latest first. `--group` is for desks of an earlier release.",
    ),
    "match": (
        "matching:match",
        "Rank the claims of any claim set for each query, by all words and own features, or quickly by the rarest words.",
    ),
    "pairs": (
        "matching:pairs",
        "Relate all claims of each two articles that have labelled pairs, and measure it against the labels.",
    ),
    "rematch": (
        "matches:rematch",
        "Look for the claims of the desk's articles elsewhere. For articles of an earlier release. Safe to stop and to"
        " repeat.",
    ),
    "queue": ("claims:app", "What waits for a verdict."),
    "matches": ("matches:app", "What people said of matches: labels, and how often suggestions were right."),
    "fact-checks": ("fact_checks:app", "Fact-checks of others, shown beside the claims that they are about."),
    "outlets": ("outlets:app", "Outlets and their records."),
    "records": ("records:app", "Records as a whole: rebuild them, refit what they start from."),
    "method": ("method:app", "The method behind the records: hold it to a history, or to known truths."),
    "users": ("users:app", "People: who is on the desk, and links to set a password."),
    "tokens": ("tokens:app", "Bearer tokens for programs that use the API."),
    "jobs": ("jobs:app", "Background work: batches, fetches, exports."),
    "log": ("audit:app", "The log of every change, and the proof that nobody changed it."),
    "mail": ("mail:app", "Mail: whether the desk can send it."),
    "db": ("db:app", "The desk's tables: their revision, bringing them up to date."),
}
"""Where each command is, and the first line of its help; a test holds this to what is there."""


class Named(TyperCommand):
    """A command of the list, known by its name and help until it is called."""

    def loaded(self) -> Any:
        """The command itself."""
        module, _, attribute = COMMANDS[str(self.name)][0].partition(":")
        found = getattr(_imported(f"verify.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            group.name = self.name
            return group
        alone = typer.Typer(add_completion=False)
        alone.command(self.name)(found)
        return get_command(alone)


class _Commands(TyperGroup):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = {
            **{name: Named(name=name, help=tells) for name, (_, tells) in COMMANDS.items()},
            **self.commands,
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, with what is left for it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.loaded() if isinstance(command, Named) else command, rest


def _imported(module: str) -> ModuleType:
    """The module, imported without the collector of garbage: an import leaves next to none, and looking for it time and again
    takes a third of a start. What it made stays as long as the process does, so the collector need not look at it later either.
    """
    if module in sys.modules:
        return sys.modules[module]
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


app = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False)


@app.callback()
def desk() -> None:
    """A fact-checking desk in one command."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
