"""The second reviewer learns nothing of the first review: every page and route gives the same bytes whatever it said.

Three desks are lived alike, moment for moment and with the same random numbers: the first reviewer disputes a claim;
corroborates one that was drawn; gives it back unjudged. On another claim a verdict stood for a moment, another one in each desk,
and was taken back. In one of them the first reviewer names the second in a comment, in another nobody, and in the third they say
nothing; the second is told of other things in each. Then somebody with every role walks all addresses, reading and writing.
Two things are left out of the comparison: when a cookie ends, by the real clock; and 64-digit hashes, as an export names the
log's head, which covers everything and says nothing.
"""

import re
import secrets
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.support import claims
from tests.support.browsing import Browser
from tests.support.claims import add_article, add_evidence
from tests.support.databases import fresh_database
from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give, put_in_force
from tests.web.test_roles import OPEN, Address, addresses
from verify import clock
from verify.app import make_app
from verify.core.permissions import Action, Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimState, EvidenceRole, ReasonCode, ReviewPolicy, Role, Stance, Verdict
from verify.db import Database
from verify.models import Claim, FirstReview
from verify.services import accounts, comments, evidence, leases, review_undo, reviews, story_places, tags
from verify.services.evidence import EvidenceChange, EvidenceDraft
from verify.settings import Settings

Answers = dict[str, tuple[int, str]]
WORLDS = ("disputed", "drawn", "untouched")
LEFT_OUT = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|expires=[^;]+ GMT")
SAME = {"stance": "refutes", "role": "primary_document", "passage": "Deed disputed", "publisher": "Office disputed"}
"""What the first reviewer of one world attached: attaching it again must not be refused there."""
STOOD = {"disputed": Verdict.CORROBORATED, "drawn": Verdict.DISPUTED, "untouched": Verdict.CORROBORATED}
"""The verdict that stood for a moment on another claim of each world."""
ENDS_THE_WALK = ("/sign-out", "/team/tokens/{token_id}/revoke", "/team/people/{user_id}")
"""Addresses that would end the walker's own sign-in or token, or change their roles."""
MORE = (
    *(f"/claims?state={state}&kind=" for state in ("", *ClaimState)),
    *(f"/queue?holder={user}" for user in (1, 2)),
    "/claims?text=bridge",
    *(f"/api/v1/claims?state={state}&kind=" for state in ("any", *ClaimState)),
    *(f"/api/v1/exports/{into}?state=any&kind=" for into in ("jsonl", "csv")),
    "/api/v1/exports/preflight?state=any&kind=&into=jsonl",
    "/exports?state=&kind=&into=jsonl",
)


@pytest.fixture(scope="module")
def walked(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answers]:
    """What each world answers to the walker."""
    found = {}
    for world in WORLDS:
        folder = tmp_path_factory.mktemp(world)
        with pytest.MonkeyPatch.context() as patch, fresh_database(db_kind, folder) as database:
            numbers = count(1)
            patch.setattr(claims, "_numbers", count(1))
            patch.setattr(clock, "now", lambda: NOW)
            patch.setattr(secrets, "token_hex", lambda size=32, n=numbers: f"{next(n):0{2 * size}x}")
            patch.setattr(secrets, "token_urlsafe", lambda size=32, n=numbers: f"s{next(n):0{size}d}")
            found[world] = walk(folder, database, world)
    return found


def walk(folder: Path, database: Database, world: str) -> Answers:
    settings = Settings(desk_dir=folder, database_url=database.url, worker_inside=False)
    app = make_app(settings, database)
    second, claim_ids, items, token = lived(database, world)
    browser = Browser(app, second)
    api = TestClient(app, base_url="http://desk.example", headers={"authorization": f"Bearer {token}"})
    ids: dict[str, list[int | str]] = {
        "claim_id": [*claim_ids],
        "other_id": [*claim_ids],
        "cluster_id": [*claim_ids],
        "evidence_id": [*items],
        "user_id": [1, 2],
        "notification_id": [1, 2, 3],
        "into": ["jsonl", "csv"],
    }
    known = sorted(set(addresses(app)) - OPEN)
    reading = [(method, path) for method, path in known if method == "GET"]
    writing = [(method, path) for method, path in known if method != "GET" and path not in ENDS_THE_WALK]
    answers: Answers = {}
    for turn, tried in (("before", reading), ("asked", writing), ("after", reading)):
        for address in tried:
            # The claim that is open again is only read: writing to it is writing to any open claim.
            here = {**ids, "claim_id": list[int | str](claim_ids[:1])} if turn == "asked" else ids
            for url in urls(address, here):
                answers[f"{turn} {address[0]} {url}"] = asked(browser, api, address[0], url)
        for url in MORE if turn != "asked" else ():
            answers[f"{turn} GET {url}"] = asked(browser, api, "GET", url)
        if turn == "asked":
            answers["the same evidence"] = asked(browser, api, "POST", f"/api/v1/claims/{claim_ids[0]}/evidence", SAME)
    with database.reading() as session:
        waits = session.get(FirstReview, claim_ids[0]) is not None
        assert waits is (world != "untouched"), "the walk must not have ended what it is about"
    return answers


