"""Corrections: noted on a page of the claim's own, shown beside the outlet's record."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.core.vocabulary import Role


@pytest.fixture
def editor(browse: Callable[..., Browser]) -> Browser:
    return browse(Role.EDITOR)


@pytest.fixture
def disputed(app: FastAPI) -> tuple[int, int]:
    """An outlet and its one disputed claim, ten days old."""
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Harbour Post", clock.now())
        claims = add_record(session, outlet, [C, D, *[C] * 6], clock.now())
        return outlet.id, claims[1]


def typed(**changed: str) -> dict[str, str]:
    today = clock.now().date().isoformat()
    given = {"kind": "correction", "day": today, "prominence": "noted", "contact": "after", "note": "Put right."}
    return {**given, "url": "https://post.example/notes", **changed}


def test_an_editor_notes_a_correction(editor: Browser, disputed: tuple[int, int]) -> None:
    outlet_id, claim_id = disputed
    outlet = editor.get(f"/outlets/{outlet_id}")
    assert "0 of 1 disputed own-voice claim corrected" in text_of(outlet)
    url = f"/claims/{claim_id}/corrections"
    assert f'href="{url}"' in outlet.text
    answer = editor.post(url, typed())
    assert (answer.status_code, answer.headers["location"]) == (303, url)
    page = editor.get(url)
    assert "The correction is noted." in text_of(page)
    assert "Put right." in text_of(page)
    assert 'href="https://post.example/notes" rel="noreferrer nofollow"' in page.text
    text = text_of(editor.get(f"/outlets/{outlet_id}"))
    assert "1 of 1 disputed own-voice claim corrected: 100% (16–99%), half of them within 10 days; 0 before our" in text
    assert f"correction of claim {claim_id}" in text


def test_an_entry_is_taken_back(editor: Browser, disputed: tuple[int, int]) -> None:
    outlet_id, claim_id = disputed
    url = f"/claims/{claim_id}/corrections"
    editor.post(url, typed())
    assert editor.post("/corrections/1/remove").headers["location"] == url
    assert "taken back" in text_of(editor.get(url))
    assert "0 of 1 disputed" in text_of(editor.get(f"/outlets/{outlet_id}"))


@pytest.mark.parametrize("part", [True, False])
@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"day": ""}, 422, "Write the day like"),
        ({"day": "2020-01-01"}, 422, "cannot be corrected before that"),
        ({"kind": "apology"}, 422, "Choose what it was"),
        ({"url": "ftp://x"}, 422, "no web address"),
        ({"kind": "silent_edit"}, 409, "Choose unmarked"),
    ],
)
def test_a_refused_correction_keeps_what_was_typed(
    editor: Browser, disputed: tuple[int, int], changed: dict[str, str], status: int, words: str, part: bool
) -> None:
    answer = editor.post(f"/claims/{disputed[1]}/corrections", typed(**changed), part=part)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "Put right." in answer.text
    assert answer.text.lstrip().startswith('<section id="correction-form"' if part else "<!doctype")
    whole = editor.post(f"/claims/{disputed[1]}/corrections", typed(**changed)).text
    assert answer.text.strip() in whole


def test_others_read_and_cannot_note(
    browse: Callable[..., Browser], editor: Browser, disputed: tuple[int, int]
) -> None:
    url = f"/claims/{disputed[1]}/corrections"
    editor.post(url, typed())
    viewer = browse(Role.VIEWER)
    page = viewer.get(url)
    assert "Put right." in text_of(page)
    assert '<form method="post" action="/claims' not in page.text
    assert viewer.post(url, typed(kind="update")).status_code == 403
    assert viewer.post("/corrections/1/remove").status_code == 403
    assert viewer.get("/claims/9999/corrections").status_code == 404
