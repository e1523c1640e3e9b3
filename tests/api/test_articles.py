"""Articles and jobs by the API."""

from collections.abc import Callable

import orjson
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from verify.core.permissions import Action
from verify.core.vocabulary import Role
from verify.models import Article, Job
from verify.worker.tasks import Tools, perform

TEXT = "The harbour of Ostmark reopened on Tuesday.\n\nWill it last? Two cranes cost 4.2 million crowns."
URL = "https://courier.example/a"


@pytest.fixture
def client(call: Callable[..., TestClient]) -> TestClient:
    return call(Role.SUBMITTER, scopes=[Action.INGEST])


def count(app: FastAPI, table: type) -> int:
    with app.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_article_is_added_and_read_back(client: TestClient) -> None:
    given = {"text": TEXT, "url": URL + "#top", "title": "Harbour", "byline": "Jonas Weil", "published": "2026-03-04"}
    added = client.post("articles", json=given)
    assert added.status_code == 201
    assert added.json() == {"id": 1, "created": True, "version": 1, "claims": 2}
    body = client.get("articles/1").json()
    assert body["article"]["url"] == URL and body["article"]["published_day"] == "2026-03-04"
    assert (body["text"], body["byline"], body["version"]) == (TEXT, "Jonas Weil", 1)
    assert "".join(piece["text"] for piece in body["coverage"]) == TEXT
    assert {piece["claim_id"] for piece in body["coverage"]} - {None} == {claim["id"] for claim in body["claims"]}
    assert [piece["reason"] for piece in body["coverage"] if piece["reason"]] == ["question"]


def test_the_same_article_again_is_200_and_a_new_text_a_new_version(client: TestClient) -> None:
    client.post("articles", json={"text": TEXT, "url": URL})
    again = client.post("articles", json={"text": TEXT, "url": URL})
    assert (again.status_code, again.json()["created"]) == (200, False)
    changed = client.post("articles", json={"text": TEXT.replace("4.2", "4.6"), "url": URL})
    assert (changed.status_code, changed.json()["version"], changed.json()["claims"]) == (201, 2, 1)
    assert "4.2" in client.get("articles/1", params={"version": 1}).json()["text"]


def test_html_is_read(client: TestClient) -> None:
    html = f"<html><body><article><p>{TEXT}</p><p>The town paid from its reserve.</p></article></body></html>"
    assert client.post("articles", json={"html": html, "outlet": "Courier"}).json()["claims"] >= 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "", "outlet": "Wire"}, "text"),
        ({"text": TEXT}, "outlet"),
        ({"text": TEXT, "url": "file:///etc/passwd"}, "url"),
        ({"text": TEXT, "outlet": "Wire", "published": "2999-01-01"}, "published"),
        ({"html": "<html></html>", "outlet": "Wire"}, "file"),
        ({"html": "<script>alert(1)</script>", "outlet": "Wire"}, "file"),
        ({"html": "<div>" * 1_000_000, "outlet": "Wire"}, "file"),
        ({"html": "x" * 5_000_001, "outlet": "Wire"}, "file"),
        ({"text": "x " * 2_600_000, "outlet": "Wire"}, "text"),
        ({"text": "\x89PNG\r\n\x1a\n\0", "outlet": "Wire"}, "text"),
    ],
)
def test_what_cannot_be_added_is_a_problem_that_names_its_field(
    app: FastAPI, client: TestClient, body: dict[str, str], field: str
) -> None:
    answer = client.post("articles", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["field"]) == ("malformed", field)
    assert count(app, Article) == 0


@pytest.mark.parametrize("body", [{}, {"outlet": "Wire"}, {"text": "a", "html": "b"}, {"text": 7}, []])
def test_a_body_of_another_shape_is_refused(client: TestClient, body: object) -> None:
    assert client.post("articles", json=body).status_code == 422


def test_the_list_pages(client: TestClient) -> None:
    for number in range(51):
        client.post("articles", json={"text": f"The council of town {number} met on Monday.", "outlet": "Courier"})
    first = client.get("articles").json()
    rest = client.get("articles", params={"cursor": first["next"]}).json()
    ids = [article["id"] for article in first["articles"] + rest["articles"]]
    assert ids == list(range(51, 0, -1))
    assert rest["next"] is None


