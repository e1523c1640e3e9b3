"""Several records side by side: one picture, chances that add up, insufficient ones without a number."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.core.vocabulary import Role


@pytest.fixture
def viewer(browse: Callable[..., Browser]) -> Browser:
    return browse(Role.VIEWER)


@pytest.fixture
def ids(app: FastAPI) -> list[int]:
    """Steady, like it, shaky, and one with too little."""
    now = clock.now()
    with app.state.database.writing() as session:
        records = {"Steady": [C] * 20, "Even": [C] * 19 + [D], "<b>Shaky</b>": [D] * 15 + [C] * 5, "Small": [C]}
        made = [add_outlet(session, name, now) for name in records]
        for outlet, verdicts in zip(made, records.values(), strict=True):
            add_record(session, outlet, verdicts, now, days_apart=1)
        return [outlet.id for outlet in made]


def url_of(ids: list[int], more: str = "") -> str:
    return "/outlets/compare?" + "&".join(f"outlet={i}" for i in ids) + more


def test_four_outlets_on_one_picture(viewer: Browser, ids: list[int]) -> None:
    page = viewer.get(url_of(ids))
    assert len(re.findall(r'<svg class="ridges', page.text)) == 2
    assert "Records of Steady, Even, &lt;b&gt;Shaky&lt;/b&gt; over one scale" in page.text
    assert page.text.count('<path class="ridge"') == 6
    text = text_of(page)
    assert "insufficient record" in text
    assert text.count("not told apart") == 2
    assert len(re.findall(r"over 99%|under 1%", text)) == 4


def test_chances_of_a_pair_add_up(viewer: Browser, ids: list[int]) -> None:
    rows = list(csv.DictReader(io.StringIO(viewer.get(url_of(ids).replace("compare?", "compare.csv?")).text)))
    steady, even = rows[0], rows[1]
    chances = float(steady[f"chance_above_{ids[1]}"]), float(even[f"chance_above_{ids[0]}"])
    assert sum(chances) == pytest.approx(1)
    assert rows[3]["score"] == rows[3][f"chance_above_{ids[0]}"] == ""


def test_an_earlier_day_compares_what_was_known(viewer: Browser, ids: list[int]) -> None:
    day = (clock.now() - timedelta(days=3)).date().isoformat()
    page = viewer.get(url_of(ids, f"&as_of={day}"))
    assert '<svg class="ridges' not in page.text
    assert "Which is higher" not in page.text
    assert f'name="known" value="{day}"' in page.text


def test_the_choice_is_kept_and_empty_choices_are_none(viewer: Browser, ids: list[int]) -> None:
    page = viewer.get(f"/outlets/compare?outlet={ids[1]}&outlet=&outlet={ids[1]}&outlet={ids[0]}")
    assert re.findall(r"<option value=\"(\d+)\" selected>", page.text) == [str(ids[1]), str(ids[0])]
    assert "Nothing to compare yet" in text_of(viewer.get("/outlets/compare"))


@pytest.mark.parametrize(
    ("query", "status"),
    [("outlet=x", 422), ("outlet=99999", 404), ("outlet=99999999999", 422), ("outlet=1&as_of=z", 422)],
)
def test_what_cannot_be_compared_is_refused(viewer: Browser, query: str, status: int) -> None:
    assert viewer.get(f"/outlets/compare?{query}").status_code == status


def test_more_than_four_are_refused(viewer: Browser, ids: list[int]) -> None:
    answer = viewer.get(url_of([*ids, max(ids) + 1]))
    assert answer.status_code == 422
    assert "at most 4 outlets" in text_of(answer)


def test_the_list_leads_to_the_comparison_and_draws_the_last_year(viewer: Browser, ids: list[int]) -> None:
    page = viewer.get("/outlets").text
    assert page.count('<svg class="spark"') == 3
    assert re.findall(r'name="outlet" value="(\d+)"', page) == [str(i) for i in ids[:3]]
    assert 'action="/outlets/compare"' in page
