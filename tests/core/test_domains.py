"""Registrable domains of addresses as people and pages write them."""

import pytest

from verify.core.domains import registrable_domain


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.harbour-post.example/2026/11/bridge?id=1", "harbour-post.example"),
        ("harbour-post.example", "harbour-post.example"),
        ("//m.Harbour-Post.EXAMPLE:8080/x", "harbour-post.example"),
        ("http://news.paper.co.uk./", "paper.co.uk"),
        ("https://valley.blogspot.com/post", "valley.blogspot.com"),
        ("https://bücher.example/a", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example/a", "xn--bcher-kva.example"),
        ("https://user:secret@valley.example/", "valley.example"),
    ],
)
def test_what_somebody_registered(address: str, domain: str) -> None:
    assert registrable_domain(address) == domain


@pytest.mark.parametrize(
    "address",
    [
        "",
        "   ",
        "https://",
        "co.uk",
        "http://127.0.0.1/x",
        "http://[::1]/",
        "http://[bad",
        "https://a..b/",
        "x" * 300,
        "a\0b.example",
        "a b.example",
    ],
)
def test_no_domain(address: str) -> None:
    assert registrable_domain(address) is None
