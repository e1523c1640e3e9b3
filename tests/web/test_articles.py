"""The article pages: the list, and the coverage of one text."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from verify import clock
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.queries import articles as stored
from verify.services.articles import add_article
from verify.services.claim_edits import withdraw

Browsers = Callable[..., Browser]
TEXT = (
    "The harbour of Ostmark reopened on Tuesday after eleven weeks.\n\n"
    "Will it last? Two cranes were replaced at a cost of 4.2 million crowns."
)


@pytest.fixture
def viewer(browse: Browsers) -> Browser:
    return browse(Role.VIEWER)


def add(app: FastAPI, text: str = TEXT, **fields: str) -> int:
    with app.state.database.writing() as session:
        draft = ArticleDraft(text, **({"outlet": "Courier"} | fields))  # type: ignore[arg-type]
        return add_article(session, actor=SYSTEM, draft=draft, now=clock.now()).article_id


def test_an_empty_desk_says_what_to_do(viewer: Browser) -> None:
    page = viewer.get("/articles")
    assert "No articles yet" in text_of(page)
    assert 'href="/ingest"' in page.text


FORM = "\n\nComments\n\nNo comments yet.\n\nLeave a Reply"


def shaded(page: str) -> str:
    """The article's text on its page, with its marks."""
    found = re.search(r'<div class="article-text is-shaded" dir="auto">(.*?)</div>', page, re.S)
    assert found is not None
    return found[1]


def test_every_sentence_is_shaded_and_the_text_is_whole(app: FastAPI, viewer: Browser) -> None:
    body = shaded(viewer.get(f"/articles/{add(app)}").text)
    assert re.sub(r"<[^>]+>", "", body) == TEXT
    assert re.findall(r'<span class="sentence is-(\w+)" data-start="(\d+)" data-mark="(.)"', body) == [
        ("factual", "0", "F"),
        ("left_out", str(TEXT.index("Will")), "–"),
        ("factual", str(TEXT.index("Two")), "F"),
    ]
    assert len(re.findall(r'<a class="claim is-pending" href="/claims/\d+" title="factual: ', body)) == 2
    assert 'data-why="question">Will it last?</span>' in body
    assert "2 claims from 2 sentences. No claim in 1 question." in text_of(viewer.get("/articles/1"))


def test_the_comment_form_is_folded_away_and_counted(app: FastAPI, viewer: Browser) -> None:
    page = viewer.get(f"/articles/{add(app, TEXT + FORM)}")
    assert "2 claims from 2 sentences, 3 lines of page furniture left out." in text_of(page)
    folded = re.search(r'<details class="furniture"><summary>(.*?)</summary>(.*?)</details>', shaded(page.text), re.S)
    assert folded is not None
    assert folded[1] == "3 lines of page furniture left out"
    assert re.sub(r"<[^>]+>", "", folded[2]) == FORM.lstrip()
    assert folded[2].count('data-why="boilerplate"') == 3


def test_a_text_that_the_parser_does_not_read_says_so(app: FastAPI, viewer: Browser) -> None:
    english = text_of(viewer.get(f"/articles/{add(app)}"))
    german = text_of(viewer.get(f"/articles/{add(app, 'Die Stadt kaufte die Fähre zurück. Sie zahlte dafür.')}"))
    assert "Sentence level" not in english
    assert "Sentence level: each claim of this text (language de) is one whole sentence." in german


def test_a_sentence_whose_claims_stand_in_an_earlier_version_says_so(app: FastAPI, viewer: Browser) -> None:
    for text in (TEXT, TEXT.replace("4.2", "4.6")):
        add(app, text, url="https://courier.example/a", outlet="")
    body = shaded(viewer.get("/articles/1").text)
    assert re.findall(r'class="sentence is-(\w+)"', body) == ["unmarked", "left_out", "factual"]


def test_a_withdrawn_claim_covers_nothing_and_stays_listed(app: FastAPI, viewer: Browser) -> None:
    url = f"/articles/{add(app)}"
    with app.state.database.writing() as session:
        withdraw(session, actor=SYSTEM, claim_id=1, reason="Not said here.", row_version=None, now=clock.now())
    page = viewer.get(url)
    assert re.findall(r'class="sentence is-(\w+)"', shaded(page.text)) == ["unmarked", "left_out", "factual"]
    assert "1 claim from 1 sentence, 1 withdrawn." in text_of(page)


def test_counts_open_what_they_count(app: FastAPI, viewer: Browser) -> None:
    page = viewer.get(f"/articles/{add(app)}")
    assert "2 pending" in text_of(page)
    assert 'href="/queue?article=1&amp;state=pending&amp;kind=factual"' in page.text


def test_versions_stand_side_by_side(app: FastAPI, viewer: Browser) -> None:
    for text in (TEXT, TEXT.replace("4.2", "4.6")):
        add(app, text, url="https://courier.example/a", outlet="")
    new, old = text_of(viewer.get("/articles/1")), text_of(viewer.get("/articles/1?version=1"))
    assert "4.6 million" in new and "Version 2 of 2" in new
    assert "4.2 million" in old and "Version 1 of 2" in old
    assert viewer.get("/articles/1?version=3").status_code == 404


def test_the_list_pages_and_narrows_to_an_outlet(app: FastAPI, viewer: Browser) -> None:
    for number in range(stored.PAGE_SIZE + 1):
        add(app, f"The council of town {number} met on Monday.", outlet="Tribune" if number == 7 else "Courier")
    first = viewer.get("/articles")
    assert first.text.count('<th scope="row">') == stored.PAGE_SIZE
    older = re.search(r'href="(/articles\?cursor=[^"]+)" rel="next"', first.text)
    assert older is not None
    assert viewer.get(older[1]).text.count('<th scope="row">') == 1
    with app.state.database.reading() as session:
        tribune = next(row.outlet_id for row in stored.newest(session).rows if row.outlet == "Tribune")
    narrowed = viewer.get(f"/articles?outlet={tribune}")
    assert narrowed.text.count('<th scope="row">') == 1
    assert "town 7 met" in narrowed.text


@pytest.mark.parametrize("path", ["/articles/99", "/articles?outlet=99"])
def test_what_is_not_there_is_a_plain_404(viewer: Browser, path: str) -> None:
    assert viewer.get(path).status_code == 404


def test_nobody_signed_in_is_sent_to_the_sign_in_page(browse: Browsers) -> None:
    assert browse().get("/articles").headers["location"].startswith("/sign-in")


def test_the_list_asks_as_many_questions_for_twenty_rows_as_for_ten(
    app: FastAPI, viewer: Browser, statements: Callable[[], int]
) -> None:
    def asked() -> int:
        before = statements()
        viewer.get("/articles")
        return statements() - before

    for number in range(10):
        add(app, f"The council of town {number} met on Monday.")
    ten = asked()
    for number in range(10, 20):
        add(app, f"The council of town {number} met on Monday.")
    assert asked() == ten


@pytest.fixture
def statements(app: FastAPI) -> Callable[[], int]:
    """How many statements the desk's database has been sent so far."""
    from sqlalchemy import event

    sent: list[str] = []
    event.listen(app.state.database.reader, "before_cursor_execute", lambda *args: sent.append(args[2]))
    return lambda: len(sent)
