"""Ask a language model behind an OpenAI-compatible endpoint, bounded in size and time. Its answer is only text here.

The endpoint is the desk's own choice and may stand in a private network, so unlike a page it is not judged by its address. No
redirect is followed: the key and the article go to the address that was set, and nowhere else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from verify.adapters.fetching import BackendTransport
from verify.adapters.network import Deadline, PublicBackend, resolve
from verify.core.errors import FetchFailed

LARGEST_ANSWER = 2_000_000
"""Bytes of an answer: far more than the tokens that are asked for come to."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, which one, with what key, and what its answer may cost."""

    url: str
    model: str
    key: str = ""
    seconds: float = 120.0
    tokens: int = 4_000
    max_bytes: int = LARGEST_ANSWER


def answer(endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> str:
    """The text that the model answers. Raises `FetchFailed` with a reason for the person, and `details["reason"]`."""
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "max_tokens": endpoint.tokens,
        "stream": False,
    }
    try:
        with _client(endpoint) as client, client.stream("POST", _address(endpoint), json=body) as response:
            return _content(_read(response, endpoint.max_bytes))
    except FetchFailed as error:
        # The connection's own refusals speak of pages.
        raise (_too_slow(endpoint) if error.details.get("reason") == "timeout" else error) from error
    except httpx.TimeoutException as error:
        raise _too_slow(endpoint) from error
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
        raise _failed("could not be reached, or its answer broke off", "unreachable") from error


def _address(endpoint: Endpoint) -> httpx.URL:
    try:
        url = httpx.URL(endpoint.url.strip().rstrip("/") + "/chat/completions")
    except (httpx.InvalidURL, ValueError) as error:
        raise _failed("has no usable address; correct VERIFY_SUGGEST_URL", "bad_address") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise _failed("has no usable address; correct VERIFY_SUGGEST_URL", "bad_address")
    return url


def _client(endpoint: Endpoint) -> httpx.Client:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "verify-desk"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    backend = PublicBackend(Deadline.after(endpoint.seconds), admits=lambda _address: True, resolver=resolve)
    return httpx.Client(
        transport=BackendTransport(backend),
        headers=headers,
        timeout=endpoint.seconds,
        follow_redirects=False,
        trust_env=False,
    )


def _read(response: httpx.Response, most: int) -> Any:
    if response.status_code != HTTPStatus.OK:
        raise _failed(f"answered {response.status_code} {response.reason_phrase}".rstrip(), "http_status")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or response.headers.get("Content-Encoding", "identity") != "identity":
        raise _failed(f"answered {media_type or 'something without a type'} where JSON was asked for", "media_type")
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > most:
            raise _failed(f"answered more than {most / 1e6:g} MB", "too_large")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _failed("answered something that is no JSON", "unreadable") from error


def _content(found: Any) -> str:
    """The words of the first choice."""
    choices = found.get("choices") if isinstance(found, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise _failed("answered no message", "unreadable")
    if isinstance(first, dict) and first.get("finish_reason") == "length":
        raise _failed("ran out of tokens before its answer was whole; raise VERIFY_SUGGEST_TOKENS", "cut_off")
    return content


def _too_slow(endpoint: Endpoint) -> FetchFailed:
    return _failed(f"did not answer within {endpoint.seconds:g} seconds", "timeout")


def _failed(what: str, reason: str) -> FetchFailed:
    return FetchFailed(f"The language model {what}.", details={"reason": reason})
