"""Lists of claims under a name: one's own or shared, with the count of the list that they lead to."""

import re
from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from verify.core.vocabulary import Role

Browsers = Callable[..., Browser]


def view_links(markup: str) -> dict[str, str]:
    """The saved views beside the list: name and count, address."""
    side = markup.split("<h2>Saved")[1].split("</nav>", maxsplit=1)[0] if "<h2>Saved" in markup else ""
    found = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)<span class="number">([^<]+)</span>', side)
    return {f"{name.strip()} {count}": url.replace("&amp;", "&") for url, name, count in found}


def test_a_view_is_saved_counted_renamed_and_deleted(app: FastAPI, browse: Browsers) -> None:
    with app.state.database.writing() as session:
        add_article(session, ["The bridge opened.", "The bridge closed."])
        add_article(session, ["The harbour froze."])
    viewer, other = browse(Role.VIEWER), browse(Role.EDITOR)
    assert "Save this view" not in viewer.get("/queue").text
    page = viewer.get("/queue?text=bridge").text
    filters = re.search(r'name="filters" value="([^"]+)"', page)
    assert filters
    saved = viewer.post("/views", {"name": " Bridges ", "filters": filters.group(1).replace("&amp;", "&")})
    assert (saved.status_code, saved.headers["location"]) == (303, "/queue?text=bridge")
    links = view_links(viewer.get("/queue").text)
    assert links == {"Bridges 2": "/queue?text=bridge"}
    assert 'aria-current="page">Bridges' in viewer.get(links["Bridges 2"]).text
    assert view_links(other.get("/queue").text) == {}

    assert viewer.post("/views", {"name": "bridges", "filters": "text=bridge"}).status_code == 409
    assert viewer.post("/views", {"name": "", "filters": ""}).status_code == 422
    assert viewer.post("/views/1", {"name": "Spans"}).headers["location"] == "/views"
    assert "Spans 2 yours alone" in text_of(viewer.get("/views"))
    assert other.post("/views/1", {"name": "Mine"}).status_code == 404
    assert viewer.post("/views/1/delete").headers["location"] == "/views"
    assert "No views yet" in text_of(viewer.get("/views"))


def test_a_shared_view_is_everybodys_to_see_and_its_owners_to_change(app: FastAPI, browse: Browsers) -> None:
    editor, viewer = browse(Role.EDITOR), browse(Role.VIEWER)
    assert viewer.post("/views", {"name": "Tips", "filters": "lane=tip", "shared": "yes"}).status_code == 403
    saved = editor.post("/views", {"name": "Tips", "filters": "lane=tip", "shared": "yes"})
    assert saved.headers["location"] == "/claims?lane=tip"
    assert view_links(viewer.get("/queue").text) == {"Tips (editor) 0": "/claims?lane=tip"}
    for act in ("", "/delete"):
        assert viewer.post(f"/views/1{act}", {"name": "Other"}).status_code == 403
    editor.post("/views/1", {"name": "Tips"})
    assert view_links(viewer.get("/queue").text) == {}
    assert editor.post("/views", {"name": "Odd", "filters": "state=nowhere"}).status_code == 422
