"""The list of what one was told, the number in the header, and the same by API."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from verify import clock
from verify.core.notifications import Notice
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import NoticeKind, Role
from verify.models import Mail
from verify.queries.notifications import PAGE_SIZE
from verify.services import accounts, comments, notifications

Browsers = Callable[..., Browser]


def tell(app: FastAPI, to: Actor | None, number: int) -> int:
    """Tell the person of so many claims that were handed to them; the claim."""
    assert to is not None
    with app.state.database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
        for _ in range(number):
            notice = Notice(NoticeKind.HANDED_OVER, claim_id)
            notifications.tell(session, actor=SYSTEM, to=[to.user_id or 0], notice=notice, now=clock.now())
    return claim_id


def test_nothing_to_tell_says_what_will_stand_there(browse: Browsers) -> None:
    seen = text_of(browse(Role.VIEWER).get("/notifications"))
    assert "Nothing to tell you" in seen and "Mark all" not in seen


def test_opening_one_reads_it_and_leads_there(app: FastAPI, browse: Browsers) -> None:
    bo, other = browse(Role.REVIEWER), browse(Role.EDITOR)
    claim_id = tell(app, bo.actor, 2)
    assert "2 unread" in text_of(bo.get("/queue")) and "unread" not in text_of(other.get("/queue"))
    assert other.post("/notifications/1/open").status_code == 404
    assert bo.post("/notifications/1/open").headers["location"] == f"/claims/{claim_id}"
    assert "1 unread" in text_of(bo.get("/queue"))
    assert bo.post("/notifications/2/read").headers["location"] == "/notifications"
    page = text_of(bo.get("/notifications"))
    assert page.count("The desk handed you a claim") >= 2 and "unread" not in page and "Mark all" not in page


def test_unread_come_first_page_by_page(app: FastAPI, browse: Browsers) -> None:
    bo = browse(Role.REVIEWER)
    tell(app, bo.actor, PAGE_SIZE + 60)
    assert "99+" in text_of(bo.get("/queue"))
    bo.post(f"/notifications/{PAGE_SIZE + 60}/read")
    first = bo.get("/notifications").text
    assert first.count('class="is-unread"') == PAGE_SIZE and f'id="notice-{PAGE_SIZE + 60}"' not in first
    second = bo.get(first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&"))
    last = bo.get(second.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")).text
    assert f'id="notice-{PAGE_SIZE + 60}"' in last, "what is read comes last"
    assert bo.get("/notifications?cursor=bad").status_code == 422
    bo.post("/notifications/read")
    assert "unread" not in text_of(bo.get("/queue"))


def test_the_comment_form_offers_names_and_shows_them_in_the_comment(app: FastAPI, browse: Browsers) -> None:
    editor, bo = browse(Role.EDITOR), browse(Role.REVIEWER, Role.VIEWER)
    page = f"/claims/{tell(app, bo.actor, 0)}/comments"
    assert "@reviewer-viewer" in text_of(editor.get(page))
    editor.post(page, {"text": "<i>Hm</i> @Reviewer-Viewer, @nobody"})
    seen = bo.get(page).text
    assert '<b class="mention is-me">@reviewer-viewer</b>, @nobody' in seen and "&lt;i&gt;" in seen
    assert '<b class="mention">@reviewer-viewer</b>' in editor.get(page).text
    assert bo.post("/notifications/1/open").headers["location"] == f"{page}#comment-1"
    editor.post("/comments/1/withdraw")
    assert "The comment was taken back" in text_of(bo.get("/notifications"))
    assert "<i>" not in seen and "@nobody" not in bo.get(page).text.split("Said so far")[1].split("<form")[0]


def test_a_program_reads_them_too(app: FastAPI, browse: Browsers) -> None:
    bo, editor = browse(Role.REVIEWER), browse(Role.EDITOR)
    claim_id = tell(app, bo.actor, 1)
    with app.state.database.writing() as session:
        assert bo.actor and editor.actor
        comments.add(session, actor=editor.actor, claim_id=claim_id, text="@reviewer", now=clock.now())
        token = accounts.add_token(
            session, actor=bo.actor, user_id=bo.actor.user_id or 0, name="t", scopes=frozenset(), now=clock.now()
        )
    api = TestClient(app, base_url="http://desk.example", headers={"authorization": f"Bearer {token}"})
    found = api.get("/api/v1/notifications").json()
    assert (found["unread"], found["next"], len(found["notifications"])) == (2, None, 2)
    newest = found["notifications"][0]
    assert (newest["kind"], newest["who"], newest["claim_id"]) == ("mentioned", "editor", claim_id)
    assert newest["path"] == f"/claims/{claim_id}/comments#comment-1"
    assert api.post(f"/api/v1/notifications/{newest['id']}/read").json() == {"read": 1}
    assert api.post(f"/api/v1/notifications/{newest['id']}/read").json() == {"read": 0}
    assert api.post("/api/v1/notifications/99/read").status_code == 404
    assert api.post("/api/v1/notifications/read").json() == {"read": 1}


def test_what_comes_by_mail_is_chosen_on_the_page(app: FastAPI, browse: Browsers) -> None:
    bo = browse(Role.REVIEWER)
    page = bo.get("/notifications")
    assert page.text.count('" checked>') == 3 and "This desk sends no mail" in text_of(page)
    bo.post("/notifications/mail", {"kinds": ["job_ended"]})
    page = bo.get("/notifications")
    assert page.text.count('" checked>') == 1 and 'value="job_ended" checked' in page.text
    assert bo.post("/notifications/mail", {"kinds": ["gossip"]}).status_code == 422
    bo.post("/notifications/mail")
    assert '" checked>' not in bo.get("/notifications").text


def test_the_admins_link_goes_by_mail_too_where_mail_is_on(app: FastAPI, browse: Browsers) -> None:
    admin = browse(Role.ADMIN, Role.EDITOR)
    assert "by mail" not in text_of(admin.post("/team/people/1/link"))
    on = {"mail_server": "127.0.0.1", "mail_from": "desk@desk.example", "base_url": "https://desk.example"}
    app.state.settings = app.state.settings.model_copy(update=on)
    assert "They get one by mail, too." in text_of(admin.post("/team/people/1/link"))
    with app.state.database.reading() as session:
        assert [mail.user_id for mail in session.scalars(select(Mail))] == [1]
