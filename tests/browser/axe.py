"""axe-core in the page: every rule it has, its findings as one readable text."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "vendor" / "axe-4.14.1" / "axe.min.js"


@lru_cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: rule, element, why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    found: dict[str, Any] = page.evaluate("axe.run(document, {preload: false, resultTypes: ['violations']})")
    return [_told(violation["id"], node) for violation in found["violations"] for node in violation["nodes"]]


def _told(rule: str, node: dict[str, Any]) -> str:
    why = " ".join(str(node.get("failureSummary", "")).split())
    return f"{rule}: {node['html'][:160]} | {why[:300]}"
