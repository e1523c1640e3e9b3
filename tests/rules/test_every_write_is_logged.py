"""Every write of the services is an event of the log: their code is walked, call by call."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

SERVICES = Path(__file__).parent.parent.parent / "verify" / "services"
WRITES = {"insert", "update", "delete"}
SILENT = {
    # Who is signed in, and for how long, is the browser's business; signing in is logged.
    "accounts.extend_sign_in",
    "accounts.sign_out",
    # What a job has done so far, told by the job itself; who asked for it, and what it brought about, is logged.
    "intake.settle",
    "jobs.advance",
    "jobs.begin",
    "jobs.finish",
    "jobs.reach",
    "log_checks.keep",
    "captures.fetch_due",
    "snapshots.fail",
    "snapshots.keep",
    "snapshots.store",
    "snapshots.store_read",
    "fact_checks.begin",
    "fact_checks.keep",
    # What a job works out of the stored texts, and could work out again.
    "article_passages.anchor",
    "article_passages.look_again",
    "captured_copies.trace",
    "captured_copies.trace_article",
    "captured_copies.trace_some",
    "copies.trace_some",
    "directions.turn",
    "matches.ask_all",
    "matches.store",
    "story_places.ask_all",
    "story_places.give_up",
    "story_places.merge",
    "story_places.place",
    "text_owners.ask",
    "text_owners.ask_about_outlets",
    "text_owners.give_up",
    # A lease held for longer, or not so long, by the one who has it.
    "leases.extend",
    "leases.leave",
    # Each claim of a bulk action is changed, and logged, by the service whose act it is.
    "bulk_actions.carry_on",
    # What somebody was told follows from what is logged; what they have read of it is nobody's business.
    "notifications.mark_all_read",
    "notifications.mark_read",
    "notifications.tell",
    # Claims go where an order has them that was logged when it came into force.
    "queue_order.carry_on",
    # A mail is about something that is logged, and holds nothing else.
    "mails.forget",
    "mails.queue_link",
    "mails.queue_notices",
    "posting.put_off",
    "posting.sent",
    "posting.take",
    # What somebody types and has not sent is nobody's business yet.
    "drafts.drop",
    "drafts.save",
    # The first lines of a desk that nobody has logged in to, and the link that is printed on its terminal.
    "accounts.make_link",
    # The chain itself.
    "audit.record",
    "audit.seal",
}
"""Writes that are no event, each for the reason above it."""


@dataclass
class Walked:
    """What a function of the services does itself, and whom it calls."""

    writes: bool = False
    records: bool = False
    calls: set[str] = field(default_factory=set)


def walked() -> dict[str, Walked]:
    found: dict[str, Walked] = {}
    for path in sorted(SERVICES.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        statements, known = _statements(tree), _known(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found[f"{path.stem}.{node.name}"] = does = _look(node, path.stem, statements)
                does.calls = {known.get(name.removeprefix(f"{path.stem}."), name) for name in does.calls}
                does.calls = {_in_full(name, known) for name in does.calls}
    return found


def _known(tree: ast.Module) -> dict[str, str]:
    """What names from other services stand for: modules under another name, and functions."""
    known = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("verify.services"):
            inside = (node.module or "").removeprefix("verify.services").strip(".")
            for name in node.names:
                known[name.asname or name.name] = f"{inside}.{name.name}" if inside else name.name
    return known


def _in_full(name: str, known: dict[str, str]) -> str:
    module, _, function = name.partition(".")
    return f"{known.get(module, module)}.{function}" if function else name


def _statements(tree: ast.Module) -> set[str]:
    """Names of the module's prepared statements that write."""
    return {
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign) and _writes(node.value)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }


def _writes(node: ast.AST) -> bool:
    called = {call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
    return bool(called & WRITES)


def _look(function: ast.FunctionDef, module: str, statements: set[str]) -> Walked:
    does = Walked(writes=_writes(function))
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id in statements:
            does.writes = True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            does.calls.add(f"{module}.{node.id}")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            place = f"{node.value.id}.{node.attr}"
            does.records |= place == "audit.record"
            does.writes |= place in ("session.add", "session.add_all", "session.delete")
            does.calls.add(place)
    return does


def reached(start: str, functions: dict[str, Walked]) -> set[str]:
    """The function and all that it calls, through whatever is between."""
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in functions and name not in seen:
            seen.add(name)
            waiting += functions[name].calls
    return seen


def unlogged(functions: dict[str, Walked]) -> set[str]:
    """Public functions that write, and neither record an event themselves nor are only a part of functions that do."""
    within = {name: reached(name, functions) for name in functions}
    logged = {name for name, reach in within.items() if any(functions[part].records for part in reach)}
    parts = set().union(*(within[name] for name in logged)) if logged else set()
    return {
        name
        for name, reach in within.items()
        if any(functions[part].writes for part in reach - SILENT)
        and name not in logged
        and name not in parts
        and not name.split(".")[1].startswith("_")
    }


def test_every_write_is_an_event_of_the_log() -> None:
    assert sorted(unlogged(walked()) - SILENT) == []


def test_what_is_named_silent_is_there_and_writes() -> None:
    functions = walked()
    modules = {path.stem for path in SERVICES.glob("*.py")}
    assert sorted(name for name in SILENT if name not in functions and name.split(".")[0] in modules) == []


def test_the_walk_finds_a_write_that_nobody_logs() -> None:
    functions = walked() | {"made.up": Walked(writes=True), "made.part": Walked(calls={"made.up"})}
    assert unlogged(functions) - unlogged(walked()) == {"made.up", "made.part"}
