"""The outlet pages: the number with its interval, counts that open their claims, forms that work as plain pages."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import OWN, RELAYED, C, D, U, add_article, add_outlet, add_record, decide
from verify import clock
from verify.core.vocabulary import Role, Said
from verify.queries import outlets as lines

Browsers = Callable[..., Browser]


@pytest.fixture
def viewer(browse: Browsers) -> Browser:
    return browse(Role.VIEWER)


@pytest.fixture
def editor(browse: Browsers) -> Browser:
    return browse(Role.EDITOR)


def with_outlets(app: FastAPI) -> dict[str, int]:
    """Three outlets with records: two sufficient, one not."""
    now = clock.now()
    with app.state.database.writing() as session:
        made = {name: add_outlet(session, name, now) for name in ("Steady Post", "Shaky Sheet", "Small <i>Paper</i>")}
        add_record(session, made["Steady Post"], [C] * 30 + [D, U], now, days_apart=1)
        add_record(session, made["Shaky Sheet"], [D] * 20 + [C] * 6, now, days_apart=1)
        add_record(session, made["Small <i>Paper</i>"], [C, D, C], now)
        return {name: outlet.id for name, outlet in made.items()}


def test_an_empty_desk_says_what_to_do(viewer: Browser) -> None:
    page = viewer.get("/outlets")
    assert page.status_code == 200
    assert "No outlets yet" in text_of(page)
    assert 'href="/ingest"' in page.text


def test_only_sufficient_records_are_ranked_and_drawn(app: FastAPI, viewer: Browser) -> None:
    with_outlets(app)
    page = viewer.get("/outlets")
    ranked, unranked = page.text.split('id="unranked"')
    assert ranked.index("Steady Post") < ranked.index("Shaky Sheet")
    assert "Small" not in ranked
    assert len(re.findall(r"<title>Record score \d+, interval [&lt;g;\d]+ to [&lt;g;\d]+ of 100</title>", ranked)) == 2
    assert "Small &lt;i&gt;Paper&lt;/i&gt;" in unranked
    assert "<title>Insufficient record</title>" in unranked
    assert "Record score" not in unranked
    assert "2.9 of 5 verdicts needed, 3 of 5 articles needed" in text_of(page)


def test_ties_share_a_place(app: FastAPI, viewer: Browser) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        for name in ("First", "Second"):
            add_record(session, add_outlet(session, name, now), [C] * 20, now, days_apart=1)
    assert re.findall(r"<td>(=?\d)<span", viewer.get("/outlets").text) == ["=1", "=1"]


def test_the_page_gives_number_interval_label_and_what_moved_it(app: FastAPI, viewer: Browser) -> None:
    outlet_id = with_outlets(app)["Shaky Sheet"]
    page = viewer.get(f"/outlets/{outlet_id}")
    with app.state.database.reading() as session:
        line = lines.one(session, outlet_id, as_of=clock.now().date())
    record = line.reading.record
    text = text_of(page)
    assert f"{100 * record.mean:.1f} ({100 * record.low:.1f}–{100 * record.high:.1f}, holding 95 %)" in text
    assert f"{record.mean * 100:.0f} ({record.low * 100:.0f}–{record.high * 100:.0f})" in text
    assert "mixed record" in text or "weak record" in text
    assert line.reading.method in text
    assert "installation default" in text
    assert "18 other verdicts" in text
    assert 'role="img"' in page.text


def test_an_insufficient_record_shows_no_number(app: FastAPI, viewer: Browser) -> None:
    outlet_id = with_outlets(app)["Small <i>Paper</i>"]
    page = viewer.get(f"/outlets/{outlet_id}")
    text = text_of(page)
    assert "insufficient record" in text
    assert "2.9 of 5 verdicts needed, 3 of 5 articles needed." in text
    assert "Record score" not in page.text
    assert "What moved it" not in text
    assert "Score and interval" not in text


def test_every_count_links_to_its_claims(app: FastAPI, viewer: Browser) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Harbour Post", now)
        own = add_article(session, outlet, now.date(), (OWN,) * 8)
        for claim, verdict in zip(own, (C, C, C, D, D, U), strict=False):
            decide(session, claim, verdict, now)
        relayed = add_article(session, outlet, now.date(), (RELAYED,) * 5)
        decide(session, relayed[0], C, now, said=Said.CONFIRMED)
        decide(session, relayed[1], D, now, said=Said.WRONG)
        outlet_id = outlet.id
    page = viewer.get(f"/outlets/{outlet_id}")
    counts = dict(re.findall(r'class="count" href="([^"]+)">(?:<b>)?([\d,]+)', page.text))
    at, behind = f"/claims?outlet={outlet_id}&amp;", f"/outlets/{outlet_id}/claims?"
    assert counts == {
        f"{behind}voice=own&amp;verdict=corroborated": "3",
        f"{behind}voice=own&amp;verdict=disputed": "2",
        f"{behind}voice=own&amp;verdict=unverified": "1",
        f"{at}record=own&amp;state=pending&amp;kind=factual": "2",
        f"{behind}voice=relayed&amp;verdict=corroborated": "1",
        f"{behind}voice=relayed&amp;verdict=disputed": "1",
        f"{at}record=relayed&amp;state=pending&amp;kind=factual": "3",
        f"{behind}said=confirmed": "1",
        f"{behind}said=wrong": "1",
        f"/articles?outlet={outlet_id}": "2",
        f"{behind}record=own&amp;lane=targeted&amp;verdict=corroborated": "4",
        f"{behind}record=own&amp;lane=targeted&amp;verdict=disputed": "3",
        f"{behind}record=own&amp;lane=targeted&amp;verdict=unverified": "1",
        f"{behind}record=own&amp;verdict=disputed": "3",
        f"{behind}voice=relayed&amp;verdict=disputed&amp;word=none": "1",
        f"{at}record=own&amp;kind=factual": "8",
    }


def test_the_list_fragment_is_part_of_the_page(app: FastAPI, editor: Browser) -> None:
    with_outlets(app)
    part = editor.get("/outlets", part=True).text
    assert part.lstrip().startswith('<section id="unranked"')
    assert part.strip() in editor.get("/outlets").text


def test_the_record_fragment_is_part_of_the_page(app: FastAPI, editor: Browser) -> None:
    outlet_id = with_outlets(app)["Steady Post"]
    part = editor.get(f"/outlets/{outlet_id}", part=True).text
    assert part.lstrip().startswith('<div id="outlet-record"')
    assert part.strip() in editor.get(f"/outlets/{outlet_id}").text


@pytest.mark.parametrize(
    ("form", "block", "typed"),
    [("", "outlet-details", {"name": " "}), ("/samples", "audit-samples", {"wanted": "many"})],
)
def test_a_refused_form_is_part_of_the_page(
    app: FastAPI, editor: Browser, form: str, block: str, typed: dict[str, str]
) -> None:
    url = f"/outlets/{with_outlets(app)['Steady Post']}{form}"
    part, page = (editor.post(url, typed, part=part) for part in (True, False))
    assert part.status_code == page.status_code == 422
    assert part.text.lstrip().startswith(f'<section id="{block}"')
    assert part.text.strip() in page.text


def test_pages_of_insufficient_records_go_on(app: FastAPI, viewer: Browser) -> None:
    with app.state.database.writing() as session:
        for number in range(lines.PAGE_SIZE + 3):
            add_outlet(session, f"Paper {number}", clock.now())
    first = viewer.get("/outlets")
    (older,) = re.findall(r'href="(/outlets\?cursor=[^"]+)" rel="next"', first.text)
    second = viewer.get(older)
    assert len(re.findall(r'<th scope="row"><a href="/outlets/', second.text)) == 3
    assert 'rel="prev"' in second.text
    assert viewer.get("/outlets?cursor=nonsense").status_code == 422


def test_an_editor_adds_an_outlet_with_a_plain_form(editor: Browser) -> None:
    typed = {"name": "Coast Agency", "kind": "agency", "country": "gb", "domain": "www.coast.example coast.test"}
    answer = editor.post("/outlets", typed)
    assert answer.status_code == 303
    page = editor.get(answer.headers["location"])
    assert "Coast Agency is added." in text_of(page)
    assert "agency · GB · coast.example · coast.test" in text_of(page)


@pytest.mark.parametrize("part", [True, False])
def test_a_refused_outlet_comes_back_with_what_was_typed(editor: Browser, part: bool) -> None:
    editor.post("/outlets", {"name": "Coast Agency", "domain": "coast.example"})
    typed = {"name": "Valley News", "kind": "opinion", "domain": "coast.example"}
    answer = editor.post("/outlets", typed, part=part)
    assert answer.status_code == 409
    assert "coast.example belongs to Coast Agency" in text_of(answer)
    assert 'value="Valley News"' in answer.text
    assert '<option value="opinion" selected>' in answer.text
    assert answer.text.lstrip().startswith("<section" if part else "<!doctype")
    assert "Valley News" not in editor.get("/outlets").text


def test_the_form_fragment_is_part_of_the_page(editor: Browser) -> None:
    part, page = (editor.post("/outlets", {"name": " "}, part=part) for part in (True, False))
    assert part.status_code == page.status_code == 422
    assert part.text.strip() in page.text


def test_details_and_domains_are_changed(app: FastAPI, editor: Browser) -> None:
    outlet_id = with_outlets(app)["Steady Post"]
    typed = {"name": "Steady Post", "kind": "agency", "ownership_group": "Coast Group"}
    assert editor.post(f"/outlets/{outlet_id}", typed).status_code == 303
    assert editor.post(f"/outlets/{outlet_id}/domains", {"domain": "https://steady.example/x"}).status_code == 303
    text = text_of(editor.get(f"/outlets/{outlet_id}"))
    assert "agency · Coast Group · steady.example" in text
    refused = editor.post(f"/outlets/{outlet_id}", {**typed, "name": "Shaky Sheet"}, part=True)
    assert (refused.status_code, "called Shaky Sheet already" in text_of(refused)) == (409, True)
    refused = editor.post(f"/outlets/{outlet_id}/domains", {"domain": "co.uk"}, part=True)
    assert (refused.status_code, "not a domain" in text_of(refused)) == (422, True)


def test_a_viewer_sees_no_forms_and_cannot_send_them(app: FastAPI, viewer: Browser) -> None:
    outlet_id = with_outlets(app)["Steady Post"]
    for url in ("/outlets", f"/outlets/{outlet_id}"):
        assert f'method="post" action="{url}' not in viewer.get(url).text
        assert viewer.post(url, {"name": "X"}).status_code == 403


@pytest.mark.parametrize("url", ["/outlets/999999", "/outlets/99999999999999999999"])
def test_an_unknown_outlet_is_not_found(viewer: Browser, url: str) -> None:
    assert viewer.get(url).status_code == 404
