"""`verify match` on any claim set, and `verify pairs` on labelled pairs."""

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from verify.cli.main import app

RUNNER = CliRunner()
CLAIMS = [
    {"id": "c1", "text": "The Aldmoor ferry carried 412 passengers.", "title": "How full was the ferry?"},
    {"id": "c2", "text": "The Tarn bridge opened in 2012.", "title": "When did the bridge open?"},
    {"id": "c3", "text": "A cat was elected mayor of Holm.", "title": "The cat of Holm"},
]
QUERIES = "q1\tDid they really elect a #CatMayor in Holm? https://x.example/1\nq2\tThe bridge at Tarn opened in 2012\n"
QRELS = "q1 0 c3 1\nq2 0 c2 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "claims.jsonl").write_text("\n".join(json.dumps(claim) for claim in CLAIMS), "utf-8")
    (tmp_path / "claims.jsonl.gz").write_bytes(gzip.compress((tmp_path / "claims.jsonl").read_bytes()))
    (tmp_path / "q.tsv").write_text(QUERIES, "utf-8")
    rows = [dict(zip(("id", "text"), line.split("\t"), strict=True)) for line in QUERIES.splitlines()]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    (tmp_path / "qrels.tsv").write_text(QRELS, "utf-8")
    return tmp_path


def match(folder: Path, index: str, queries: str, *more: str) -> tuple[int, str]:
    asked = ["match", "--index", str(folder / index), "--queries", str(folder / queries), *more]
    result = RUNNER.invoke(app, asked)
    return result.exit_code, result.output


@pytest.mark.parametrize("index", ["claims.jsonl", "claims.jsonl.gz"])
@pytest.mark.parametrize("queries", ["q.tsv", "q.jsonl"])
def test_each_query_is_one_line_with_its_claims_best_first(folder: Path, index: str, queries: str) -> None:
    status, output = match(folder, index, queries, "--json", "--top", "2")
    assert status == 0, output
    lines = [json.loads(line) for line in output.splitlines()]
    assert [(line["query"], line["ranked"][0]["id"]) for line in lines] == [("q1", "c3"), ("q2", "c2")]
    scores = [[one["score"] for one in line["ranked"]] for line in lines]
    assert all(held == sorted(held, reverse=True) and len(held) <= 2 for held in scores)


def test_right_claims_are_measured(folder: Path) -> None:
    status, output = match(folder, "claims.jsonl", "q.tsv", "--qrels", str(folder / "qrels.tsv"))
    assert (status, output.strip()) == (0, "MAP@5 1.000  MRR 1.000  R@50 1.000  (2 queries)")


