"""CSV: RFC 4180, the same values as JSONL, and no cell that a spreadsheet would run."""

import csv
import io
import json
import zipfile

import pytest
from defusedcsv import csv as defused
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.reading import lines, tables, taken
from tests.support.claims import add_article, add_evidence
from tests.support.exported import KEY, NOW, Filled
from tests.support.people import add_person
from tests.support.policies import give, put_in_force
from verify.core.permissions import SYSTEM
from verify.core.review_rules import Judgement
from verify.core.vocabulary import MatchRelation, MatchState, ReasonCode, ReviewPolicy, Role, Verdict
from verify.db import Database
from verify.exports.columns import COLUMNS, of_file
from verify.exports.tables import guarded, unguarded
from verify.models import Claim
from verify.services import admissions, match_decisions, reviews
from verify.services.match_decisions import Finding
from verify.services.pointers import Pointing

ANY = ""


def value_at(line: dict, name: str) -> object:
    """A JSONL line's value at a column's place."""
    here: object = line
    for step in name.split("."):
        here = here[step] if isinstance(here, dict) else None
    return here


def as_cell(value: object) -> str:
    """A JSONL value as CSV writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        case _:
            return str(value)


def test_claims_hold_what_jsonl_holds(database: Database, filled: Filled) -> None:
    rows = tables(database, state=ANY)["claims.csv"]
    found = lines(database, state=ANY)
    assert [row["id"] for row in rows] == [line["id"] for line in found]
    for row, line in zip(rows, found, strict=True):
        for heading, column in of_file("claims").items():
            assert unguarded(row[heading]) == as_cell(value_at(line, column.name)), heading


def test_evidence_holds_what_jsonl_holds_but_for_what_was_removed(database: Database, filled: Filled) -> None:
    rows = tables(database, state=ANY)["evidence.csv"]
    standing = [
        (line["id"], item)
        for line in lines(database, state=ANY)
        for item in line["evidence"]
        if item["removed_at"] is None
    ]
    assert len(rows) == len(standing) == 4
    for row, (claim_id, item) in zip(rows, standing, strict=True):
        assert row["claim_id"] == claim_id
        for heading, column in of_file("evidence").items():
            if heading != "claim_id":
                name = column.name.removeprefix("evidence[].")
                assert unguarded(row[heading]) == as_cell(value_at(item, name)), heading


def test_reviews_hold_what_jsonl_holds(database: Database, filled: Filled) -> None:
    with database.writing() as session:
        admitted = add_article(session, ["The weir was sold."]).claim_ids[0]
        add_evidence(session, admitted, passage="Sold.")
        editor = add_person(session, Role.EDITOR, now=NOW)
        admissions.admit(session, actor=editor, claim_id=admitted, reason="-It is the deed itself.", now=NOW)
        give(session, filled.reviewer, admitted, Verdict.CORROBORATED, now=NOW)
        put_in_force(session, ReviewPolicy.DOUBLE, now=NOW)
        give(session, filled.reviewer, filled.pending, Verdict.UNVERIFIED, now=NOW)  # waits, and is nobody's to know
    rows = tables(database, state=ANY)["reviews.csv"]
    held = [(line["id"], item) for line in lines(database, state=ANY) for item in line["reviews"]]
    assert len(rows) == len(held) == 6
    for row, (claim_id, item) in zip(rows, held, strict=True):
        told = {name: unguarded(cell) for name, cell in row.items()}
        assert told == {"claim_id": claim_id, **{name: as_cell(value) for name, value in item.items()}}
    by_claim = {row["claim_id"]: row for row in rows}
    assert by_claim[f"{KEY}-c{admitted}"]["admitted"] == "'-It is the deed itself."
    assert len(json.loads(by_claim[f"{KEY}-c{filled.corroborated}"]["evidence"])) == 2
    assert by_claim[f"{KEY}-c{filled.unverified}"]["evidence"] == "[]"


def test_searches_hold_what_jsonl_holds(database: Database, filled: Filled) -> None:
    rows = tables(database, state=ANY)["searches.csv"]
    held = [(line["id"], item) for line in lines(database, state=ANY) for item in line["searches"]]
    assert len(rows) == len(held) == 1
    for row, (claim_id, item) in zip(rows, held, strict=True):
        assert row == {"claim_id": claim_id, **{name: as_cell(value) for name, value in item.items()}}


def test_a_verdict_that_points_says_where_to_until_it_is_revised(database: Database, filled: Filled) -> None:
    same = Finding(MatchState.CONFIRMED, MatchRelation.SAME)
    pair = {"claim_id": filled.pending, "other_id": filled.misleading}
    with database.writing() as session:
        match_decisions.decide(session, actor=SYSTEM, finding=same, now=NOW, **pair)
        pointing = Pointing(filled.misleading, same_conditions=True)
        reviews.decide_as(
            session, actor=filled.reviewer, claim_id=filled.pending, pointing=pointing, row_version=None, now=NOW
        )
    there = f"{KEY}-c{filled.misleading}"

    def told() -> tuple[dict[str, str], dict[str, object], list[object]]:
        rows = {row["id"]: row["decided_as"] for row in tables(database, state=ANY)["claims.csv"] if row["decided_as"]}
        held = {line["id"]: line for line in lines(database, state=ANY)}
        pointed = {name: line["decided_as"] for name, line in held.items() if line["decided_as"]}
        return rows, pointed, [review["decided_as"] for review in held[f"{KEY}-c{filled.pending}"]["reviews"]]

    assert told() == ({f"{KEY}-c{filled.pending}": there}, {f"{KEY}-c{filled.pending}": there}, [there])
    with database.writing() as session:
        seen = session.get_one(Claim, filled.pending).row_version
        own = Judgement(Verdict.UNVERIFIED, ReasonCode.TOO_EARLY, "It is not out.", None, "The register")
        reviews.decide(
            session, actor=filled.reviewer, claim_id=filled.pending, judgement=own, row_version=seen, now=NOW
        )
    assert told() == ({}, {}, [there, None])


def test_the_zip_says_what_each_column_means(database: Database, filled: Filled) -> None:
    found = tables(database)
    assert list(found) == ["claims.csv", "evidence.csv", "reviews.csv", "searches.csv", "columns.csv"]
    explained = {(row["file"], row["column"]): row["meaning"] for row in found["columns.csv"]}
    headings = {(name, heading) for name in [*found][:4] for heading in found[name][0]}
    assert headings == set(explained) and all(explained.values())


def test_every_column_is_named_once_and_explained() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)
    assert all(column.meaning.endswith(".") for column in COLUMNS)


def test_cells_that_a_spreadsheet_would_run_are_guarded(database: Database, filled: Filled) -> None:
    found = tables(database, state=ANY)
    claim = next(row for row in found["claims.csv"] if row["id"] == f"{KEY}-c{filled.misleading}")
    assert claim["quote"] == "'=SUM(A1:A9) is what the tax grew by."
    assert (claim["outlet_name"], claim["outlet_ownership_group"]) == ("'@Courier", "'+Group")
    origins = {row["origin"] for row in found["evidence.csv"]}
    assert "'=cmd|' /C calc'!A0" in origins
    cells = [cell for name in ("claims.csv", "evidence.csv") for row in found[name] for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n") and cell]


def test_a_table_is_rfc_4180(database: Database, filled: Filled) -> None:
    with zipfile.ZipFile(io.BytesIO(taken(database, format="csv"))) as archive:
        raw = archive.read("evidence.csv")
    assert raw.endswith(b"\r\n") and not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode(), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(of_file("evidence"))}
    assert any("\n" in cell for row in rows for cell in row)  # a line break inside a cell stays inside it


def test_an_empty_set_has_headings(database: Database, filled: Filled) -> None:
    with zipfile.ZipFile(io.BytesIO(taken(database, format="csv", state="parked"))) as archive:
        assert archive.read("claims.csv").decode() == ",".join(of_file("claims")) + "\r\n"


@given(st.text())
def test_a_guard_is_taken_off_exactly(text: str) -> None:
    assert unguarded(guarded(text) or "") == text


@given(st.text(alphabet=st.sampled_from("=+-@|%'\t\r\n＝＋－＠ab1"), min_size=1))
def test_whatever_defusedcsv_guards_is_guarded(text: str) -> None:
    out = io.StringIO()
    defused.writer(out, quoting=csv.QUOTE_ALL).writerow([text])
    if out.getvalue().startswith("\"'") and not text.startswith("'"):
        assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["", "plain", "'tis", "a=b", "1-2"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert guarded(cell) == cell
