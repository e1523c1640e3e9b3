"""The exports page: what a set would hold, making one, downloading it."""

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.browsing import Browser, text_of
from tests.support.exported import KEY, Filled
from verify.app import make_app
from verify.core.vocabulary import Role
from verify.db import Database
from verify.settings import Settings

Browsers = Callable[..., Browser]


def test_the_page_counts_what_the_filters_find(filled: Filled, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    decided = text_of(viewer.get("/exports"))
    assert "4 claims 1 corroborated 2 disputed 1 unverified 0 without a verdict 3 articles 2 outlets" in decided
    assert "4 items of evidence, 2 from after the claim" in decided
    anything = text_of(viewer.get("/exports?state="))
    assert "6 claims 1 corroborated 2 disputed 1 unverified 2 without a verdict" in anything
    assert "JSONL 6 claims" in anything and "ClaimReview 3 claims" in anything
    nothing = text_of(viewer.get("/exports?state=parked"))
    assert "No claim matches" in nothing and "Make the export" not in nothing


def test_the_counts_alone_are_a_fragment_of_the_page(filled: Filled, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    part, page = viewer.get("/exports?verdict=disputed", part=True), viewer.get("/exports?verdict=disputed")
    assert part.text.strip().startswith('<section id="export-preview"')
    assert part.text.strip() in page.text


def test_an_export_is_made_then_downloaded(filled: Filled, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    made = viewer.post("/exports?state=decided&verdict=disputed", {"format": "jsonl"})
    assert (made.status_code, made.headers["location"]) == (303, "/exports/1")
    page = viewer.get("/exports/1")
    assert "Export 1 is ready: 2 claims." in text_of(page)
    assert "verify export --format jsonl --state decided --verdict disputed --out claims.jsonl" in text_of(page)
    link = re.search(r'href="(/exports/1/download)" download', page.text)
    assert link
    file = viewer.get(link.group(1))
    assert re.fullmatch(
        r'attachment; filename="test-desk-claims-\d{4}-\d\d-\d\d\.jsonl"', file.headers["content-disposition"]
    )
    ids = [json.loads(line)["id"] for line in file.text.splitlines()]
    assert ids == [f"{KEY}-c{n}" for n in sorted((filled.disputed, filled.misleading))]
    assert "Export 1 jsonl 2 viewer" in text_of(viewer.get("/exports"))


def test_csv_comes_as_a_zip(filled: Filled, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    viewer.post("/exports?state=decided", {"format": "csv"})
    with zipfile.ZipFile(io.BytesIO(viewer.get("/exports/1/download").content)) as archive:
        assert archive.testzip() is None
        assert archive.read("claims.csv").count(b"\r\n") == 5


def test_claimreview_asks_for_a_public_address_and_makes_nothing(filled: Filled, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    refused = viewer.post("/exports?state=decided", {"format": "claimreview", "profile": "strict"})
    assert refused.status_code == 409
    assert "Set VERIFY_BASE_URL" in text_of(refused)
    assert re.search(r'value="claimreview" checked', refused.text)
    assert re.search(r'value="strict" checked', refused.text)
    assert "None yet." in text_of(viewer.get("/exports"))


def test_claimreview_with_a_public_address(filled: Filled, settings: Settings, database: Database) -> None:
    app = make_app(settings.model_copy(update={"base_url": "https://desk.example"}), database)
    from tests.support.browsing import person

    viewer = Browser(app, person(app, Role.VIEWER))
    viewer.post("/exports?state=", {"format": "claimreview", "profile": "strict", "unverified": "yes"})
    file = viewer.get("/exports/1/download")
    assert file.headers["content-type"].startswith("application/ld+json")
    assert len(file.json()) == 4


@pytest.mark.parametrize("query", ["state=nonsense", "outlet=x", "verdict=maybe", "cursor=%00"])
def test_filters_that_cannot_be_are_refused(filled: Filled, browse: Browsers, query: str) -> None:
    assert browse(Role.VIEWER).get(f"/exports?{query}").status_code == 422


def test_unknown_exports_and_formats(filled: Filled, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    assert viewer.get("/exports/9").status_code == 404
    assert viewer.get("/exports/9/download").status_code == 404
    assert viewer.post("/exports?state=decided", {"format": "docx"}).status_code == 422
    assert browse().get("/exports/9/download").headers["location"].startswith("/sign-in")


def test_a_download_on_a_page_left_open_holds_no_connection(
    app: FastAPI, filled: Filled, browse: Browsers, database: Database
) -> None:
    viewer = browse(Role.VIEWER)
    viewer.post("/exports?state=decided", {"format": "jsonl"})
    assert isinstance(viewer.client, TestClient)
    with viewer.client.stream("GET", "/exports/1/download") as response:
        assert response.status_code == 200
        response.read()
    assert database.reader.pool.checkedout() == 0