def lived(database: Database, world: str) -> tuple[Actor, list[int], list[int], str]:
    """The desk up to the moment when the claims lie before the second reviewer: who that is, the claims, evidence, a token."""
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=NOW, name="Ana")
        second = add_person(session, *Role, now=NOW, name="Bo")
        open_again = open_again_after(session, ana, STOOD[world])
        sentences = ["The bridge at Tarn opened in March.", "The bridge cost four million.", "The mayor cut a ribbon."]
        written = add_article(session, sentences)
        northline = add_article(session, ["The Tarn bridge opened in March, officials said."], outlet="Northline")
        for article_id in (written.article_id, northline.article_id):
            story_places.ask(session, article_id=article_id, now=NOW)
            story_places.place(session, article_id=article_id, asked_at=NOW, now=NOW)
        claim_id = written.claim_ids[0]
        session.get_one(Claim, claim_id).is_drawn = world == "drawn"
        shared = add_evidence(session, claim_id, origin="Registry", role=EvidenceRole.PRIMARY_DOCUMENT)
        decided = Judgement(Verdict.UNVERIFIED, ReasonCode.NOTHING_FOUND, "Nobody knows.", searched="The register")
        reviews.decide(session, actor=ana, claim_id=written.claim_ids[1], judgement=decided, row_version=1, now=NOW)
        leases.take(session, actor=ana, claim_id=claim_id, now=NOW, minutes=30)
        items = [shared, *attached(session, ana, claim_id, world)]
        evidence.mark_examined(session, actor=ana, evidence_id=shared, examined=True, now=NOW)
        if world == "untouched":
            leases.release(session, actor=ana, claim_id=claim_id, now=NOW)
        else:
            judgement = JUDGED[Verdict.DISPUTED if world == "disputed" else Verdict.CORROBORATED]
            reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=1, now=NOW)
            text = "@Bo, it never opened." if world == "disputed" else "It did open."
            comments.add(session, actor=ana, claim_id=claim_id, text=text, now=NOW)
        tags.assign(session, actor=ana, claim_id=written.claim_ids[2], to_id=second.user_id, now=NOW)
        token = accounts.add_token(
            session, actor=second, user_id=second.user_id or 0, name="walk", scopes=frozenset(Action), now=NOW
        )
    return second, [claim_id, open_again], items, token


def open_again_after(session: Session, ana: Actor, verdict: Verdict) -> int:
    """A claim on which the verdict stood while one review was enough; taken back once disputes take two."""
    put_in_force(session, ReviewPolicy.SINGLE, now=NOW)
    claim_id = add_backed_claim(session, sentence="The ferry was sold.")
    give(session, ana, claim_id, verdict, now=NOW)
    editor = add_person(session, Role.EDITOR, now=NOW, name="Edith")
    comments.add(session, actor=editor, claim_id=claim_id, text="@Bo, see this.", now=NOW)
    put_in_force(session, ReviewPolicy.DISPUTED_DOUBLE, now=NOW)
    review_undo.undo(session, actor=ana, claim_id=claim_id, now=NOW)
    return claim_id


def attached(session: Session, ana: Actor, claim_id: int, world: str) -> list[int]:
    """What the first reviewer attaches: as many items in every world, one of them a page to be captured."""
    stance = Stance.SUPPORTS if world == "drawn" else Stance.REFUTES
    role = EvidenceRole.PRIMARY_DOCUMENT
    drafts = [
        EvidenceDraft(stance, role, f"Deed {world}", publisher=f"Office {world}"),
        EvidenceDraft(stance, role, f"Minutes {world}", url=f"https://{world}.example/minutes"),
    ]
    items = [evidence.add(session, actor=ana, claim_id=claim_id, draft=draft, now=NOW) for draft in drafts]
    evidence.change(session, actor=ana, evidence_id=items[0], to=EvidenceChange(origin=f"Origin {world}"), now=NOW)
    for item in items:
        evidence.mark_examined(session, actor=ana, evidence_id=item, examined=True, now=NOW)
    return items


def urls(address: Address, ids: dict[str, list[int | str]]) -> Iterator[str]:
    """The address with every known id in its places; 1 where there is none."""
    names = re.findall(r"\{(\w+)\}", address[1])
    for values in product(*(ids.get(name, [1]) for name in names)):
        url = address[1]
        for name, value in zip(names, values, strict=True):
            url = url.replace(f"{{{name}}}", str(value))
        yield url


def asked(
    browser: Browser, api: TestClient, method: str, url: str, body: dict[str, str] | None = None
) -> tuple[int, str]:
    if url.startswith("/api/"):
        answer = api.request(method, url, json=body)
    else:
        form = {"csrf_token": browser.csrf_token} if method != "GET" else None
        answer = browser.client.request(method, url, data=form)
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    return answer.status_code, LEFT_OUT.sub("…", f"{headers}\n\n{answer.content.decode('latin-1')}")


@pytest.mark.parametrize("other", ["drawn", "untouched"])
def test_the_second_reviewer_reads_the_same_bytes(walked: dict[str, Answers], other: str) -> None:
    here, there = walked["disputed"], walked[other]
    assert here.keys() == there.keys()
    assert [address for address in here if here[address] != there[address]] == []


def test_the_walk_comes_everywhere(walked: dict[str, Answers]) -> None:
    answers = walked["disputed"]
    assert len(answers) > 250
    assert answers["the same evidence"][0] == 201
    assert [address for address, (status, _) in answers.items() if status >= 500 or status == 401] == []
    assert answers["before GET /notifications"][1].count('class="is-unread"') == 2
    read = [status for address, (status, _) in answers.items() if address.startswith("before GET")]
    assert sum(status == 200 for status in read) > 0.6 * len(read)
    for claim_id in (1, 2):
        assert '"state":"ready"' in answers[f"before GET /api/v1/claims/{claim_id}"][1]
