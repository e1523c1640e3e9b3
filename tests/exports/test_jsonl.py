"""JSONL: complete, true to the stored text, held to the shipped schema, and the same each time."""

import json
from pathlib import Path

import jsonschema
from sqlalchemy import select

from tests.exports.reading import lines, taken
from tests.support.exported import KEY, Filled
from tests.support.line_schema import SCHEMA, made
from verify.db import Database
from verify.models import Article, ArticleVersion, Claim, Review, User

ANY = ""


def test_the_shipped_schema_is_the_columns() -> None:
    """Mend with `python -m tests.support.line_schema`."""
    assert SCHEMA.read_bytes() == made()


def test_every_line_keeps_the_schema(database: Database, filled: Filled) -> None:
    schema = json.loads(Path(SCHEMA).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    found = lines(database, state=ANY)
    assert len(found) == 6
    for line in found:
        validator.validate(line)


def test_quotes_and_selectors_are_the_stored_text(database: Database, filled: Filled) -> None:
    with database.reading() as session:
        texts = {
            f"{KEY}-a{article}": text
            for article, text in session.execute(
                select(Article.id, ArticleVersion.text).join(ArticleVersion, ArticleVersion.article_id == Article.id)
            )
        }
    for line in lines(database, state=ANY):
        text = texts[line["article"]["id"]]
        pieces = [text[start:end] for start, end in line["spans"]]
        assert line["quote"] == " … ".join(pieces)
        assert [(place["start"], place["end"]) for place, _ in line["selectors"]] == [tuple(s) for s in line["spans"]]
        for piece, (_, words) in zip(pieces, line["selectors"], strict=True):
            assert words["exact"] == piece
            assert f"{words['prefix']}{piece}{words['suffix']}" in text
            assert len(words["prefix"]) <= 32 and len(words["suffix"]) <= 32
    assert max(len(line["spans"]) for line in lines(database, state=ANY)) == 2


def test_a_line_holds_evidence_and_history(database: Database, filled: Filled) -> None:
    by_id = {line["id"]: line for line in lines(database)}
    claim = by_id[f"{KEY}-c{filled.corroborated}"]
    kept, cited, removed = claim["evidence"]
    assert (kept["snapshot"]["sha256"], kept["snapshot"]["size"]) == ("ab" * 32, 77)
    assert kept["retrieved_at"] == "2026-11-22T10:00:00.000000Z"
    assert (kept["published_day"], kept["evidence_after_claim"]) == (None, True)  # by the captured page's own day
    assert (cited["url"], cited["snapshot"], cited["evidence_after_claim"]) == ("https://valley.example/b", None, None)
    assert removed["removed_at"] == "2026-11-22T10:00:00.000000Z"
    assert claim["reviews"][0]["evidence"] == [kept["id"], cited["id"]]

    revised = by_id[f"{KEY}-c{filled.disputed}"]
    first, second = revised["reviews"]
    assert [entry["verdict"] for entry in revised["verdicts"]] == ["unverified", "disputed"]
    assert (revised["verdict"], revised["said"], revised["verdicts"][1]["review"]) == (
        "disputed",
        "confirmed",
        second["id"],
    )
    assert (first["revises"], second["revises"]) == (None, first["id"])
    assert revised["attribution"]["speaker"] == "Ministry of Ports"
    assert [item["evidence_after_claim"] for item in revised["evidence"]] == [True]


def test_a_line_holds_where_people_looked(database: Database, filled: Filled) -> None:
    found = lines(database, state=ANY)
    ((search,),) = [line["searches"] for line in found if line["searches"]]
    assert {name: search[name] for name in ("query", "place", "day")} == {
        "query": "bridge deed",
        "place": "Land register",
        "day": "2026-11-20",
    }
    kept = [item["archived_url"] for line in found for item in line["evidence"] if item["archived_url"]]
    assert kept == ["https://archive.example/bridge"]


def test_reviewers_stand_under_their_pseudonym_and_never_by_name(database: Database, filled: Filled) -> None:
    whole = taken(database, state=ANY)
    assert b"Nora" not in whole and b"nora" not in whole
    with database.reading() as session:
        pseudonym = session.scalars(select(User.pseudonym).join(Review, Review.reviewer_id == User.id)).first()
    assert {review["reviewer"] for line in lines(database) for review in line["reviews"]} == {pseudonym}


def test_the_filters_are_the_queues(database: Database, filled: Filled) -> None:
    def found(**asked: str) -> set[int]:
        return {int(line["id"].rpartition("-c")[2]) for line in lines(database, **asked)}

    assert found() == set(filled.decided)
    assert found(state="pending", kind="factual") == {filled.pending}
    assert found(state=ANY, kind="prediction") == {filled.prediction}
    assert found(verdict="disputed") == {filled.disputed, filled.misleading}
    assert found(state=ANY, voice="relayed") == {filled.disputed}
    assert found(state=ANY, text="boats") == {filled.disputed}
    with database.reading() as session:
        claim = session.get_one(Claim, filled.pending)
    assert found(state=ANY, outlet=str(claim.outlet_id)) == {filled.corroborated, filled.pending, filled.prediction}
    assert found(state=ANY, article=str(claim.article_id), verdict="corroborated") == {filled.corroborated}


def test_the_same_claims_give_the_same_bytes(database: Database, filled: Filled) -> None:
    assert taken(database, state=ANY) == taken(database, state=ANY)
    assert taken(database, state=ANY, format="csv") == taken(database, state=ANY, format="csv")


def test_an_empty_set_is_an_empty_file(database: Database, filled: Filled) -> None:
    assert taken(database, state="parked") == b""
