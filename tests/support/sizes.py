"""`make check` prints how large things are, and fails where a limit of the house is passed."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent.parent
MOST_LINES = 400
MOST_FUNCTION = 40
MOST_HANDLER_MEDIAN = 10
VERBS = {"get", "post", "put", "patch", "delete", "head"}


def python_files() -> list[Path]:
    """Every Python file that git tracks or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, its docstring left out."""
    body = function.body
    if (
        isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    ):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_handler(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function is a route of web or API."""
    return any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr in VERBS
        for d in function.decorator_list
    )


def cycles() -> list[set[str]]:
    """Import cycles between the package's modules, largest first."""
    graph = grimp.build_graph("verify", include_external_packages=False)
    seen: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        seen[module] = low[module] = len(seen)
        stack.append(module)
        for other in graph.find_modules_directly_imported_by(module):
            if other not in seen:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], seen[other])
        if low[module] == seen[module]:
            ring = set()
            while module not in ring:
                ring.add(stack.pop())
            if len(ring) > 1:
                found.append(ring)

    for module in sorted(graph.modules):
        if module not in seen:
            visit(module)
    return sorted(found, key=len, reverse=True)


def main() -> int:
    """Print the figures; 1 where one passes its limit."""
    files = python_files()
    trees = {path: ast.parse(path.read_text("utf-8")) for path in files}
    lengths = {path: path.read_text("utf-8").count("\n") for path in files}
    handlers = [
        body_lines(f)
        for path, tree in trees.items()
        if re.search(r"verify/(web|api)/", path.as_posix())
        for f in functions(tree)
        if is_handler(f)
    ]
    bodies = sorted(
        body_lines(f) for path, tree in trees.items() if "/verify/" in path.as_posix() for f in functions(tree)
    )
    longest = max(lengths, key=lambda path: lengths[path])
    rings = cycles()
    median = statistics.median(handlers) if handlers else 0
    print(f"files: {len(files)}; longest: {longest.relative_to(ROOT)}, {lengths[longest]} lines (at most {MOST_LINES})")
    most = bodies[int(len(bodies) * 0.9)]
    print(f"functions of verify: {len(bodies)}; half are at most {bodies[len(bodies) // 2]} lines, 90 % at most {most}")
    print(f"longest function: {bodies[-1]} lines (at most {MOST_FUNCTION})")
    print(
        f"handlers: {len(handlers)}; median body {median:.0f} lines (at most {MOST_HANDLER_MEDIAN}), longest {max(handlers)}"
    )
    print(f"largest import cycle: {len(rings[0]) if rings else 0} modules (none allowed)")
    too_long = [f"{p.relative_to(ROOT)}: {n} lines" for p, n in lengths.items() if n > MOST_LINES]
    for line in [*too_long, *(f"cycle: {', '.join(sorted(ring))}" for ring in rings)]:
        print(line, file=sys.stderr)
    return int(bool(too_long or rings or median > MOST_HANDLER_MEDIAN or bodies[-1] > MOST_FUNCTION))


if __name__ == "__main__":
    sys.exit(main())
