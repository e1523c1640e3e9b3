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
