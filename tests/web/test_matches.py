"""The panel Elsewhere by plain forms: what was found, confirmed, rejected, taken back and attached, and whose it is."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import update

from tests.core.test_fact_checks import PLAIN
from tests.services.test_matches import look, put
from tests.support.browsing import Browser, text_of
from tests.support.claims import DAY, add_article, add_evidence
from tests.support.policies import give, put_in_force
from verify import clock
from verify.core.fact_checks import read
from verify.core.permissions import SYSTEM
from verify.core.retractions import Notice
from verify.core.vocabulary import OriginRule, OutletKind, ReviewPolicy, Role, Stance, Verdict
from verify.models import Claim, Derivation, Evidence, Outlet
from verify.queries.retractions import target_of_article
from verify.services import fact_checks, retractions, review_undo

Browsers = Callable[..., Browser]


def filled(app: FastAPI) -> dict[str, list[int]]:
    with app.state.database.writing() as session:
        ids = put(session)
        put_in_force(session, ReviewPolicy.SINGLE, now=clock.now())
        look(session, ids["Ledger"][0], clock.now())
        return ids


def credited(article_id: int, agency: str) -> Derivation:
    credit = Derivation(article_id=article_id, rule=OriginRule.CREDIT, is_sure=True, is_tie=False, root=agency)
    credit.why, credit.found_at = f"({agency})", clock.now()
    return credit


def panel(browser: Browser, claim_id: int) -> str:
    """The panel as it stands in the page, which is what a script gets."""
    part = browser.get(f"/claims/{claim_id}/matches", part=True).text.strip()
    assert part in browser.get(f"/claims/{claim_id}").text
    return part


def test_who_says_the_same_and_who_says_otherwise(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    part = panel(browse(Role.REVIEWER), ids["Ledger"][0])
    assert part.count("<mark") == 2  # 412 and 214, each once
    text = html.unescape(text_of_markup(part))
    assert "conflict 1 · same 1" in text
    assert "First said 3 November 2026 by Daily Ledger." in text
    assert "Coast Echo 5 November 2026 · independent · differs in figure" in text
    assert text.index("conflicts") < text.index("says the same")
    assert "Attach: refutes 4" in text and "Attach: supports 5" in text
    assert "Confirm" not in panel(browse(Role.VIEWER), ids["Ledger"][0])


def test_an_article_that_shares_its_origin_is_told_from_an_independent_one(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    with app.state.database.writing() as session:
        for article_id in (1, 2):
            session.add(credited(article_id, "Tarn Agency"))
    text = html.unescape(text_of_markup(panel(browse(Role.VIEWER), ids["Ledger"][0])))
    assert "Valley Post 4 November 2026 · shares its origin: Tarn Agency" in text
    assert "Coast Echo 5 November 2026 · independent" in text


def test_a_text_of_an_agency_shares_the_agency_not_its_owner(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    with app.state.database.writing() as session:
        session.execute(
            update(Outlet)
            .where(Outlet.name == "Valley Post")
            .values(kind=OutletKind.AGENCY, ownership_group="Tarn Trust")
        )
        session.add(credited(1, "Valley Post"))
    text = html.unescape(text_of_markup(panel(browse(Role.VIEWER), ids["Ledger"][0])))
    assert "Valley Post 4 November 2026 · shares its origin: Valley Post" in text


def test_a_match_is_confirmed_rejected_and_taken_back_without_javascript(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    here, same = ids["Ledger"][0], ids["Post"][0]
    ana = browse(Role.REVIEWER)
    url = f"/claims/{here}/matches/{same}"
    for act, words in (("confirm", "confirmed by reviewer"), ("undo", "Confirm"), ("reject", "1 rejected")):
        answer = ana.post(f"{url}/{act}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/claims/{here}#elsewhere")
        assert words in text_of_markup(panel(ana, here))
    told = text_of(ana.get(f"/claims/{here}"))
    assert f"reviewer rejected that it says the same as claim {same}" in told
    refused = ana.post(f"/claims/{here}/matches/{here}/confirm")
    assert refused.status_code == 422 and "A claim is no match of itself" in text_of(refused)


def test_one_button_attaches_the_conflict_as_refuting_evidence(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    here, other = ids["Ledger"][0], ids["Echo"][0]
    ana = browse(Role.REVIEWER)
    answer = ana.post(f"/claims/{here}/matches/{other}/attach", part=True)
    assert answer.status_code == 200
    assert "attached, refutes" in answer.text and 'hx-target="#elsewhere"' in answer.text
    with app.state.database.reading() as session:
        item = session.query(Evidence).one()
        assert (item.stance, item.passage) == ("refutes", "The Tarn bridge carried 214 passengers on Monday.")
    assert ana.post(f"/claims/{here}/matches/{other}/attach").status_code == 409


def test_a_longer_passage_that_somebody_copied_is_attached_too(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    here, other = ids["Ledger"][0], ids["Echo"][0]
    ana = browse(Role.REVIEWER)
    offered = panel(ana, here).count(f"/matches/{other}/attach")
    with app.state.database.writing() as session:
        there = session.get_one(Claim, other)
        passage = f"The fair went on. {there.quote} It rained."
        add_evidence(session, here, article_id=there.article_id, passage=passage, stance=Stance.REFUTES)
    shown = panel(ana, here)
    assert "attached, refutes" in text_of_markup(shown)
    assert (offered > 0, shown.count(f"/matches/{other}/attach")) == (True, 0)


def test_what_was_retracted_is_not_offered_as_evidence(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    here, other = ids["Ledger"][0], ids["Echo"][0]
    ana = browse(Role.REVIEWER)
    by_key = re.compile(rf'formaction="/claims/{here}/matches/{other}/attach"[^>]*data-key="4"')
    offered = panel(ana, here)
    with app.state.database.writing() as session:
        target = target_of_article(session, session.get_one(Claim, other).article_id)
        retractions.retract(session, actor=SYSTEM, target=target, notice=Notice(DAY), now=clock.now())
    shown = panel(ana, here)
    assert [("its article was retracted" in one, bool(by_key.search(one))) for one in (offered, shown)] == [
        (False, True),
        (True, False),
    ]


def test_an_article_that_was_not_looked_at_is_compared_on_the_spot_and_can_be_asked_for(
    app: FastAPI, browse: Browsers
) -> None:
    ids = filled(app)
    with app.state.database.writing() as session:
        late = add_article(
            session,
            ["The Tarn bridge carried 412 passengers on Monday."],
            outlet="Northline",
            published=DAY + timedelta(days=5),
        ).claim_ids[0]
    ana = browse(Role.REVIEWER)
    assert "The desk has not looked yet" in panel(ana, late)
    assert ana.post(f"/claims/{late}/matches").status_code == 303
    waiting = panel(ana, late)
    assert 'hx-trigger="every 3s"' in waiting and "The desk is looking; what it finds appears here." in waiting
    assert f'href="/claims/{ids["Ledger"][0]}"' in waiting  # the nearest stand there meanwhile
    with app.state.database.writing() as session:
        look(session, late, clock.now())
    assert "has not looked" not in panel(ana, late) and "The desk is looking;" not in panel(ana, late)


def text_of_markup(markup: str) -> str:
    """A part's text without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_a_claim_is_decided_as_another_one_was_and_says_when_that_changed(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    here, there = ids["Ledger"][0], ids["Post"][0]
    ana = browse(Role.REVIEWER)
    assert ana.actor is not None
    with app.state.database.writing() as session:
        add_evidence(session, there, stance=Stance.REFUTES)
        give(session, ana.actor, there, Verdict.DISPUTED, now=clock.now())
    url = f"/claims/{here}/matches/{there}/point"
    refused = ana.post(url, {"same_as": "999", "row_version": "1"})
    assert refused.status_code == 409 and "true under the same conditions" in text_of(refused)
    done = ana.post(url, {"same_as": str(there), "row_version": "1", "rationale": "Word for word."})
    assert (done.status_code, done.headers["location"]) == (303, f"/claims/{here}")
    page = text_of(ana.get(f"/claims/{here}"))
    assert f"As decided on claim {there} of Valley Post" in page and "Its evidence" in page
    assert "Word for word." in page and "Its verdict is" not in page
    leans = f'leans on the <a href="/claims/{there}/origins">evidence of claim {there}</a>'
    assert leans in ana.get(f"/claims/{here}/origins").text
    with app.state.database.writing() as session:
        review_undo.undo(session, actor=ana.actor, claim_id=there, now=clock.now())
    again = text_of(ana.get(f"/claims/{here}"))
    assert "It has no verdict now." in again
    assert f"the verdict it points to changed: claim {there} lost the verdict it had" in again


