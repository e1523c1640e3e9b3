"""The README's tables, made from the code. `python -m tests.support.readme` writes them in; a test compares them."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer.main
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from verify.api import router as api_router
from verify.cli.main import Named
from verify.cli.main import app as cli
from verify.core.object_rules import RULES
from verify.core.permissions import ALLOWED, Action
from verify.core.vocabulary import Role
from verify.deps import action_of
from verify.exports.columns import COLUMNS
from verify.settings import Settings

README = Path(__file__).parent.parent.parent / "README.md"


def settings_table() -> Iterator[str]:
    """Every setting with its default."""
    yield "| Setting | Default | Meaning |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = f"`{field.default}`" if field.default != "" else "empty"
        yield f"| `VERIFY_{name.upper()}` | {default} | {field.description} |"


def commands_table() -> Iterator[str]:
    """Every command."""
    yield "| Command | Does |\n|---|---|"
    for words, command in sorted(_commands(typer.main.get_command(cli), "verify"), key=lambda found: found[0]):
        yield f"| `{words}` | {(command.help or '').strip().splitlines()[0]} |"


def routes_table() -> Iterator[str]:
    """Every route of the API, with the action that it takes."""
    yield "| Route | Does | Takes |\n|---|---|---|"
    holder = FastAPI()
    holder.include_router(api_router, prefix="/api/v1")
    taken = {
        (method, route.path): action_of(route.route)
        for route in iter_route_contexts(holder.routes)
        for method in route.methods or ()
    }
    for path, operations in holder.openapi()["paths"].items():
        for method, operation in operations.items():
            does = operation.get("description", operation.get("summary", "")).splitlines()[0]
            action = taken[method.upper(), path] or "nothing"
            yield f"| `{method.upper()} {path}` | {does} | {action.replace('_', ' ')} |"


def permissions_table() -> Iterator[str]:
    """Who may do what."""
    yield "| | " + " | ".join(Role) + " |\n|---|" + "---|" * len(Role)
    for action in Action:
        yield (
            f"| {action.replace('_', ' ')} | " + " | ".join("yes" if action in ALLOWED[r] else "" for r in Role) + " |"
        )


def object_rules_table() -> Iterator[str]:
    """What holds beside the roles."""
    yield "| To | Beside the role |\n|---|---|"
    for act, rule in RULES:
        yield f"| {act} | {rule} |"


def columns_table() -> Iterator[str]:
    """Every exported column."""
    yield "| Column | Meaning |\n|---|---|"
    for column in COLUMNS:
        yield f"| `{column.name}` | {column.meaning} |"


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "settings": settings_table,
    "commands": commands_table,
    "routes": routes_table,
    "permissions": permissions_table,
    "object rules": object_rules_table,
    "columns": columns_table,
}


def filled(text: str) -> str:
    """The README's text with every table made anew."""
    for name, table in TABLES.items():
        begin, end = f"<!-- table: {name} -->", f"<!-- end: {name} -->"
        if begin not in text or end not in text:
            raise SystemExit(f"README.md has no place for the table of {name} ({begin} … {end})")
        body = "\n".join(table())
        text = re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _m: f"{begin}\n{body}\n{end}", text, flags=re.S)  # noqa: B023
    return text


def _commands(named: Any, words: str) -> Iterator[tuple[str, Any]]:
    command = named.loaded() if isinstance(named, Named) else named
    inner = getattr(command, "commands", None)  # of a group of Typer's own copy of click
    if inner is None or command.invoke_without_command:
        yield words, command
    for name, one in (inner or {}).items():
        yield from _commands(one, f"{words} {name}")


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
    sys.exit(0)
