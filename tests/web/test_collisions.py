"""What gets in the way: a clock that moves, a role that goes, people who leave, outlets that are gone."""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from tests.support.policies import add_backed_claim, give, put_in_force
from verify import clock
from verify.core.vocabulary import ClaimState, ReviewPolicy, Role, Verdict
from verify.models import Assignment, AuditEvent, Claim, Review
from verify.services import accounts, records, tags

Browsers = Callable[..., Browser]
JUDGED = {
    "verdict": "unverified",
    "reason_code": "nothing_found",
    "rationale": "Nobody knows.",
    "searched": "The register",
    "row_version": "1",
}


def put(app: FastAPI, *sentences: str) -> list[int]:
    with app.state.database.writing() as session:
        return add_article(session, sentences or ("One stands.",)).claim_ids


def set_roles(app: FastAPI, admin: Browser, who: Browser, *roles: Role, is_active: bool = True) -> None:
    assert admin.actor is not None and who.actor is not None and who.actor.user_id is not None
    with app.state.database.writing() as session:
        accounts.change_user(
            session,
            actor=admin.actor,
            user_id=who.actor.user_id,
            roles=frozenset(roles),
            is_active=is_active,
            now=clock.now(),
        )


def test_a_clock_that_is_put_back_changes_no_order_of_verdicts(
    app: FastAPI, browse: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    (claim_id,) = put(app)
    url = f"/claims/{claim_id}"
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    assert ana.post(f"{url}/review", JUDGED).status_code == 303
    earlier = clock.now() - timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    later = JUDGED | {"rationale": "The register has it after all.", "reason_code": "too_early", "row_version": "2"}
    assert bo.post(f"{url}/review", later).status_code == 303
    page = bo.get(url)
    standing = text_of(page).partition("Decision")[2].partition("History")[0]
    assert "too early" in standing and "The register has it after all." in standing and "Nobody knows." not in standing
    assert 'data-key="u"' in page.text, "the newest review is Bo's, so it is Bo's to undo"
    assert bo.post(f"{url}/undo").status_code == 303
    with app.state.database.reading() as session:
        assert session.get_one(Claim, claim_id).reason_code == "nothing_found"
        assert records.check(session) == []


def test_a_role_taken_away_in_mid_review_stores_nothing_and_keeps_the_draft(app: FastAPI, browse: Browsers) -> None:
    (claim_id,) = put(app)
    url = f"/claims/{claim_id}"
    admin, ana, bo = browse(Role.ADMIN), browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    ana.post("/queue/next")
    ana.post(f"{url}/draft", JUDGED | {"draft_revision": "0"})
    set_roles(app, admin, ana, Role.VIEWER)
    refused = ana.post(f"{url}/review", JUDGED | {"draft_revision": "1"})
    assert refused.status_code == 403 and "Your roles do not allow this" in text_of(refused)
    assert "copy it before you leave" in text_of(refused) and "Nobody knows.</textarea>" in refused.text
    with app.state.database.reading() as session:
        assert session.scalars(select(Review)).all() == []
        assert session.get_one(Claim, claim_id).state is ClaimState.READY, "it is in nobody's hands"
    assert bo.post("/queue/next").headers["location"] == url
    bo.post(f"{url}/release")
    set_roles(app, admin, ana, Role.REVIEWER)
    assert "Nobody knows." in html.unescape(ana.get(url).text)
    assert ana.post(f"{url}/review", JUDGED | {"draft_revision": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("action", "form", "status"),
    [
        ("/claims/999/comments", {"text": "I <b>asked</b> them."}, 404),
        ("/claims/1/origins", {"derived": "", "source": "", "why": "I <b>asked</b> them."}, 422),
        ("/claims/x/comments", {"text": "I <b>asked</b> them."}, 422),
    ],
)
def test_a_refused_form_shows_what_was_written_in_it(
    app: FastAPI, browse: Browsers, action: str, form: dict[str, str], status: int
) -> None:
    put(app)
    refused = browse(Role.REVIEWER).post(action, form)
    assert refused.status_code == status
    assert "I &lt;b&gt;asked&lt;/b&gt; them.</textarea>" in refused.text


def test_what_was_meant_for_somebody_who_left_is_for_anybody(app: FastAPI, browse: Browsers) -> None:
    mine, other = put(app, "One stands.", "Two stand.")
    admin, ana, bo = browse(Role.ADMIN), browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    assert ana.actor is not None and bo.actor is not None
    with app.state.database.writing() as session:
        for claim_id, to in ((mine, ana.actor), (other, bo.actor)):
            tags.assign(session, actor=bo.actor, claim_id=claim_id, to_id=to.user_id, now=clock.now())
    set_roles(app, admin, ana, Role.REVIEWER, is_active=False)
    with app.state.database.reading() as session:
        assert session.scalars(select(Assignment.claim_id)).all() == [other]
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim.unassigned")).one()
        assert (event.subject_id, event.actor_id) == (mine, admin.actor.user_id if admin.actor else None)
    handed = {bo.post("/queue/next").headers["location"] for _ in range(2)}
    assert handed == {f"/claims/{mine}", f"/claims/{other}"}


def test_the_reviews_of_somebody_who_left_stay_and_are_revised(app: FastAPI, browse: Browsers) -> None:
    (claim_id,) = put(app)
    url = f"/claims/{claim_id}"
    admin, ana, bo = browse(Role.ADMIN), browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    ana.post(f"{url}/review", JUDGED)
    set_roles(app, admin, ana, Role.REVIEWER, is_active=False)
    assert ana.get(url).status_code == 303, "signed out at once"
    assert "Nobody knows." in text_of(bo.get(url))
    assert bo.post(f"{url}/review", JUDGED | {"reason_code": "too_early", "row_version": "2"}).status_code == 303
    with app.state.database.reading() as session:
        assert session.scalars(select(Review.reviewer_id).order_by(Review.id)).all() == [
            ana.actor.user_id if ana.actor else None,
            bo.actor.user_id if bo.actor else None,
        ]


def test_an_adjudicator_who_comes_too_late_loses_nothing(app: FastAPI, browse: Browsers) -> None:
    with app.state.database.writing() as session:
        claim_id = add_backed_claim(session)
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    judit, cleo = browse(Role.ADJUDICATOR), browse(Role.ADJUDICATOR, Role.VIEWER)
    assert ana.actor is not None and bo.actor is not None
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=clock.now())
        give(session, ana.actor, claim_id, Verdict.CORROBORATED, now=clock.now())
        give(session, bo.actor, claim_id, Verdict.DISPUTED, now=clock.now())
    url = f"/adjudications/{claim_id}"
    typed = {name: text for name, text in JUDGED.items() if name != "row_version"}
    assert judit.post(url, typed).status_code == 303
    late = cleo.post(url, typed | {"rationale": "Mine, an hour's work."})
    assert late.headers["location"] == f"/claims/{claim_id}"
    page = cleo.get(f"/claims/{claim_id}")
    assert "Another adjudicator decided this claim meanwhile" in text_of(page)
    assert "Mine, an hour's work." in html.unescape(page.text) and "Nobody knows." in page.text
    with app.state.database.reading() as session:
        assert session.get_one(Claim, claim_id).verdict is Verdict.UNVERIFIED


def test_nothing_is_handed_out_under_an_outlet_that_is_gone(app: FastAPI, browse: Browsers) -> None:
    put(app)
    ana = browse(Role.REVIEWER)
    asked = ana.post("/queue/next", {"outlet": "424242"})
    assert asked.headers["location"] == "/queue?outlet=424242"
    page = ana.get("/queue?outlet=424242")
    assert page.status_code == 200
    assert "Nothing left to hand out here. Outside these filters 1 waits." in text_of(page)
