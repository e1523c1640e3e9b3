"""The log's page and its API: who sees it, its filters, its words."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.browsing import Browser, person, text_of
from verify import clock
from verify.core.permissions import SYSTEM, Action
from verify.core.vocabulary import Role
from verify.services import accounts, audit

Browsers = Callable[..., Browser]


def log(app: FastAPI, *numbers: int) -> None:
    with app.state.database.writing() as session:
        for number in numbers:
            before = {"state": "in_review", "verdict": None, "kind": "factual"}
            after = {"state": "decided", "verdict": "disputed", "kind": "factual"}
            audit.record(
                session,
                actor=SYSTEM,
                action="claim.sent_to_recheck",
                subject=("claim", number),
                before=before,
                after=after,
                now=clock.now(),
            )


def test_editors_and_admins_read_it_and_nobody_else(app: FastAPI, browse: Browsers) -> None:
    log(app, 12)
    allowed = {role for role in Role if browse(role).get("/log").status_code == 200}
    assert allowed == {Role.EDITOR, Role.ADMIN}


def test_it_says_in_words_what_changed_and_only_that(app: FastAPI, browse: Browsers) -> None:
    log(app, 12)
    page = browse(Role.EDITOR).get("/log")
    said = text_of(page)
    assert "claim sent to recheck" in said and "state: in review → decided; verdict: disputed" in said
    assert "factual" not in said.split("claim sent to recheck")[1].split("person")[0]
    assert 'href="/claims/12"' in page.text
    assert "/team/people/" not in page.text  # an editor may not open those


def test_filters_narrow_it_and_are_kept_from_page_to_page(app: FastAPI, browse: Browsers) -> None:
    other = person(app, Role.VIEWER)
    admin = browse(Role.ADMIN)
    log(app, *range(1, 61))
    first = admin.get("/log?about=claim")
    assert first.text.count("claim sent to recheck") == 50
    assert "cursor=" in first.text and "about=claim&amp;cursor=" in first.text
    older = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert admin.get(older).text.count("claim sent to recheck") == 10
    assert admin.get("/log?about=claim+12").text.count("claim sent to recheck") == 1
    assert f"person {other.user_id}" in text_of(admin.get(f"/log?about=person+{other.user_id}"))
    assert "Nothing in the log fits" in text_of(admin.get(f"/log?who={other.user_id}"))
    assert "Nothing in the log fits" in text_of(admin.get("/log?last=2020-01-01"))
    assert "claim sent to recheck" in text_of(admin.get(f"/log?first={clock.now():%Y-%m-%d}"))


def test_a_filter_that_cannot_be_read_says_which(browse: Browsers) -> None:
    admin = browse(Role.ADMIN)
    for query, said in (
        ("about=nonsense", "a word such as claim"),
        ("first=soon", "Give a day"),
        ("last=9", "Give a day"),
    ):
        page = admin.get(f"/log?{query}")
        assert (page.status_code, said in text_of(page)) == (422, True)


def test_the_api_gives_the_same_events(app: FastAPI) -> None:
    editor = person(app, Role.EDITOR)
    log(app, 12)
    with app.state.database.writing() as session:
        scopes = frozenset({Action.READ_LOG})
        token = accounts.add_token(
            session, actor=editor, user_id=editor.user_id or 0, name="log", scopes=scopes, now=clock.now()
        )
    api = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    found = api.get("/api/v1/log?about=claim").json()
    assert [(event["words"], event["subject_id"]) for event in found["events"]] == [("claim sent to recheck", 12)]
    assert found["next"] is None
    assert api.get("/api/v1/log?about=nonsense").status_code == 422
