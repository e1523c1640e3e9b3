"""Asking a language model over a real local server: one that answers, and ones that do not do as they should."""

import json
import threading
import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from verify.adapters.language_model import Endpoint, answer
from verify.core.errors import FetchFailed

MESSAGES = ({"role": "system", "content": "Answer."}, {"role": "user", "content": "{}"})
PATH = "/v1/chat/completions"


@pytest.fixture
def endpoint(httpserver: HTTPServer) -> Endpoint:
    return Endpoint(httpserver.url_for("/v1/"), "small-model", "a-key", seconds=10.0, tokens=77, max_bytes=10_000)


def said(content: object, finish: str = "stop") -> dict[str, object]:
    return {"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": finish}]}


def refused(endpoint: Endpoint) -> tuple[str, str]:
    with pytest.raises(FetchFailed) as caught:
        answer(endpoint, MESSAGES)
    assert "a-key" not in str(caught.value)
    return str(caught.value.details["reason"]), caught.value.message


def test_the_question_goes_out_as_the_protocol_says_and_the_words_come_back(
    httpserver: HTTPServer, endpoint: Endpoint
) -> None:
    httpserver.expect_oneshot_request(PATH, method="POST").respond_with_json(said("Ja – 是"))
    assert answer(endpoint, MESSAGES) == "Ja – 是"
    request, _ = httpserver.log[0]
    assert request.headers["Authorization"] == "Bearer a-key"
    assert json.loads(request.get_data()) == {
        "model": "small-model",
        "messages": list(MESSAGES),
        "temperature": 0,
        "max_tokens": 77,
        "stream": False,
    }


def test_without_a_key_none_is_sent(httpserver: HTTPServer, endpoint: Endpoint) -> None:
    httpserver.expect_oneshot_request(PATH).respond_with_json(said("yes"))
    answer(Endpoint(endpoint.url, "small-model"), MESSAGES)
    assert "Authorization" not in httpserver.log[0][0].headers


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response("down", 500), "http_status"),
        (Response("who?", 401), "http_status"),
        (Response("", 302, {"Location": "http://127.0.0.1:1/steal"}), "http_status"),
        (Response("<p>hello</p>", content_type="text/html"), "media_type"),
        (Response(b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": "gzip"}), "media_type"),
        (Response("{", content_type="application/json"), "unreadable"),
        (Response("[" * 9_000, content_type="application/json"), "unreadable"),
        (Response('{"choices": []}', content_type="application/json"), "unreadable"),
        (Response('{"choices": [{"message": {}}]}', content_type="application/json"), "unreadable"),
        (Response(json.dumps(said(["a", "list"])), content_type="application/json"), "unreadable"),
        (Response(json.dumps(said('{"claims": [', "length")), content_type="application/json"), "cut_off"),
        (Response(" " * 10_001, content_type="application/json"), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_answer_is_refused_with_its_reason(
    httpserver: HTTPServer, endpoint: Endpoint, response: Response, reason: str
) -> None:
    httpserver.expect_request(PATH).respond_with_response(response)
    found, message = refused(endpoint)
    assert (found, message.endswith(".")) == (reason, True)
    assert len(httpserver.log) == 1


def test_a_server_that_stalls_is_left_at_the_deadline(httpserver: HTTPServer, endpoint: Endpoint) -> None:
    over = threading.Event()

    def never(_request: Request) -> Response:
        over.wait(30)
        return Response("{}", content_type="application/json")

    httpserver.expect_request(PATH).respond_with_handler(never)
    try:
        assert refused(Endpoint(endpoint.url, "m", seconds=0.3)) == (
            "timeout",
            "The language model did not answer within 0.3 seconds.",
        )
    finally:
        over.set()
        while not httpserver.log:  # or it would stand in the next test's
            time.sleep(0.01)


def test_a_server_that_drips_is_left_at_the_deadline_too(httpserver: HTTPServer, endpoint: Endpoint) -> None:
    over = threading.Event()

    def drip() -> Iterator[bytes]:
        while not over.wait(0.05):
            yield b" "

    httpserver.expect_request(PATH).respond_with_handler(lambda _: Response(drip(), content_type="application/json"))
    try:
        assert refused(Endpoint(endpoint.url, "m", "a-key", seconds=0.5))[0] == "timeout"
    finally:
        over.set()


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://model.example/v1", "http://", "http://[::1"])
def test_an_address_that_is_none_says_which_setting_to_correct(url: str) -> None:
    reason, message = refused(Endpoint(url, "m"))
    assert (reason, "VERIFY_SUGGEST_URL" in message) == ("bad_address", True)


def test_nobody_there_is_said_plainly(httpserver: HTTPServer) -> None:
    assert refused(Endpoint("http://127.0.0.1:1/v1", "m"))[0] == "unreachable"
