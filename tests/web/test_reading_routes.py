"""A route is read by FastAPI when it is first asked for more than its address, once, whoever asks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from verify.deps import Routes


def two_routes() -> Routes:
    routes = Routes(prefix="/nouns")

    @routes.get("/{number}")
    def one(number: int) -> dict[str, int]:
        """One noun."""
        return {"number": number}

    @routes.post("/{number}", status_code=201, name="add")
    def another(number: int) -> dict[str, int]:
        return {"number": number}

    return routes


def test_it_is_read_when_it_is_asked_for_and_not_before() -> None:
    routes = two_routes()
    app = FastAPI()
    app.router.routes.extend(routes.routes)
    with TestClient(app) as client:
        assert client.get("/nouns/7").json() == {"number": 7}
        assert client.get("/nouns/x").status_code == 422
        assert client.put("/nouns/7").status_code == 405
    read = ["dependant" in route.__dict__ for route in routes.routes]
    assert read == [True, False]
    assert app.url_path_for("add", number=3) == "/nouns/3"


def test_it_is_told_of_like_any_other() -> None:
    app = FastAPI()
    app.include_router(two_routes(), prefix="/api")
    told = app.openapi()["paths"]["/api/nouns/{number}"]
    assert set(told) == {"get", "post"}
    assert told["get"]["description"] == "One noun."
    assert set(told["post"]["responses"]) == {"201", "422"}


def test_threads_that_ask_at_once_are_given_the_same() -> None:
    route: Any = two_routes().routes[0]
    together = Barrier(4)

    def ask() -> int:
        together.wait(10)
        return id(route.dependant)

    with ThreadPoolExecutor(4) as pool:
        found = {asked.result() for asked in [pool.submit(ask) for _ in range(4)]}
    assert len(found) == 1
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = route.no_such_thing