def test_a_batch_runs_as_a_job(app: FastAPI, client: TestClient) -> None:
    lines = [{"url": f"https://courier.example/{n}", "text": f"{TEXT} Number {n}."} for n in range(3)]
    data = b"\n".join([orjson.dumps(lines[0]), b"{broken", *map(orjson.dumps, lines[1:])])
    opened = client.post(
        "intake/batches", params={"title": "week"}, content=data, headers={"content-type": "application/x-ndjson"}
    )
    assert opened.status_code == 202
    job = opened.json()
    assert (job["title"], job["total"], job["failed"], job["state"]) == ("week", 4, 1, "waiting")
    perform(Tools(app.state.database, app.state.settings), job["id"])
    job = client.get(f"jobs/{job['id']}").json()
    assert (job["state"], job["done"], job["failed"]) == ("done", 3, 1)
    failed = client.get(f"jobs/{job['id']}/lines").json()
    assert [(line["line_number"], line["state"]) for line in failed] == [(2, "failed")]
    stored = client.get(f"jobs/{job['id']}/lines", params={"state": "stored", "after": 1}).json()
    assert [line["line_number"] for line in stored] == [3, 4]
    assert client.post(f"jobs/{job['id']}/retry").status_code == 409
    assert [each["id"] for each in client.get("jobs").json()["jobs"]] == [job["id"]]


def test_a_page_is_put_in_line(app: FastAPI, client: TestClient) -> None:
    assert client.post("intake/pages", json={"url": URL, "outlet": "Courier"}).json()["title"] == f"Fetch {URL}"
    assert client.post("intake/pages", json={"url": "ftp://courier.example"}).status_code == 422
    assert client.post("intake/pages", json={"url": "file:///etc/passwd"}).json()["field"] == "url"
    assert count(app, Job) == 1


@pytest.mark.parametrize("data", [b"", b"[]", b"\x00", b"a,b"])
def test_a_batch_that_is_none_is_refused(app: FastAPI, client: TestClient, data: bytes) -> None:
    headers = {"content-type": "application/x-ndjson"}
    assert client.post("intake/batches", content=data, headers=headers).status_code == 422
    assert count(app, Job) == 0


@pytest.mark.parametrize("path", ["articles/9", "jobs/9", "jobs/9/lines"])
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_token_without_the_scope_adds_nothing(app: FastAPI, call: Callable[..., TestClient]) -> None:
    reader = call(Role.SUBMITTER, name="Rita", scopes=())
    assert reader.post("articles", json={"text": TEXT, "url": URL}).status_code == 403
    assert reader.post("intake/pages", json={"url": URL}).status_code == 403
    assert reader.get("articles").status_code == 200
    assert count(app, Article) == 0


def test_whose_text_it_is_is_said_and_taken_back(call: Callable[..., TestClient]) -> None:
    client, ana = call(Role.SUBMITTER), call(Role.REVIEWER, name="Ana")
    client.post("articles", json={"text": TEXT, "url": URL, "byline": "Reuters"})
    found = client.get("articles/1").json()
    assert found["article"]["text_of"] == "Reuters"
    owner = {name: found["text_owner"][name] for name in ("name", "why", "is_said", "by")}
    assert owner == {"name": "Reuters", "why": "byline “Reuters”", "is_said": False, "by": None}
    claim = client.get(f"claims/{found['claims'][0]['id']}").json()
    assert (claim["voice"], claim["record_voice"], claim["text_of"]) == ("own", "relayed", "Reuters")
    assert client.put("articles/1/text-owner", json={"text_of": None, "why": "So."}).status_code == 403
    said = ana.put("articles/1/text-owner", json={"text_of": None, "why": "Their reporter was there."}).json()
    assert (said["article"]["text_of"], said["text_owner"]["is_said"], said["text_owner"]["by"]) == (None, True, "Ana")
    listed = client.get("claims", params={"record": "own"}).json()["claims"]
    assert [line["id"] for line in listed] == [line["id"] for line in client.get("claims").json()["claims"]] != []
    again = ana.delete("articles/1/text-owner", params={"why": "She was not."}).json()
    assert (again["article"]["text_of"], again["text_owner"]["is_said"]) == ("Reuters", False)
    assert ana.delete("articles/1/text-owner", params={"why": "Twice."}).status_code == 409
    assert client.get("claims", params={"record": "own"}).json()["claims"] == []
