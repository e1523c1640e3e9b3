"""The article of a page: paragraphs kept, furniture left out, and hostile pages refused in time."""

import random
from datetime import date

import pytest

from verify.adapters.extraction import LARGEST, LONGEST_TAG, MOST_TAGS, extract
from verify.core.errors import Malformed

FIRST = "The harbour of Ostmark reopened on Tuesday after a closure of eleven weeks, the port authority said."
SECOND = "Two cranes were replaced at a cost of 4.2 million crowns, which the town paid from its reserve fund."
THIRD = "“We lost one ferry season,” said harbour master Ilse Brandt, “and we will not lose another.”"
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Harbour reopens | Ostmark Courier</title>
<meta property="og:site_name" content="Ostmark Courier"><meta name="author" content="Jonas Weil">
<meta property="article:published_time" content="2026-03-04T08:00:00Z">
<link rel="canonical" href="https://courier.example/harbour-reopens"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour reopens</h1><p>{FIRST}</p><p>{SECOND}<br>It was the first repair since 1998, the records show.</p>
<ul><li>Ferries run hourly from six in the morning.</li><li>Tickets cost the same as last year.</li></ul>
<table><tr><td>Crane</td><td>Cost</td></tr><tr><td>North</td><td>2.1m</td></tr></table>
<p>{THIRD}</p></article>
<footer>Copyright 2019 Ostmark Courier. <script>track("me")</script></footer></body></html>"""


def test_paragraphs_list_items_and_rows_are_kept_apart() -> None:
    paragraphs = extract(PAGE).text.split("\n\n")
    assert FIRST in paragraphs
    assert f"{SECOND}\nIt was the first repair since 1998, the records show." in paragraphs
    assert "Ferries run hourly from six in the morning." in paragraphs
    assert "Crane Cost\nNorth 2.1m" in paragraphs
    assert THIRD in paragraphs


def test_furniture_and_scripts_stay_out() -> None:
    text = extract(PAGE).text
    assert not any(word in text for word in ("Sport", "Copyright", "track", "<"))


def test_what_the_page_says_about_its_article() -> None:
    page = extract(PAGE, url="https://courier.example/harbour-reopens?from=home")
    assert page.title == "Harbour reopens"
    assert page.byline == "Jonas Weil"
    assert page.published == date(2026, 3, 4)
    assert page.language == "en-GB"
    assert page.site_name == "Ostmark Courier"
    assert page.canonical_url == "https://courier.example/harbour-reopens"


def test_a_bare_piece_of_markup_is_read_too() -> None:
    page = extract(f"<p>{FIRST}</p><p>{SECOND}</p>")
    assert page.text == f"{FIRST}\n\n{SECOND}"
    assert (page.title, page.byline, page.published, page.language) == (None, None, None, None)


def test_a_day_that_only_stands_in_the_text_is_not_the_day_of_publication() -> None:
    assert extract(f"<body><p>{FIRST}</p><p>On 12 May 2014 it was flooded. {SECOND}</p></body>").published is None


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ('<html lang="de">', "de"),
        ("<html lang=pt_BR>", "pt-BR"),
        ("<html class=\"a\" lang='zh-Hant-TW'>", "zh-Hant-TW"),
        ('<html lang="">', None),
        ("<html>", None),
        ('<html lang="javascript:alert(1)">', None),
    ],
)
def test_language_of_the_page(tag: str, language: str | None) -> None:
    assert extract(PAGE.replace('<html lang="en-GB">', tag)).language == language


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("Zürich – “größer”".encode(), None, "Zürich – “größer”"),
        (b"\xef\xbb\xbf" + "Zürich".encode(), "iso-8859-1", "Zürich"),
        ("Zürich".encode("utf-16"), None, "Zürich"),
        ("Zürich – “größer”".encode("cp1252"), None, "Zürich – “größer”"),
        ("Zürich – “größer”".encode("cp1252"), "ISO-8859-1", "Zürich – “größer”"),
        ("Łódź".encode("iso-8859-2"), "iso-8859-2", "Łódź"),
        ("Zürich".encode(), "no-such-charset", "Zürich"),
        ("Zürich".encode(), "rot13", "Zürich"),
        ("Zürich".encode(), "ascii", "Zürich"),
    ],
)
def test_encoding_of_a_page(data: bytes, charset: str | None, expected: str) -> None:
    encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "ascii"
    page = f"<html><body><p>{FIRST}</p><p>".encode(encoding) + data.removeprefix(b"\xef\xbb\xbf").removeprefix(
        b"\xff\xfe"
    )
    page += f" is the town's name. {SECOND}</p></body></html>".encode(encoding)
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b"\xff\xfe" if encoding == "utf-16-le" else b""
    text = extract(mark + page, charset=charset).text
    if charset == "ascii":
        assert "rich is the town" in text
    else:
        assert f"{expected} is the town" in text


def test_the_page_names_its_encoding() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>Порт открыт. {FIRST}</p><p>{SECOND}</p></body></html>'
    assert "Порт открыт." in extract(page.encode("cp1251")).text


def test_a_character_cut_in_half_does_not_lose_the_page() -> None:
    page = (
        f'<html><head><meta charset="utf-8"></head><body><p>{FIRST * 20}</p><p>{SECOND}</p>'.encode()
        + b"\xe2\x80\x81\x8d"
    )
    assert SECOND in extract(page).text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n\t ", "empty"),
        ("", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<html></html>", "No article text"),
        (b"<html><body><script>alert(1)</script></body></html>", "No article text"),
        (b"<p></p>" * 10, "No article text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary"),
        (b"%PDF-1.7\n" + random.Random(1).randbytes(5000), "binary"),
        (b"PK\x03\x04" + bytes(100), "binary"),
        (b"<p>\x00 text</p>", "binary"),
        (b"<p>" + b"\x9d\x81\x8d" * 300 + b"</p>", "encoding"),
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
        ("x" * (LARGEST + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(content: bytes | str, message: str) -> None:
    with pytest.raises(Malformed, match=message):
        extract(content)


def _filled(piece: str) -> str:
    return "<html><body>" + piece * (min(LARGEST // len(piece), MOST_TAGS // piece.count("<")) - 12)


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b>x",
        "<ul><li>x",
        "<table><tr><td>x",
        "<blockquote>x",
        "<p>",
        "<span><i>",
        "<form><p>x",
        "<article><p>x",
    ],
)
def test_endlessly_nested_pages_come_to_an_end(piece: str) -> None:
    try:
        text = extract(_filled(piece)).text
    except Malformed as error:
        text = error.message
    assert text


@pytest.mark.parametrize("piece", ["<div>", "<p>x", "x<br>"])
def test_too_many_parts_are_refused_before_they_are_parsed(piece: str) -> None:
    with pytest.raises(Malformed, match="too many parts"):
        extract(piece * (LARGEST // len(piece)))


def test_overlong_tags_are_emptied_and_the_rest_is_read() -> None:
    attributes = "".join(f"a{number}=b " for number in range(LARGEST // 20))
    picture = "A" * (LONGEST_TAG * 2)
    page = f'<body {attributes}><p>{FIRST}</p><img src="data:image/png;base64,{picture}"><p>{SECOND}</p></body>'
    assert extract(page).text == f"{FIRST}\n\n{SECOND}"
