"""Marking something as retracted: first what leans on it, then the mark, shown wherever it is cited; and taking that back."""

import re
from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import give
from verify import clock
from verify.core.vocabulary import Role, Stance, Verdict


def lived(app: FastAPI) -> tuple[int, int]:
    """A claim that is disputed on an article of another outlet: the claim's id and the article's."""
    with app.state.database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=clock.now(), name="Ana")
        wire = add_article(session, ["The bridge opened in April."], outlet="Northline").article_id
        claim_id = add_article(session).claim_ids[0]
        add_evidence(session, claim_id, origin="", article_id=wire, stance=Stance.REFUTES)
        give(session, ana, claim_id, Verdict.DISPUTED, now=clock.now())
    return claim_id, wire


def test_what_leans_on_it_is_listed_before_it_is_marked_and_all_is_taken_back(
    app: FastAPI, browse: Callable[..., Browser]
) -> None:
    claim_id, wire = lived(app)
    edith = browse(Role.EDITOR)
    shown = edith.get("/evidence/1/retract")
    assert "This verdict leans on it" in text_of(shown) and f'href="/claims/{claim_id}"' in shown.text
    assert "Retract, and send 1 verdict to recheck" in text_of(shown)
    wrong = edith.post(f"/articles/{wire}/retract", {"day": "soon", "note": "Read wrongly."}, part=True)
    assert wrong.status_code == 422 and "Read wrongly." in wrong.text and 'id="retract-form"' in wrong.text
    done = edith.post(f"/articles/{wire}/retract", {"day": "2026-11-01", "note": "Read wrongly."})
    page = done.headers["location"]
    assert done.status_code == 303 and "0 of 1 looked at again" in text_of(edith.get(page))
    assert "retracted on 1 November 2026" in text_of(edith.get(f"/claims/{claim_id}"))
    assert "Retracted on 1 November 2026" in text_of(edith.get(f"/articles/{wire}"))
    assert "Retracted on 1 November 2026" in text_of(edith.get(f"/articles/{wire}/retract"))
    record = edith.get("/outlets/2")
    assert "1 verdict is being looked at again since “Article" in text_of(record)
    (url,) = re.findall(r'href="(/rechecks/\d+\?waiting_of=2)"', record.text)
    assert f'href="/claims/{claim_id}"' in edith.get(url).text
    assert edith.post(f"{page}/undo").status_code == 303
    assert "looked at again since" not in text_of(edith.get("/outlets/2"))
    assert "retracted on" not in text_of(edith.get(f"/claims/{claim_id}"))
    assert "taken back" in text_of(edith.get("/retractions"))
