"""Every template compiles, every block that a route names exists, and what people write in a form is known."""

import re
from pathlib import Path

import pytest

from verify.web.templating import environment
from verify.web.typed_before import WRITTEN

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


NO_WORDS = {
    **dict.fromkeys(("about", "first", "last"), "narrows the log, and days"),
    **dict.fromkeys(
        ("era_day", "published", "day", "wanted", "second_share", "search_day", "again_on"), "a day, a number"
    ),
    **dict.fromkeys(("as_of", "known", "since"), "the days of a view"),
    "password": "a secret",
    "secret": "shown, not asked",
}
"""Fields that a sign-in page does not carry on, and why."""


def test_what_people_write_goes_through_the_sign_in_page() -> None:
    """A field for words in a form has its name in `WRITTEN`, or a reason here not to: what is written there would be lost."""
    calls = re.compile(r"ui\.(?:field|textarea)\(\"(\w+)\"(?:[^()]|\([^()]*\))*\)")
    tags = re.compile(
        r"<(?:input|textarea)\b(?=[^>]*\bname=\"(\w+)\")(?![^>]*type=\"(?:hidden|radio|checkbox|file|search)\")"
    )
    sources = "".join((ROOT / "templates" / name).read_text("utf-8") for name in TEMPLATES)
    found = [*calls.finditer(sources), *tags.finditer(sources)]
    names = {field.group(1) for field in found if not re.search(r"type=\"(?:search|file)\"", field.group(0))}
    assert len(names) > 40
    assert names - {*NO_WORDS} == WRITTEN
