"""Finding the desk's claims for a text, and relating two statements, by API."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.claims import add_article
from verify.core.vocabulary import ClaimState, Role

TEXT = "At Hollin the gauge reached 5.8 metres."


@pytest.fixture
def client(call: Callable[..., TestClient]) -> TestClient:
    return call(Role.VIEWER)


def test_the_nearest_claims_come_with_relation_and_what_differs(app: FastAPI, client: TestClient) -> None:
    with app.state.database.writing() as session:
        said = ["The Hollin gauge reached 5.8 metres.", "The Hollin gauge reached 6.4 metres.", "A cat slept."]
        same, other, _ = add_article(session, said).claim_ids
        add_article(session, ["The Hollin gauge reached 5.8 metres."], outlet="Post", state=ClaimState.WITHDRAWN)
    found = client.post("/match", json={"text": TEXT, "day": "2026-02-14", "milliseconds": 1000}).json()["candidates"]
    assert {one["claim_id"]: one["relation"] for one in found} == {same: "same", other: "conflict"}
    conflict = next(one for one in found if one["claim_id"] == other)
    assert [
        (one["kind"], TEXT[slice(*one["a"])], conflict["statement"][slice(*one["b"])])
        for one in conflict["differences"]
        if one["a"] and one["b"]
    ] == [("figure", "5.8 metres", "6.4 metres")]
    assert len(client.post("/match", json={"text": TEXT, "top": 1}).json()["candidates"]) == 1


def test_two_statements_are_related_by_their_days(client: TestClient) -> None:
    def pair(day: str) -> dict[str, object]:
        a = {"text": "The bridge at Tarn was closed on Thursday.", "day": "2026-02-14"}
        b = {"text": f"On {day} the bridge at Tarn was closed."}
        return dict(client.post("/pairs", json={"a": a, "b": b}).json())

    assert pair("12 February 2026")["relation"] == "same"
    assert pair("11 February 2026")["relation"] == "conflict"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9" * 1999, None),
        ("1" + "0" * 1998, None),
        ("1 " * 1000, None),
        ("Feb. 12 " * 250, "9999-12-31"),
        ("On Thursday, next year and last month", "0001-01-01"),
        ("NaN ∞ \x00 ﬁ", None),
        ("('" * 1000, None),
    ],
    ids=["digits", "zeros", "figures", "dates", "first day", "odd", "marks"],
)
def test_odd_statements_are_related_with_a_number(client: TestClient, text: str, day: str | None) -> None:
    told = client.post("/pairs", json={"a": {"text": text, "day": day}, "b": {"text": text}})
    assert (told.status_code, 0 <= told.json()["score"] <= 1) == (200, True)
    assert client.post("/match", json={"text": text, "day": day}).status_code == 200


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/match", {"text": ""}),
        ("/match", {"text": "a" * 2001}),
        ("/match", {"text": "a", "top": 51}),
        ("/match", {"text": "a", "milliseconds": 0}),
        ("/match", {"text": "a", "day": "NaN"}),
        ("/pairs", {"a": {"text": "a"}}),
    ],
)
def test_what_is_out_of_bounds_is_refused(client: TestClient, address: str, body: dict[str, object]) -> None:
    assert client.post(address, json=body).status_code == 422
