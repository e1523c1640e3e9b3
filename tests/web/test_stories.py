"""Stories on their pages: the list, the matrix of who says what, and arranging them; the same by API and as CSV."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from string import ascii_lowercase

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select, update

from tests.conftest import NOW
from tests.services.test_story_places import placed
from tests.support.browsing import Browser, person
from tests.support.claims import DAY, add_article, add_outlet
from verify import clock
from verify.core.permissions import Action
from verify.core.vocabulary import (
    ClaimKind,
    ClaimState,
    MatchRelation,
    MatchState,
    OriginMark,
    OriginRule,
    OutletKind,
    ReasonCode,
    Role,
    Verdict,
)
from verify.db import Database
from verify.models import Article, ArticleVersion, Claim, Derivation, Match, OriginEntry, StoryArticle
from verify.queries import matches as looking
from verify.services import accounts, matches, origins
from verify.services.origins import Said

WIRE = [
    "The Tarn broke its banks at Hollin on Monday.",
    "About 640 people left their homes.",
    "Three people were hurt.",
]
LIST = ["The Tarn broke its banks at Hollin on Monday.", "585 people left their homes.", "The mill burned down."]


@pytest.fixture
def flood(database: Database) -> dict[str, list[int]]:
    """Three outlets tell of the flood: Northline, Blaze with Northline's words, and the Courier with another figure."""
    with database.writing() as session:
        add_outlet(session, "Northline").kind = OutletKind.AGENCY
        told = {}
        for days, (outlet, sentences) in enumerate((("Northline", WIRE), ("Blaze", WIRE[:2]), ("Courier", LIST))):
            written = add_article(session, sentences, outlet=outlet, published=DAY + timedelta(days=days))
            told[outlet] = written.claim_ids
            title = f"{outlet} on the Tarn flood at Hollin"
            session.execute(update(Article).where(Article.id == written.article_id).values(title=title))
            session.execute(update(ArticleVersion).where(ArticleVersion.id == written.version_id).values(title=title))
            placed(session, written.article_id, NOW)
        copied = {"rule": OriginRule.CREDIT, "is_sure": True, "is_tie": False, "why": "byline", "found_at": NOW}
        session.add(Derivation(article_id=2, root="Northline", **copied))
        session.flush()
        for article_id in (1, 2, 3):
            matches.store(session, looking.look(session, article_id), asked_at=None, now=NOW)
        row = update(Claim).where(Claim.id == told["Courier"][1])
        decided = {"state": ClaimState.DECIDED, "verdict": Verdict.DISPUTED, "reason_code": ReasonCode.CONTRADICTED}
        session.execute(row.values(**decided, decided_at=NOW))
    return told


@pytest.fixture
def api(app: FastAPI, browse: Callable[..., Browser]) -> TestClient:
    actor = browse(Role.EDITOR).actor
    assert actor and actor.user_id
    with app.state.database.writing() as session:
        scopes = frozenset({Action.READ, Action.ARRANGE})
        token = accounts.add_token(
            session, actor=actor, user_id=actor.user_id, name="t", scopes=scopes, now=clock.now()
        )
    return TestClient(app, base_url="http://desk.example", headers={"authorization": f"Bearer {token}"})


def test_before_there_is_a_story_the_list_says_how_one_comes_about(browse: Callable[..., Browser]) -> None:
    shown = browse(Role.VIEWER).get("/stories").text
    assert "No stories yet" in shown and "/ingest" in shown


def test_the_matrix_says_who_says_what_and_whose_account_it_is(flood: dict[str, list[int]], api: TestClient) -> None:
    found = api.get("/api/v1/stories/1/matrix").json()
    assert [(column["outlet"], column["origins"]) for column in found["columns"]] == [
        ("Northline", []),
        ("Blaze", ["Northline"]),
        ("Courier", []),
    ]
    homes, banks = found["rows"]
    assert (homes["statement"], homes["is_contested"]) == (WIRE[1], True)
    assert [(cell["word"], cell["claim_id"], cell["origin"]) for cell in homes["cells"]] == [
        ("says", flood["Northline"][1], ""),
        ("says", flood["Blaze"][1], "Northline"),
        ("says otherwise", flood["Courier"][1], ""),
    ]
    assert (homes["cells"][2]["differs"], homes["cells"][2]["verdict"]) == (["585"], "disputed")
    assert (banks["statement"], banks["is_contested"]) == (WIRE[0], False)
    assert [cell["word"] for cell in banks["cells"]] == ["says"] * 3
    assert (found["all_rows"], found["shared"]) == (4, [{"origin": "Northline", "outlets": ["Blaze"], "of": 3}])
    whole = api.get("/api/v1/stories/1/matrix?everything=true").json()
    assert [row["statement"] for row in whole["rows"][2:]] == [WIRE[2], LIST[2]]
    assert [cell["word"] for cell in whole["rows"][3]["cells"]] == ["silent", "silent", "says"]


