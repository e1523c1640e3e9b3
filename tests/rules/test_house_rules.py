"""The rules of the house that a machine can check."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "verify"
FILES = sorted(PACKAGE.rglob("*.py"))
COMMITTERS = {"verify/db.py"}
"""The one place that commits: `Database.writing`. The edges open it."""
ROOFLESS = ("utils", "helpers", "common", "misc", "base", "manager")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def containing(pattern: str, *folders: str) -> list[str]:
    """`file:line` of every match below the folders (of the package, by default)."""
    roots = [PACKAGE / folder for folder in folders] if folders else [PACKAGE]
    files = [f for root in roots for f in (root.rglob("*.py") if root.is_dir() else [root])]
    return [
        f"{name(f)}:{number}"
        for f in files
        for number, line in enumerate(f.read_text("utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_only_the_edges_commit() -> None:
    found = [place for place in containing(r"\.commit\(\)") if place.split(":")[0] not in COMMITTERS]
    assert found == []


def test_web_and_api_do_not_query() -> None:
    assert containing(r"\bselect\(|\.execute\(|\.scalars?\(", "web", "api") == []


def test_routes_run_in_one_transaction() -> None:
    """`Routes` of `verify.deps` commits; a bare APIRouter would not."""
    assert containing(r"APIRouter", "web", "api") == []


def test_no_status_codes_below_the_roof() -> None:
    below = ("core", "db.py", "models", "queries", "adapters", "exports", "jobs.py", "services", "worker", "cli")
    assert containing(r"HTTPException", *below) == []
    assert containing(r"raise HTTPException") == []


def test_htmx_headers_live_in_one_file() -> None:
    assert {place.split(":")[0] for place in containing(r"[\"']HX-")} == {"verify/web/htmx.py"}


def test_only_settings_reads_the_environment() -> None:
    assert {place.split(":")[0] for place in containing(r"os\.environ|os\.getenv|getenv\(")} <= {"verify/settings.py"}


def test_only_the_clock_tells_the_time() -> None:
    found = {place.split(":")[0] for place in containing(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")}
    assert found <= {"verify/clock.py"}


def test_no_file_is_called_nothing() -> None:
    assert [name(f) for f in FILES if f.stem in ROOFLESS] == []


def test_alembic_folder_does_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_migrations_import_no_models() -> None:
    versions = sorted((ROOT / "alembic" / "versions").glob("*.py"))
    assert versions
    assert [name(f) for f in versions if re.search(r"^\s*(from|import) verify", f.read_text("utf-8"), re.M)] == []


def test_lock_files_name_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text("utf-8")
        assert not re.search(r"https?://|file:|--index-url|--find-links", text), lock
        assert text.count("--hash=sha256:") >= text.count("==")


@pytest.mark.parametrize("folder", ["core", "queries", "services"])
def test_public_functions_say_what_they_do(folder: str) -> None:
    silent = [
        f"{name(f)}: {node.name}"
        for f in sorted((PACKAGE / folder).rglob("*.py"))
        for node in ast.parse(f.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_route_is_long() -> None:
    from tests.support.sizes import body_lines, functions, is_handler

    long = [
        f"{name(f)}: {function.name} has {body_lines(function)} lines"
        for folder in ("web", "api")
        for f in sorted((PACKAGE / folder).rglob("*.py"))
        for function in functions(ast.parse(f.read_text("utf-8")))
        if is_handler(function) and body_lines(function) > 15
    ]
    assert long == []


def test_no_inline_script_or_style_in_templates() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.I)
    found = [f"{name(f)}" for f in sorted((ROOT / "templates").rglob("*.html")) if inline.search(f.read_text("utf-8"))]
    assert found == []
