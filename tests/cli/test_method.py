"""`verify method`: no desk needed, no figure cut, nothing read halfway."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from verify.cli.main import app

WORDS = [
    "--map",
    "source=who,day=on,verdict=said",
    "--corroborated",
    "true,mostly",
    "--disputed",
    "false",
    "--skip",
    "joke",
]


@pytest.fixture
def lines() -> list[str]:
    """Six hundred checks of twenty sources over two years, one of them a joke."""
    rows = [
        {
            "who": f"paper {n % 20}",
            "on": str(date(2020, 1, 1) + timedelta(days=n)),
            "said": "false" if n % 20 < n % 7 else "true",
        }
        for n in range(600)
    ]
    rows[5]["said"], rows[6]["said"] = "joke", "mostly"
    return [json.dumps(row) for row in rows]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["method", *words])


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_a_history_is_judged(tmp_path: Path, lines: list[str], ending: str) -> None:
    path, picture = tmp_path / f"checks.{ending}", tmp_path / "diagram.svg"
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if ending.endswith("gz") else data)
    done = run("evaluate", str(path), "--from", "2020-07-01", *WORDS, "--svg", str(picture))
    assert done.exit_code == 0, done.output
    assert "418 of 599 verdicts on 20 sources predicted, 2020-07-01 to 2021-08-22; 1 line skipped" in done.output
    for rule in ("rel-1", "raw mean", "Laplace", "Wilson lower end", "Beta(1,1)"):
        assert rule in done.output
    assert picture.read_text("utf-8").startswith("<svg")


def test_the_figures_come_as_json(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "checks.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    body = json.loads(run("evaluate", str(path), *WORDS, "--half-life", "90", "--json").output)
    assert (body["method"], body["rows"], body["skipped"]) == ("rel-1 with half-life 90", 599, 1)
    assert [score["name"] for score in body["scores"]][:2] == ["rel-1", "raw mean"]
    assert len(body["bins"]) == 10
    assert {c["level"] for c in body["coverage"]} == {0.8, 0.95}


def test_unknown_words_and_broken_lines_refuse_the_file(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "checks.jsonl"
    lines[3] = "{"
    lines[9] = json.dumps({"who": "x", "on": "2020-01-01", "said": "perhaps"})
    path.write_text("\n".join(lines), "utf-8")
    refused = run("evaluate", str(path), *WORDS)
    assert refused.exit_code == 2
    assert "perhaps: line 10" in refused.output
    assert "line 4: not JSON" in refused.output


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.jsonl", b"", "no verdict in this file"),
        ("cut.jsonl.gz", gzip.compress(b"{}" * 5000, mtime=0)[:30], "not a whole gzip file"),
        ("plain.jsonl.gz", b"{}", "not a whole gzip file"),
        ("binary.jsonl", bytes(range(256)), "not JSON"),
    ],
)
def test_what_is_no_history_is_said_so(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    refused = run("evaluate", str(tmp_path / name), *WORDS)
    assert (refused.exit_code, said in " ".join(refused.output.split())) == (2, True)


def test_the_checks_are_printed_as_they_are_made() -> None:
    done = run("simulate", "--seed", "1", "--share", "0.03")
    assert "E2  10 outlets" in done.output
    assert "E6  200 outlets, two strata" in done.output
    assert "of 17 checks hold" in done.output
    assert ("misses" in done.output) == (done.exit_code == 1)


def test_a_simulation_comes_as_json_with_its_seed() -> None:
    done = run("simulate", "--seed", "3", "--share", "0.01", "--json")
    body = json.loads(done.output)
    assert (body["seed"], len(body["checks"])) == (3, 17)
    assert done.exit_code == (0 if all(check["holds"] for check in body["checks"]) else 1)