def test_what_people_said_of_origins_holds_in_the_matrix(
    flood: dict[str, list[int]], api: TestClient, app: FastAPI, browse: Callable[..., Browser]
) -> None:
    edith = person(app, Role.EDITOR, Role.SUBMITTER)

    def say(claim_id: int, mark: OriginMark, derived: str = "article-2") -> None:
        with app.state.database.writing() as session:
            if mark is OriginMark.ADDED:
                given = {"derived": derived, "source": "northline", "why": "Its reporter says so."}
                origins.add(session, actor=edith, claim_id=claim_id, now=clock.now(), **given)
                return
            said = Said(derived, "name-northline", mark, "Its own reporter was there.")
            origins.mark(session, actor=edith, claim_id=claim_id, said=said, now=clock.now())

    def whose() -> tuple[list[list[str]], dict[str, list[str]]]:
        found = api.get("/api/v1/stories/1/matrix").json()
        cells = {row["statement"]: [cell["origin"] for cell in row["cells"]] for row in found["rows"]}
        return [column["origins"] for column in found["columns"]], cells

    say(flood["Blaze"][1], OriginMark.LIFTED)
    assert whose() == ([[], [], []], {WIRE[0]: ["", "", ""], WIRE[1]: ["", "", ""]})
    assert "have it from" not in browse(Role.VIEWER).get("/stories/1").text
    say(flood["Blaze"][0], OriginMark.CONFIRMED)
    assert whose() == ([[], ["Northline"], []], {WIRE[0]: ["", "Northline", ""], WIRE[1]: ["", "", ""]})
    say(flood["Courier"][0], OriginMark.ADDED, "article-3")
    columns, cells = whose()
    assert (columns[2], cells[WIRE[0]]) == (["Northline"], ["", "Northline", "Northline"])
    with (
        app.state.database.writing() as session
    ):  # somebody who reviews apart from others is not heard before they are done
        apart = {"derived": "article-2", "derived_from": "name-northline", "mark": OriginMark.LIFTED, "name": ""}
        made = {"why": "x", "made_by_id": edith.user_id, "made_at": clock.now(), "is_apart": True}
        session.add(OriginEntry(claim_id=flood["Blaze"][0], **apart, **made))
    assert whose()[1] == cells


def test_the_page_shows_the_same_in_words(flood: dict[str, list[int]], browse: Callable[..., Browser]) -> None:
    vera = browse(Role.VIEWER)
    shown = vera.get("/stories/1").text
    assert 'First here: <a href="/articles/1">Northline</a>' in shown and "taken in before" not in shown
    assert "as it stood on" in shown and '<span class="sr-only"> from Northline</span>' in shown
    assert "<b>1 of 3 outlets has it from Northline</b>: Blaze." in shown
    assert "About <mark>640</mark> people" in shown and '<b class="differs" dir="auto">585</b>' in shown
    assert shown.count('scope="col"') >= 4 and shown.count('scope="row"') >= 2
    assert 'href="/stories/1?everything=true#who-says-what"' in shown and "/rename" not in shown
    assert WIRE[2] in vera.get("/stories/1?everything=true").text
    listed = vera.get("/stories?text=tarn").text
    assert 'href="/stories/1"' in listed and "Northline, Blaze, Courier" in listed
    assert "No story is called that" in vera.get("/stories?text=bridge").text
    for page in ("/articles/2", f"/claims/{flood['Courier'][1]}"):
        assert 'href="/stories/1"' in vera.get(page).text
    assert vera.get("/stories/99").status_code == 404


def test_what_people_say_of_a_match_is_what_the_matrix_shows(
    flood: dict[str, list[int]], database: Database, api: TestClient
) -> None:
    with database.writing() as session:
        session.execute(update(Match).where(Match.relation == MatchRelation.CONFLICT).values(state=MatchState.REJECTED))
    rows = api.get("/api/v1/stories/1/matrix?everything=true").json()["rows"]
    assert not any(row["is_contested"] for row in rows) and len(rows) == 5


def test_withdrawn_claims_and_opinions_are_in_no_row(
    flood: dict[str, list[int]], database: Database, api: TestClient
) -> None:
    with database.writing() as session:
        session.execute(update(Claim).where(Claim.id == flood["Courier"][1]).values(state=ClaimState.WITHDRAWN))
        session.execute(update(Claim).where(Claim.id == flood["Courier"][2]).values(kind=ClaimKind.OPINION))
    found = api.get("/api/v1/stories/1/matrix?everything=true").json()
    assert [row["cells"][2]["word"] for row in found["rows"]] == ["says", "silent", "silent"]


