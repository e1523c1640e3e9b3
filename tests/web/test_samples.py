"""Audit samples on the outlet's page: a plain form, the list of past draws, the page of one."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import OWN, C, add_article, add_outlet, decide
from verify import clock
from verify.core.vocabulary import Role
from verify.models import Claim


@pytest.fixture
def editor(browse: Callable[..., Browser]) -> Browser:
    return browse(Role.EDITOR)


@pytest.fixture
def outlet_id(app: FastAPI) -> int:
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Harbour Post", clock.now())
        add_article(session, outlet, clock.now().date(), (OWN,) * 9)
        return outlet.id


def typed(**changed: str) -> dict[str, str]:
    today = clock.now().date().isoformat()
    return {"first": "2026-01-01", "last": today, "wanted": "4", "seed": "harbour", **changed}


def test_an_editor_draws_with_a_plain_form(app: FastAPI, editor: Browser, outlet_id: int) -> None:
    answer = editor.post(f"/outlets/{outlet_id}/samples", typed())
    assert answer.status_code == 303
    page = editor.get(answer.headers["location"])
    text = text_of(page)
    assert "4 claims are drawn and in the random lane." in text
    assert "4 of 9 own-voice factual claims" in text
    assert "0 of 4 claims decided" in text
    ids = [int(i) for i in re.findall(r'class="claim-card-statement" href="/claims/(\d+)"', page.text)]
    assert len(ids) == 4
    with app.state.database.writing() as session:
        assert {c.id for c in session.query(Claim).filter_by(lane="random")} == set(ids)
        decide(session, ids[0], C, clock.now())
    outlet = editor.get(f"/outlets/{outlet_id}")
    assert "harbour" in outlet.text
    assert f'href="{answer.headers["location"]}"' in outlet.text
    counts = outlet.text.split('aria-labelledby="lanes"')[1].split("</section>")[0]
    assert f"/outlets/{outlet_id}/claims?record=own&amp;lane=random&amp;verdict=corroborated" in counts


@pytest.mark.parametrize("part", [True, False])
@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"first": "soon"}, 422, "Write the day like"),
        ({"wanted": "-1"}, 422, "as a number"),
        ({"wanted": "501"}, 422, "between 1 and 500"),
        ({"last": "3000-01-01"}, 422, "has not come yet"),
        ({"last": "2026-01-02"}, 409, "Nothing to draw"),
    ],
)
def test_a_refused_draw_keeps_what_was_typed(
    editor: Browser, outlet_id: int, changed: dict[str, str], status: int, words: str, part: bool
) -> None:
    answer = editor.post(f"/outlets/{outlet_id}/samples", typed(**changed), part=part)
    assert answer.status_code == status
    assert words in text_of(answer)
    for value in typed(**changed).values():
        assert f'value="{value}"' in answer.text
    assert answer.text.lstrip().startswith('<section id="audit-samples"' if part else "<!doctype")


def test_others_see_draws_and_cannot_draw(browse: Callable[..., Browser], editor: Browser, outlet_id: int) -> None:
    made = editor.post(f"/outlets/{outlet_id}/samples", typed()).headers["location"]
    viewer = browse(Role.VIEWER)
    page = viewer.get(f"/outlets/{outlet_id}").text
    assert f'href="{made}"' in page
    assert "Draw at random" not in page
    assert viewer.get(made).status_code == 200
    assert viewer.post(f"/outlets/{outlet_id}/samples", typed()).status_code == 403
    assert viewer.get("/samples/999").status_code == 404
