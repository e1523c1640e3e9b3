"""The record's page on any day: numbers that never change afterwards, parts that add up, counts that open exactly their claims."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import OWN, RELAYED, C, D, U, add_article, add_outlet, add_record, decide
from verify import clock
from verify.core.agreement import VerdictErrors
from verify.core.permissions import SYSTEM
from verify.core.record_history import View
from verify.core.vocabulary import Contact, CorrectionKind, Prominence, Role, Said
from verify.models import Article, Claim
from verify.queries import agreement, histories, outlets
from verify.services import corrections
from verify.services import outlets as keeping
from verify.services.corrections import CorrectionDraft
from verify.services.desks import ensure_desk

Browsers = Callable[..., Browser]


@pytest.fixture
def viewer(browse: Browsers) -> Browser:
    return browse(Role.VIEWER)


@pytest.fixture
def lived(app: FastAPI) -> int:
    """An outlet with a year of verdicts, known week by week, a revision and a withdrawal yesterday among them."""
    now = clock.now()
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Steady Post", now - timedelta(days=400))
        claims = []
        for number, verdict in enumerate([C, C, D, C, U, C, D, C, C, C, C, C]):
            day = now - timedelta(days=360 - 30 * number)
            own, relayed = add_article(session, outlet, day.date(), (OWN, RELAYED))
            decide(session, own, verdict, day + timedelta(days=3))
            decide(session, relayed, (C, D, U)[number % 3], day + timedelta(days=3), said=list(Said)[number % 3])
            claims.append(own)
        yesterday = now - timedelta(days=1)
        decide(session, claims[2], C, yesterday)
        decide(session, claims[0], None, yesterday)
        decide(session, claims[5], D, now)
        return outlet.id


def counts_of(page: str) -> dict[str, int]:
    found = re.findall(r'class="count" href="([^"]+)">(?:<b>)?([\d,]+)', page)
    return {url.replace("&amp;", "&"): int(number.replace(",", "")) for url, number in found}


def score_of(page: str) -> str:
    found = re.search(r"Score and interval</th><td>([^<]+)<", page)
    return found.group(1) if found else "none"


def on(days_ago: int) -> str:
    return (clock.now() - timedelta(days=days_ago)).date().isoformat()


@pytest.mark.parametrize("query", ["", "as_of={1}", "as_of={40}", "known={2}", "since={100}", "as_of={1}&since={200}"])
def test_every_count_opens_exactly_its_claims(lived: int, viewer: Browser, query: str) -> None:
    asked = re.sub(r"\{(\d+)\}", lambda m: on(int(m.group(1))), query)
    page = viewer.get(f"/outlets/{lived}?{asked}")
    counts = counts_of(page.text)
    assert len(counts) >= 5
    for url, number in counts.items():
        if url.startswith("/articles"):
            continue
        listed = viewer.get(url)
        assert listed.status_code == 200, url
        if "/outlets/" in url:
            assert len(re.findall(r'<th scope="row"><a href="/claims/', listed.text)) == number, url
        assert re.search(rf"<b(?: data-live-count)?>{number}</b> claim", listed.text), url


def test_as_of_yesterday_shows_yesterdays_numbers(app: FastAPI, lived: int, viewer: Browser) -> None:
    yesterday = f"/outlets/{lived}?as_of={on(2)}"
    before = viewer.get(yesterday)
    assert score_of(before.text) != score_of(viewer.get(f"/outlets/{lived}").text)
    assert "as known on" in text_of(before)
    with app.state.database.writing() as session:
        outlet = session.get_one(Article, 1).outlet_id
        for claim in session.query(Claim).filter_by(outlet_id=outlet, verdict=C, voice=OWN).limit(3):
            decide(session, claim.id, D, clock.now())
    after = viewer.get(yesterday)
    assert score_of(after.text) == score_of(before.text)
    assert counts_of(after.text) == counts_of(before.text)


def test_the_page_of_now_is_the_totals(app: FastAPI, lived: int) -> None:
    today = clock.now().date()
    with app.state.database.reading() as session:
        rolled = histories.of_outlet(session, lived, View(today)).reading
        kept = outlets.one(session, lived, as_of=today).reading
    assert rolled.record.mean == pytest.approx(kept.record.mean, abs=1e-9)
    assert rolled.record.low == pytest.approx(kept.record.low, abs=1e-9)
    assert (rolled.sums.articles, rolled.label) == (kept.sums.articles, kept.label)


def test_parts_and_events_add_up_to_the_score(lived: int, viewer: Browser) -> None:
    page = viewer.get(f"/outlets/{lived}").text
    score = float(score_of(page).split()[0])
    for panel in ("moved", "events"):
        section = page.split(f'aria-labelledby="{panel}"')[1].split("</section>")[0]
        numbers = re.findall(r'<td class="number">(?:<b>)?([+−]?\d+\.\d)', section)
        *parts, told = [float(n.replace("−", "-")) for n in numbers]
        assert told == score
        assert sum(parts) == pytest.approx(score, abs=0.05 * len(parts))
    moved = page.split('aria-labelledby="moved"')[1].split("</section>")[0]
    assert len(re.findall(r'<svg class="step"', moved)) == len(re.findall(r"<title>[+−]", moved)) >= 9
    assert "disputed became corroborated" in text_of(viewer.get(f"/outlets/{lived}"))


def test_the_trend_is_drawn_twice_and_stands_in_a_table_and_a_file(lived: int, viewer: Browser) -> None:
    page = viewer.get(f"/outlets/{lived}").text
    assert len(re.findall(r'<svg class="trend trend-(?:wide|narrow)" [^>]*role="img">\s*<title>Record from', page)) == 2
    assert "The trend as a table" in page
    rows = list(csv.DictReader(io.StringIO(viewer.get(f"/outlets/{lived}/trend.csv").text)))
    assert rows[-1]["day"] == on(0)
    assert 100 * float(rows[-1]["score"]) == pytest.approx(float(score_of(page).split()[0]), abs=0.05)
    assert rows[0]["sufficient"] == "false"
    assert rows[0]["score"] == rows[0]["low"] == ""


def test_a_trend_as_it_stood_never_changes(app: FastAPI, lived: int, viewer: Browser) -> None:
    url = f"/outlets/{lived}/trend.csv?trend=as-it-stood&as_of={on(1)}&known={on(0)}"
    before = viewer.get(url).text
    assert before != viewer.get(url.replace("as-it-stood", "")).text
    with app.state.database.writing() as session:
        for claim in session.query(Claim).filter_by(outlet_id=lived, voice=OWN).limit(4):
            decide(session, claim.id, D, clock.now())
    assert viewer.get(url).text == before
    assert "as it stood on each day" in text_of(viewer.get(f"/outlets/{lived}?trend=as-it-stood"))


def test_the_parts_file_adds_up(lived: int, viewer: Browser) -> None:
    rows = list(csv.DictReader(io.StringIO(viewer.get(f"/outlets/{lived}/parts.csv").text)))
    score = float(score_of(viewer.get(f"/outlets/{lived}").text).split()[0])
    assert 80 + 100 * sum(float(row["part"]) for row in rows) == pytest.approx(score, abs=0.051)
    assert {row["said"] for row in rows} == {"true", "false"}


def test_a_file_is_safe_to_open(app: FastAPI, viewer: Browser) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Post", now)
        (claim,) = add_record(session, outlet, [C], now)
        session.get_one(Claim, claim).statement = '=HYPERLINK("x")'
        outlet_id = outlet.id
    (row,) = csv.DictReader(io.StringIO(viewer.get(f"/outlets/{outlet_id}/parts.csv").text))
    assert row["statement"] == '\'=HYPERLINK("x")'


def test_relayed_claims_stand_beside_the_score(app: FastAPI, lived: int, viewer: Browser) -> None:
    text = text_of(viewer.get(f"/outlets/{lived}"))
    assert "Disputed among relayed 50%" in text
    assert "4 relayed disputed of 8" in text
    assert "4 of 4 disputed ones have no later word of the outlet" in text
    with app.state.database.writing() as session:
        claim = session.query(Claim).filter_by(outlet_id=lived, voice=RELAYED, verdict=D).first()
        noted = CorrectionDraft(CorrectionKind.UPDATE, clock.now().date(), Prominence.NOTED, Contact.BEFORE)
        corrections.add(session, actor=SYSTEM, claim_id=claim.id, draft=noted, now=clock.now())
    assert "3 of 4 disputed ones have no later word" in text_of(viewer.get(f"/outlets/{lived}"))


def test_the_score_is_corrected_where_blind_reviews_show_errors(
    lived: int, viewer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Errors of verdicts" not in text_of(viewer.get(f"/outlets/{lived}"))
    found = VerdictErrors(0.9, 0.95, 30, 20)
    monkeypatch.setattr(agreement, "errors_of_verdicts", lambda _: found)
    page = viewer.get(f"/outlets/{lived}")
    score = float(score_of(page.text).split()[0]) / 100
    told = f"the score would be {100 * (score + 0.95 - 1) / 0.85:.0f}"
    assert "90% of 30 corroborated ones so, and 95% of 20 disputed ones" in text_of(page)
    assert told in text_of(page)
    assert "Errors of verdicts" not in text_of(viewer.get(f"/outlets/{lived}?as_of={on(1)}"))


def test_an_undated_article_and_a_new_name_are_told(app: FastAPI, lived: int, viewer: Browser) -> None:
    now: datetime = clock.now()
    with app.state.database.writing() as session:
        session.query(Article).filter_by(outlet_id=lived).first().published_known = False
        details = keeping.OutletDetails("Steady Herald")
        keeping.change(session, actor=SYSTEM, outlet_id=lived, details=details, now=now)
    page = viewer.get(f"/outlets/{lived}")
    assert "1 article names no publication day" in text_of(page)
    assert "Called Steady Post until" in text_of(page)
    assert "renamed from Steady Post to Steady Herald" in text_of(page)


def test_an_outlet_without_verdicts_has_a_page(app: FastAPI, viewer: Browser) -> None:
    with app.state.database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=clock.now())
        outlet_id = add_outlet(session, "New Paper", clock.now()).id
    page = viewer.get(f"/outlets/{outlet_id}")
    assert page.status_code == 200
    assert '<svg class="trend' not in page.text
    assert "0 of 5 verdicts needed" in text_of(page)
    assert viewer.get(f"/outlets/{outlet_id}/trend.csv").text.count("\n") == 1
    assert "Nothing stands behind this number" in text_of(viewer.get(f"/outlets/{outlet_id}/claims?voice=own"))


@pytest.mark.parametrize(
    "query", ["as_of=2027-13-01", "as_of=3000-01-01", "known=tomorrow", "since=3000-01-01", "as_of=" + "9" * 41]
)
def test_days_that_cannot_be_are_refused(lived: int, viewer: Browser, query: str) -> None:
    assert viewer.get(f"/outlets/{lived}?{query}").status_code == 422
    assert viewer.get(f"/outlets/{lived}/trend.csv?{query}").status_code == 422


@pytest.mark.parametrize("query", ["voice=loud", "verdict=fake", "lane=fast", "said=perhaps", "after=x", "record=both"])
def test_a_number_that_is_none_is_refused(lived: int, viewer: Browser, query: str) -> None:
    assert viewer.get(f"/outlets/{lived}/claims?{query}").status_code == 422


@pytest.mark.parametrize("path", ["", "/claims", "/trend.csv", "/parts.csv"])
def test_an_unknown_outlet_has_no_record(viewer: Browser, path: str) -> None:
    assert viewer.get(f"/outlets/999999{path}").status_code == 404
    assert viewer.get(f"/outlets/99999999999999{path}").status_code == 404


def test_a_long_list_behind_a_number_goes_on(app: FastAPI, viewer: Browser) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Steady Post", now)
        for day in range(3):
            for claim in add_article(session, outlet, now.date() - timedelta(days=day), (OWN,) * 40):
                decide(session, claim, C, now)
        outlet_id = outlet.id
    seen: list[str] = []
    url = f"/outlets/{outlet_id}/claims?voice=own&verdict=corroborated"
    while url:
        page = viewer.get(url).text
        seen += re.findall(r'<th scope="row"><a href="/claims/(\d+)"', page)
        url = next(iter(re.findall(r'href="([^"]+)" rel="next"', page)), "").replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120
