"""Evidence that rests on an article of the desk: its passage in its place there, and what a newer version has of it."""

from collections.abc import Callable

from fastapi import FastAPI

from tests.conftest import NOW
from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import put_in_force
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Anchoring, EvidenceRole, ReviewPolicy, Role, Stance
from verify.models import Evidence
from verify.queries import evidence as queries
from verify.services import articles, evidence
from verify.services.articles import prepared
from verify.services.evidence import EvidenceDraft

Browsers = Callable[..., Browser]
URL = "https://gazette.example/harbour"
FIRST = "Share this page\n\nThe harbour reopened on 3 March. It had been closed for “eleven” weeks. Nobody was hurt."
GONE = "Share this page\n\nThe harbour is to reopen in April, the port authority writes. Nobody was hurt."
PASSAGE = 'reopened on 3 March. It had been closed for "eleven" weeks.'
CLOSE = FIRST.replace("It had been closed", "It had now been closed")


def store(app: FastAPI, text: str) -> int:
    with app.state.database.writing() as session:
        draft = ArticleDraft(text, outlet="Gazette", url=URL, published=NOW.date())
        return articles.add_prepared(session, actor=SYSTEM, prepared=prepared(draft), now=NOW).article_id


def attach(app: FastAPI, article_id: int, **fields: object) -> tuple[int, int]:
    with app.state.database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
        return claim_id, add_evidence(session, claim_id, article_id=article_id, origin="", **fields)


def item_of(app: FastAPI, item: int) -> Evidence:
    with app.state.database.reading() as session:
        found: Evidence = session.get_one(Evidence, item)
        session.expunge(found)
        return found


def test_the_passage_is_marked_in_the_article(app: FastAPI, browse: Browsers) -> None:
    """From where to where is stored with the item; marks, links and sentences of the text stay what they are."""
    article_id = store(app, FIRST)
    claim_id, item = attach(app, article_id, passage=PASSAGE)
    kept = item_of(app, item)
    assert (kept.article_version, kept.anchoring) == (1, Anchoring.SPACING)
    assert FIRST[kept.passage_start : kept.passage_end] == PASSAGE.replace('"eleven"', "“eleven”")
    ana = browse(Role.REVIEWER)
    link = f"/articles/{article_id}?version=1&amp;passage_of={item}#passage"
    assert f'href="{link}"' in ana.get(f"/claims/{claim_id}").text
    page = ana.get(link.partition("#")[0].replace("&amp;", "&")).text
    assert page.count('<mark id="passage">') == 1
    marked = [part.partition("</mark>")[0] for part in page.split("<mark")[1:]]
    assert "".join(part.partition(">")[2] for part in marked) == FIRST[kept.passage_start : kept.passage_end]
    assert text_of(ana.get(f"/articles/{article_id}")).count("marked in the text") == 0


def test_words_of_an_article_are_attached_on_the_page(app: FastAPI, browse: Browsers) -> None:
    article_id = store(app, FIRST)
    with app.state.database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
    ana = browse(Role.REVIEWER)
    assert 'name="passage"' in ana.get(f"/claims/{claim_id}/evidence/attach?text=harbour").text
    sent = {"article": str(article_id), "stance": "supports", "passage": PASSAGE}
    assert ana.post(f"/claims/{claim_id}/evidence/from-article", sent).status_code == 303
    with app.state.database.reading() as session:
        kept = session.query(Evidence).filter_by(claim_id=claim_id).one()
        assert (kept.passage, kept.anchoring, kept.article_version) == (PASSAGE, Anchoring.SPACING, 1)


def test_a_newer_version_says_what_it_has_of_the_passage(app: FastAPI, browse: Browsers) -> None:
    article_id = store(app, FIRST)
    claim_id, item = attach(app, article_id, passage=PASSAGE)
    ana = browse(Role.REVIEWER)
    for text, how, told in (
        (CLOSE, Anchoring.CLOSE, "has the passage in other words"),
        (GONE, Anchoring.MISSING, "A newer version of the article no longer has the passage."),
        (FIRST + " So it was.", Anchoring.SPACING, None),
    ):
        store(app, text)
        kept = item_of(app, item)
        assert (kept.article_version, kept.anchoring, kept.newest_anchoring) == (1, Anchoring.SPACING, how)
        page = text_of(ana.get(f"/claims/{claim_id}"))
        assert told in page if told else "newer version" not in page
    gone = ana.get(f"/articles/{article_id}?version=3&passage_of={item}").text
    assert "<mark" not in gone and "This version does not have the passage" in gone
    assert f'href="/articles/{article_id}?version=1&amp;passage_of={item}#passage"' in gone
    assert "in other words" in ana.get(f"/articles/{article_id}?version=2&passage_of={item}").text


def test_a_passage_in_a_sentence_without_a_claim_is_marked_too(app: FastAPI, browse: Browsers) -> None:
    article_id = store(app, FIRST)
    _, item = attach(app, article_id, passage="Share this page")
    page = browse(Role.REVIEWER).get(f"/articles/{article_id}?passage_of={item}").text
    assert '<mark id="passage">Share this page</mark>' in page and '<details class="furniture" open>' in page
    _, other = attach(app, article_id, passage="Nobody wrote this there.")
    assert item_of(app, other).anchoring is Anchoring.MISSING
    _, empty = attach(app, article_id, passage="")
    assert item_of(app, empty).anchoring is None


def test_who_may_not_see_the_item_sees_the_article_alone(app: FastAPI, browse: Browsers) -> None:
    article_id = store(app, FIRST)
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=NOW)
        ana = add_person(session, Role.REVIEWER, now=NOW)
        claim_id = add_article(session).claim_ids[0]
        draft = EvidenceDraft(Stance.SUPPORTS, EvidenceRole.SOCIAL, PASSAGE, article_id=article_id)
        item = evidence.add(session, actor=ana, claim_id=claim_id, draft=draft, now=NOW)
    with app.state.database.reading() as session:
        shown = [
            queries.in_article(session, item, (article_id, 1, FIRST), reader_id=who) for who in (ana.user_id, None)
        ]
    assert shown[0] is not None and shown[0].anchor and shown[1] is None
    ben = browse(Role.EDITOR)
    assert ben.get(f"/articles/{article_id}?passage_of={item}").text == ben.get(f"/articles/{article_id}").text
