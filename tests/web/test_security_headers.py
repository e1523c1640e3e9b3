"""Every answer carries the security headers, those to requests that broke among them."""

import pytest
from fastapi.testclient import TestClient

from verify.app import make_app
from verify.db import Database
from verify.settings import Settings

HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "x-request-id")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sign-in", 200),
        ("/queue", 303),
        ("/nowhere", 404),
        ("/api/v1/me", 401),
        ("/broken", 500),
        ("/api/v1/broken", 500),
        ("/static/none.css", 404),
    ],
)
def test_every_answer_is_shielded(settings: Settings, database: Database, path: str, status: int) -> None:
    def broken() -> None:
        raise RuntimeError("a fault of ours")

    app = make_app(settings, database)
    app.add_api_route("/broken", broken)
    app.add_api_route("/api/v1/broken", broken)
    client = TestClient(app, base_url="http://desk.example", follow_redirects=False, raise_server_exceptions=False)
    answer = client.get(path)
    assert answer.status_code == status
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "a fault of ours" not in answer.text


@pytest.mark.parametrize("path", ["/ingest/batch", "/api/v1/intake/batches"])
def test_what_is_larger_than_the_desk_takes_is_told_its_bound(
    settings: Settings, database: Database, path: str
) -> None:
    app = make_app(settings.model_copy(update={"max_batch_bytes": 1_000_000}), database)
    answer = TestClient(app, base_url="http://desk.example").post(path, content=b" " * 2_000_001)
    assert answer.status_code == 413
    assert "larger than 2 MB, the most that this desk takes at once" in answer.text
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert ("problem+json" in answer.headers["content-type"]) is path.startswith("/api")
