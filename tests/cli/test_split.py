"""`verify split` on files and folders."""

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from verify.cli.split import app, stem

RUNNER = CliRunner()
TEXT = "The town bought the ferry back on Monday. It paid $4 million, Mayor Greta Holm said."


def test_json_holds_the_text_and_its_claims(tmp_path: Path) -> None:
    article = tmp_path / "ferry.txt"
    article.write_bytes(TEXT.encode())
    result = RUNNER.invoke(app, [str(article), "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.output)
    assert document["id"] == "ferry"
    assert document["text"] == TEXT
    said = document["claims"][1]
    assert said["attribution"]["speaker"] == "Greta Holm"
    assert said["voice"] == "relayed"
    assert document["text"][slice(*said["spans"][0])] == "It paid $4 million"


def test_the_screen_shows_each_statement(tmp_path: Path) -> None:
    article = tmp_path / "ferry.txt"
    article.write_bytes(TEXT.encode())
    result = RUNNER.invoke(app, [str(article)])
    assert result.exit_code == 0
    assert "2 claims, 0 sentences left out" in result.output


def test_windows_line_ends_keep_their_offsets(tmp_path: Path) -> None:
    article = tmp_path / "ferry.txt"
    article.write_bytes(TEXT.replace(". It", ".\r\n\r\nIt").encode())
    document = json.loads(RUNNER.invoke(app, [str(article), "--json"]).output)
    assert "\r\n" in document["text"]
    assert document["text"][slice(*document["claims"][1]["spans"][0])] == "It paid $4 million"


def test_a_folder_is_split_into_a_folder(tmp_path: Path) -> None:
    page = f"<html><body><article><h1>Town Buys Ferry</h1><p>{TEXT}</p><p>The boat sails in June.</p></article></body></html>"
    (tmp_path / "plain.txt").write_text(TEXT, "utf-8")
    (tmp_path / "record.json").write_text(json.dumps({"text": TEXT}), "utf-8")
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "notes.md").write_text("not an article", "utf-8")
    out = tmp_path / "out"
    result = RUNNER.invoke(app, [str(tmp_path), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in out.iterdir()) == ["page.json", "plain.json", "record.json"]
    assert any("ferry" in c["statement"] for c in json.loads((out / "page.json").read_bytes())["claims"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("latin.txt", b"The f\xe9rry", "not UTF-8 (byte 5)"),
        ("none.json", b'{"body": "x"}', "no `text`"),
        ("torn.json", b'{"text": ', "not JSON"),
        ("torn.html.gz", gzip.compress(b"<p>x</p>" * 99, mtime=0)[:-12], "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    result = RUNNER.invoke(app, [str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert f"{name}: " in result.output
    assert message in " ".join(result.output.split())
    assert (tmp_path / "out" / "good.json").exists()


def test_a_folder_without_out_is_refused(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, [str(tmp_path)])
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.html.gz", "a"), ("a.b.txt", "a.b"), ("A.HTML", "A"), ("plain", "plain"), ("x.json", "x")],
)
def test_a_result_is_named_after_its_article(name: str, expected: str) -> None:
    assert stem(Path(name)) == expected