def test_fields_may_have_any_names_and_be_joined(folder: Path) -> None:
    rows = [{"n": n, "a": claim["title"], "b": claim["text"]} for n, claim in enumerate(CLAIMS, 1)]
    (folder / "other.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    status, output = match(folder, "other.jsonl", "q.tsv", "--json", "--fields", "id=n,text=a+b")
    assert status == 0, output
    assert json.loads(output.splitlines()[0])["ranked"][0]["id"] == "3"


@pytest.mark.parametrize(
    ("line", "more", "said"),
    [
        ('{"id": "c1"}', (), "line 1: no id or no text"),
        ("[1]", (), "line 1 is no JSON object"),
        ("{", (), "line 1 is not JSON"),
        ('{"id": "1", "text": NaN}', (), "line 1 is not JSON"),
        ('{"id": "1", "text": {"en": "a"}}', (), "line 1: `text` is no text"),
        ('{"id": "1", "text": "' + "a" * 1_000_000 + '"}', (), "line 1 is longer than 1,000,000"),
        ("", (), "holds no claims"),
        ('{"id": "1", "text": "a"}', ("--fields", "words=a"), "--fields takes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    folder: Path, line: str, more: tuple[str, ...], said: str
) -> None:
    (folder / "bad.jsonl").write_text(line, "utf-8")
    status, output = match(folder, "bad.jsonl", "q.tsv", *more)
    assert status == 2
    assert said in output


@pytest.mark.parametrize(
    ("option", "name", "text", "said"),
    [
        ("--queries", "q.tsv", "q1\tA bridge\nq2\n", "line 2: a query is an id, a tab and a text"),
        ("--queries", "q.tsv", "q1\t \n", "line 1: a query without an id or a text"),
        ("--queries", "q.tsv", "", "holds no queries"),
        ("--queries", "q.jsonl", '{"id": "q1", "text": ["a"]}', "line 1: `text` is no text"),
        ("--qrels", "r.tsv", "q1 0 c3 nan", "line 1: a line of right claims is"),
        ("--qrels", "r.tsv", "q1 0 c3", "line 1: a line of right claims is"),
        ("--qrels", "r.tsv", "q1 0 c3 0", "names no right claim"),
    ],
)
def test_queries_and_right_claims_are_refused_with_their_place(
    folder: Path, option: str, name: str, text: str, said: str
) -> None:
    (folder / f"bad-{name}").write_text(text, "utf-8")
    given = {"--queries": str(folder / "q.tsv"), option: str(folder / f"bad-{name}")}
    asked = ["match", "--index", str(folder / "claims.jsonl"), *(part for pair in given.items() for part in pair)]
    result = RUNNER.invoke(app, asked)
    assert (result.exit_code, said in result.output) == (2, True), result.output


def test_a_cut_file_is_refused(folder: Path) -> None:
    whole = (folder / "claims.jsonl.gz").read_bytes()
    (folder / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    status, output = match(folder, "cut.jsonl.gz", "q.tsv")
    assert (status, "cannot be read" in output) == (2, True)


def articles(folder: Path) -> tuple[Path, Path]:
    """Two articles of a story with one labelled pair, and another story of the same shape."""
    for name, statements in {
        "a1": ["The Aldmoor ferry carried 412 passengers.", "Anna Roe is its captain."],
        "b1": ["412 passengers were carried by the Aldmoor ferry.", "Rain fell in Holm."],
        "a2": ["The Tarn bridge opened in 2012.", "It cost £14m."],
        "b2": ["In 2012 the Tarn bridge was opened.", "Vantor Steel built it."],
    }.items():
        document = {"id": name, "text": "", "claims": [{"statement": one} for one in statements]}
        (folder / f"{name}.json").write_text(json.dumps(document), "utf-8")
    labels = [
        {"a": ["a1", 0], "b": ["b1", 0], "relation": "same"},
        {"a": ["a2", 0], "b": ["b2", 0], "relation": "same"},
    ]
    path = folder / "pairs.json"
    path.write_text(json.dumps(labels), "utf-8")
    return path, folder


def test_pairs_are_measured_by_the_shipped_model_and_cross_validated(tmp_path: Path) -> None:
    path, claims = articles(tmp_path)
    result = RUNNER.invoke(app, ["pairs", str(path), "--claims", str(claims)])
    assert result.exit_code == 0, result.output
    assert "same, the shipped model: precision 1.000 recall 1.000" in result.output
    assert "same, fitted on the other 1 stories, cross-validated: precision" in result.output


def test_pairs_are_listed_with_relation_score_and_label(tmp_path: Path) -> None:
    path, claims = articles(tmp_path)
    result = RUNNER.invoke(app, ["pairs", str(path), "--claims", str(claims), "--json"])
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [(row["a"], row["b"], row["relation"], row["label"]) for row in rows] == [
        (["a1", 0], ["b1", 0], "same", "same"),
        (["a2", 0], ["b2", 0], "same", "same"),
    ]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ('[{"a": ["a1", 9], "b": ["b1", 0], "relation": "same"}]', "There is no claim 9 in a1"),
        ('[{"a": ["a1", -1], "b": ["b1", 0], "relation": "same"}]', "There is no claim -1 in a1"),
        ('[{"a": ["a1", 0], "b": ["b1", 0], "relation": "equal"}]', "pair 1: a pair is"),
        ('[{"a": ["a1", NaN], "b": ["b1", 0], "relation": "same"}]', "is not JSON"),
        ('{"a": 1}', "holds no pairs"),
        ("[]", "holds no pairs"),
        ("", "is not JSON"),
        ('[{"a": ["../a1", 0], "b": ["gone", 0], "relation": "same"}]', "There is no a1.json"),
    ],
)
def test_labels_that_fit_no_claim_are_refused(tmp_path: Path, labels: str, said: str) -> None:
    path, claims = articles(tmp_path)
    path.write_text(labels, "utf-8")
    result = RUNNER.invoke(app, ["pairs", str(path), "--claims", str(claims)])
    assert (result.exit_code, said in result.output) == (2, True), result.output


def test_pairs_of_an_article_that_is_absent_are_refused(tmp_path: Path) -> None:
    path, claims = articles(tmp_path)
    for content, said in (("[1]", "b2.json is no split article"), (None, "There is no b2.json")):
        (tmp_path / "b2.json").unlink() if content is None else (tmp_path / "b2.json").write_text(content, "utf-8")
        result = RUNNER.invoke(app, ["pairs", str(path), "--claims", str(claims)])
        assert (result.exit_code, said in " ".join(result.output.split())) == (2, True), result.output


def test_packed_pairs_are_read_and_broken_ones_refused(tmp_path: Path) -> None:
    path, claims = articles(tmp_path)
    packed = tmp_path / "pairs.json.gz"
    for data, status, said in (
        (gzip.compress(path.read_bytes()), 0, "same, the shipped model"),
        (gzip.compress(path.read_bytes())[:-9], 2, "cannot be read"),
        (b"\x1f\x8bno", 2, "cannot be read"),
    ):
        packed.write_bytes(data)
        result = RUNNER.invoke(app, ["pairs", str(packed), "--claims", str(claims)])
        assert (result.exit_code, said in result.output) == (status, True), result.output


@pytest.mark.parametrize("index", ["claims.jsonl", "claims.jsonl.gz"])
def test_interactive_mode_answers_from_the_index_of_words(folder: Path, index: str) -> None:
    status, output = match(folder, index, "q.tsv", "--json", "--mode", "interactive", "--budget", "60000")
    assert status == 0, output
    lines = [json.loads(line) for line in output.splitlines()]
    assert [(line["query"], line["ranked"][0]["id"]) for line in lines] == [("q1", "c3"), ("q2", "c2")]
    assert all(0 <= one["score"] <= 1 for line in lines for one in line["ranked"])
    assert "c1" not in [one["id"] for one in lines[0]["ranked"]]


@pytest.mark.parametrize("mode", ["interactive", "quality"])
def test_an_id_that_stands_twice_is_listed_once(folder: Path, mode: str) -> None:
    (folder / "twice.jsonl").write_text("\n".join(json.dumps(claim) for claim in [*CLAIMS, CLAIMS[2]]), "utf-8")
    status, output = match(folder, "twice.jsonl", "q.tsv", "--json", "--mode", mode)
    assert status == 0, output
    named = [one["id"] for one in json.loads(output.splitlines()[0])["ranked"]]
    assert (named[0], len(named)) == ("c3", len(set(named)))


@pytest.mark.parametrize("mode", ["interactive", "quality"])
def test_a_query_of_empty_words_finds_nothing(folder: Path, mode: str) -> None:
    (folder / "odd.tsv").write_text('q1\tof the\nq2\tNEAR(" AND *\nq3\t²ﬁ №5\n', "utf-8")
    status, output = match(folder, "claims.jsonl", "odd.tsv", "--json", "--mode", mode)
    assert (status, [json.loads(line)["ranked"] for line in output.splitlines()]) == (0, [[], [], []])
