"""Every template compiles, and every block that a route names exists."""

import re
from pathlib import Path

import pytest

from verify.web.templating import environment

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted(p.relative_to(ROOT / "templates").as_posix() for p in (ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_compiles(template: str) -> None:
    environment().get_template(template)


def test_every_named_fragment_is_a_block_with_its_own_id() -> None:
    """`fragment="verdict_panel"` is a block of the template, whose root has `id="verdict-panel"`."""
    named = [
        match
        for f in sorted((ROOT / "verify" / "web").rglob("*.py"))
        for match in re.findall(r"\"([\w/]+\.html)\",[^()]*?fragment=\"(\w+)\"", f.read_text("utf-8"), re.S)
    ]
    for template, fragment in named:
        source = (ROOT / "templates" / template).read_text("utf-8")
        assert fragment in environment().get_template(template).blocks, (template, fragment)
        assert f'id="{fragment.replace("_", "-")}"' in source, (template, fragment)
