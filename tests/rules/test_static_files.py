"""The strict content policy, the icons and the vendored files: what templates and styles may hold."""

import re
from pathlib import Path

import pytest

import verify
from verify.db import data_folder

TEMPLATES = Path(data_folder("templates"))
STATIC = Path(verify.__file__).parent / "static"
PAGES = sorted(TEMPLATES.rglob("*.html"))
SPRITE = STATIC / "vendor" / "lucide-1.62.0" / "sprite.svg"

INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|\shx-on|<script(?![^>]*\ssrc=)|javascript:|https?://[^"']*\.(?:js|css)"""
)
ICON = re.compile(r"""\bicon\(\s*"([a-z0-9-]+)"\s*\)""")
ICON_MAP = re.compile(r"{% set \w+_icons = {(.*?)} %}", re.DOTALL)


@pytest.mark.parametrize("path", [*PAGES, *STATIC.glob("*.svg"), SPRITE], ids=lambda path: path.name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: Path) -> None:
    found = INLINE.search(path.read_text(encoding="utf-8"))
    assert found is None, f"{path}: {found and found.group()!r} breaks the content policy"


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    named: set[str] = set()
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        named |= set(ICON.findall(text))
        for pairs in ICON_MAP.findall(text):
            named |= set(re.findall(r':\s*"([a-z0-9-]+)"', pairs))
    assert {"clock", "octagon-not-equal"} <= named, "the patterns above no longer find icons"
    assert named <= drawn, f"not in the sprite: {sorted(named - drawn)}"


def test_every_static_file_that_a_template_names_exists() -> None:
    named = {
        name for path in PAGES for name in re.findall(r"""static\(["']([^"']+\.\w+)["']\)""", path.read_text("utf-8"))
    }
    assert "app.css" in named
    assert [name for name in sorted(named) if not (STATIC / name).is_file()] == []


def test_the_style_sheets_of_the_frame_are_all_there_are() -> None:
    frame = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    listed = re.search(r"for sheet in \[(.*?)\]", frame)
    assert listed
    assert sorted(re.findall(r'"(\w+)"', listed.group(1))) == sorted(
        path.stem for path in (STATIC / "css").glob("*.css")
    )


@pytest.mark.parametrize("folder", sorted((STATIC / "vendor").iterdir()), ids=lambda path: path.name)
def test_vendored_files_carry_their_version_and_licence(folder: Path) -> None:
    assert re.fullmatch(r"[a-z]+-\d+\.\d+\.\d+", folder.name)
    assert (folder / "LICENSE").is_file()
