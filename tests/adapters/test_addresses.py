"""One page, one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.adapters.addresses import canonical_url, same_site
from verify.core.errors import Malformed


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://courier.example/a", "https://courier.example/a"),
        ("  https://Courier.Example/a#top  ", "https://courier.example/a"),
        ("HTTPS://courier.example:443/a", "https://courier.example/a"),
        ("http://courier.example:80/a", "http://courier.example/a"),
        ("http://courier.example:8080/a", "http://courier.example:8080/a"),
        ("https://courier.example/a?utm_source=x&utm_medium=y", "https://courier.example/a"),
        ("https://courier.example/a?id=7&fbclid=abc", "https://courier.example/a?id=7"),
        ("https://courier.example/a?b=2&a=1", "https://courier.example/a?a=1&b=2"),
    ],
)
def test_accidents_of_spelling_are_taken_out(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "urls",
    [
        ("https://courier.example", "https://courier.example/"),
        ("https://zeitüng.example/a", "https://xn--zeitng-6ya.example/a"),
        ("https://courier.example/a b", "https://courier.example/a%20b"),
        ("https://courier.example/ä", "https://courier.example/%C3%A4"),
    ],
)
def test_two_spellings_of_one_page(urls: tuple[str, str]) -> None:
    assert canonical_url(urls[0]) == canonical_url(urls[1])


def test_different_pages_stay_different() -> None:
    pages = ["https://a.example/x", "https://a.example/X", "https://a.example/x?id=1", "https://b.example/x"]
    assert len({canonical_url(page) for page in pages}) == len(pages)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "courier.example/a",
        "ftp://courier.example/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "https:///a",
        "http://[::1",
        "http://courier.example:99999/",
        "http://courier.example:port/",
        "https://me:secret@courier.example/",
        "https://courier.example/\x00",
        "https://courier .example/",
        "https://courier.example/" + "a" * 2000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Malformed) as caught:
        canonical_url(url)
    assert caught.value.field == "url"


@given(st.text(max_size=60), st.sampled_from(["https://courier.example/", "http://courier.example:80/?q=", "https://"]))
def test_it_settles_at_once_or_refuses(rest: str, start: str) -> None:
    try:
        once = canonical_url(start + rest)
    except Malformed:
        return
    assert canonical_url(once) == once


def test_same_site() -> None:
    assert same_site("https://www.courier.example/a", "http://courier.example/b")
    assert not same_site("https://courier.example/a", "https://tribune.example/a")
    assert not same_site("https://one.co.uk/a", "https://two.co.uk/a")
    assert same_site("http://127.0.0.1:8000/a", "http://127.0.0.1/b")
    assert not same_site("http://127.0.0.1/a", "http://127.0.0.2/a")