def test_a_row_of_the_queue_counts_the_matches(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    ana = browse(Role.REVIEWER)
    row = re.search(rf'<li data-claim="{ids["Ledger"][0]}".*?</li>', ana.get("/queue").text, flags=re.S)
    assert row and "2 matches · 1 conflict" in text_of_markup(row.group())
    ana.post(f"/claims/{ids['Ledger'][0]}/matches/{ids['Echo'][0]}/reject")
    row = re.search(rf'<li data-claim="{ids["Ledger"][0]}".*?</li>', ana.get("/queue").text, flags=re.S)
    assert row and "1 match" in text_of_markup(row.group()) and "conflict" not in text_of_markup(row.group())


def test_what_others_have_checked_stands_beside_the_claim(app: FastAPI, browse: Browsers) -> None:
    ids = filled(app)
    check = PLAIN | {"claimReviewed": "The Tarn bridge carried 214 passengers on Monday."}
    with app.state.database.writing() as session:
        found = read(json.dumps([check]).encode())
        fact_checks.bring_in(session, actor=SYSTEM, found=found, title="checks.json", now=clock.now())
    part = panel(browse(Role.VIEWER), ids["Ledger"][0])
    text = html.unescape(text_of_markup(part[part.index("Checked by others") :]))
    assert "conflicts" in text and "False Tarn Checks 2 November 2026 · said by Mayor Oda" in text
    assert 'href="https://checks.example/tarn" rel="noopener noreferrer external"' in part