def test_the_matrix_as_a_file(flood: dict[str, list[int]], browse: Callable[..., Browser], api: TestClient) -> None:
    answer = browse(Role.VIEWER).get("/stories/1/matrix.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="story-1.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["statement", "Northline", "Blaze", "Courier"]
    assert rows[1] == [WIRE[1], "says", "says, from Northline", "says otherwise, “585”, disputed"]
    assert rows[-1] == [LIST[2], "silent", "silent", "says"]
    assert api.get("/api/v1/stories/1/matrix.csv").text == answer.text


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(
    flood: dict[str, list[int]], database: Database, browse: Callable[..., Browser]
) -> None:
    with database.writing() as session:
        session.execute(update(Claim).where(Claim.id == flood["Courier"][2]).values(statement="=1+1"))
    assert browse(Role.VIEWER).get("/stories/1/matrix.csv").text.splitlines()[-1].startswith("'=1+1")


def test_an_editor_arranges_stories_on_the_page(flood: dict[str, list[int]], browse: Callable[..., Browser]) -> None:
    edith = browse(Role.EDITOR)
    assert edith.post("/stories/1/rename", {"title": "The night of the Tarn"}).status_code == 303
    answer = edith.post("/stories/1/split", {"article": ["3"], "why": "Another river."})
    assert answer.headers["location"] == "/stories/2"
    assert "took 1 article out" in edith.get("/stories/1").text
    shown = edith.get("/stories/2").text
    assert "put here by" in shown and "Another river." in shown and "brought 1 article here from" in shown
    assert edith.post("/stories/1/merge", {"other": "2"}).headers["location"] == "/stories/1"
    moved = edith.get("/stories/2")
    assert (moved.status_code, moved.headers["location"]) == (303, "/stories/1")
    for edit in (3, 2, 1):
        assert edith.post(f"/stories/edits/{edit}/undo").status_code == 303
    assert "Northline on the Tarn flood at Hollin</h1>" in edith.get("/stories/1").text
    for form in ({"other": ""}, {"other": "x"}, {"other": "1"}):
        assert edith.post("/stories/1/merge", form).status_code == 422
    assert edith.post("/stories/1/split", {}).status_code == 422


def test_arranging_by_api(flood: dict[str, list[int]], api: TestClient) -> None:
    assert api.post("/api/v1/stories/1/rename", json={"title": "Tarn"}).json()["title"] == "Tarn"
    apart = api.post("/api/v1/stories/1/split", json={"articles": [3]}).json()
    assert [member["outlet"] for member in apart["members"]] == ["Courier"]
    both = api.post("/api/v1/stories/1/merge", json={"other": apart["id"], "why": "One river."}).json()
    assert (both["id"], both["articles"], both["members"][2]["why"]) == (1, 3, "One river.")
    last = both["edits"][0]
    assert (last["act"], last["other_id"]) == ("merged", apart["id"])
    again = api.post(f"/api/v1/stories/edits/{last['id']}/undo").json()
    assert (again["articles"], again["edits"][0]["undone_by"]) == (2, again["edits"][0]["by"])


def test_the_list_is_paged_from_the_latest_on(database: Database, api: TestClient) -> None:
    with database.writing() as session:
        for day, letter in enumerate(ascii_lowercase):
            for outlet in ("A", "B"):
                words = " ".join(f"{name}{3 * letter}" for name in ("Town", "Person", "Crowd", "Hall", "Street"))
                written = add_article(session, [words], outlet=outlet, published=DAY + timedelta(days=9 * day))
                placed(session, written.article_id, NOW)
    first = api.get("/api/v1/stories").json()
    assert len(first["stories"]) == 25 and first["newer"] is None
    assert first["stories"][0]["first_day"] == str(DAY + timedelta(days=9 * 25))
    second = api.get("/api/v1/stories", params={"cursor": first["older"]}).json()
    assert [story["first_day"] for story in second["stories"]] == [str(DAY)]
    back = api.get("/api/v1/stories", params={"cursor": second["newer"]}).json()
    assert back["stories"] == first["stories"]
    for forged in ("x", "WzEsMSwxXQ", "W2ZhbHNlLCJub2RheSIsMV0"):
        assert api.get("/api/v1/stories", params={"cursor": forged}).status_code == 422


def test_as_many_queries_for_a_large_story_as_for_a_small_one(
    flood: dict[str, list[int]], database: Database, browse: Callable[..., Browser]
) -> None:
    sent: list[str] = []
    event.listen(database.reader, "before_cursor_execute", lambda *told: sent.append(told[2]))
    vera = browse(Role.VIEWER)

    def asked() -> int:
        sent.clear()
        assert vera.get("/stories/1").status_code == 200
        return len(sent)

    asked()
    small = asked()
    with database.writing() as session:
        for at in range(12):
            written = add_article(session, LIST, outlet=f"Outlet {at}", published=DAY)
            placed(session, written.article_id, NOW)
        assert len(session.scalars(select(StoryArticle).where(StoryArticle.story_id == 1)).all()) == 15
    assert asked() == small
